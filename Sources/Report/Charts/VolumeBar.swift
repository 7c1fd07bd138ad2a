import Analysis
import Markup

/// One bar of a table: how large a value is beside the largest of its column.
enum VolumeBar {
  static let width = 200
  static let height = 14

  /// Nothing for an absent value, a negative one or an empty column.
  static func element(_ value: Quantity?, largest: Quantity?) -> MarkupElement? {
    guard let value, let largest, value.numerator >= 0, largest.rounded > 0 else { return nil }
    let bar = Length(width, times: value.scaled(by: 100), over: max(1, largest.scaled(by: 100)))
      .clamped(to: .pixels(0)...(.pixels(width)))
    return Drawing.svg(
      width: width, height: height,
      [
        Drawing.rectangle(
          "bar", x: .pixels(0), y: .pixels(1), width: bar, height: .pixels(height - 2))
      ])
  }
}
