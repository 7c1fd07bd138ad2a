import Calendar

/// The days of a period as they are for one scope: who is there, where, and how much of a full
/// target each day asks for (ruling 15).
struct ScopeDays: Sendable {
  struct Day: Sendable {
    /// A working day of the scope's calendar, whoever is there.
    var isWorked: Bool
    /// False on absences, before the hiring and after the leaving; always true for teams.
    var isPresent: Bool
    /// The team of a rep on that day.
    var team: String?
    /// Position in the ramp; nothing once fully ramped.
    var rampMonth: Int?
  }

  let period: Period
  let days: [Day]

  /// Days worked: working days on which the scope is present.
  ///
  /// Days up to the as-of day count as elapsed (ruling 5).
  func workingDays(through date: CalendarDate? = nil) -> Int {
    let last = date ?? period.lastDay
    let count = min(max(last.days(since: period.start) + 1, 0), days.count)
    return days.prefix(count).count { $0.isWorked && $0.isPresent }
  }
}

extension ObjectiveContext {
  func days(of scope: ScopeID, in period: Period) -> ScopeDays {
    switch scope.kind {
    case .company: sharedDays(calendar, period)
    case .team: sharedDays(calendar(ofTeam: scope.id), period)
    case .rep: people[scope.id].map { days(of: $0, in: period) } ?? sharedDays(calendar, period)
    }
  }

  private func sharedDays(_ calendar: WorkingCalendar, _ period: Period) -> ScopeDays {
    ScopeDays(
      period: period,
      days: (0..<period.dayCount).map { index in
        ScopeDays.Day(
          isWorked: calendar.isWorkingDay(period.start.adding(days: index)), isPresent: true)
      })
  }

  /// Without a hiring or leaving date, the first and last day of the memberships bound a presence;
  /// a gap between two of them does not: those days belong to no team.
  private func days(of person: Person, in period: Period) -> ScopeDays {
    let firsts = person.memberships.map(\.span.first)
    let lasts = person.memberships.map(\.span.last)
    let hired = person.hiredAt ?? (firsts.contains(nil) ? nil : firsts.compactMap { $0 }.min())
    let left = person.leftAt ?? (lasts.contains(nil) ? nil : lasts.compactMap { $0 }.max())
    let memberships = person.memberships.sorted {
      ($0.span.first?.dayNumber ?? .min) < ($1.span.first?.dayNumber ?? .min)
    }
    var calendarOfTeam: [String?: WorkingCalendar] = [:]
    let days = (0..<period.dayCount).map { index -> ScopeDays.Day in
      let date = period.start.adding(days: index)
      let team = memberships.first { $0.span.contains(date) }?.team
      let calendar = calendarOfTeam[team] ?? self.calendar(ofTeam: team)
      calendarOfTeam[team] = calendar
      let isEmployed = (hired.map { date >= $0 } ?? true) && (left.map { date <= $0 } ?? true)
      let isAbsent = person.absences.contains { $0.contains(date) }
      return ScopeDays.Day(
        isWorked: calendar.isWorkingDay(date), isPresent: isEmployed && !isAbsent, team: team,
        rampMonth: rampMonth(of: person, on: date))
    }
    return ScopeDays(period: period, days: days)
  }

  /// The month of tenure as a position in the ramp: 0 from the hiring day on, 1 from the same day
  /// of the next month on; nothing without hiring date or beyond the ramp.
  private func rampMonth(of person: Person, on date: CalendarDate) -> Int? {
    guard let hired = person.hiredAt, date >= hired else { return nil }
    return person.ramp.indices.first { date < hired.adding(months: $0 + 1) }
  }
}
