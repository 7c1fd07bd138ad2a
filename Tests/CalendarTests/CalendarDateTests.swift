import Foundation
import Testing

@testable import Calendar

@Test(arguments: [
  "2026-02-30", "2025-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-01-00", "2026-1-1",
  "26-01-01", "2026/01/01", "2026-01-01 ", "0000-01-01", "+026-01-01", "", "2026-04-31",
])
func `a text that is not a day of the calendar is refused`(text: String) {
  #expect(CalendarDate(iso: text) == nil)
}

@Test(arguments: [
  "0001-01-01", "1600-02-29", "1970-01-01", "2000-02-29", "2026-08-14", "9999-12-31",
])
func `a date reads back from its own text`(text: String) {
  #expect(CalendarDate(iso: text)?.description == text)
}

@Test func `every day of 1600 to 2400 agrees with Foundation`() throws {
  var gregorian = Foundation.Calendar(identifier: .iso8601)
  gregorian.timeZone = .gmt
  // Foundation's ISO calendar is the Gregorian one after 1582.
  let first = try #require(CalendarDate(year: 1600, month: 1, day: 1))
  let last = try #require(CalendarDate(year: 2399, month: 12, day: 31))
  var disagreements = 0
  var days = 0
  for number in first.dayNumber...last.dayNumber {
    let date = CalendarDate(dayNumber: number)
    let theirs = gregorian.dateComponents(
      [.year, .month, .day, .weekday, .weekOfYear, .yearForWeekOfYear],
      from: Date(timeIntervalSince1970: Double(number) * 86_400))
    let (year, month, day) = date.components
    let agrees =
      theirs.year == year && theirs.month == month && theirs.day == day
      && theirs.weekday == date.weekday % 7 + 1 && theirs.weekOfYear == date.isoWeek.week
      && theirs.yearForWeekOfYear == date.isoWeek.year
      && CalendarDate(year: year, month: month, day: day) == date
    if !agrees { disagreements += 1 }
    days += 1
  }
  #expect(days == 292_194)
  #expect(disagreements == 0)
}

@Test func `every ISO week of 1600 to 2400 starts on its Monday and follows the one before`() throws
{
  var expected = try #require(CalendarDate(iso: "1600-01-03"))
  for year in 1600...2400 {
    for week in 1...ISOWeek.weeks(in: year) {
      let found = try #require(ISOWeek(year: year, week: week))
      #expect(found.monday == expected)
      #expect(expected.isoWeek == found)
      expected = expected.adding(days: 7)
    }
    #expect(ISOWeek(year: year, week: ISOWeek.weeks(in: year) + 1) == nil)
  }
}

@Test(arguments: [
  ("2026-01-31", 1, "2026-02-28"), ("2024-01-31", 1, "2024-02-29"),
  ("2026-03-31", -1, "2026-02-28"),
  ("2026-08-31", 1, "2026-09-30"), ("2026-08-15", 5, "2027-01-15"),
  ("2026-01-15", -1, "2025-12-15"),
  ("2024-02-29", 12, "2025-02-28"), ("2024-02-29", 48, "2028-02-29"),
  ("2026-05-10", 0, "2026-05-10"),
])
func `adding months keeps the day or takes the last one`(from: String, months: Int, to: String) {
  #expect(day(from).adding(months: months).description == to)
}

@Test(arguments: [
  ("2026-01-01", 1, 1, 1), ("2026-03-31", 1, 1, 90), ("2026-04-01", 2, 1, 91),
  ("2026-06-30", 2, 1, 181), ("2026-07-01", 3, 2, 182), ("2026-12-31", 4, 2, 365),
  ("2024-12-31", 4, 2, 366),
])
func `quarter, half and day of the year`(text: String, quarter: Int, half: Int, dayOfYear: Int) {
  let date = day(text)
  #expect(date.quarter == quarter)
  #expect(date.half == half)
  #expect(date.dayOfYear == dayOfYear)
}

@Test(arguments: [
  ("2026-08-14", "2026-08-01", "2026-08-31", "2026-01-01"),
  ("2024-02-29", "2024-02-01", "2024-02-29", "2024-01-01"),
  ("2026-12-31", "2026-12-01", "2026-12-31", "2026-01-01"),
])
func `the ends of a date's month and year`(
  text: String, first: String, last: String, firstOfYear: String
) {
  #expect(day(text).firstOfMonth == day(first))
  #expect(day(text).lastOfMonth == day(last))
  #expect(day(text).firstOfYear == day(firstOfYear))
}

@Test(arguments: [
  ("2026-08-14", "2026-08-10", "2026-08-17"), ("2026-08-10", "2026-08-10", "2026-08-10"),
])
func `the Monday before a date and the Monday nearest to it`(
  text: String, before: String, nearest: String
) {
  #expect(day(text).onOrBefore(weekday: 1) == day(before))
  #expect(day(text).nearest(weekday: 1) == day(nearest))
}

@Test func `a date is text in JSON, and a wrong one is refused`() throws {
  let date = day("2026-08-14")
  let data = try JSONEncoder().encode([date])
  #expect(String(decoding: data, as: UTF8.self) == #"["2026-08-14"]"#)
  #expect(try JSONDecoder().decode([CalendarDate].self, from: data) == [date])
  #expect(throws: DecodingError.self) {
    try JSONDecoder().decode([CalendarDate].self, from: Data(#"["2026-02-30"]"#.utf8))
  }
}
