package import Calendar

/// How a date is written.
package enum DateStyle: Sendable, CaseIterable {
  /// `14/08/2026`, for tables.
  case short
  /// `14 août 2026`.
  case long
  /// `vendredi 14 août 2026`.
  case full
  /// `14 août`.
  case dayMonth
  /// `août 2026`.
  case monthYear
}

extension Language {
  package func date(_ date: CalendarDate, style: DateStyle = .long) -> String {
    let (year, month, day) = date.components
    let monthName = dates.months[month - 1]
    switch style {
    case .short:
      return Self.fill(
        dates.short,
        [
          "dd": Self.twoDigits(day), "mm": Self.twoDigits(month), "day": String(day),
          "shortMonth": dates.shortMonths[month - 1], "year": String(year),
        ])
    case .long, .full, .dayMonth, .monthYear:
      let pattern =
        switch style {
        case .full: dates.full
        case .dayMonth: dates.dayMonth
        case .monthYear: dates.monthYear
        default: dates.long
        }
      return Self.fill(
        pattern,
        [
          "day": dates.day(day), "month": monthName, "year": String(year),
          "weekday": dates.weekdays[date.weekday - 1],
        ])
    }
  }

  /// `18 h 05`.
  package func time(hour: Int, minute: Int) -> String {
    Self.fill(dates.time, ["hour": String(hour), "minute": Self.twoDigits(minute)])
  }

  /// Two included days, without repeating a month or year they share:
  /// `du 1er octobre au 20 novembre 2026`.
  package func dateRange(_ first: CalendarDate, _ last: CalendarDate) -> String {
    guard first != last else { return date(first) }
    let sharesYear = first.year == last.year
    let start =
      if sharesYear, first.month == last.month {
        dates.day(first.day)
      } else {
        date(first, style: sharesYear ? .dayMonth : .long)
      }
    return phrase("range.dates", ["first": start, "last": date(last)])
  }

  /// The name of a period in running text: `3e trimestre 2026`, `semaine 34 de 2026`.
  package func period(_ period: Period) -> String {
    // The numbers of a name are those of the identifier: 2026-Q3, FY2026-P05, 2026-W34.
    let numbers = period.id.split { !$0.isNumber }.compactMap { Int($0) }
    let year = numbers.first ?? period.start.year
    let number = numbers.dropFirst().first ?? 0
    let arguments = [
      "year": String(year), "number": String(number), "ordinal": ordinal(number),
      "last": date(period.lastDay),
    ]
    switch period.kind {
    case .day: return date(period.start)
    case .month: return date(period.start, style: .monthYear)
    case .window: return dateRange(period.start, period.lastDay)
    case .year: return String(year)
    case .rolling:
      return plural("period.rolling", Int64(year), medium: .text, arguments: arguments)
    case .half, .quarter, .week, .fiscalYear, .fiscalQuarter, .fiscalPeriod:
      return phrase("period.\(period.kind.rawValue)", arguments)
    }
  }

  private static func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
