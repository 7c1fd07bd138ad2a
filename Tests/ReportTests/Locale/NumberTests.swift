import Foundation
import Testing

@testable import Report

private let french = Language.french
private let english = Language.english

@Test(
  arguments: [
    (0, 1, 0, "0"), (1, 2, 0, "1"), (-1, 2, 0, "−1"), (5, 2, 0, "3"), (1, 4, 1, "0,3"),
    (-1, 4, 1, "−0,3"), (-4, 100, 1, "0,0"), (-1, 3, 0, "0"), (999, 1, 0, "999"),
    (1_000, 1, 0, "1 000"), (1_234_567, 1, 0, "1 234 567"), (-1_234_567, 1, 0, "−1 234 567"),
    (9_999, 10, 0, "1 000"), (1, 3, 9, "0,333333333"),
    (Int64.max, 1, 0, "9 223 372 036 854 775 807"),
    (Int64.min, 1, 0, "−9 223 372 036 854 775 808"), (1, Int64.max, 2, "0,00"),
  ] as [(Int64, Int64, Int, String)])
func `rounding is half away from zero, exact, and never gives minus zero`(
  numerator: Int64, denominator: Int64, decimals: Int, expected: String
) {
  let narrow = expected.replacingOccurrences(of: " ", with: "\u{202F}")
  let wide = expected.replacingOccurrences(of: " ", with: "\u{A0}")
  #expect(french.number(numerator, over: denominator, decimals: decimals, medium: .web) == narrow)
  #expect(french.number(numerator, over: denominator, decimals: decimals, medium: .mail) == wide)
  #expect(french.number(numerator, over: denominator, decimals: decimals, medium: .text) == wide)
}

@Test(
  arguments: [
    (123_456_700, "EUR", 2, MoneyStyle.whole, "1_234_567 €", "€1,234,567"),
    (123_456, "EUR", 2, .full, "1_234,56 €", "€1,234.56"),
    (123_450, "EUR", 2, .whole, "1_235 €", "€1,235"),
    (-123_456, "EUR", 2, .full, "−1_234,56 €", "−€1,234.56"),
    (-49, "EUR", 2, .whole, "0 €", "€0"),
    (279_800_000, "EUR", 2, .compact, "2_798 k€", "€2,798k"),
    (999_949, "EUR", 2, .compact, "9_999 €", "€9,999"),
    (999_950, "EUR", 2, .compact, "10 k€", "€10k"),
    (-279_800_000, "EUR", 2, .compact, "−2_798 k€", "−€2,798k"),
    (30_300_000, "EUR", 2, .thousands(decimals: 1), "303,0 k€", "€303.0k"),
    (1_500, "JPY", 0, .full, "1_500 JPY", "JP¥1,500"),
    (1_500_500, "TND", 3, .full, "1_500,500 TND", "TND 1,500.500"),
    (123_456, "CHF", 2, .full, "1_234,56 CHF", "CHF 1,234.56"),
    (123_456, "USD", 2, .whole, "1_235 $US", "US$1,235"),
  ] as [(Int64, String, Int, MoneyStyle, String, String)])
func `money`(
  minor: Int64, currency: String, digits: Int, style: MoneyStyle, fr: String, en: String
) {
  let expected = fr.replacingOccurrences(of: " ", with: "\u{A0}")
  #expect(
    french.money(minor, currency: currency, minorDigits: digits, style: style, medium: .web)
      == expected.replacingOccurrences(of: "_", with: "\u{202F}"))
  #expect(
    french.money(minor, currency: currency, minorDigits: digits, style: style, medium: .mail)
      == expected.replacingOccurrences(of: "_", with: "\u{A0}"))
  #expect(
    english.money(minor, currency: currency, minorDigits: digits, style: style, medium: .web)
      == en.replacingOccurrences(of: " ", with: "\u{A0}"))
}

@Test func `a change of money has its sign before everything, and none at zero`() {
  func change(_ language: Language, _ minor: Int64) -> String {
    language.money(minor, currency: "EUR", minorDigits: 2, sign: .change, medium: .mail)
  }
  #expect(change(french, 12_300) == "+123\u{A0}€")
  #expect(change(english, 12_300) == "+€123")
  #expect(change(english, -12_300) == "\u{2212}€123")
  #expect(change(french, 49) == "0\u{A0}€")
}

@Test func `a mean of money is rounded once`() {
  // 100.00 over 3 is 33.33…; a third of a cent never becomes a cent twice.
  #expect(
    french.money(
      10_000, over: 3, currency: "EUR", minorDigits: 2, style: .full, medium: .mail)
      == "33,33\u{A0}€")
  #expect(
    french.money(Int64.max, over: Int64.max, currency: "EUR", minorDigits: 2, medium: .mail)
      == "0\u{A0}€")
}

@Test(
  arguments: [
    (1, 8, 1, "12,5 %", "12.5%"), (11, 51, 2, "21,57 %", "21.57%"), (0, 5, 0, "0 %", "0%"),
    (-3, 1_000, 0, "0 %", "0%"), (5, 1_000, 0, "1 %", "1%"), (1, 1, 0, "100 %", "100%"),
    (-1, 8, 0, "−13 %", "−13%"), (25, 1, 0, "2 500 %", "2,500%"),
  ] as [(Int64, Int64, Int, String, String)])
func `percent`(numerator: Int64, denominator: Int64, decimals: Int, fr: String, en: String) {
  #expect(
    french.percent(numerator, over: denominator, decimals: decimals, medium: .mail)
      == fr.replacingOccurrences(of: " ", with: "\u{A0}"))
  #expect(english.percent(numerator, over: denominator, decimals: decimals, medium: .mail) == en)
}

@Test(
  arguments: [
    (2, 100, 0, "+2 pts", "+2 pts"), (1, 100, 0, "+1 pt", "+1 pt"),
    (-26, 100, 0, "−26 pts", "−26 pts"),
    (14, 1_000, 0, "+1 pt", "+1 pt"), (15, 1_000, 0, "+2 pts", "+2 pts"),
    (15, 1_000, 1, "+1,5 pt", "+1.5 pts"), (4, 1_000, 0, "0 pt", "0 pts"),
    (-1, 1_000, 0, "0 pt", "0 pts"), (-1, 100, 0, "−1 pt", "−1 pt"),
    (10, 1_000, 1, "+1,0 pt", "+1.0 pts"),
    (1_996, 100_000, 1, "+2,0 pts", "+2.0 pts"),
  ] as [(Int64, Int64, Int, String, String)])
func `points, with the plural of what is displayed`(
  numerator: Int64, denominator: Int64, decimals: Int, fr: String, en: String
) {
  for medium in Medium.allCases {
    #expect(
      french.points(numerator, over: denominator, decimals: decimals, medium: medium)
        == fr.replacingOccurrences(of: " ", with: "\u{A0}"))
    #expect(
      english.points(numerator, over: denominator, decimals: decimals, medium: medium)
        == en.replacingOccurrences(of: " ", with: "\u{A0}"))
  }
}

@Test(
  arguments: [
    (25, 2, 1, "12,5 jours", "12.5 days"), (0, 1, 0, "0 jour", "0 days"),
    (1, 1, 0, "1 jour", "1 day"), (3, 2, 1, "1,5 jour", "1.5 days"),
    (19, 10, 0, "2 jours", "2 days"),
    (14, 10, 0, "1 jour", "1 day"), (2, 1, 0, "2 jours", "2 days"),
  ] as [(Int64, Int64, Int, String, String)])
func `days`(numerator: Int64, denominator: Int64, decimals: Int, fr: String, en: String) {
  #expect(
    french.days(numerator, over: denominator, decimals: decimals, medium: .web)
      == fr.replacingOccurrences(of: " ", with: "\u{A0}"))
  #expect(
    english.days(numerator, over: denominator, decimals: decimals, medium: .web)
      == en.replacingOccurrences(of: " ", with: "\u{A0}"))
}

@Test func `hours`() {
  #expect(french.hours(90, over: 60, decimals: 1, medium: .web) == "1,5\u{A0}heure")
  #expect(english.hours(2, medium: .web) == "2\u{A0}hours")
}

/// Foundation's ICU with the rounding asked for and the true minus sign.
private func expected(_ text: String) -> String {
  let minus = text.replacingOccurrences(of: "-", with: "\u{2212}")
  let isZero = !minus.contains { ("1"..."9").contains($0) }
  return isZero ? minus.replacingOccurrences(of: "\u{2212}", with: "") : minus
}

@Test(arguments: [("fr", "fr_FR"), ("en", "en_GB")])
func `numbers, percentages and money agree with ICU on ten thousand values`(
  code: String, identifier: String
) throws {
  let language = try #require(Language.named(code))
  let locale = Locale(identifier: identifier)
  var generator = SeededGenerator(seed: 11)
  for _ in 0..<10_000 {
    let size = Int64(1) << Int64.random(in: 1...50, using: &generator)
    let value = Int64.random(in: -size...size, using: &generator)
    let decimals = Int.random(in: 0...3, using: &generator)
    let exact = Decimal(value) / 1_000
    #expect(
      language.number(value, over: 1_000, decimals: decimals, medium: .web)
        == expected(
          exact.formatted(
            .number.locale(locale).precision(.fractionLength(decimals))
              .rounded(rule: .toNearestOrAwayFromZero))))
    #expect(
      language.percent(value, over: 100_000, decimals: decimals, medium: .web)
        == expected(
          (exact / 100).formatted(
            .percent.locale(locale).precision(.fractionLength(decimals))
              .rounded(rule: .toNearestOrAwayFromZero))))
    for currency in ["EUR", "USD", "GBP", "CHF", "CAD", "AUD", "XPF"] {
      for style in [MoneyStyle.full, .whole] {
        #expect(
          language.money(
            value, currency: currency, minorDigits: 2, style: style, medium: .web)
            == expected(
              (Decimal(value) / 100).formatted(
                .currency(code: currency).locale(locale)
                  .precision(.fractionLength(style == .full ? 2 : 0))
                  .rounded(rule: .toNearestOrAwayFromZero))))
      }
    }
  }
}

private func language(_ grouping: NumberRules.Grouping, _ mark: String, _ percent: String)
  -> Language
{
  Language(
    code: "test", name: "test",
    numbers: NumberRules(
      grouping: grouping, decimalMark: mark, percentSpace: percent, currencyFirst: false,
      currencySymbols: [:]),
    dates: french.dates, pluralForm: french.pluralForm, ordinal: french.ordinal, phrases: [:],
    plurals: [:], pages: PagePhrases(phrases: [:], plurals: [:]))
}

@Test(arguments: [
  ("fr_FR", NumberRules.Grouping.space, ",", "\u{A0}"), ("fr_CH", .space, ",", ""),
  ("fr_CA", .mark("\u{A0}"), ",", "\u{A0}"), ("en_GB", .mark(","), ".", ""),
  ("en_US", .mark(","), ".", ""), ("en_IE", .mark(","), ".", ""),
  ("de_DE", .mark("."), ",", "\u{A0}"), ("de_CH", .mark("’"), ".", ""),
  ("fi_FI", .mark("\u{A0}"), ",", "\u{A0}"), ("nl_NL", .mark("."), ",", ""),
  ("sv_SE", .mark("\u{A0}"), ",", "\u{A0}"), ("da_DK", .mark("."), ",", "\u{A0}"),
])
func `the rules are general enough for twelve locales`(
  identifier: String, grouping: NumberRules.Grouping, mark: String, percent: String
) {
  let language = language(grouping, mark, percent)
  let locale = Locale(identifier: identifier)
  var generator = SeededGenerator(seed: 12)
  var differences: [String] = []
  for _ in 0..<10_000 {
    let size = Int64(1) << Int64.random(in: 1...50, using: &generator)
    let value = Int64.random(in: -size...size, using: &generator)
    let decimals = Int.random(in: 0...3, using: &generator)
    let exact = Decimal(value) / 1_000
    let number = expected(
      exact.formatted(
        .number.locale(locale).precision(.fractionLength(decimals))
          .rounded(rule: .toNearestOrAwayFromZero)))
    let share = expected(
      exact.formatted(
        .percent.locale(locale).precision(.fractionLength(decimals))
          .rounded(rule: .toNearestOrAwayFromZero)))
    if language.number(value, over: 1_000, decimals: decimals, medium: .web) != number {
      differences.append(number)
    }
    if language.percent(value, over: 1_000, decimals: decimals, medium: .web) != share {
      differences.append(share)
    }
  }
  #expect(differences.isEmpty, "\(differences.prefix(3))")
}

/// SplitMix64: the same numbers in every run, so that a failing case can be repeated.
private struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
