package import Calendar

extension Thresholds {
  /// The position of an index in whole percent (ruling 19, first row).
  package func position(ofIndex index: Int) -> ObjectiveResult.Position {
    if index >= aheadFrom { return .ahead }
    if index >= onTimeFrom { return .onTime }
    return index >= lateFrom ? .late : .veryLate
  }

  /// The position of a level that must be held (ruling 19, third row): the signed distance to the
  /// target, positive in the good direction, against a band of one point for rates and of 5 % of
  /// the target otherwise.
  ///
  /// Below four bands is very late; the bounds belong to "on time" and to "late".
  package func position(
    ofDistance distance: Fraction, target: Fraction, unit: Unit
  ) -> ObjectiveResult.Position {
    let band =
      switch unit {
      case .rate, .points: Fraction(rateBandPoints, over: 100)
      default: target.magnitude * Fraction(levelBandPercent, over: 100)
      }
    if distance > band { return .ahead }
    if distance >= -band { return .onTime }
    return distance >= -(band * Fraction(4)) ? .late : .veryLate
  }

  /// The position of something that is done or not done by a day (ruling 19): done by then is
  /// ahead, even once the day has passed; overdue by more than 30 days is very late.
  ///
  /// What was done late stays as late as it was.
  package func position(
    ofMilestoneDue due: CalendarDate, doneOn: CalendarDate?, asOf: CalendarDate
  ) -> ObjectiveResult.Position {
    if let doneOn, doneOn <= due { return .ahead }
    let overdue = (doneOn ?? asOf).days(since: due)
    if overdue <= 0 { return .onTime }
    return overdue > 30 ? .veryLate : .late
  }

  /// A / E in whole percent, half away from zero; nothing when nothing is expected.
  package static func index(_ actual: Fraction, over expected: Fraction) -> Int? {
    expected.isZero ? nil : Int((actual / expected).scaled(by: 100))
  }
}

extension ObjectiveResult.Position {
  /// The worst of the members of a combo (ruling 19).
  ///
  /// Members that cannot be judged decide only when
  /// no other one is there.
  package static func worst(_ positions: [ObjectiveResult.Position]) -> Self {
    let order: [Self] = [.veryLate, .late, .onTime, .ahead, .tooEarly]
    return order.first { positions.contains($0) } ?? .none
  }
}

extension Objective.Comparator {
  /// Whether a value satisfies a target, strict or not as written (rule C14).
  package func isMet(_ actual: Fraction, _ target: Fraction) -> Bool {
    switch self {
    case .atLeast: actual >= target
    case .above: actual > target
    case .atMost: actual <= target
    case .below: actual < target
    case .equal: actual == target
    }
  }
}

extension Objective {
  /// 1 when more is better, -1 when less is: as stated, else as the comparator says.
  var goodSign: Fraction {
    switch direction {
    case .up: return .one
    case .down: return -.one
    case .neutral:
      return comparator == .atMost || comparator == .below ? -.one : .one
    }
  }
}
