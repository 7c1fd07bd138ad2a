import Calendar

/// A conversion is a ratio of two measures: a cohort, and those of it that got there in time.
extension Measure {
  /// The rows that got to `field` within some days of the date that puts them into a period.
  func converted(to field: String, filter: [String: [String]], days: Int) -> Measure {
    var measure = self
    measure.id = KPI.Formula.conversionID(id, to: field, filter: filter, days: days)
    measure.filter.merge(filter) { _, success in success }
    measure.within = date.map { Within(from: $0, to: field, days: days) }
    return measure
  }
}

extension KPI.Formula {
  /// The measure of the rows of a conversion that got there.
  var conversionMeasureID: String? {
    guard case .conversion(let measure, let to, let filter, let days) = self else { return nil }
    return Self.conversionID(measure, to: to, filter: filter, days: days)
  }

  static func conversionID(
    _ measure: String, to field: String, filter: [String: [String]], days: Int
  ) -> String {
    let conditions = filter.sorted { $0.key < $1.key }
      .map { "&\($0.key)=\($0.value.sorted().joined(separator: "|"))" }.joined()
    return "\(measure)>\(field)<\(days)\(conditions)"
  }

  /// The measures that the catalogue defines, without those that a conversion implies.
  package var catalogueMeasureIDs: [String] {
    if case .conversion(let measure, _, _, _) = self { return [measure] }
    return measureIDs
  }
}

extension FigureMaker {
  /// A cohort rate; absent until the last row of the period has been watched for all its days, so
  /// that a young cohort is never read as a fall (rule C13).
  func fillConversion(
    _ figure: inout Figure, _ prepared: Prepared, scope: ScopeStays
  ) {
    guard case .conversion(let measure, _, _, let days) = prepared.kpi.formula,
      let success = prepared.conversionMeasure
    else { return }
    let period = prepared.period
    fill(
      &figure.outcome, prepared.unit, total(success, scope, period, as: .numerator),
      over: total(measure, scope, period, as: .denominator), (success, measure))
    if isImmature(period, days: days) { figure.outcome.keepBack() }
  }

  /// Whether the last row of a period has not been watched for all of so many days.
  func isImmature(_ period: Period, days: Int) -> Bool { period.lastDay.adding(days: days) > asOf }

  /// A KPI made of others, which are worked out for the same scope first (rule C8).
  func derived(
    _ figure: Figure, _ prepared: Prepared, _ expression: Expression, scope: ScopeStays
  ) -> Figure? {
    var figure = figure
    // What rests on the as-of instant has one value a day, and none in other periods.
    if expression.isOfInstant, prepared.period.id != today.id { return nil }
    let outcome = expression.evaluated { id, window in
      let part = prepared.parts.first { $0.part.kpi == id && $0.part.over == window }
      guard let part = part?.prepared else { return .absent(.missingField) }
      func found() -> Figure? {
        let figures =
          part.isReading
          ? figures(part.kpi, scope: scope, period: part.period)
          : exportFigures(part, scope: scope)
        return figures.first(where: \.segment.isEmpty)
      }
      let traced = scope.trace.map { $0.within("\(id) of \(part.period.id), ", found) }
      guard let found = traced ?? found() else { return .absent(.missingField) }
      guard let value = found.value else { return .absent(found.absentReason ?? .missingField) }
      figure.isApproximate = figure.isApproximate || found.isApproximate
      return .value(found.exactRatio(of: part.kpi) ?? Fraction(value))
    }
    switch outcome {
    case .value(let value): figure.value = value.quantity(prepared.unit)
    case .absent(let reason): figure.absentReason = reason
    }
    return figure
  }
}

extension Figure.Outcome {
  /// Tells no value, because it would change for want of days.
  mutating func keepBack() {
    guard value != nil else { return }
    value = nil
    interval = nil
    absentReason = .immature
  }
}

extension Figure {
  /// The quotient before it was rounded to what the figure holds: money to the minor unit, long
  /// fractions to millionths; nothing where the figure is no quotient.
  fileprivate func exactRatio(of kpi: KPI) -> Fraction? {
    switch kpi.formula {
    case .ratio, .conversion, .statistic(_, "mean"):
      guard let numerator, let denominator, denominator.numerator != 0 else { return nil }
      return Fraction(numerator) / Fraction(denominator)
    default: return nil
    }
  }
}

extension Expression {
  /// Whether a part of it is of the as-of instant, or of the months that end with it.
  var isOfInstant: Bool {
    switch self {
    case .number: false
    case .kpi(_, let window): window != .period
    case .sum(let left, let right), .difference(let left, let right),
      .product(let left, let right), .quotient(let left, let right):
      left.isOfInstant || right.isOfInstant
    }
  }
}
