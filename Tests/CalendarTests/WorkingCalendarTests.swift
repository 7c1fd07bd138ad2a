import Testing

@testable import Calendar

@Test(arguments: [
  (2025, [22, 20, 21, 21, 19, 20, 22, 20, 22, 23, 19, 22], 251),
  (2026, [21, 20, 22, 21, 17, 22, 22, 21, 22, 22, 20, 22], 252),
  (2027, [20, 20, 22, 22, 19, 22, 21, 22, 22, 21, 20, 23], 254),
])
func `working days by month in metropolitan France`(year: Int, months: [Int], total: Int) throws {
  let calendar = WorkingCalendar()
  let period = try #require(Period.parse(String(year)))
  #expect(
    Period.all(.month, over: period.range).map { calendar.workingDays(in: $0) } == months)
  #expect(calendar.workingDays(in: period) == total)
}

@Test func `on 10 May 2026 the month is 10 of 31 calendar days and 4 of 17 working days old`()
  throws
{
  let calendar = WorkingCalendar()
  let may = try #require(Period.parse("2026-05"))
  let elapsed = may.start..<day("2026-05-11")
  #expect(elapsed.upperBound.days(since: elapsed.lowerBound) == 10)
  #expect(may.dayCount == 31)
  #expect(calendar.workingDays(in: elapsed) == 4)
  #expect(calendar.workingDays(in: may) == 17)
}

@Test func `counts agree with a walk day by day, inside and outside the span`() {
  var generator = SeededGenerator(seed: 9)
  for _ in 0..<300 {
    let first = CalendarDate(dayNumber: Int32.random(in: 9_000...31_000, using: &generator))
    let closure = first.adding(days: Int.random(in: -50...100, using: &generator))
    let calendar = WorkingCalendar(
      weekdays: Set((1...7).filter { _ in Bool.random(using: &generator) }),
      zone: HolidayZone.allCases.randomElement(using: &generator),
      closures: [closure..<closure.adding(days: Int.random(in: 0...40, using: &generator))],
      years: 2000...2050)
    let range = first..<first.adding(days: Int.random(in: 0...500, using: &generator))
    let outside = WorkingCalendar(
      weekdays: calendar.weekdays, zone: calendar.zone, closures: calendar.closures,
      years: 1900...1900)
    let walked = range.dayNumbers.count { calendar.isWorkingDay(CalendarDate(dayNumber: $0)) }
    #expect(calendar.workingDays(in: range) == walked)
    #expect(outside.workingDays(in: range) == walked)
  }
}

@Test(arguments: [
  (WorkingCalendar.SolidarityDay.none, 17), (.whitMonday, 18),
  (.dates([day("2026-05-14"), day("2026-05-08")]), 19), (.dates([day("2026-05-24")]), 17),
])
func `the solidarity day gives a public holiday back, never a Sunday`(
  solidarity: WorkingCalendar.SolidarityDay, expected: Int
) throws {
  let calendar = WorkingCalendar(solidarityDay: solidarity)
  #expect(calendar.workingDays(in: try #require(Period.parse("2026-05"))) == expected)
}

@Test func `a closure on Whit Monday wins over the solidarity day`() {
  let monday = Holidays.whitMonday(2026)
  let calendar = WorkingCalendar(
    closures: [monday..<monday.adding(days: 1)], solidarityDay: .whitMonday)
  #expect(!calendar.isWorkingDay(monday))
  #expect(WorkingCalendar(solidarityDay: .whitMonday).isWorkingDay(monday))
}

@Test func `absences may overlap, repeat and reach outside the range`() throws {
  let calendar = WorkingCalendar()
  let may = try #require(Period.parse("2026-05")).range
  let absences = [
    day("2026-05-18")..<day("2026-05-23"), day("2026-05-20")..<day("2026-05-27"),
    day("2026-04-20")..<day("2026-05-06"), day("2026-05-18")..<day("2026-05-20"),
    day("2026-07-01")..<day("2026-08-01"),
  ]
  // Present on 6, 7, 11, 12, 13, 15, 27, 28 and 29 May.
  #expect(calendar.workingDays(in: may, minus: absences) == 9)
  #expect(calendar.workingDays(in: may, minus: []) == 17)
  #expect(calendar.workingDays(in: may, minus: [may]) == 0)
}

@Test func `Saturdays count for a shop that opens on them`() throws {
  let shop = WorkingCalendar(weekdays: [2, 3, 4, 5, 6], zone: nil)
  #expect(shop.workingDays(in: try #require(Period.parse("2026-W34"))) == 5)
  #expect(shop.isWorkingDay(day("2026-08-22")))
  #expect(!shop.isWorkingDay(day("2026-08-17")))
}

@Test func `the next working day skips a long weekend, and never comes when nothing is worked`() {
  #expect(WorkingCalendar().nextWorkingDay(after: day("2026-05-22")) == day("2026-05-26"))
  #expect(WorkingCalendar(weekdays: []).nextWorkingDay(after: day("2026-05-22")) == nil)
}
