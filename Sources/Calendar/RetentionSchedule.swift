/// Which of many dated things are kept: every day for a while, then one a week, then one a month.
package struct RetentionSchedule: Hashable, Sendable {
  /// Every one of the last days, counted from the newest.
  package var days: Int
  /// The last one of each week, for so many weeks.
  package var weeks: Int
  /// The last one of each month, for so many months.
  package var months: Int

  package init(days: Int, weeks: Int = 0, months: Int = 0) {
    self.days = days
    self.weeks = weeks
    self.months = months
  }

  /// The dates that are kept; the newest always is.
  package func kept(_ dates: some Sequence<CalendarDate>) -> Set<CalendarDate> {
    let ordered = Set(dates).sorted(by: >)
    guard let newest = ordered.first else { return [] }
    var kept: Set<CalendarDate> = [newest]
    kept.formUnion(ordered.filter { newest.days(since: $0) < days })
    keepLast(ordered, count: weeks, into: &kept) { $0.adding(days: 1 - $0.weekday) }
    keepLast(ordered, count: months, into: &kept) { $0.firstOfMonth }
    return kept
  }

  private func keepLast(
    _ ordered: [CalendarDate], count: Int, into kept: inout Set<CalendarDate>,
    _ start: (CalendarDate) -> CalendarDate
  ) {
    var seen: Set<CalendarDate> = []
    for date in ordered where !seen.contains(start(date)) {
      guard seen.count < count else { return }
      seen.insert(start(date))
      kept.insert(date)
    }
  }
}
