import Analysis
import Markup

/// What was done since the period began beside what was expected, day by day of a period.
///
/// The band is what counts as on time around the expected curve; the mark at the right edge is the
/// target. The points stand in a table under the curve, so the drawing itself is hidden from
/// screen readers.
enum PaceCurve {
  /// One known day: its place in the period, and what was done and expected by its end.
  struct Point {
    /// From 0, the start of the period, to 1000, its end.
    var share: Int
    /// Absent for days to come.
    var actual: Quantity?
    var expected: Quantity?
  }

  static let width = 640
  static let height = 180
  private static let margin = 8

  /// Nothing without a target above 0, and with fewer than two expected points.
  static func element(
    _ points: [Point], target: Quantity?, onTimeFrom: Int, aheadFrom: Int
  ) -> MarkupElement? {
    guard let target, target.numerator > 0,
      points.count(where: { $0.expected != nil }) > 1
    else { return nil }
    let percents = points.flatMap { point in
      [point.actual, point.expected].compactMap { $0.map { CellBar.percent(of: $0, in: target) } }
    }
    let top = max(110, min(percents.max() ?? 0, 400) * 106 / 100)
    func x(_ share: Int) -> Length {
      .pixels(margin) + Length(width - 2 * margin, times: Int64(share), over: 1000)
    }
    func y(_ perTenThousand: Int64) -> Length {
      let span = height - 2 * margin
      let up = Length(span, times: min(max(perTenThousand, 0), top * 100), over: top * 100)
      return .pixels(height - margin) - up
    }
    func share(_ quantity: Quantity, _ percent: Int = 100) -> Int64 {
      roundedQuotient(
        Int128(quantity.numerator) * Int128(target.denominator) * 100 * Int128(percent),
        Int128(target.numerator) * Int128(quantity.denominator))
    }
    func line(_ style: String, _ places: [(Length, Length)]) -> MarkupElement {
      MarkupElement(
        "polyline",
        [
          MarkupAttribute("class", style),
          MarkupAttribute(
            "points", places.map { "\($0.0.text),\($0.1.text)" }.joined(separator: " ")),
        ])
    }
    let expected = points.compactMap { point in point.expected.map { (point.share, $0) } }
    let upper = expected.map { (x($0.0), y(share($0.1, aheadFrom))) }
    let lower = expected.reversed().map { (x($0.0), y(share($0.1, onTimeFrom))) }
    let done = points.compactMap { point in
      point.actual.map { (x(point.share), y(share($0))) }
    }
    var shapes = [
      MarkupElement(
        "polygon",
        [
          MarkupAttribute("class", "b2"),
          MarkupAttribute(
            "points",
            (upper + lower).map { "\($0.0.text),\($0.1.text)" }.joined(separator: " ")),
        ]),
      Drawing.rectangle(
        "axis", x: .pixels(margin), y: .pixels(height - margin), width: .pixels(width - 2 * margin),
        height: .pixels(1)),
      Drawing.rectangle(
        "goal", x: .pixels(margin), y: y(10_000), width: .pixels(width - 2 * margin),
        height: .pixels(1)),
      line("due", expected.map { (x($0.0), y(share($0.1))) }),
    ]
    if done.count > 1 { shapes.append(line("done", done)) }
    if let last = done.last {
      shapes.append(Drawing.dot("bar", x: last.0, y: last.1, radius: "4"))
    }
    return Drawing.svg(width: width, height: height, shapes)
  }
}
