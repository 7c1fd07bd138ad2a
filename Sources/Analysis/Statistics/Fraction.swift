/// An exact rational number in lowest terms, for the sums and products behind a figure.
///
/// Every operation is exact as long as the result fits; the rare result that would not (a sum over
/// hundreds of people who each have their own number of days) is rounded to the nearest 10^-12
/// of the unit first, the same way on every machine.
package struct Fraction: Hashable, Sendable {
  private let top: Halves
  private let bottom: Halves

  package var numerator: Int128 { top.value }
  /// Always above 0.
  package var denominator: Int128 { bottom.value }

  /// What an operation falls back to when exact terms would overflow.
  private static let grid: Int128 = 1_000_000_000_000
  /// Terms beyond this bound leave no room to multiply two fractions.
  private static let bound: Int128 = 1 << 62

  package init(_ whole: some BinaryInteger) {
    top = Halves(Int128(whole))
    bottom = Halves(1)
  }

  /// The denominator must not be 0.
  package init(_ numerator: some BinaryInteger, over denominator: some BinaryInteger) {
    self.init(reducing: Int128(numerator), Int128(denominator))
  }

  package init(_ quantity: Quantity) {
    self.init(reducing: Int128(quantity.numerator), Int128(quantity.denominator))
  }

  private init(reducing numerator: Int128, _ denominator: Int128) {
    precondition(denominator != 0, "a fraction has no denominator 0")
    let divisor = Self.greatestCommonDivisor(numerator.magnitude, denominator.magnitude)
    if divisor == 1, denominator > 0 {
      top = Halves(numerator)
      bottom = Halves(denominator)
      return
    }
    if let short = Int64(exactly: numerator), let under = Int64(exactly: denominator), under > 0,
      let common = Int64(exactly: divisor)
    {
      top = Halves(Int128(short / common))
      bottom = Halves(Int128(under / common))
      return
    }
    let sign: Int128 = denominator < 0 ? -1 : 1
    top = Halves(sign * (numerator / divisor))
    bottom = Halves(sign * (denominator / divisor))
  }

  /// Of terms that share nothing; the denominator is above 0.
  private init(lowest numerator: Int128, _ denominator: Int128) {
    top = Halves(numerator)
    bottom = Halves(denominator)
  }

  package static let zero = Fraction(0)
  package static let one = Fraction(1)

  /// The nearest integer, half away from zero; clamped to `Int64`.
  package var rounded: Int64 { scaled(by: 1) }

  /// The nearest integer to this number times `factor`, half away from zero.
  package func scaled(by factor: Int64) -> Int64 {
    let value = self * Fraction(factor)
    return roundedQuotient(value.numerator, value.denominator)
  }

  /// The nearest number, for statistics only.
  package var double: Double { Double(numerator) / Double(denominator) }

  package var isZero: Bool { numerator == 0 }

  package var magnitude: Fraction { numerator < 0 ? -self : self }

  /// As a figure: money is rounded to the minor unit, anything else stays a fraction, or becomes
  /// millionths when its terms are longer than a `Quantity` holds; of numbers beyond nine trillion
  /// fewer decimals are kept rather than another number.
  package func quantity(_ unit: Unit) -> Quantity {
    if unit == .money { return Quantity(.money, rounded) }
    if let short = Int64(exactly: numerator), let divisor = Int64(exactly: denominator),
      divisor <= 1_000_000_000
    {
      return Quantity(unit, short, over: divisor)
    }
    let scale: Int64 = Quantity.scales.first { fits(scaledBy: $0) } ?? 1
    return Quantity(unit, scaled(by: scale), over: scale)
  }

  /// Whether a scaled number is no clamped one.
  private func fits(scaledBy factor: Int64) -> Bool {
    let limit = Int128(Int64.max) / Int128(factor)
    return (-limit...limit).contains(numerator / denominator)
  }

  package static func + (left: Fraction, right: Fraction) -> Fraction {
    if let sum = exactSum(left, right) { return sum }
    return Fraction(reducing: left.onGrid + right.onGrid, grid)
  }

  package static func - (left: Fraction, right: Fraction) -> Fraction { left + -right }

  package static prefix func - (value: Fraction) -> Fraction {
    Fraction(reducing: -value.numerator, value.denominator)
  }

  package static func * (left: Fraction, right: Fraction) -> Fraction {
    if let product = exactProduct(left, right) { return product }
    return exactProduct(left.shortened, right.shortened) ?? .zero
  }

  /// The right side must not be 0.
  package static func / (left: Fraction, right: Fraction) -> Fraction {
    left * Fraction(reducing: right.denominator, right.numerator)
  }

  package static func += (left: inout Fraction, right: Fraction) { left = left + right }

  private static func exactSum(_ left: Fraction, _ right: Fraction) -> Fraction? {
    let divisor = Int128(
      greatestCommonDivisor(left.denominator.magnitude, right.denominator.magnitude))
    let leftFactor = right.denominator / divisor
    let rightFactor = left.denominator / divisor
    let (first, overflow1) = left.numerator.multipliedReportingOverflow(by: leftFactor)
    let (second, overflow2) = right.numerator.multipliedReportingOverflow(by: rightFactor)
    let (sum, overflow3) = first.addingReportingOverflow(second)
    let (common, overflow4) = left.denominator.multipliedReportingOverflow(by: leftFactor)
    if overflow1 || overflow2 || overflow3 || overflow4 { return nil }
    // What sum and denominator share, both denominators share.
    let shared = divisor == 1 ? 1 : Int128(greatestCommonDivisor(sum.magnitude, divisor.magnitude))
    let result = Fraction(lowest: sum / shared, common / shared)
    return result.denominator > bound ? nil : result
  }

  private static func exactProduct(_ left: Fraction, _ right: Fraction) -> Fraction? {
    let crossed = Fraction(reducing: left.numerator, right.denominator)
    let other = Fraction(reducing: right.numerator, left.denominator)
    let (top, overflow1) = crossed.numerator.multipliedReportingOverflow(by: other.numerator)
    let (bottom, overflow2) = crossed.denominator.multipliedReportingOverflow(
      by: other.denominator)
    return overflow1 || overflow2 ? nil : Fraction(lowest: top, bottom)
  }

  /// This number as a count of `grid` parts, half away from zero.
  private var onGrid: Int128 {
    let (whole, rest) = numerator.quotientAndRemainder(dividingBy: denominator)
    // The rest is shortened until it leaves room for the multiplication; what is lost lies far
    // below a part.
    var (top, bottom) = (rest, denominator)
    while bottom > Int128(1) << 80 { (top, bottom) = (top >> 1, bottom >> 1) }
    return whole * Self.grid + Int128(roundedQuotient(top * Self.grid, bottom))
  }

  private var shortened: Fraction {
    denominator <= Self.grid ? self : Fraction(reducing: onGrid, Self.grid)
  }

  /// Euclid's algorithm; 1 for two zeros, so that it can always be divided by.
  private static func greatestCommonDivisor(_ left: UInt128, _ right: UInt128) -> Int128 {
    // Words are divided ten times quicker than pairs of them.
    if let short = UInt64(exactly: left), let other = UInt64(exactly: right) {
      var (a, b) = (short, other)
      while b != 0 { (a, b) = (b, a % b) }
      return max(Int128(a), 1)
    }
    var (a, b) = (left, right)
    while b != 0 { (a, b) = (b, a % b) }
    return max(Int128(a), 1)
  }
}

/// A 128-bit number in two words: an `Int128` in an argument of an asynchronous function (a
/// parameterised test is one) crashes with Swift 6.3 on Linux for want of 16-byte alignment.
private struct Halves: Hashable, Sendable {
  let high: Int64
  let low: UInt64

  init(_ value: Int128) {
    high = Int64(truncatingIfNeeded: value >> 64)
    low = UInt64(truncatingIfNeeded: value)
  }

  var value: Int128 { Int128(high) << 64 | Int128(low) }
}

extension Fraction: Comparable {
  package static func < (left: Fraction, right: Fraction) -> Bool {
    (left - right).numerator < 0
  }
}

extension Sequence where Element == Fraction {
  /// The exact sum; 0 for nothing.
  package func sum() -> Fraction { reduce(.zero, +) }
}
