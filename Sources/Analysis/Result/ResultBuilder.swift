import Calendar
import Ingest

/// Makes the result of a run from what was accumulated.
struct ResultBuilder {
  let plan: AnalysisPlan
  let roster: Roster
  let store: MeasureStore
  let findings: Findings
  let quality: DataQuality
  let worklists: [RunResult.Worklist]
  let deals: DealLedger
  let ledgers: TableLedgers
  let readings: ReadingStore
  let populations: PopulationStore
  let seasons: SeasonalLedger
  let rhythms: RhythmLedger
  let vocabulary: FilterVocabulary
  let actions: ActionLedger
  let pipeline: PipelineLedger
  let probabilities: StageProbabilities
  let isRerun: Bool
  let segments: SegmentStores
  let channels: SegmentStores
  let yields: CreationYield
  let pushes: PushLedger
  /// Whether stages are known from snapshots only.
  let usesSnapshots: Bool
  /// Whether some export names the owner of its records.
  let hasOwners: Bool
  /// The tables that some export gave.
  let entitiesRead: Set<Entity>
  let report: IngestReport
  let survey: HealthSurvey

  func result() -> RunResult {
    let series = series()
    var result = series.result
    result.figures = FigureList(result.periods.map { series.part(of: $0) })
    return result
  }

  /// The result without its figures, and what they are made of.
  func series() -> FigureSeries {
    let scopes = scopes()
    let maker = FigureMaker(
      store: store, roster: roster, asOf: plan.asOf, probabilities: probabilities,
      measures: Dictionary(
        plan.measures.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first }),
      catalogue: plan.catalogue,
      tables: TableFigures(ledgers, roster: roster, timeline: store.timeline, plan: plan),
      trailingYear: plan.trailingYear, calendar: plan.calendar, definitions: plan.definitions,
      isRerun: isRerun, pushes: pushes, channels: channels, readings: readings)
    let stays = scopes.map {
      FigureMaker.ScopeStays(id: $0.id, stays: roster.stays(of: $0.id).filter(store.isReachable))
    }
    let objectiveFigures = ObjectiveFigures(
      plan: plan, roster: roster, maker: maker, populations: populations, seasons: seasons,
      outlook: Outlook(plan: plan, roster: roster, maker: maker, deals: deals), yields: yields)
    let judged = objectiveFigures.judged()
    let objectives = judged.results
    let fileNames = report.files.map(\.name)
    let attributions = objectiveFigures.attributions(
      of: objectives, pipeline: pipeline, segments: segments)
    var result = RunResult(
      companyName: plan.companyName, asOf: plan.asOf, mainPeriod: plan.mainPeriod,
      periods: periods(), currency: plan.currency, amounts: plan.amounts, zoneName: plan.zone.name,
      zoneDataVersion: TimeZoneRules.dataVersion, version: plan.version,
      thresholds: plan.thresholds, scopes: scopes, kpis: plan.catalogue.kpis,
      stages: orderedStages(), figures: [], objectives: objectives,
      findings: findings.results { index in
        fileNames.indices.contains(index) ? fileNames[index] : "?"
      },
      inputs: report.files.map { RunResult.InputFile($0) },
      rejects: report.rejects.map { RunResult.Reject($0) }, worklists: worklists,
      attributions: attributions, dataQuality: quality,
      health: RunResult.Health(
        sources: survey.sources(report), exportsAsOf: plan.exportsAsOf))
    result.forecasts = judged.forecasts
    result.outsideTeams = outsideTeams(maker)
    result.diagnoses = objectiveFigures.diagnoses(
      of: objectives, attributions: attributions, rhythms: rhythms)
    result.leftToDo = objectiveFigures.leftToDo(of: objectives)
    result.actions = actions.results(roster: roster, tables: maker.tables)
    result.objectiveFindings = objectiveFigures.findings(
      vocabulary: vocabulary, tables: entitiesRead)
    return FigureSeries(
      result: result, plan: plan, roster: roster, maker: maker,
      objectiveFigures: objectiveFigures, scopes: stays, segments: segments,
      entitiesRead: entitiesRead, usesSnapshots: usesSnapshots)
  }

  /// Sums and counts of what belonged to no team.
  private func outsideTeams(_ maker: FigureMaker) -> [Figure]? {
    let stays = roster.staysOutsideTeams.filter(store.isReachable)
    guard !plan.teams.isEmpty, stays.contains(where: { store.hasRows(stay: $0) }) else {
      return nil
    }
    let scope = FigureMaker.ScopeStays(id: .outsideTeams, stays: stays)
    return plan.catalogue.kpis.flatMap { kpi -> [Figure] in
      guard case .simple = kpi.formula else { return [] }
      let period = maker.isInstant(kpi) ? Period.day(plan.asOf) : plan.mainPeriod
      return maker.figures(kpi, scope: scope, period: period).filter {
        $0.segment.isEmpty && $0.count ?? 0 > 0
      }
    }
  }

  /// The periods of the plan in order, and the as-of day for what is known of an instant.
  private func periods() -> [Period] {
    var seen: Set<String> = []
    return (plan.periods + [plan.mainPeriod, Period.day(plan.asOf)])
      .filter { seen.insert($0.id).inserted }
      .sorted { ($0.start, $0.end, $0.id) < ($1.start, $1.end, $1.id) }
  }

  /// The configured stages, then the others.
  private func orderedStages() -> [String] {
    let order = StageOrder(plan.stages)
    return plan.stages.map(\.name) + store.stagesInOrder.filter { order.rank(of: $0) == nil }
  }

  // MARK: Scopes

  private func scopes() -> [Scope] {
    var slugs: Set<String> = []
    var scopes = [
      Scope(id: .company, name: plan.companyName, slug: "company", manager: manager(of: .company))
    ]
    for team in plan.teams.sorted(by: { $0.id < $1.id }) {
      let id = ScopeID(.team, team.id)
      scopes.append(
        Scope(
          id: id, name: team.name, slug: Slug.make(team.id, taken: &slugs),
          parent: team.parent.map { ScopeID(.team, $0) } ?? .company,
          manager: team.manager ?? manager(of: id)))
    }
    slugs = []
    for (index, person) in roster.people.enumerated().sorted(by: { $0.element.id < $1.element.id })
    where isShown(index, person) {
      scopes.append(scope(of: person, index: index, slug: Slug.make(person.id, taken: &slugs)))
    }
    // Where no export names an owner there are figures of the company only (ruling 28).
    if hasOwners, store.hasRows(stay: Roster.unassignedStay) {
      scopes.append(
        Scope(id: .unassigned, name: "", slug: Slug.make("unassigned", taken: &slugs)))
    }
    return scopes
  }

  private func manager(of scope: ScopeID) -> String? {
    plan.people.first { $0.managerOf == scope }?.id
  }

  /// People of the main period appear even without a deal; people who left earlier only with one.
  private func isShown(_ index: Int, _ person: Person) -> Bool {
    func overlaps(_ first: CalendarDate?, _ last: CalendarDate?) -> Bool {
      (first ?? plan.mainPeriod.start) < plan.mainPeriod.end
        && (last ?? plan.mainPeriod.start) >= plan.mainPeriod.start
    }
    // Who is in no team at all belongs to the company from the first day to the last.
    let belongs =
      person.memberships.isEmpty
      ? overlaps(person.hiredAt, person.leftAt)
      : person.memberships.contains { overlaps($0.span.first, $0.span.last) }
    if belongs, person.managerOf == nil { return true }
    return roster.stays(of: ScopeID(.rep, person.id)).contains { store.hasRows(stay: $0) }
  }

  private func scope(of person: Person, index: Int, slug: String) -> Scope {
    let period = plan.mainPeriod
    func overlaps(_ span: DaySpan) -> Bool {
      (span.first ?? period.start) < period.end && (span.last ?? period.start) >= period.start
    }
    return Scope(
      id: ScopeID(.rep, person.id), name: person.name, slug: slug,
      parent: roster.team(ofPerson: index, on: plan.asOf).map { ScopeID(.team, $0.id) },
      role: person.role, seniority: person.seniority,
      memberships: person.memberships.filter { overlaps($0.span) },
      absences: person.absences.filter(overlaps),
      isRampingUp: isRampingUp(person))
  }

  private func isRampingUp(_ person: Person) -> Bool {
    guard let hired = person.hiredAt, !person.ramp.isEmpty else { return false }
    let months = (plan.asOf.year - hired.year) * 12 + plan.asOf.month - hired.month
    return months >= 0 && months < person.ramp.count
  }
}
