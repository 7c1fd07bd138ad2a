import Analysis

/// Exact decimal text of a quantity, for files that programs read: a point, no grouping, no unit.
struct DecimalText: Hashable {
  /// The value times ten to the power of `decimals`.
  fileprivate let scaled: Int64
  fileprivate let decimals: Int
  fileprivate let isTrimmed: Bool

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
    bytes.append(addingCapacity: OutputSpan<UInt8>.longestDecimal) { $0.append(self) }
  }

  var text: String {
    var bytes: [UInt8] = []
    append(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension OutputSpan<UInt8> {
  /// The most bytes that a decimal takes: nineteen digits, a sign and a point, or as many zeros.
  static var longestDecimal: Int { 24 }

  /// Appends a decimal.
  mutating func append(_ decimal: DecimalText) {
    if decimal.decimals == 0, 0...9 ~= decimal.scaled {
      // Most numbers of people and days are small.
      append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: decimal.scaled))
      return
    }
    var rest = decimal.scaled.magnitude
    var places = decimal.decimals
    if decimal.isTrimmed {
      while places > 0, rest.isMultiple(of: 10) {
        rest /= 10
        places -= 1
      }
    }
    if decimal.scaled < 0 { append(UInt8(ascii: "-")) }
    // Found from the last digit on, with at least one in front of the point.
    var digits = InlineArray<20, UInt8>(repeating: 0)
    var count = 0
    while rest > 0 || count <= places {
      digits[count] = UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
      count += 1
    }
    while count > 0 {
      if count == places { append(UInt8(ascii: ".")) }
      count -= 1
      append(UInt8(ascii: "0") + digits[count])
    }
  }
}
