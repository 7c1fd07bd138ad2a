import Calendar
import Foundation
import Testing

@testable import Report

private func day(_ text: String) -> CalendarDate {
  CalendarDate(iso: text) ?? CalendarDate(dayNumber: 0)
}

@Test(arguments: [
  (DateStyle.short, "14/08/2026", "14 Aug 2026"), (.long, "14 août 2026", "14 August 2026"),
  (.full, "vendredi 14 août 2026", "Friday 14 August 2026"), (.dayMonth, "14 août", "14 August"),
  (.monthYear, "août 2026", "August 2026"),
])
func `the styles of a date`(style: DateStyle, fr: String, en: String) {
  #expect(Language.french.date(day("2026-08-14"), style: style) == fr)
  #expect(Language.english.date(day("2026-08-14"), style: style) == en)
}

@Test func `the first of a month is 1er in French words, and 01 in figures`() {
  #expect(Language.french.date(day("2026-10-01")) == "1er octobre 2026")
  #expect(Language.french.date(day("2026-10-01"), style: .dayMonth) == "1er octobre")
  #expect(Language.french.date(day("2026-10-01"), style: .short) == "01/10/2026")
  #expect(Language.english.date(day("2026-10-01")) == "1 October 2026")
}

@Test func `hours and minutes`() {
  #expect(Language.french.time(hour: 18, minute: 5) == "18\u{A0}h\u{A0}05")
  #expect(Language.english.time(hour: 7, minute: 0) == "7:00")
}

@Test(arguments: [
  (
    "2026-10-01", "2026-11-20", "du 1er octobre au 20 novembre 2026",
    "1 October to 20 November 2026"
  ),
  ("2026-11-01", "2026-11-20", "du 1er au 20 novembre 2026", "1 to 20 November 2026"),
  (
    "2025-11-20", "2026-11-20", "du 20 novembre 2025 au 20 novembre 2026",
    "20 November 2025 to 20 November 2026"
  ),
  ("2026-11-20", "2026-11-20", "20 novembre 2026", "20 November 2026"),
])
func `a range does not repeat what its ends share`(
  first: String, last: String, fr: String, en: String
) {
  #expect(Language.french.dateRange(day(first), day(last)) == fr)
  #expect(Language.english.dateRange(day(first), day(last)) == en)
}

@Test(arguments: [
  ("2026", "2026", "2026"), ("2026-H1", "1er semestre 2026", "H1 2026"),
  ("2026-Q3", "3e trimestre 2026", "Q3 2026"), ("2026-08", "août 2026", "August 2026"),
  ("2026-W34", "semaine 34 de 2026", "week 34 of 2026"),
  ("2026-W03", "semaine 3 de 2026", "week 3 of 2026"),
  ("2026-08-14", "14 août 2026", "14 August 2026"), ("FY2026", "exercice 2026", "FY2026"),
  ("FY2026-Q3", "3e trimestre de l’exercice 2026", "Q3 FY2026"),
  ("FY2026-P05", "période 5 de l’exercice 2026", "period 5 of FY2026"),
  ("2026-04-01..2026-09-30", "du 1er avril au 30 septembre 2026", "1 April to 30 September 2026"),
  ("rolling-12m..2026-08-31", "12 mois glissants au 31 août 2026", "12 months to 31 August 2026"),
  ("rolling-1m..2026-08-31", "1 mois glissant au 31 août 2026", "1 month to 31 August 2026"),
])
func `every kind of period has a name`(id: String, fr: String, en: String) throws {
  let period = try #require(Period.parse(id))
  let spaced = { (text: String) in text.replacingOccurrences(of: "\u{A0}", with: " ") }
  #expect(spaced(Language.french.period(period)) == fr)
  #expect(spaced(Language.english.period(period)) == en)
}

@Test(arguments: [
  (1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (13, "13th"),
  (21, "21st"), (112, "112th"),
])
func `English ordinals`(number: Int, expected: String) {
  #expect(Language.english.ordinal(number) == expected)
}

@Test(arguments: [("fr", "fr_FR"), ("en", "en_GB")])
func `every day of a leap year is written as ICU writes it`(
  code: String, identifier: String
) throws {
  let language = try #require(Language.named(code))
  for number in day("2024-01-01").dayNumber...day("2024-12-31").dayNumber {
    let date = CalendarDate(dayNumber: number)
    var style = Date.FormatStyle(
      locale: Locale(identifier: identifier), calendar: .init(identifier: .gregorian),
      timeZone: .gmt)
    let moment = Date(timeIntervalSince1970: Double(number) * 86_400)
    style = style.day().month(.wide).year()
    // ICU has no 1er.
    let ours = language.date(date).replacingOccurrences(of: "1er", with: "1")
    #expect(ours == moment.formatted(style))
    let short = code == "fr" ? style.day(.twoDigits).month(.twoDigits) : style.month(.abbreviated)
    #expect(language.date(date, style: .short) == moment.formatted(short))
  }
}
