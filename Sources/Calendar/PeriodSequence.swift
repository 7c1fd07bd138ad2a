/// Periods of the regular kinds are numbered consecutively, so that the next one, the previous one
/// and the same one last year are plain additions.
extension Period {
  /// The period of a kind that a date lies in.
  ///
  /// A window is that day alone; a rolling period is the twelve months that end on the date.
  package static func containing(
    _ date: CalendarDate, kind: Kind, fiscal: FiscalCalendar = .calendarYear
  ) -> Period {
    switch kind {
    case .window: window(from: date, to: date)
    case .rolling: rolling(months: 12, lastDay: date)
    default: numbered(ordinal(of: date, kind: kind, fiscal: fiscal), kind: kind, fiscal: fiscal)
    }
  }

  /// All periods of a kind that share a day with the range, in order.
  ///
  /// Their ends may lie outside
  /// the range. The irregular kinds give one period over the range, or none for an empty range.
  package static func all(
    _ kind: Kind, over range: Range<CalendarDate>, fiscal: FiscalCalendar = .calendarYear
  ) -> [Period] {
    guard !range.isEmpty else { return [] }
    let lastDay = range.upperBound.adding(days: -1)
    guard kind != .window, kind != .rolling else {
      return [window(from: range.lowerBound, to: lastDay)]
    }
    let first = ordinal(of: range.lowerBound, kind: kind, fiscal: fiscal)
    let last = ordinal(of: lastDay, kind: kind, fiscal: fiscal)
    return (first...last).map { numbered($0, kind: kind, fiscal: fiscal) }
  }

  /// The period of the same kind that begins where this one ends.
  ///
  /// A window of whole months moves by its months, another by its days; a rolling period moves by its months.
  package func next(fiscal: FiscalCalendar = .calendarYear) -> Period {
    shifted(by: 1, fiscal: fiscal)
  }

  /// The period of the same kind that ends where this one begins.
  package func previous(fiscal: FiscalCalendar = .calendarYear) -> Period {
    shifted(by: -1, fiscal: fiscal)
  }

  /// The period to compare with a year earlier: the same number in the year before.
  ///
  /// Week 53
  /// becomes week 52 when that year has no week 53, and 29 February the 28th. Windows and rolling
  /// periods go back twelve months at both ends.
  package func sameLastYear(fiscal: FiscalCalendar = .calendarYear) -> Period {
    switch kind {
    case .day:
      return Self.containing(start.adding(years: -1), kind: .day)
    case .week:
      let week = start.isoWeek
      let number = min(week.week, ISOWeek.weeks(in: week.year - 1))
      let first = CalendarDate(firstOfMonth: 1, of: week.year - 1).nearest(weekday: 1)
      return Self.containing(first.adding(days: (number - 1) * 7), kind: .week)
    case .window:
      return Self.window(
        from: start.adding(years: -1), to: end.adding(years: -1).adding(days: -1))
    case .rolling:
      let lastDay = end.adding(years: -1).adding(days: -1)
      return Self.rolling(months: rollingMonths, lastDay: lastDay)
    default:
      let number = Self.ordinal(of: start, kind: kind, fiscal: fiscal)
      return Self.numbered(number - Self.perYear(kind), kind: kind, fiscal: fiscal)
    }
  }

  /// A free window between two included days, given in order.
  package static func window(from start: CalendarDate, to lastDay: CalendarDate) -> Period {
    Period(
      id: "\(start)..\(lastDay)", kind: .window, start: start, end: lastDay.adding(days: 1))
  }

  /// The months that end with a day.
  package static func rolling(months: Int, lastDay: CalendarDate) -> Period {
    let end = lastDay.adding(days: 1)
    return Period(
      id: "rolling-\(months)m..\(lastDay)", kind: .rolling, start: end.adding(months: -months),
      end: end)
  }

  /// The days of the period.
  package var range: Range<CalendarDate> { start..<end }

  private func shifted(by count: Int, fiscal: FiscalCalendar) -> Period {
    switch kind {
    case .window:
      let ownMonths = start.day == 1 && end.day == 1
      let from =
        ownMonths ? start.adding(months: count * monthSpan) : start.adding(days: count * dayCount)
      let to =
        ownMonths ? end.adding(months: count * monthSpan) : end.adding(days: count * dayCount)
      return Self.window(from: from, to: to.adding(days: -1))
    case .rolling:
      let end = self.end.adding(months: count * rollingMonths)
      return Self.rolling(months: rollingMonths, lastDay: end.adding(days: -1))
    default:
      let number = Self.ordinal(of: start, kind: kind, fiscal: fiscal)
      return Self.numbered(number + count, kind: kind, fiscal: fiscal)
    }
  }

  /// Calendar months between the month of the first day and that of the first day after.
  private var monthSpan: Int {
    let (first, last) = (start.components, end.components)
    return (last.year - first.year) * 12 + last.month - first.month
  }

  private var rollingMonths: Int {
    Int(id.dropFirst("rolling-".count).prefix { $0 != "m" }) ?? 12
  }

  private static func perYear(_ kind: Kind) -> Int {
    switch kind {
    case .half: 2
    case .quarter, .fiscalQuarter: 4
    case .month, .fiscalPeriod: 12
    default: 1
    }
  }

  /// The number of the period of a regular kind that a date lies in.
  private static func ordinal(
    of date: CalendarDate, kind: Kind, fiscal: FiscalCalendar
  ) -> Int {
    switch kind {
    case .day, .window, .rolling: return Int(date.dayNumber)
    case .week: return (Int(date.dayNumber) + 3).flooredQuotientAndRemainder(by: 7).quotient
    case .month: return date.year * 12 + date.month - 1
    case .quarter: return date.year * 4 + date.quarter - 1
    case .half: return date.year * 2 + date.half - 1
    case .year: return date.year
    case .fiscalYear: return fiscal.year(of: date)
    case .fiscalQuarter: return ordinal(of: date, kind: .fiscalPeriod, fiscal: fiscal) / 3
    case .fiscalPeriod:
      let year = fiscal.year(of: date)
      var period = 1
      while period < 12, fiscal.firstDay(ofPeriod: period + 1, ofYear: year) <= date {
        period += 1
      }
      return year * 12 + period - 1
    }
  }

  /// The period of a regular kind with a number; the inverse of `ordinal`.
  static func numbered(_ number: Int, kind: Kind, fiscal: FiscalCalendar) -> Period {
    let perYear = perYear(kind)
    let (year, index) = number.flooredQuotientAndRemainder(by: perYear)
    let name = padded(year, 4)
    let months = 12 / perYear
    func calendarPeriod(_ id: String) -> Period {
      Period(
        id: id, kind: kind, start: CalendarDate(firstOfMonth: index * months + 1, of: year),
        end: CalendarDate(firstOfMonth: (index + 1) * months + 1, of: year))
    }
    func fiscalPeriod(_ id: String) -> Period {
      Period(
        id: id, kind: kind, start: fiscal.firstDay(ofPeriod: index * months + 1, ofYear: year),
        end: fiscal.firstDay(ofPeriod: (index + 1) * months + 1, ofYear: year))
    }
    switch kind {
    case .day, .window, .rolling:
      let date = CalendarDate(dayNumber: Int32(number))
      return Period(id: date.description, kind: .day, start: date, end: date.adding(days: 1))
    case .week:
      let monday = CalendarDate(dayNumber: Int32(number * 7 - 3))
      let week = monday.isoWeek
      return Period(
        id: "\(padded(week.year, 4))-W\(padded(week.week, 2))", kind: kind, start: monday,
        end: monday.adding(days: 7))
    case .month: return calendarPeriod("\(name)-\(padded(index + 1, 2))")
    case .quarter: return calendarPeriod("\(name)-Q\(index + 1)")
    case .half: return calendarPeriod("\(name)-H\(index + 1)")
    case .year: return calendarPeriod(name)
    case .fiscalYear: return fiscalPeriod("FY\(name)")
    case .fiscalQuarter: return fiscalPeriod("FY\(name)-Q\(index + 1)")
    case .fiscalPeriod: return fiscalPeriod("FY\(name)-P\(padded(index + 1, 2))")
    }
  }

  private static func padded(_ value: Int, _ width: Int) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, width - text.count)) + text
  }
}
