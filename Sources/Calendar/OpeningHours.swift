/// When somebody is there to answer: hours of the working days, the business hours of rule C16.
package struct OpeningHours: Hashable, Sendable {
  package let calendar: WorkingCalendar
  /// Seconds since local midnight, in order and apart: 9 to 18 o'clock is `32_400..<64_800`.
  package let hours: [Range<Int64>]

  /// `hours` may come in any order; what overlaps is joined.
  package init(calendar: WorkingCalendar, hours: [Range<Int64>] = [32_400..<64_800]) {
    self.calendar = calendar
    var joined: [Range<Int64>] = []
    for range in hours.sorted(by: { $0.lowerBound < $1.lowerBound }) where !range.isEmpty {
      if let last = joined.last, range.lowerBound <= last.upperBound {
        joined[joined.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        joined.append(range)
      }
    }
    self.hours = joined
  }

  /// The open seconds between two moments in local seconds since 1970; never below 0.
  ///
  /// Days on which the clocks change are counted by the clock on the wall, for that is what
  /// opening hours follow.
  package func seconds(from start: Int64, to end: Int64) -> Int64 {
    guard start < end else { return 0 }
    let first = CalendarDate(dayNumber: Int32(clamping: start.flooredDivision(by: 86_400)))
    let last = CalendarDate(dayNumber: Int32(clamping: end.flooredDivision(by: 86_400)))
    let perDay = hours.reduce(0) { $0 + Int64($1.count) }
    return Int64(calendar.workingDays(in: first..<last)) * perDay
      + secondsOpen(before: end, on: last) - secondsOpen(before: start, on: first)
  }

  /// Whether somebody is there at a moment.
  package func isOpen(at moment: Int64) -> Bool {
    let day = CalendarDate(dayNumber: Int32(clamping: moment.flooredDivision(by: 86_400)))
    let second = moment - Int64(day.dayNumber) * 86_400
    return calendar.isWorkingDay(day) && hours.contains { $0.contains(second) }
  }

  private func secondsOpen(before moment: Int64, on day: CalendarDate) -> Int64 {
    guard calendar.isWorkingDay(day) else { return 0 }
    let second = moment - Int64(day.dayNumber) * 86_400
    return hours.reduce(0) { $0 + max(0, min(second, $1.upperBound) - $1.lowerBound) }
  }
}
