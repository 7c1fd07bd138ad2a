import Testing

@testable import Calendar

@Test(arguments: [
  ("2026", Period.Kind.year, "2026-01-01", "2026-12-31"),
  ("2026-H2", .half, "2026-07-01", "2026-12-31"),
  ("2026-Q3", .quarter, "2026-07-01", "2026-09-30"),
  ("2026-08", .month, "2026-08-01", "2026-08-31"),
  ("2024-02", .month, "2024-02-01", "2024-02-29"),
  ("2026-W34", .week, "2026-08-17", "2026-08-23"),
  ("2026-W53", .week, "2026-12-28", "2027-01-03"),
  ("2025-W01", .week, "2024-12-30", "2025-01-05"),
  ("2026-08-14", .day, "2026-08-14", "2026-08-14"),
  ("FY2026", .fiscalYear, "2025-10-01", "2026-09-30"),
  ("FY2026-Q3", .fiscalQuarter, "2026-04-01", "2026-06-30"),
  ("FY2026-P05", .fiscalPeriod, "2026-02-01", "2026-02-28"),
  ("2026-04-01..2026-09-30", .window, "2026-04-01", "2026-09-30"),
  ("rolling-12m..2026-08-31", .rolling, "2025-09-01", "2026-08-31"),
  ("rolling-3m..2026-05-10", .rolling, "2026-02-11", "2026-05-10"),
])
func `every form of identifier reads, and writes itself back`(
  id: String, kind: Period.Kind, first: String, last: String
) throws {
  let october = try #require(FiscalCalendar(startMonth: 10))
  let period = try #require(Period.parse(id, fiscal: october))
  #expect(period.id == id)
  #expect(period.kind == kind)
  #expect(period.start == day(first))
  #expect(period.lastDay == day(last))
}

@Test(arguments: [
  "", "26", "2026-", "2026-Q0", "2026-Q5", "2026-H3", "2026-13", "2026-00", "2025-W53", "2026-W00",
  "2026-W1", "2026-W+1", "2026-8", "2026-02-30", "FY", "FY26", "FY2026-", "FY2026-P13", "FY2026-P5",
  "FY2026-H1", "2026-09-30..2026-04-01", "2026-04-01...2026-09-30", "2026-04-01..", "..2026-04-01",
  "rolling-0m..2026-08-31", "rolling-m..2026-08-31", "rolling-012m..2026-08-31",
  "rolling-12w..2026-08-31", "rolling--1m..2026-08-31", "0000", "9999", "٢٠٢٦", "2026-q3", " 2026",
])
func `what is not an identifier is refused`(id: String) {
  #expect(Period.parse(id) == nil)
}

private let regularKinds: [Period.Kind] = [
  .day, .week, .month, .quarter, .half, .year, .fiscalYear, .fiscalQuarter, .fiscalPeriod,
]

private func randomFiscalCalendar(_ generator: inout SeededGenerator) -> FiscalCalendar {
  FiscalCalendar(
    startMonth: Int.random(in: 1...12, using: &generator),
    naming: FiscalCalendar.Naming.allCases.randomElement(using: &generator) ?? .endingYear,
    layout: FiscalCalendar.Layout.allCases.randomElement(using: &generator) ?? .months,
    firstWeekday: Int.random(in: 1...7, using: &generator),
    anchor: FiscalCalendar.Anchor.allCases.randomElement(using: &generator) ?? .nearest)
    ?? .calendarYear
}

@Test(arguments: regularKinds)
func `for any date and calendar, periods hold their date, touch, and read back`(
  kind: Period.Kind
) {
  var generator = SeededGenerator(seed: 7)
  for _ in 0..<2_000 {
    let fiscal = randomFiscalCalendar(&generator)
    let date = CalendarDate(dayNumber: Int32.random(in: -130_000...150_000, using: &generator))
    let period = Period.containing(date, kind: kind, fiscal: fiscal)
    #expect(period.kind == kind)
    #expect(period.contains(date), "\(date) \(fiscal)")
    #expect(Period.parse(period.id, fiscal: fiscal) == period)
    let next = period.next(fiscal: fiscal)
    #expect(next.start == period.end)
    #expect(next.previous(fiscal: fiscal) == period)
    let lastYear = period.sameLastYear(fiscal: fiscal)
    #expect(lastYear.kind == kind)
    #expect((350...380).contains(period.start.days(since: lastYear.start)), "\(period) \(fiscal)")
  }
}

@Test func `windows and rolling periods read back, move and return`() {
  var generator = SeededGenerator(seed: 8)
  for _ in 0..<2_000 {
    let start = CalendarDate(dayNumber: Int32.random(in: 0...30_000, using: &generator))
    let last = start.adding(days: Int.random(in: 0...800, using: &generator))
    let window = Period.window(from: start, to: last)
    #expect(Period.parse(window.id) == window)
    #expect(window.next().start == window.end)
    #expect(window.previous().end == window.start)
    let months = Int.random(in: 1...36, using: &generator)
    let rolling = Period.rolling(months: months, lastDay: last)
    #expect(Period.parse(rolling.id) == rolling)
    #expect(rolling.previous().end == rolling.start)
  }
}

@Test(arguments: [
  ("2026-W53", "2027-W01", "2026-W52", "2025-W52"),
  ("2026-01", "2026-02", "2025-12", "2025-01"),
  ("2026-Q1", "2026-Q2", "2025-Q4", "2025-Q1"),
  ("2026-H1", "2026-H2", "2025-H2", "2025-H1"),
  ("2024-02-29", "2024-03-01", "2024-02-28", "2023-02-28"),
  ("FY2026-P01", "FY2026-P02", "FY2025-P12", "FY2025-P01"),
  (
    "2026-04-01..2026-09-30", "2026-10-01..2027-03-31", "2025-10-01..2026-03-31",
    "2025-04-01..2025-09-30"
  ),
  (
    "2026-05-04..2026-05-10", "2026-05-11..2026-05-17", "2026-04-27..2026-05-03",
    "2025-05-04..2025-05-10"
  ),
  (
    "2024-02-01..2024-02-29", "2024-03-01..2024-03-31", "2024-01-01..2024-01-31",
    "2023-02-01..2023-02-28"
  ),
  (
    "rolling-12m..2026-08-31", "rolling-12m..2027-08-31", "rolling-12m..2025-08-31",
    "rolling-12m..2025-08-31"
  ),
  (
    "rolling-1m..2026-03-31", "rolling-1m..2026-04-30", "rolling-1m..2026-02-28",
    "rolling-1m..2025-03-31"
  ),
])
func `the next period, the previous one and the one a year earlier`(
  id: String, next: String, previous: String, lastYear: String
) throws {
  let period = try #require(Period.parse(id))
  #expect(period.next().id == next)
  #expect(period.previous().id == previous)
  #expect(period.sameLastYear().id == lastYear)
}

@Test(arguments: [
  (Period.Kind.month, "2026-01-31", "2026-03-02", ["2026-01", "2026-02", "2026-03"]),
  (.month, "2026-01-01", "2026-02-01", ["2026-01"]),
  (.week, "2026-12-31", "2027-01-05", ["2026-W53", "2027-W01"]),
  (.quarter, "2026-05-10", "2026-05-10", []),
  (.window, "2026-05-10", "2026-05-12", ["2026-05-10..2026-05-11"]),
])
func `consecutive periods over a range`(
  kind: Period.Kind, from: String, to: String, expected: [String]
) {
  #expect(Period.all(kind, over: day(from)..<day(to)).map(\.id) == expected)
}
