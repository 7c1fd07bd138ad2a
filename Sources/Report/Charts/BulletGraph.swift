import Analysis
import Markup

/// Stephen Few's bullet graph: a bar for what was done, a mark for the target, a background that
/// says what was expected by now.
///
/// Every graph has the same scale, 0 to 120 % of the target, so that rows of a table compare. A bar
/// beyond the scale is cut and ends in an arrow; the figure stands beside the graph.
enum BulletGraph {
  static let width = 180
  static let height = 18

  /// Nothing without a target above 0 and an actual: an empty graph would read as zero.
  static func element(
    actual: Quantity?, target: Quantity?, expected: Quantity?
  ) -> MarkupElement? {
    guard let actual, let target, target.numerator > 0,
      let done = share(of: actual, in: target)
    else { return nil }
    let whole = Length.pixels(width)
    let zero = Length.pixels(0)
    let due = expected.flatMap { share(of: $0, in: target) }?.clamped(to: zero...whole)
    let height = Length.pixels(height)
    var shapes: [MarkupElement] = []
    if let due {
      shapes.append(Drawing.rectangle("b1", x: zero, y: zero, width: due, height: height))
    }
    let from = due ?? zero
    shapes.append(
      Drawing.rectangle("b3", x: from, y: zero, width: whole - from, height: height))
    let bar = done.clamped(to: zero...whole)
    shapes.append(
      Drawing.rectangle(
        "bar", x: zero, y: Length(tenths: 60), width: bar, height: Length(tenths: 60)))
    shapes.append(
      Drawing.rectangle(
        "mark", x: Length(width, times: 100, over: 120) - Length(tenths: 15),
        y: Length(tenths: 20), width: Length(tenths: 30), height: Length(tenths: 140)))
    if done > whole {
      let tip = whole.text
      shapes.append(
        MarkupElement(
          "path",
          [
            MarkupAttribute("class", "beyond"),
            MarkupAttribute(
              "d",
              "M\((whole - Length.pixels(7)).text) 3L\(tip) 9L\((whole - Length.pixels(7)).text) 15z"
            ),
          ]))
    }
    return Drawing.svg(width: width, height: self.height, shapes)
  }

  /// Where `part` ends on the scale; nothing when it cannot be told, as for a falling target.
  private static func share(of part: Quantity, in target: Quantity) -> Length? {
    let numerator = Int128(part.numerator) * Int128(target.denominator)
    let denominator = Int128(target.numerator) * Int128(part.denominator)
    // In hundredths of a percent, which is finer than a tenth of a pixel.
    let parts = roundedQuotient(numerator * 10_000, denominator)
    return Length(width, times: min(max(parts, -100_000), 100_000), over: 12_000)
  }
}
