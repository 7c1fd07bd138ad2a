import Analysis
import Calendar
import Markup

/// Where the periods of a scope will probably end, and how the headline objective got where it is.
struct ForecastSection {
  let view: ScopeView
  let text: PageText

  static let rowSchema = TemplateSchema.record([
    TemplateKey("label", .text, "what the objective is called"),
    TemplateKey("period", .text, "its period"),
    TemplateKey("fan", .element, "what is done, the probable range and the target, drawn"),
    TemplateKey("actual", .text, "what was done"),
    TemplateKey("low", .text, "one chance in ten to end below"),
    TemplateKey("middle", .text, "as likely to end above as below"),
    TemplateKey("high", .text, "one chance in ten to end above"),
    TemplateKey("target", .text, "the effective target"),
    TemplateKey("chances", .text, "probability of reaching the target"),
    TemplateKey("basis", .text, "what the projection rests on, and whether it is calibrated"),
  ])

  static let pointSchema = TemplateSchema.record([
    TemplateKey("date", .text, "a day of the period"),
    TemplateKey("actual", .text, "done by the end of it"),
    TemplateKey("expected", .text, "expected by the end of it"),
    TemplateKey("gap", .text, "actual minus expected"),
  ])

  static let schema = TemplateSchema.record([
    TemplateKey("rows", .list(rowSchema), "one objective a row, the headline first"),
    TemplateKey("curve", .element, "the pace of the headline objective, drawn"),
    TemplateKey("curve_title", .text, "which objective the curve is about"),
    TemplateKey("points", .list(pointSchema), "the same as numbers"),
    TemplateKey("effort", .text, "what is required per working day"),
  ])

  func value() -> TemplateValue {
    let projected = view.objectives.filter { $0.projection != nil }
    let ordered = projected.filter(\.isHeadline) + projected.filter { !$0.isHeadline }
    let points = view.headline.map { self.points($0) } ?? []
    let bounds = view.index.result.thresholds
    let curve = PaceCurve.element(
      points.map(\.point), target: view.headline?.target, onTimeFrom: bounds.onTimeFrom,
      aheadFrom: bounds.aheadFrom)
    guard !ordered.isEmpty || curve != nil else { return .absent }
    return .record([
      "rows": .list(ordered.compactMap { row($0) }), "curve": .optional(curve),
      "curve_title": .optional(curve == nil ? nil : view.headline.map { label($0) }),
      "points": .list(curve == nil ? [] : points.dropFirst().map { row($0) }),
      "effort": .optional(Verdict(objective: view.headline, text: text).effort),
    ])
  }

  private func label(_ objective: ObjectiveResult) -> String {
    text.written(objective.label)
      ?? view.index.kpi(objective.kpi).flatMap { text.written($0.label) } ?? objective.kpi
  }

  private func row(_ objective: ObjectiveResult) -> TemplateValue? {
    guard let projection = objective.projection else { return nil }
    let words = ObjectiveWords(objective, text)
    let basis =
      projection.newDealPeriods == 0
      ? "floor" : projection.isCalibrated ? "calibrated" : "uncalibrated"
    return .record([
      "label": .text(label(objective)), "period": .text(text.language.period(objective.period)),
      "fan": .optional(
        objective.isFilledByMore
          ? ForecastFan.element(
            actual: objective.actual, projection: projection, target: objective.target) : nil),
      "actual": .text(words.actual), "low": .text(text.value(projection.p10, .headline)),
      "middle": .text(text.value(projection.p50, .headline)),
      "high": .text(text.value(projection.p90, .headline)), "target": .optional(words.target),
      "chances": .text(text.chances(projection)),
      "basis": .text(text["forecast.\(basis)"]),
    ])
  }

  // MARK: Pace

  private struct DatedPoint {
    var date: CalendarDate
    var point: PaceCurve.Point
  }

  /// The start, the ends of the whole months before the as-of day, that day, and the end.
  ///
  /// What was expected is known on the as-of day and at the end; between known days it is read
  /// along a straight line.
  private func points(_ objective: ObjectiveResult) -> [DatedPoint] {
    guard [.cumul, .recur, .each].contains(objective.kind), let target = objective.target,
      let actual = objective.actual, let expected = objective.expectedToDate
    else { return [] }
    let period = objective.period
    let asOf = view.index.result.asOf
    let length = period.end.days(since: period.start)
    guard length > 0, asOf >= period.start else { return [] }
    func share(_ date: CalendarDate) -> Int {
      min(1000, (date.days(since: period.start) + 1) * 1000 / length)
    }
    let zero = Quantity(target.unit, 0)
    let isOver = period.lastDay <= asOf
    let today = isOver ? 1000 : share(asOf)
    var points = [
      DatedPoint(
        date: period.start, point: PaceCurve.Point(share: 0, actual: zero, expected: zero))
    ]
    var sum: Int64 = 0
    for month in view.index.result.periods
    where month.kind == .month && month.start >= period.start && month.lastDay < asOf
      && month.end < period.end
    {
      // One month without a value, and the sums from there on are unknown.
      guard let value = view.figure(objective.kpi, in: month)?.value, value.denominator == 1,
        value.unit == target.unit
      else { break }
      sum += value.numerator
      let place = share(month.lastDay)
      points.append(
        DatedPoint(
          date: month.lastDay,
          point: PaceCurve.Point(share: place, actual: Quantity(target.unit, sum), expected: nil)))
    }
    points.append(
      DatedPoint(
        date: isOver ? period.lastDay : asOf,
        point: PaceCurve.Point(share: today, actual: actual, expected: expected)))
    if !isOver {
      points.append(
        DatedPoint(
          date: period.lastDay, point: PaceCurve.Point(share: 1000, actual: nil, expected: target)))
    }
    return points
  }

  private func row(_ dated: DatedPoint) -> TemplateValue {
    let (actual, expected) = (dated.point.actual, dated.point.expected)
    var gap: String?
    if let actual, let expected, actual.denominator == 1, expected.denominator == 1,
      dated.point.share > 0
    {
      gap = text.gap(Quantity(actual.unit, actual.numerator - expected.numerator))
    }
    return .record([
      "date": .text(text.date(dated.date)), "actual": .optional(actual.map { text.value($0) }),
      "expected": .optional(expected.map { text.value($0) }), "gap": .optional(gap),
    ])
  }
}

extension PageText {
  /// A probability as nobody can misread it: never 0 % and never 100 %.
  ///
  /// A projection without the deals that are still to come says too little about them.
  func chances(_ projection: ObjectiveResult.Projection) -> String {
    guard projection.newDealPeriods > 0 else { return self["chances.unknown"] }
    let probability = projection.probability
    return switch probability.scaled(by: 100) {
    case ..<1: phrase("chances.below", ["share": percent(1)])
    case 100...: phrase("chances.above", ["share": percent(99)])
    default: value(probability)
    }
  }
}
