import Calendar

/// What the algorithms of the tables share.
extension AlgorithmInput {
  var tables: TableFigures { maker.tables }

  /// The name that the catalogue gives.
  var algorithm: String {
    if case .algorithm(let name, _, _) = prepared.kpi.formula { return name }
    return ""
  }

  /// The day whose end a figure of the period speaks of: the last one, or the as-of day where the
  /// period goes on; nothing for a period of the future.
  var lastKnownDay: CalendarDate? {
    period.start > maker.asOf ? nil : min(period.lastDay, maker.asOf)
  }

  /// One figure where a table or column is missing: for the company and the main period only, so
  /// that what is not exported does not fill the tables.
  var unavailable: [Figure] {
    scope.id == .company && period.id == tables.plan.mainPeriod.id
      ? absent(.missingField) : []
  }

  /// A share with both its sums; absent over 0 (rule C10).
  func share(_ numerator: Int64, of denominator: Int64, unit: Unit = .count) -> Figure {
    var figure = figure
    figure.numerator = Quantity(unit, numerator)
    figure.denominator = Quantity(unit, denominator)
    if unit == .count { figure.count = Int(denominator) }
    guard denominator != 0 else {
      figure.absentReason = unit == .count ? .noEvent : .zeroDenominator
      return figure
    }
    figure.value = Fraction(numerator, over: denominator).quantity(self.unit)
    if unit == .count, self.unit == .rate, (0...denominator).contains(numerator) {
      figure.interval = Wilson.interval(successes: Int(numerator), trials: Int(denominator))
    }
    return figure
  }

  func count(_ count: Int, segment: String = "") -> Figure {
    var figure = figure
    figure.segment = segment
    figure.value = Quantity(.count, Int64(count))
    figure.count = count
    return figure
  }

  func money(_ amount: Int128, count: Int) -> Figure {
    var figure = figure
    figure.value = Quantity(.money, Int64(clamping: amount))
    figure.count = count
    return figure
  }
}

extension AlgorithmInput {
  /// As `unavailable`, for what is known of the as-of day only.
  var unavailableToday: [Figure] { scope.id == .company ? absent(.missingField) : [] }

  /// The customers of the scope on a day.
  func members(on day: CalendarDate) -> [Int] {
    tables.customers.members(scope, on: day, measure: measures["customers"])
  }
}
