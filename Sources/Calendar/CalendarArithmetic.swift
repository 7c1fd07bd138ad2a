extension CalendarDate {
  /// The first day of a month.
  ///
  /// Months outside 1 to 12 run over into other years, so that
  /// month 13 is next January and month 0 last December.
  package init(firstOfMonth month: Int, of year: Int) {
    let ordinal = year * 12 + month - 1
    let (years, months) = ordinal.flooredQuotientAndRemainder(by: 12)
    self.init(dayNumber: Self.dayNumber(year: years, month: months + 1, day: 1))
  }

  /// The first day of this date's month.
  package var firstOfMonth: CalendarDate {
    CalendarDate(dayNumber: dayNumber - Int32(components.day - 1))
  }

  /// The last day of this date's month.
  package var lastOfMonth: CalendarDate {
    let (year, month, day) = components
    return adding(days: Self.daysInMonth(month, of: year) - day)
  }

  /// 1 January of this date's year.
  package var firstOfYear: CalendarDate { CalendarDate(firstOfMonth: 1, of: year) }

  /// 1 to 4.
  package var quarter: Int { (month + 2) / 3 }

  /// 1 for January to June, 2 for July to December.
  package var half: Int { (month + 5) / 6 }

  /// 1 for 1 January, 365 or 366 for 31 December.
  package var dayOfYear: Int { days(since: firstOfYear) + 1 }

  /// The same day of another month; a day that month does not have becomes its last one:
  /// 31 January plus one month is 28 or 29 February.
  package func adding(months: Int) -> CalendarDate {
    let (year, month, day) = components
    let first = CalendarDate(firstOfMonth: month + months, of: year)
    let target = first.components
    return first.adding(
      days: min(day, Self.daysInMonth(target.month, of: target.year)) - 1)
  }

  /// The same day of another year; 29 February becomes the 28th in a common year.
  package func adding(years: Int) -> CalendarDate { adding(months: years * 12) }

  /// The last day with this weekday (1 is Monday) that is not after the date.
  package func onOrBefore(weekday: Int) -> CalendarDate {
    adding(days: -((self.weekday - weekday + 7) % 7))
  }

  /// The day with this weekday (1 is Monday) at most three days away.
  package func nearest(weekday: Int) -> CalendarDate {
    adding(days: 3).onOrBefore(weekday: weekday)
  }

  /// The week of ISO 8601 the date lies in.
  package var isoWeek: ISOWeek { ISOWeek(containing: self) }
}

/// A week of ISO 8601: from Monday to Sunday, in the year that has its Thursday.
package struct ISOWeek: Hashable, Comparable, Sendable {
  /// The week's year, which near 1 January may differ from the date's.
  package let year: Int
  /// 1 to 52 or 53.
  package let week: Int

  package init(containing date: CalendarDate) {
    let thursday = date.adding(days: 4 - date.weekday)
    year = thursday.year
    week = (thursday.dayOfYear - 1) / 7 + 1
  }

  /// The week with this number, or nothing when the year has no such week.
  package init?(year: Int, week: Int) {
    guard (1...9998).contains(year), (1...Self.weeks(in: year)).contains(week) else { return nil }
    self.year = year
    self.week = week
  }

  /// The week's first day.
  package var monday: CalendarDate {
    Self.firstMonday(of: year).adding(days: (week - 1) * 7)
  }

  /// 52, or 53 in a long year such as 2026.
  package static func weeks(in year: Int) -> Int {
    firstMonday(of: year + 1).days(since: firstMonday(of: year)) / 7
  }

  private static func firstMonday(of year: Int) -> CalendarDate {
    CalendarDate(firstOfMonth: 1, of: year).nearest(weekday: 1)
  }

  package static func < (left: ISOWeek, right: ISOWeek) -> Bool {
    (left.year, left.week) < (right.year, right.week)
  }
}

extension Int {
  /// Division that rounds down, so that the remainder is never negative.
  func flooredQuotientAndRemainder(by divisor: Int) -> (quotient: Int, remainder: Int) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}
