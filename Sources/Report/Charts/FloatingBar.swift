import Analysis
import Markup

/// One step of a waterfall: totals stand on the axis, what comes and goes floats where the step
/// before it ended.
enum FloatingBar {
  static let width = 260
  static let height = 16

  /// `start` and `end` on the common scale from `low` to `high`; a total begins at 0.
  static func element(
    from start: Int64, to end: Int64, low: Int64, high: Int64, isTotal: Bool
  ) -> MarkupElement? {
    guard high > low else { return nil }
    func place(_ value: Int64) -> Length {
      Length(width - 4, times: value - low, over: high - low) + .pixels(2)
    }
    let (left, right) = (place(min(start, end)), place(max(start, end)))
    let style = isTotal ? "total" : end < start ? "loss" : "gain"
    return Drawing.svg(
      width: width, height: height,
      [
        Drawing.rectangle(
          "mark", x: place(0), y: .pixels(0), width: .pixels(1), height: .pixels(height)),
        Drawing.rectangle(
          style, x: left, y: .pixels(2), width: max(right - left, .pixels(1)),
          height: .pixels(height - 4)),
      ])
  }
}
