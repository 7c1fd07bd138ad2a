import Calendar
import Testing

@Suite struct `What is kept` {
  private let last = CalendarDate(firstOfMonth: 9, of: 2026).adding(days: -1)

  @Test func `every day for a while, then one a week, then one a month`() {
    let year = (0..<365).map { last.adding(days: -$0) }
    let kept = RetentionSchedule(days: 10, weeks: 5, months: 4).kept(year)
    let oldest = kept.sorted().map(\.description)
    // 31 August 2026 is a Monday; before the ten days: Sundays, then ends of months.
    #expect(
      oldest == [
        "2026-05-31", "2026-06-30", "2026-07-31", "2026-08-09", "2026-08-16", "2026-08-22",
        "2026-08-23", "2026-08-24", "2026-08-25", "2026-08-26", "2026-08-27", "2026-08-28",
        "2026-08-29", "2026-08-30", "2026-08-31",
      ])
  }

  @Test func `the newest stays whatever is asked, and nothing of nothing`() {
    #expect(RetentionSchedule(days: 0).kept([last, last.adding(days: -1)]) == [last])
    #expect(RetentionSchedule(days: 30).kept([]) == [])
  }

  @Test func `a week or month without a run does not count`() {
    let dates = [last, last.adding(days: -100), last.adding(days: -200)]
    #expect(RetentionSchedule(days: 1, months: 2).kept(dates) == Set(dates.prefix(2)))
  }
}
