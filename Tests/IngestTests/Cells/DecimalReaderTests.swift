import Calendar
import Ingest
import Testing

/// Amounts, numbers and rates as people and tools write them.
struct DecimalReaderTests {
  private func euros(_ text: String, mark: Character = ".", scale: Int64 = 1) -> DecimalReading {
    let reader = DecimalReader.money(
      mark: mark.asciiValue ?? 0, minorUnitsPerUnit: 100, scale: scale, currency: "EUR")
    return reader.read(Array(text.utf8).span)
  }

  private func cents(_ value: Int64, inexact: Bool = false) -> DecimalReading {
    .value(value, inexact: inexact)
  }

  @Test(arguments: [
    ("1054", 105_400), ("1054.0", 105_400), ("12.5", 1_250), ("0", 0), ("0.01", 1), (".5", 50),
    ("1,234.56", 123_456), ("1,234,567", 123_456_700), ("42,000", 4_200_000),
    ("95,570.69", 9_557_069), ("12 500.50", 1_250_050), ("12'500.50", 1_250_050),
    ("12’500.50", 1_250_050), (" 7 ", 700), ("\u{A0}7\u{A0}", 700), ("-5", -500), ("−5", -500),
    ("+5", 500), ("(5)", -500), ("(1 200)", -120_000), ("- 5", -500), ("12.50 €", 1_250),
    ("€12.50", 1_250), ("€ -12.50", -1_250), ("-€12.50", -1_250), ("EUR 12.50", 1_250),
    ("12.50EUR", 1_250),
    ("2984097.3600000003", 298_409_736), ("1.5E3", 150_000), ("2.9999999999999999E-2", 3),
    ("90071992547409.92", 1 << 53), (" 90 071 992 547 409.92", 1 << 53),
    ("-90071992547409.92", -(1 << 53)),
  ])
  func `an amount with a decimal point`(text: String, expected: Int64) {
    #expect(euros(text) == cents(expected))
  }

  @Test func `a million shells about a number are no number, and no million calls`() {
    let shells = String(repeating: "=\"", count: 1_000_000)
    let cell = shells + "7" + String(repeating: "\"", count: 1_000_000)
    #expect(euros(cell) == .notANumber)
    let clock = WallClock(source: .utc, target: .utc)
    let day = DateReader(order: nil, clock: clock).read(Array(cell.utf8).span)
    if case .notADate = day { return }
    Issue.record("\(day)")
  }

  @Test(arguments: [
    ("=\"100\"", 10_000), (" =\" 1 200.50 \" ", 120_050), ("  12.5", 1_250),
    ("=\"12.50 €\"", 1_250), ("12.5 \t", 1_250),
  ])
  func `an amount in a shell or among blanks`(text: String, expected: Int64) {
    #expect(euros(text) == cents(expected))
  }

  @Test(arguments: [
    ("12 500,50", 1_250_050), ("12\u{A0}500,50", 1_250_050), ("12\u{202F}500,50", 1_250_050),
    ("12.500,50", 1_250_050), ("1.234.567", 123_456_700), ("1.234", 123_400), ("0,5", 50),
    ("12,50 €", 1_250), ("1054", 105_400), ("1,234", 123),
  ])
  func `an amount with a decimal comma`(text: String, expected: Int64) {
    let reading = euros(text, mark: ",")
    if case .value(let value, _) = reading {
      #expect(value == expected)
    } else {
      Issue.record("\(reading)")
    }
  }

  @Test(arguments: [
    "", " ", "-", "–", "NULL", "null", "N/A", "n/a", "\u{A0}", "#N/A", "=\"\"", "=\"-\"",
  ])
  func `nothing is missing, not zero`(text: String) {
    #expect(euros(text) == .missing)
  }

  @Test(arguments: [
    "12,OO", "abc", "12%", "NaN", "5-", "1 2 3", "1,23,456", "12.34.56", "1..2", "--5", "(5", "5)",
    "12 €€", "1e400x", ".", ",", "1 234 56", "12 50", "+-5", "1'23",
  ])
  func `what is no number under either mark is said so`(text: String) {
    #expect(euros(text) == .notANumber || euros(text) == .contradictsMark)
    #expect(euros(text, mark: ",") == .notANumber || euros(text, mark: ",") == .contradictsMark)
  }

  @Test(arguments: [
    ("12,50", ".", DecimalReading.contradictsMark), ("12.500,50", ".", .contradictsMark),
    ("1.234.567", ".", .contradictsMark), ("1,234.50", ",", .contradictsMark),
    ("12.5", ",", .contradictsMark), ("0,500", ".", .contradictsMark), ("abc", ",", .notANumber),
    ("12,OO", ".", .notANumber),
  ])
  func `a number of the other mark contradicts the declared one`(
    text: String, mark: Character, expected: DecimalReading
  ) {
    #expect(euros(text, mark: mark) == expected)
  }

  @Test(arguments: [
    "90071992547409.93", " 90 071 992 547 409.93", "-90071992547409.925", "92233720368547758.07",
    "1e400", "99999999999999999999", "-92233720368547758.08", "1E99",
  ])
  func `an amount whose sums would not fit is refused`(text: String) {
    #expect(euros(text) == .tooLarge)
  }

  @Test(arguments: [
    ("1.005", 101, true), ("1.004", 100, true), ("-1.005", -101, true), ("1.995", 200, true),
    ("1.00000000001", 100, false), ("1.234567890123456789123", 123, true),
    ("0.004999999999", 0, true),
  ])
  func `more decimals are rounded half away from zero and counted`(
    text: String, expected: Int64, inexact: Bool
  ) {
    #expect(euros(text) == .value(expected, inexact: inexact))
  }

  @Test(arguments: ["$12", "12 USD", "£3", "US$ 5"])
  func `another currency is not added to euros`(text: String) {
    #expect(euros(text) == .otherCurrency || euros(text) == .notANumber)
  }

  @Test func `a file in thousands is scaled`() {
    #expect(euros("21.25", scale: 1_000) == cents(2_125_000))
    #expect(euros("0.00001", scale: 1_000) == cents(1))
  }

  @Test(
    arguments: [
      ("45,3 k€", 1_000, 4_530_000), ("45,3k€", 1_000, 4_530_000), ("45,3 kEUR", 1_000, 4_530_000),
      ("-1 200 K€", 1_000, -120_000_000), ("45,3", 1_000, 4_530_000), ("45,3 k", 1_000, 4_530_000),
      ("1,2 M€", 1_000_000, 120_000_000),
    ] as [(String, Int64, Int64)])
  func `a letter for thousands stands only in a file declared to be in thousands`(
    text: String, scale: Int64, expected: Int64
  ) {
    #expect(euros(text, mark: ",", scale: scale) == cents(expected))
    if text.contains(where: \.isLetter) { #expect(euros(text, mark: ",") == .notANumber) }
    if text.contains("M") { #expect(euros(text, mark: ",", scale: 1_000) == .notANumber) }
  }

  @Test func `yen have no minor unit`() {
    let reader = DecimalReader.money(mark: 0x2E, minorUnitsPerUnit: 1, currency: "JPY")
    #expect(reader.read(Array("¥1,234".utf8).span) == .value(1_234, inexact: false))
    #expect(reader.read(Array("12.5".utf8).span) == .value(13, inexact: true))
  }

  @Test(arguments: [
    ("0.25", 1, 250_000), ("25", 100, 250_000), ("25 %", 1, 250_000), ("25%", 100, 250_000),
    ("1", 1, 1_000_000), ("1", 100, 10_000), ("0.5", 100, 5_000),
  ])
  func `a rate by its scale, a percent sign by itself`(
    text: String, scale: Int64, expected: Int64
  ) {
    let reader = DecimalReader.rate(mark: 0x2E, scale: scale)
    #expect(reader.read(Array(text.utf8).span) == .value(expected, inexact: false))
  }

  @Test func `digits beyond nineteen still round`() {
    // Found by fuzzing: the twentieth digit was cut off.
    let reader = DecimalReader.number(mark: 0x2E)
    #expect(
      reader.read(Array("2965879141540.7777777777777777777777".utf8).span)
        == .value(2_965_879_141_540_777_778, inexact: true))
    #expect(
      euros("12345678901234.8949999999999999999")
        == cents(1_234_567_890_123_489, inexact: true))
    #expect(euros("0.00500000000000000000000000000000000000") == cents(1, inexact: true))
  }

  @Test func `numbers are millionths`() {
    let reader = DecimalReader.number(mark: 0x2C)
    #expect(reader.read(Array("1 234,5".utf8).span) == .value(1_234_500_000, inexact: false))
    #expect(reader.read(Array("5 €".utf8).span) == .notANumber)
  }
}
