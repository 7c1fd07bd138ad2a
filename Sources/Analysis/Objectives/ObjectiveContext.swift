import Calendar

/// What judging objectives needs to know of calendar, people and other objectives, prepared once
/// per run from the plan.
package struct ObjectiveContext: Sendable {
  private(set) var asOf: CalendarDate
  let thresholds: Thresholds
  let fiscal: FiscalCalendar
  let calendar: WorkingCalendar
  let people: [String: Person]
  let teams: [String: Team]
  /// Whatever has a manager.
  let managed: Set<ScopeID>
  /// Objectives by what they are about, in the order of the plan.
  let objectivesByTopic: [ObjectiveTopic: [Objective]]
  /// The same by owner.
  let objectivesByOwner: [ObjectiveTopic: [ScopeID: [Objective]]]
  /// By objective: the value of the period that is its baseline.
  let baselines: [String: Quantity]
  /// By objective: the past periods that the pace `seasonal` learns from.
  let seasonal: [String: [SeasonalShares]]
  /// By objective over a year or so: the months that the pace `seasonal` learns from.
  let seasonalMonths: [String: SeasonalMonths]
  /// What the reps' objectives on a topic ask for in each team.
  private(set) var partsOfReps: [ObjectiveTopic: [EffectiveTarget.Part]] = [:]
  /// Calendars of the teams with public holidays of their own.
  private let calendars: [String: WorkingCalendar]

  /// `baselines`, `seasonal` and `seasonalMonths` hold what was measured, by objective identifier: the value of
  /// the objective's `baselinePeriod`, and the past periods of its pace.
  package init(
    _ plan: AnalysisPlan, baselines: [String: Quantity] = [:],
    seasonal: [String: [SeasonalShares]] = [:], seasonalMonths: [String: SeasonalMonths] = [:]
  ) {
    self.baselines = baselines
    self.seasonalMonths = seasonalMonths
    self.seasonal = seasonal
    asOf = plan.asOf
    thresholds = plan.thresholds
    fiscal = plan.fiscal
    calendar = plan.calendar
    people = Dictionary(plan.people.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    teams = Dictionary(plan.teams.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    managed = Set(plan.people.compactMap(\.managerOf))
    objectivesByTopic = Dictionary(grouping: plan.objectives, by: ObjectiveTopic.init)
    objectivesByOwner = objectivesByTopic.mapValues { Dictionary(grouping: $0, by: \.owner) }
    var calendars: [String: WorkingCalendar] = [:]
    for team in plan.teams {
      guard let name = team.holidayZone, let zone = HolidayZone(rawValue: name),
        zone != plan.calendar.zone
      else { continue }
      calendars[team.id] = WorkingCalendar(
        weekdays: plan.calendar.weekdays, zone: zone, closures: plan.calendar.closures,
        solidarityDay: plan.calendar.solidarityDay)
    }
    self.calendars = calendars
    partsOfReps = measuredParts()
  }

  /// This context on another day.
  func moved(to date: CalendarDate) -> ObjectiveContext {
    var context = self
    context.asOf = date
    context.partsOfReps = context.measuredParts()
    return context
  }

  /// This context on another day, without what the reps' objectives ask for by then.
  func seen(on date: CalendarDate) -> ObjectiveContext {
    var context = self
    context.asOf = date
    return context
  }

  private func measuredParts() -> [ObjectiveTopic: [EffectiveTarget.Part]] {
    objectivesByTopic.mapValues { objectives in
      objectives.flatMap { objective -> [EffectiveTarget.Part] in
        // A manager's target is the team's: adding it to the reps' would count it twice.
        guard objective.owner.kind == .rep, objective.kind.accumulates,
          let person = people[objective.owner.id], person.managerOf == nil
        else { return [] }
        return ownTarget(of: objective, scope: objective.owner)?.parts ?? []
      }
    }.filter { !$0.value.isEmpty }
  }

  /// The calendar of a team: its own holiday zone, else that of a team above, else the company's.
  func calendar(ofTeam team: String?) -> WorkingCalendar {
    for ancestor in lineage(of: team) {
      if let calendar = calendars[ancestor] { return calendar }
    }
    return calendar
  }

  /// A team and those above it, lowest first.
  func lineage(of team: String?) -> [String] {
    var lineage: [String] = []
    var current = team
    // A cycle of parents is refused by the configuration; this ends without it.
    while let id = current, !lineage.contains(id) {
      lineage.append(id)
      current = teams[id]?.parent
    }
    return lineage
  }
}

/// What an objective is about: two objectives with the same topic and different owners are parts
/// of one another.
struct ObjectiveTopic: Hashable, Sendable {
  let kpi: String
  let filters: [String: [String]]
  let kind: Objective.Kind
  let start: CalendarDate
  let end: CalendarDate

  init(_ objective: Objective) {
    kpi = objective.kpi
    filters = objective.filters
    kind = objective.kind
    start = objective.period.start
    end = objective.period.end
  }
}
