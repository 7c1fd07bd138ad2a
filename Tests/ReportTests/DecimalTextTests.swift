import Analysis
import Testing

@testable import Report

/// Exact decimals for programs.
struct DecimalTextTests {
  @Test(
    arguments: [
      (0, 0, false, "0"), (0, 2, false, "0.00"), (0, 6, true, "0"), (5, 2, false, "0.05"),
      (50, 2, false, "0.50"), (100, 2, false, "1.00"), (-5, 2, false, "-0.05"),
      (-12_345, 2, false, "-123.45"), (7, 0, false, "7"), (1_234_567, 0, false, "1234567"),
      (500_000, 6, true, "0.5"), (1_500_000, 6, true, "1.5"), (1_000_000, 6, true, "1"),
      (-1, 6, true, "-0.000001"), (10, 6, true, "0.00001"), (120_000_000, 6, true, "120"),
      (Int64.max, 2, false, "92233720368547758.07"), (Int64.min, 0, false, "-9223372036854775808"),
    ] as [(Int64, Int, Bool, String)])
  func `digits, point and sign`(scaled: Int64, decimals: Int, isTrimmed: Bool, expected: String) {
    let text = DecimalText(scaled, decimals: decimals, isTrimmed: isTrimmed)
    #expect(text.text == expected)
    var bytes = Array("a,".utf8)
    text.append(to: &bytes)
    #expect(bytes == Array("a,\(expected)".utf8))
  }

  @Test(
    arguments: [
      (Quantity(.ratio, 1, over: 3), "0.333333"), (Quantity(.ratio, -1, over: 3), "-0.333333"),
      (Quantity(.ratio, 10_000_000_000_000, over: 3), "3333333333333.333333"),
      // Nine trillion millionths are the largest number of them; beyond it fewer decimals are told.
      (Quantity(.ratio, 100_000_000_000_000, over: 3), "33333333333333.33333"),
      (Quantity(.ratio, 1_000_000_000_000_000_000, over: 3), "333333333333333333.3"),
      (Quantity(.ratio, -1_000_000_000_000_000_000, over: 3), "-333333333333333333.3"),
      (Quantity(.ratio, .max, over: 2), "4611686018427387904"),
    ])
  func `a number too large for six decimals has fewer`(quantity: Quantity, expected: String) {
    #expect(DecimalText(quantity, minorDigits: 2).text == expected)
  }
}
