import Analysis

/// Exact decimal text of a quantity, for files that programs read: a point, no grouping, no unit.
struct DecimalText: Hashable {
  /// The value times ten to the power of `decimals`.
  private let scaled: Int64
  private let decimals: Int
  private let isTrimmed: Bool

  /// `scaled` with its last `decimals` digits behind a point; trimmed, without zeros at the end.
  init(_ scaled: Int64, decimals: Int, isTrimmed: Bool) {
    self.scaled = scaled
    self.decimals = decimals
    self.isTrimmed = isTrimmed
  }

  /// Money with exactly the currency's digits; all else with at most six, no trailing zero.
  ///
  /// Rounded half away from zero; -0 is written 0.
  init(_ quantity: Quantity, minorDigits: Int) {
    switch quantity.unit {
    case .money: self.init(quantity.rounded, decimals: minorDigits, isTrimmed: false)
    case .count, .rate, .points, .days, .hours, .score, .ratio:
      if quantity.denominator == 1 {
        self.init(quantity.numerator, decimals: 0, isTrimmed: false)
      } else {
        let (scaled, places) = quantity.decimal
        self.init(scaled, decimals: places, isTrimmed: true)
      }
    }
  }

  /// The text's bytes, at the end of `bytes`.
  func append(to bytes: inout [UInt8]) {
    if decimals == 0 {
      bytes.append(addingCapacity: OutputSpan<UInt8>.longestDecimal) { $0.append(decimal: scaled) }
      return
    }
    if scaled < 0 { bytes.append(UInt8(ascii: "-")) }
    var rest = scaled.magnitude
    var places = decimals
    if isTrimmed {
      while places > 0, rest.isMultiple(of: 10) {
        rest /= 10
        places -= 1
      }
    }
    // Written from the last digit on, with at least one in front of the point.
    var digits = 1
    var left = rest / 10
    while left > 0 {
      digits += 1
      left /= 10
    }
    digits = max(digits, places + 1)
    let length = places > 0 ? digits + 1 : digits
    bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: length))
    var index = bytes.count
    var span = bytes.mutableSpan
    for digit in 0..<digits {
      if digit == places, digit > 0 {
        index -= 1
        span[index] = UInt8(ascii: ".")
      }
      index -= 1
      span[index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
  }

  var text: String {
    var bytes: [UInt8] = []
    append(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}
