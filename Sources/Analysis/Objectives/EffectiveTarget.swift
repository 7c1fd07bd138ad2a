import Calendar

/// What is really asked of a scope: `T_eff = Σ_d T_v(d) · ΔF(d) · ramp(d) · fte(d) · present(d)`,
/// and the same sum up to the as-of day, which is what is expected to date (ruling 15).
///
/// Absences count once. For a target as written, ΔF is the curve of the calendar *with* the days
/// of absence, and `present(d) = 0` takes these days' increments away: the target falls in
/// proportion to the working days absent, and what is expected does not grow meanwhile. A target
/// that is already effective keeps its amount: ΔF is then the curve *without* the rep's absences,
/// and ramp, fte and presence do not apply. Both ways the pace of an individual objective is that
/// of the days the rep is there (objectives.md 4.2).
package struct EffectiveTarget: Hashable, Sendable {
  /// The part of a rep's target that belongs to a team, by the days spent there.
  package struct Part: Hashable, Sendable {
    /// The rep, where the target is that of one.
    package var rep: ScopeID?
    /// Nothing for days outside every team.
    package var team: String?
    package var whole: Fraction
    package var toDate: Fraction

    package init(
      of rep: ScopeID? = nil, team: String?, whole: Fraction = .zero, toDate: Fraction = .zero
    ) {
      self.rep = rep
      self.team = team
      self.whole = whole
      self.toDate = toDate
    }
  }

  /// A summand of the target: `target · ramp · fte · share` over the days on which these stay the
  /// same, or what a scope below was given.
  package struct Term: Hashable, Sendable {
    /// The scope below whose target it is; nothing for the scope's own number.
    package var scope: ScopeID?
    package var team: String?
    /// The full target in force and since when; nothing for a scope below.
    package var version: TargetInForce?
    /// Month of tenure from 1, while the ramp lasts.
    package var tenureMonth: Int?
    package var ramp = Fraction.one
    package var fte = Fraction.one
    /// The share of the pace that falls on these days.
    package var share = Fraction.one
    package var whole: Fraction
    package var toDate: Fraction
  }

  /// T_eff of the whole period.
  package var whole: Fraction
  /// Expected by the end of the as-of day.
  package var toDate: Fraction
  /// F(T) of the scope's own days: 0 before the period, 1 after it.
  package var elapsedShare: Fraction
  /// For a rep: ordered by team, days outside every team first.
  ///
  /// They add up to `whole` and `toDate`.
  package var parts: [Part]
  /// What `whole` and `toDate` are the sums of.
  package var terms: [Term] = []
}

extension ObjectiveContext {
  /// The target of a rep, or of a team or company that has a number of its own.
  ///
  /// Nothing when no day of the period carries any of the target (`no_working_day`), or when the
  /// target has no number.
  func ownTarget(of objective: Objective, scope: ScopeID) -> EffectiveTarget? {
    guard let versions = versions(of: objective) else { return nil }
    let days = days(of: scope, in: objective.period)
    let person = scope.kind == .rep ? people[scope.id] : nil
    guard let curve = curve(of: objective, days: days) else { return nil }
    let elapsed = min(max(asOf.days(since: objective.period.start) + 1, 0), days.days.count)

    // Whole-number sums per team, version and month of tenure; everything else is constant there.
    var sums: [Group: (whole: Int128, toDate: Int128)] = [:]
    var present: (whole: Int128, toDate: Int128) = (0, 0)
    var version = 0
    for (index, day) in days.days.enumerated() {
      let date = objective.period.start.adding(days: index)
      while version + 1 < versions.count, versions[version + 1].validFrom <= date { version += 1 }
      guard day.isPresent else { continue }
      let group = Group(
        team: day.team, version: version,
        rampMonth: objective.targetIsEffective ? nil : day.rampMonth)
      let increment = Int128(curve.increments[index])
      let isElapsed = index < elapsed
      sums[group, default: (0, 0)].whole += increment
      present.whole += increment
      if isElapsed {
        sums[group, default: (0, 0)].toDate += increment
        present.toDate += increment
      }
    }
    let fte = objective.targetIsEffective ? .one : person.map { Fraction($0.fte) } ?? .one
    let rep = scope.kind == .rep ? scope : nil
    var parts: [String?: EffectiveTarget.Part] = [:]
    var terms: [EffectiveTarget.Term] = []
    for (group, sum) in sums.sorted(by: { $0.key < $1.key })
    where versions.indices.contains(group.version) {
      let ramp = group.rampMonth.flatMap { person?.ramp[$0] }.map { Fraction($0) } ?? .one
      let denominator = Fraction(Int128(curve.denominator))
      let factor = versions[group.version].target * ramp * fte / denominator
      let (whole, toDate) = (factor * Fraction(sum.whole), factor * Fraction(sum.toDate))
      parts[group.team, default: EffectiveTarget.Part(of: rep, team: group.team)].whole += whole
      parts[group.team, default: EffectiveTarget.Part(of: rep, team: group.team)].toDate += toDate
      terms.append(
        EffectiveTarget.Term(
          team: group.team, version: versions[group.version],
          tenureMonth: group.rampMonth.map { $0 + 1 }, ramp: ramp, fte: fte,
          share: Fraction(sum.whole) / denominator, whole: whole, toDate: toDate))
    }
    let ordered = parts.values.sorted { ($0.team ?? "") < ($1.team ?? "") }
    return EffectiveTarget(
      whole: ordered.map(\.whole).sum(), toDate: ordered.map(\.toDate).sum(),
      elapsedShare: present.whole == 0
        ? curve.share(through: asOf) / curve.whole
        : Fraction(present.toDate, over: present.whole),
      parts: ordered, terms: terms)
  }

  /// The progress curve of an objective for a scope's days.
  func curve(of objective: Objective, days: ScopeDays) -> ProgressCurve? {
    let keepsAbsences = !objective.targetIsEffective && objective.kind.accumulates
    let isCalendar = objective.pace == .calendar
    let counting = days.days.map {
      (isCalendar || $0.isWorked) && (keepsAbsences || $0.isPresent)
    }
    let period = objective.period
    if objective.kind == .recur, let cadence = objective.cadence {
      return .recurring(
        period, units: units(of: objective, cadence: cadence, days: days), counting: counting)
    }
    return switch objective.pace {
    case .workingDays, .calendar: .even(period, counting: counting)
    case .seasonal: seasonalCurve(objective, counting)
    case .milestones:
      .milestones(period, counting: counting, milestones: objective.paceMilestones)
    }
  }

  /// A year learns its months, anything shorter the course of past periods.
  private func seasonalCurve(_ objective: Objective, _ counting: [Bool]) -> ProgressCurve? {
    if let months = seasonalMonths[objective.id] {
      return .seasonal(objective.period, counting: counting, months: months)
    }
    return .seasonal(
      objective.period, counting: counting, past: seasonal[objective.id] ?? [])
  }

  /// The weeks, months or quarters of a `recur`, in order.
  func units(
    of objective: Objective, cadence: Period.Kind, days: ScopeDays
  ) -> [RecurUnit] {
    let isCalendar = objective.pace == .calendar
    return Period.all(cadence, over: objective.period.range, fiscal: fiscal).map { unit in
      let nominal =
        switch cadence {
        case .day: 1
        case .week: isCalendar ? 7 : calendar.weekdays.count
        default:
          isCalendar
            ? unit.dayCount
            : (0..<unit.dayCount).count { index in
              isWorked(unit.start.adding(days: index), in: days)
            }
        }
      return RecurUnit(period: unit, nominalDays: nominal)
    }
  }

  /// Whether a day is worked: by the scope's calendar within its days, by the company's outside.
  private func isWorked(_ date: CalendarDate, in days: ScopeDays) -> Bool {
    days.period.contains(date)
      ? days.days[date.days(since: days.period.start)].isWorked : calendar.isWorkingDay(date)
  }

  private struct Group: Hashable, Comparable {
    var team: String?
    var version: Int
    var rampMonth: Int?

    static func < (left: Group, right: Group) -> Bool {
      (left.team ?? "", left.version, left.rampMonth ?? -1)
        < (right.team ?? "", right.version, right.rampMonth ?? -1)
    }
  }
}

extension Objective.Kind {
  /// Whether amounts add up over the period, so that a day not worked takes its share away.
  ///
  /// The other kinds are levels and shares, which are what they are whoever is away.
  var accumulates: Bool {
    switch self {
    case .cumul, .recur: true
    case .each, .reach, .hold, .cap, .milestone, .combo: false
    }
  }
}
