import Testing

@testable import Calendar

/// Local seconds of `2026-08-14 17:00`.
private func moment(_ text: String) -> Int64 {
  let parts = text.split(separator: " ")
  let clock = parts[1].split(separator: ":").compactMap { Int64($0) }
  return Int64(day(String(parts[0])).dayNumber) * 86_400 + clock[0] * 3600 + clock[1] * 60
}

@Suite struct OpeningHoursTests {
  private let hours = OpeningHours(calendar: WorkingCalendar())
  private let split = OpeningHours(
    calendar: WorkingCalendar(), hours: [50_400..<64_800, 32_400..<43_200])

  @Test(arguments: [
    ("2026-08-13 09:00", "2026-08-13 18:00", 540), ("2026-08-13 07:00", "2026-08-13 08:59", 0),
    ("2026-08-13 17:00", "2026-08-14 09:30", 90), ("2026-08-13 20:00", "2026-08-13 21:00", 0),
    // A Friday evening to Monday morning.
    ("2026-08-21 17:30", "2026-08-24 09:15", 45),
    // 11 November is a holiday, a Wednesday in 2026.
    ("2026-11-10 17:00", "2026-11-12 10:00", 120), ("2026-11-11 10:00", "2026-11-11 16:00", 0),
    ("2026-08-13 10:00", "2026-08-13 09:00", 0), ("2026-08-10 00:00", "2026-08-17 00:00", 2_700),
  ])
  func `only the hours of working days count`(from: String, to: String, minutes: Int64) {
    #expect(hours.seconds(from: moment(from), to: moment(to)) == minutes * 60)
  }

  @Test func `a lunch break does not count, in whatever order the spans are given`() {
    #expect(split.hours == [32_400..<43_200, 50_400..<64_800])
    let seconds = split.seconds(
      from: moment("2026-08-13 11:00"), to: moment("2026-08-13 15:00"))
    #expect(seconds == 2 * 3600)
  }

  @Test func `spans that overlap are one`() {
    let joined = OpeningHours(
      calendar: WorkingCalendar(), hours: [0..<7_200, 3_600..<10_800, 20_000..<20_000])
    #expect(joined.hours == [0..<10_800])
  }

  @Test(arguments: [
    ("2026-08-13 08:59", false), ("2026-08-13 09:00", true), ("2026-08-13 18:00", false),
    ("2026-08-15 10:00", false),
  ])
  func `somebody is there from the first second to before the last`(at: String, isOpen: Bool) {
    #expect(hours.isOpen(at: moment(at)) == isOpen)
  }

  @Test func `parts of a span add up to it`() {
    let ends = [
      "2026-08-12 03:00", "2026-08-13 12:34", "2026-08-15 09:00", "2026-08-17 23:59",
    ].map(moment)
    let parts = zip(ends, ends.dropFirst()).reduce(0) { $0 + hours.seconds(from: $1.0, to: $1.1) }
    #expect(parts == hours.seconds(from: ends[0], to: ends[3]))
  }
}
