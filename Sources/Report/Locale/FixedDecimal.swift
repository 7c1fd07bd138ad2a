/// A number rounded to a number of decimals, exactly as it will be displayed.
struct FixedDecimal: Hashable, Sendable {
  /// The value times ten to the power of `decimals`.
  let scaled: Int128
  let decimals: Int

  /// `numerator / denominator` rounded half away from zero.
  ///
  /// The denominator must not be 0; decimals are limited to 9, so that no fraction of 64-bit numbers overflows.
  init(_ numerator: Int128, over denominator: Int128, decimals: Int) {
    self.decimals = min(max(decimals, 0), 9)
    let (quotient, remainder) = (numerator * Self.power(of: self.decimals))
      .quotientAndRemainder(dividingBy: denominator)
    let isNegative = (numerator < 0) != (denominator < 0)
    let roundsAway = remainder.magnitude * 2 >= denominator.magnitude
    scaled = quotient + (roundsAway ? (isNegative ? -1 : 1) : 0)
  }

  /// What stands before the decimal mark, without its sign.
  var integer: UInt128 { scaled.magnitude / UInt128(Self.power(of: decimals)) }

  /// The digits after the decimal mark.
  var fraction: String {
    guard decimals > 0 else { return "" }
    let rest = scaled.magnitude % UInt128(Self.power(of: decimals))
    let digits = UInt64(exactly: rest).map { String($0) } ?? String(rest)
    return String(repeating: "0", count: decimals - digits.utf8.count) + digits
  }

  static func power(of exponent: Int) -> Int128 {
    (0..<exponent).reduce(Int128(1)) { value, _ in value * 10 }
  }
}
