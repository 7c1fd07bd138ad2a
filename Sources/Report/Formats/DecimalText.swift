import Analysis

/// Exact decimal text of a quantity, for files that programs read: a point, no grouping, no unit.
enum DecimalText {
  /// Money with exactly the currency's digits; all else with at most six, no trailing zero.
  ///
  /// Rounded half away from zero; -0 is written 0.
  static func text(_ quantity: Quantity, minorDigits: Int) -> String {
    switch quantity.unit {
    case .money:
      digits(quantity.rounded, decimals: minorDigits, trimmed: false)
    case .count, .rate, .points, .days, .hours, .score, .ratio:
      digits(quantity.scaled(by: 1_000_000), decimals: 6, trimmed: true)
    }
  }

  /// `value` with its last `decimals` digits behind a point.
  static func digits(_ value: Int64, decimals: Int, trimmed: Bool) -> String {
    var text = Array(String(value.magnitude).utf8)
    guard decimals > 0 else { return (value < 0 ? "-" : "") + String(value.magnitude) }
    if text.count <= decimals {
      text.insert(
        contentsOf: repeatElement(UInt8(ascii: "0"), count: decimals + 1 - text.count), at: 0)
    }
    text.insert(UInt8(ascii: "."), at: text.count - decimals)
    if trimmed {
      while text.last == UInt8(ascii: "0") { text.removeLast() }
      if text.last == UInt8(ascii: ".") { text.removeLast() }
    }
    return (value < 0 ? "-" : "") + String(decoding: text, as: UTF8.self)
  }
}
