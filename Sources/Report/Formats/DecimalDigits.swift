extension OutputSpan<UInt8> {
  /// The most bytes that `append(decimal:)` appends: nineteen digits and a sign.
  static var longestDecimal: Int { 20 }

  /// Appends a whole number in decimal digits.
  mutating func append(decimal number: Int64) {
    if 0...9 ~= number {
      // Most numbers of people and days are small.
      append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number))
      return
    }
    if number < 0 { append(UInt8(ascii: "-")) }
    var digits = InlineArray<20, UInt8>(repeating: 0)
    var count = 0
    var rest = number.magnitude
    while rest > 0 {
      digits[count] = UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
      count += 1
    }
    while count > 0 {
      count -= 1
      append(UInt8(ascii: "0") + digits[count])
    }
  }
}
