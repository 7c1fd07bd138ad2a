/// Which days are worked: the weekdays of the company, without public holidays and closures.
///
/// The value holds running counts over a span of years, so that counting the working days of a
/// range is one subtraction; a range outside the span is counted day by day.
package struct WorkingCalendar: Hashable, Sendable {
  /// What is done with the solidarity day (Code du travail L3133-7).
  package enum SolidarityDay: Hashable, Sendable, Codable {
    /// No public holiday is worked.
    case none
    /// Whit Monday is worked, every year.
    case whitMonday
    /// These public holidays are worked, each in its year.
    case dates(Set<CalendarDate>)
  }

  /// 1 (Monday) to 7.
  package let weekdays: Set<Int>
  /// The public holidays observed; nothing when none are.
  package let zone: HolidayZone?
  /// Days on which the company is shut.
  package let closures: [Range<CalendarDate>]
  package let solidarityDay: SolidarityDay

  /// First day of the counted span.
  private let origin: CalendarDate
  /// `counts[i]` is the number of working days before day `i` of the span.
  private let counts: [Int32]

  /// Counts are kept over `years`; other years work too, slowly.
  package init(
    weekdays: Set<Int> = [1, 2, 3, 4, 5], zone: HolidayZone? = .metropole,
    closures: [Range<CalendarDate>] = [], solidarityDay: SolidarityDay = .none,
    years: ClosedRange<Int> = 2000...2050
  ) {
    self.weekdays = weekdays
    self.zone = zone
    self.closures = closures
    self.solidarityDay = solidarityDay
    let origin = CalendarDate(firstOfMonth: 1, of: years.lowerBound)
    self.origin = origin
    let end = CalendarDate(firstOfMonth: 1, of: years.upperBound + 1)
    var worked = (0..<end.days(since: origin)).map {
      weekdays.contains(CalendarDate(dayNumber: origin.dayNumber + Int32($0)).weekday)
    }
    if let zone {
      for year in years {
        for date in Self.holidaysOff(in: year, zone: zone, solidarityDay: solidarityDay) {
          worked[date.days(since: origin)] = false
        }
      }
    }
    for closure in closures {
      for day in closure.clamped(to: origin..<end).dayNumbers {
        worked[Int(day - origin.dayNumber)] = false
      }
    }
    var counts: [Int32] = [0]
    counts.reserveCapacity(worked.count + 1)
    var count: Int32 = 0
    for isWorked in worked {
      count += isWorked ? 1 : 0
      counts.append(count)
    }
    self.counts = counts
  }

  package func isWorkingDay(_ date: CalendarDate) -> Bool {
    let index = date.days(since: origin)
    if index >= 0, index + 1 < counts.count { return counts[index + 1] > counts[index] }
    return weekdays.contains(date.weekday) && !closures.contains { $0.contains(date) }
      && !(zone.map {
        Self.holidaysOff(in: date.year, zone: $0, solidarityDay: solidarityDay).contains(date)
      } ?? false)
  }

  /// The number of working days from the first day of a range up to its end, the end excluded.
  package func workingDays(in range: Range<CalendarDate>) -> Int {
    let first = range.lowerBound.days(since: origin)
    let last = range.upperBound.days(since: origin)
    if first >= 0, last < counts.count { return Int(counts[last] - counts[first]) }
    return range.dayNumbers.count { isWorkingDay(CalendarDate(dayNumber: $0)) }
  }

  package func workingDays(in period: Period) -> Int { workingDays(in: period.range) }

  /// The working days of a range on which a person is not absent.
  ///
  /// Absences may overlap and may
  /// reach outside the range; a day is never taken off twice.
  package func workingDays(
    in range: Range<CalendarDate>, minus absences: [Range<CalendarDate>]
  ) -> Int {
    var days = workingDays(in: range)
    var reached = range.lowerBound
    for absence in absences.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      let from = max(absence.lowerBound, reached)
      let to = min(absence.upperBound, range.upperBound)
      guard from < to else { continue }
      days -= workingDays(in: from..<to)
      reached = to
    }
    return days
  }

  /// The first working day after a date, or nothing when none comes within ten years.
  package func nextWorkingDay(after date: CalendarDate) -> CalendarDate? {
    (1...3660).lazy.map { date.adding(days: $0) }.first { isWorkingDay($0) }
  }

  /// The public holidays of a year that are not made up for by a solidarity day.
  private static func holidaysOff(
    in year: Int, zone: HolidayZone, solidarityDay: SolidarityDay
  ) -> [CalendarDate] {
    let dates = Holidays.dates(in: year, zone: zone)
    return switch solidarityDay {
    case .none: dates
    case .whitMonday: dates.filter { $0 != Holidays.whitMonday(year) }
    case .dates(let worked): dates.filter { !worked.contains($0) }
    }
  }
}

extension Range where Bound == CalendarDate {
  /// The days of the range as day numbers.
  var dayNumbers: Range<Int32> { lowerBound.dayNumber..<upperBound.dayNumber }
}
