import Analysis

/// Exact decimal text of a quantity, for files that programs read: a point, no grouping, no unit.
enum DecimalText {
  /// Money with exactly the currency's digits; all else with at most six, no trailing zero.
  ///
  /// Rounded half away from zero; -0 is written 0.
  static func text(_ quantity: Quantity, minorDigits: Int) -> String {
    var bytes: [UInt8] = []
    append(quantity, minorDigits: minorDigits, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  static func append(_ quantity: Quantity, minorDigits: Int, to bytes: inout [UInt8]) {
    switch quantity.unit {
    case .money:
      append(quantity.rounded, decimals: minorDigits, trimmed: false, to: &bytes)
    case .count, .rate, .points, .days, .hours, .score, .ratio:
      if quantity.denominator == 1 { return append(quantity.numerator, to: &bytes) }
      append(quantity.scaled(by: 1_000_000), decimals: 6, trimmed: true, to: &bytes)
    }
  }

  /// `value` with its last `decimals` digits behind a point.
  static func digits(_ value: Int64, decimals: Int, trimmed: Bool) -> String {
    var bytes: [UInt8] = []
    append(value, decimals: decimals, trimmed: trimmed, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  static func append(_ value: Int64, to bytes: inout [UInt8]) {
    append(value, decimals: 0, trimmed: false, to: &bytes)
  }

  private static func append(
    _ value: Int64, decimals: Int, trimmed: Bool, to bytes: inout [UInt8]
  ) {
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    let start = bytes.count
    var rest = value.magnitude
    var count = 0
    // From the last digit to the first, then turned round.
    while rest > 0 || count <= decimals {
      if count == decimals, decimals > 0, bytes.count > start {
        bytes.append(UInt8(ascii: "."))
      }
      let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
      if !(trimmed && digit == 0 && count < decimals && bytes.count == start) {
        bytes.append(UInt8(ascii: "0") + UInt8(digit))
      }
      rest = quotient
      count += 1
    }
    bytes[start...].reverse()
  }
}
