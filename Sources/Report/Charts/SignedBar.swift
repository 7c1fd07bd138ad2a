import Analysis
import Markup

/// One bar of a table whose values are gains and losses: to the right of an axis or to the left of
/// it, so that the sign is seen without its colour.
enum SignedBar {
  static let width = 120
  static let height = 14

  /// Nothing in an empty column.
  static func element(_ value: Quantity, largest: Quantity) -> MarkupElement? {
    guard largest.numerator > 0 else { return nil }
    let middle = Length.pixels(width / 2)
    let length = Length(
      width / 2 - 2, times: value.scaled(by: 100).magnitudeClamped,
      over: max(1, largest.scaled(by: 100))
    ).clamped(to: .pixels(0)...middle)
    let isLoss = value.numerator < 0
    return Drawing.svg(
      width: width, height: height,
      [
        Drawing.rectangle(
          isLoss ? "loss" : "gain", x: isLoss ? middle - length : middle, y: .pixels(2),
          width: length, height: .pixels(height - 4)),
        Drawing.rectangle(
          "mark", x: middle - Length(tenths: 5), y: .pixels(0), width: .pixels(1),
          height: .pixels(height)),
      ])
  }
}

extension Int64 {
  fileprivate var magnitudeClamped: Int64 { Int64(clamping: magnitude) }
}
