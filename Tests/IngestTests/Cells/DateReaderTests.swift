import Calendar
import Ingest
import Testing

/// Dates and moments in the shapes that exports use.
struct DateReaderTests {
  private func read(
    _ text: String, _ order: DateOrder? = nil, source: TimeZoneRules = .utc,
    target: TimeZoneRules = .utc, allowsMonth: Bool = false
  ) -> String {
    let reader = DateReader(
      order: order, clock: WallClock(source: source, target: target), allowsMonth: allowsMonth)
    switch reader.read(Array(text.utf8).span) {
    case .missing: return "missing"
    case .notADate: return "no"
    case .contradictsOrder: return "contradicts"
    case .local(let seconds, let hasTime):
      var days = seconds / 86_400
      if seconds % 86_400 < 0 { days -= 1 }
      let rest = Int(seconds - days * 86_400)
      let date = CalendarDate(dayNumber: Int32(days)).description
      func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
      return hasTime
        ? "\(date) \(two(rest / 3_600)):\(two(rest / 60 % 60)):\(two(rest % 60))" : date
    }
  }

  @Test(arguments: [
    ("2024-08-27", "2024-08-27"), ("2024-08-27 14:05", "2024-08-27 14:05:00"),
    ("2024-08-27T14:05:33", "2024-08-27 14:05:33"), ("2024-08-27 14:05:33", "2024-08-27 14:05:33"),
    ("2018-12-19T17:23:34.000Z", "2018-12-19 17:23:34"),
    ("2018-12-19T17:23:34.000+0000", "2018-12-19 17:23:34"),
    ("2018-12-19T17:23:34+02:00", "2018-12-19 15:23:34"),
    ("2018-12-19 17:23 UTC", "2018-12-19 17:23:00"), ("2024/8/7", "2024-08-07"),
    ("20240827", "2024-08-27"), (" 2024-08-27 ", "2024-08-27"), ("12 janv. 2026", "2026-01-12"),
    ("1er mars 2026", "2026-03-01"), ("31 août 2026", "2026-08-31"),
    ("3 FÉVRIER 2026", "2026-02-03"),
    ("Sep 12, 2026", "2026-09-12"), ("05-Mar-2026", "2026-03-05"), ("5 Mar 26", "2026-03-05"),
    ("March 5, 2026 8:55 PM", "2026-03-05 20:55:00"), ("jeudi 12 mars 2026", "2026-03-12"),
    ("12\u{A0}mars\u{A0}2026 à 14h05", "2026-03-12 14:05:00"), ("2nd June 2026", "2026-06-02"),
    ("/Date(1700000000000)/", "2023-11-14 22:13:20"),
    ("/Date(1700000000000+0100)/", "2023-11-14 22:13:20"), ("2024-02-29", "2024-02-29"),
    ("=\"2024-08-27\"", "2024-08-27"), ("=\"\"", "missing"),
    (" =\"2018-12-19T17:23:34Z\" ", "2018-12-19 17:23:34"),
  ])
  func `shapes that need no order`(text: String, expected: String) {
    #expect(read(text) == expected)
    #expect(read(text, .dmy) == expected)
    #expect(read(text, .mdy) == expected)
  }

  @Test(arguments: [
    ("12/3/2024", "2024-03-12", "2024-12-03"), ("03/12/2024", "2024-12-03", "2024-03-12"),
    ("15-11-2026", "2026-11-15", "contradicts"), ("15.11.26", "2026-11-15", "contradicts"),
    ("02/23/26 08:55 PM", "contradicts", "2026-02-23 20:55:00"),
    ("02/23/26 12:00 AM", "contradicts", "2026-02-23 00:00:00"),
    ("02/23/70", "contradicts", "1970-02-23"), ("30/02/2026", "no", "no"),
    ("31/04/2026", "no", "no"),
  ])
  func `the order decides, and an impossible month contradicts it`(
    text: String, dayFirst: String, monthFirst: String
  ) {
    #expect(read(text, .dmy) == dayFirst)
    #expect(read(text, .mdy) == monthFirst)
    #expect(read(text, .ymd) == (dayFirst == "no" ? "no" : "contradicts"))
  }

  @Test(arguments: [
    "", " ", "-", "NULL", "N/A", "0000-00-00", "0000-00-00 00:00:00", "0001-01-01", "1899-12-30",
    "1900-01-00", "/Date(-62135596800000)/", "00/00/0000", "0001-01-01T00:00:00",
  ])
  func `an empty date in disguise is missing`(text: String) {
    #expect(read(text, .dmy) == "missing" || text == "00/00/0000" && read(text, .dmy) == "no")
  }

  @Test(arguments: [
    "2026-02-30", "2025-02-29", "0026-01-01", "2026-13-01", "2026-00-10", "TBD", "45631", "24:00",
    "2026-03-14 24:00", "2026-03-14 12:60", "2026-03-14 13:00 PM", "12 foo 2026", "2026-03-14x",
    "2026-03", "1/2", "14/03", "2026-03-14 12", "3000-01-01", "1/1/0026",
  ])
  func `what is no date is refused`(text: String) {
    #expect(read(text, .dmy) == "no")
  }

  @Test func `serials and seconds only when declared`() {
    #expect(read("45631", .excel) == "2024-12-05")
    #expect(read("45631.5", .excel) == "2024-12-05 12:00:00")
    #expect(["0", "1", "2"].map { read($0, .excel) } == ["missing", "missing", "missing"])
    #expect(read("3", .excel) == "1900-01-02")
    #expect(read("1700000000", .unix) == "2023-11-14 22:13:20")
    #expect(read("53323003", .unix) == "1971-09-10 03:56:43")
    #expect(read("20260314", .unix) == "1970-08-23 11:51:54")
    #expect(read("45631", .ymd) == "no")
  }

  @Test func `a month only where months are asked for`() {
    #expect(read("2026-03", allowsMonth: true) == "2026-03-01")
    #expect(read("2026-03") == "no")
  }

  @Test func `moments become wall-clock time of the report's zone once`() {
    #expect(read("2026-07-01T22:30:00Z", target: paris) == "2026-07-02 00:30:00")
    #expect(read("2026-01-31T23:30:00Z", target: paris) == "2026-02-01 00:30:00")
    #expect(read("2026-07-01 22:30", source: paris, target: paris) == "2026-07-01 22:30:00")
    #expect(read("2026-07-01 22:30", source: .utc, target: paris) == "2026-07-02 00:30:00")
    #expect(read("2026-07-01 00:30", source: paris, target: .utc) == "2026-06-30 22:30:00")
    #expect(read("2026-07-01", source: .utc, target: paris) == "2026-07-01")
  }

  @Test func `a local time that never was is when the clocks went forward`() {
    #expect(read("2026-03-29 02:30", source: paris, target: .utc) == "2026-03-29 01:00:00")
    #expect(read("2026-10-25 02:30", source: paris, target: .utc) == "2026-10-25 00:30:00")
  }
}
