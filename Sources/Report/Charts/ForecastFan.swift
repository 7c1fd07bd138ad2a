import Analysis
import Markup

/// Where a period will probably end: what is done as a bar, the probable range as a band, its middle
/// as a line, and the target as a mark.
///
/// All fans of a page have the same scale, 0 to 140 % of the target, so that rows compare; what lies
/// beyond it is cut at the edge, and the figures stand beside.
enum ForecastFan {
  static let width = 280
  static let height = 26
  private static let scale: Int64 = 140

  /// Nothing without a target above 0.
  static func element(
    actual: Quantity?, projection: ObjectiveResult.Projection, target: Quantity?
  ) -> MarkupElement? {
    guard let target, target.numerator > 0 else { return nil }
    let whole = Length.pixels(width)
    func place(_ quantity: Quantity) -> Length {
      let percent = CellBar.percent(of: quantity, in: target)
      return Length(width, times: min(max(percent, 0), scale), over: scale)
        .clamped(to: .pixels(0)...whole)
    }
    let (low, middle, high) = (
      place(projection.p10), place(projection.p50), place(projection.p90)
    )
    var shapes = [
      Drawing.rectangle(
        "b3", x: .pixels(0), y: .pixels(4), width: whole, height: .pixels(height - 8)),
      Drawing.rectangle(
        "b2", x: low, y: .pixels(4), width: max(high - low, .pixels(1)),
        height: .pixels(height - 8)),
    ]
    if let actual {
      shapes.append(
        Drawing.rectangle(
          "bar", x: .pixels(0), y: .pixels(9), width: place(actual), height: .pixels(8)))
    }
    shapes.append(
      Drawing.rectangle(
        "middle", x: middle - .pixels(1), y: .pixels(4), width: .pixels(2),
        height: .pixels(height - 8)))
    shapes.append(
      Drawing.rectangle(
        "mark", x: place(target) - Length(tenths: 15), y: .pixels(1), width: .pixels(3),
        height: .pixels(height - 2)))
    return Drawing.svg(width: width, height: height, shapes)
  }
}
