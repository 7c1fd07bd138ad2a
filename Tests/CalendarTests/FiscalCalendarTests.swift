import Foundation
import Testing

@testable import Calendar

@Test(arguments: 1...12)
func `a fiscal year starts in any month and has twelve months`(startMonth: Int) throws {
  for naming in FiscalCalendar.Naming.allCases {
    let fiscal = try #require(FiscalCalendar(startMonth: startMonth, naming: naming))
    for year in 1990...2040 {
      let period = try #require(Period.parse("FY\(year)", fiscal: fiscal))
      #expect(period.start.month == startMonth)
      #expect(period.start.day == 1)
      #expect(period.end == period.start.adding(months: 12))
      #expect(year == (naming == .endingYear ? period.lastDay.year : period.start.year))
      let months = Period.all(.fiscalPeriod, over: period.range, fiscal: fiscal)
      #expect(months.count == 12)
      #expect(months.last?.id == "FY\(year)-P12")
      #expect(Period.all(.fiscalQuarter, over: period.range, fiscal: fiscal).count == 4)
    }
  }
}

@Test(arguments: [
  (FiscalCalendar.Layout.weeks445, [4, 4, 5, 4, 4, 5, 4, 4, 5, 4, 4, 5]),
  (.weeks454, [4, 5, 4, 4, 5, 4, 4, 5, 4, 4, 5, 4]),
  (.weeks544, [5, 4, 4, 5, 4, 4, 5, 4, 4, 5, 4, 4]),
])
func `periods of whole weeks follow their pattern and the extra week goes last`(
  layout: FiscalCalendar.Layout, pattern: [Int]
) throws {
  let fiscal = try #require(FiscalCalendar(startMonth: 1, layout: layout))
  for year in 2000...2060 {
    let period = try #require(Period.parse("FY\(year)", fiscal: fiscal))
    let weeks = Period.all(.fiscalPeriod, over: period.range, fiscal: fiscal).map {
      $0.dayCount / 7
    }
    let total = try #require(fiscal.weeks(inYear: year))
    #expect(total == 52 || total == 53)
    #expect(weeks == pattern.dropLast() + [pattern[11] + total - 52])
  }
}

@Test func `with Mondays nearest to January the fiscal years are the ISO years`() throws {
  let fiscal = try #require(FiscalCalendar(startMonth: 1, layout: .weeks445))
  for year in 1600...2399 {
    #expect(fiscal.firstDay(ofYear: year) == ISOWeek(year: year, week: 1)?.monday)
    #expect(fiscal.weeks(inYear: year) == ISOWeek.weeks(in: year))
  }
}

// Retailers' 4-5-4 calendar: the Sunday nearest to 1 February; 53 weeks in 2012, 2017 and 2023.
@Test(arguments: [
  (2012, "2012-01-29", 53), (2013, "2013-02-03", 52), (2017, "2017-01-29", 53),
  (2018, "2018-02-04", 52), (2023, "2023-01-29", 53), (2024, "2024-02-04", 52),
  (2025, "2025-02-02", 52), (2026, "2026-02-01", 52),
])
func `the retail 4-5-4 calendar`(year: Int, first: String, weeks: Int) throws {
  let fiscal = try #require(
    FiscalCalendar(startMonth: 2, naming: .startingYear, layout: .weeks454, firstWeekday: 7))
  #expect(fiscal.firstDay(ofYear: year) == day(first))
  #expect(fiscal.weeks(inYear: year) == weeks)
}

// A year that ends on the last Saturday of September, as some American companies report.
@Test(arguments: [(2023, "2022-09-25", 53), (2024, "2023-10-01", 52), (2025, "2024-09-29", 52)])
func `a year that ends on the last Saturday of September`(
  year: Int, first: String, weeks: Int
) throws {
  let fiscal = try #require(
    FiscalCalendar(startMonth: 10, layout: .weeks445, firstWeekday: 7, anchor: .onOrBefore))
  #expect(fiscal.firstDay(ofYear: year) == day(first))
  #expect(fiscal.weeks(inYear: year) == weeks)
}

@Test func `a calendar with no such month or weekday is refused, also from JSON`() throws {
  #expect(FiscalCalendar(startMonth: 13) == nil)
  #expect(FiscalCalendar(startMonth: 1, firstWeekday: 0) == nil)
  let fiscal = try #require(FiscalCalendar(startMonth: 10, layout: .weeks544))
  let data = try JSONEncoder().encode(fiscal)
  #expect(try JSONDecoder().decode(FiscalCalendar.self, from: data) == fiscal)
  let broken = String(decoding: data, as: UTF8.self)
    .replacingOccurrences(of: #""startMonth":10"#, with: #""startMonth":0"#)
  #expect(throws: DecodingError.self) {
    try JSONDecoder().decode(FiscalCalendar.self, from: Data(broken.utf8))
  }
}
