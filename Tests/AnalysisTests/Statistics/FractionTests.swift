import Analysis
import Testing

@Suite struct FractionTests {
  @Test func `fractions are in lowest terms with the sign above`() {
    #expect(Fraction(6, over: -8) == Fraction(-3, over: 4))
    #expect(Fraction(0, over: -5) == .zero)
  }

  /// An `Int128` inside would not survive this.
  @Test(arguments: [(Fraction(1, over: 3), 3), (Fraction(-2, over: 7), 7), (Fraction(4), 1)])
  func `fractions can be handed to asynchronous functions`(value: Fraction, factor: Int) {
    #expect((value * Fraction(factor)).denominator == 1)
  }

  @Test func `arithmetic is exact`() {
    let third = Fraction(1, over: 3)
    #expect(third + third + third == .one)
    #expect(third * Fraction(3) == .one)
    #expect(third - Fraction(1, over: 2) == Fraction(-1, over: 6))
    #expect(Fraction(1, over: 6) / Fraction(-1, over: 3) == Fraction(-1, over: 2))
  }

  @Test(arguments: [(1, 2, 1), (-1, 2, -1), (5, 2, 3), (-5, 2, -3), (1, 3, 0), (2, 3, 1)])
  func `rounding goes half away from zero`(numerator: Int, denominator: Int, expected: Int64) {
    #expect(Fraction(numerator, over: denominator).rounded == expected)
  }

  @Test func `a sum whose terms would overflow stays right to a billionth`() {
    // The harmonic sum has a denominator of hundreds of digits.
    let sum = (1...1_000).map { Fraction(1, over: $0) }.sum()
    #expect(sum.scaled(by: 1_000_000_000) == 7_485_470_861)
  }

  @Test func `a long product stays right`() {
    var product = Fraction.one
    for prime in [10_007, 10_009, 10_037, 10_039, 10_061, 10_067, 10_069, 10_079, 10_091, 10_093] {
      product = product * Fraction(prime + 1, over: prime)
    }
    #expect(product.scaled(by: 1_000_000) == 1_000_995)
  }

  @Test func `large numbers of either sign keep all their digits`() {
    let large = Int128(Int64.max) * 1_000_003
    for value in [large, -large, Int128(Int64.min), -1, 0, 1 << 64, -(1 << 64)] {
      #expect(Fraction(value).numerator == value)
    }
  }

  @Test func `money becomes whole minor units, other units stay exact`() {
    #expect(Fraction(5, over: 2).quantity(.money) == Quantity(.money, 3))
    #expect(Fraction(50, over: 7).quantity(.count) == Quantity(.count, 50, over: 7))
    let long = Fraction(1, over: Int64(1) << 40)
    #expect((Fraction(2) + long).quantity(.count) == Quantity(.count, 2_000_000, over: 1_000_000))
    // Ten to the 14th has no room for six decimals: fewer are kept, and it stays what it is.
    let large = Fraction(Int128(100_000_000_000_000) * 3_000_000_001 + 1, over: 3_000_000_001)
    #expect(
      large.quantity(.ratio) == Quantity(.ratio, 1_000_000_000_000_000_000, over: 10_000))
  }
}
