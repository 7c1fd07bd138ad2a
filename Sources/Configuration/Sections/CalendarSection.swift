import Calendar
import Ingest

/// `calendar:` working days, public holidays, closures and the financial year.
enum CalendarSection {
  static let weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

  static func decode(
    _ root: Section
  ) -> (calendar: WorkingCalendar, hours: OpeningHours, fiscal: FiscalCalendar) {
    guard
      let section = root.section(
        "calendar",
        keys: [
          "working_days", "holidays", "solidarity_day", "closures", "opening_hours",
          "fiscal_year",
        ])
    else {
      return (WorkingCalendar(), OpeningHours(calendar: WorkingCalendar()), .calendarYear)
    }
    let calendar = WorkingCalendar(
      weekdays: workingDays(section), zone: holidayZone(section, "holidays"),
      closures: closures(section), solidarityDay: solidarityDay(section))
    return (calendar, OpeningHoursSection.decode(section, calendar), fiscal(section))
  }

  private static func workingDays(_ section: Section) -> Set<Int> {
    let texts = section.texts("working_days")
    if texts.isEmpty { return [1, 2, 3, 4, 5] }
    var days: Set<Int> = []
    for (text, place) in texts {
      if let day = weekday(text) {
        days.insert(day)
      } else {
        section.invalid("working_days", text, place, "one of \(weekdays.joined(separator: ", "))")
      }
    }
    return days
  }

  private static func weekday(_ text: String) -> Int? {
    weekdays.firstIndex(of: text).map { $0 + 1 }
  }

  /// The zone, `metropole` when the key is absent; nothing for `none`.
  static func holidayZone(_ section: Section, _ key: String) -> HolidayZone? {
    guard let text = section.text(key) else { return .metropole }
    if ["none", "false"].contains(text) { return nil }
    if text == "fr" { return .metropole }
    if let zone = HolidayZone(rawValue: text) { return zone }
    section.findings.error(
      "configuration-value-invalid", at: section.place(of: key),
      "'\(text)' is not a zone of public holidays",
      fixes: NearestName.fixes(text, among: HolidayZone.allCases.map(\.rawValue) + ["fr", "none"]))
    return .metropole
  }

  private static func solidarityDay(_ section: Section) -> WorkingCalendar.SolidarityDay {
    let texts = section.texts("solidarity_day")
    if texts.isEmpty || texts.map(\.text) == ["none"] { return .none }
    if texts.map(\.text) == ["whit_monday"] { return .whitMonday }
    var dates: Set<CalendarDate> = []
    for (text, place) in texts {
      if let date = CalendarDate(iso: text) {
        dates.insert(date)
      } else {
        section.invalid(
          "solidarity_day", text, place, "none, whit_monday or days written YYYY-MM-DD")
      }
    }
    return .dates(dates)
  }

  private static func closures(_ section: Section) -> [Range<CalendarDate>] {
    section.texts("closures").compactMap { text, place in
      if let date = CalendarDate(iso: text) { return date..<date.adding(days: 1) }
      if let period = Period.parse(text), period.kind == .window { return period.range }
      section.invalid("closures", text, place, "a day or two days YYYY-MM-DD..YYYY-MM-DD")
      return nil
    }
  }

  private static func fiscal(_ section: Section) -> FiscalCalendar {
    guard
      let section = section.section(
        "fiscal_year", keys: ["start_month", "named_after", "periods", "first_weekday", "anchor"])
    else { return .calendarYear }
    let firstWeekday = section.word("first_weekday", among: weekdays).flatMap(weekday) ?? 1
    return FiscalCalendar(
      startMonth: section.integer("start_month", in: 1...12) ?? 1,
      naming: section.choice("named_after") ?? .endingYear,
      layout: section.choice("periods") ?? .months, firstWeekday: firstWeekday,
      anchor: section.choice("anchor") ?? .nearest) ?? .calendarYear
  }
}
