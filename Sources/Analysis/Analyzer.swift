package import Calendar
package import Ingest

/// The analysis of one run: batches in, one `RunResult` out.
///
/// It is pure arithmetic on what it is given. Memory grows with people, periods and distinct
/// identifiers, never with rows. Stage histories must come before the opportunities that they tell
/// of, or in the batches just before them; everything else may come in any order.
package struct Analyzer {
  private let plan: AnalysisPlan
  private let roster: Roster
  private var store: MeasureStore
  private var history: StageHistory
  private var findings: Findings
  private var rejects = Rejects()
  private var quality = QualityTally()
  private var orphans: OrphanSearch
  /// Nothing where nobody looks at them.
  private var worklists: WorklistBuilder?
  private var deals: DealLedger
  private var witness: RecordWitness?
  private let requests: [ExplanationRequest]
  private var survey = HealthSurvey()
  /// Told what each opportunity was at the end of the as-of day, batch by batch.
  package var observe: (([OpportunityState]) -> Void)?
  private var joins: OpportunityJoins
  private var credits = Credits()
  private var stageCodes = StageCodes()
  private var segments: SegmentStores
  private var channels: SegmentStores
  private var entitiesRead: Set<Entity> = []
  /// Derived fields of opportunities that some measure asks for.
  private let opportunityFacts: Set<String>
  private var ledgers: TableLedgers
  private var lookups: Lookups
  private var readings: ReadingStore
  private var populations: PopulationStore
  private var seasons: SeasonalLedger
  private var rhythms: RhythmLedger
  private var vocabulary: FilterVocabulary
  private var actions: ActionLedger
  private var yields: CreationYield
  private var pushes: PushLedger
  private var snapshots = SnapshotStages()
  private var pipelineStages: PipelineStages
  /// Stages by snapshots, until it is known whether an export tells them.
  private var pendingStages: [StageEntry] = []
  private var usesSnapshots = false
  private var owners = OwnerColumns()
  /// Closed opportunities of the last 24 months, for the company's win rate.
  private var recent = (won: Int64(0), closed: Int64(0))
  private var isRerun = false
  /// With configured probabilities for every stage nothing has to be remembered by identifier.
  private let needsOutcomes: Bool
  /// Owners that no person is known by, as the exports write them.
  package var unknownOwners: [String] { owners.unknown }

  /// With requests the records behind those figures are kept; see `explained(_:)`.
  ///
  /// Without `worklists` the result has none, and does not say what is wrong with the records: the
  /// figures are all that is asked for.
  package init(
    plan: AnalysisPlan, worklists: Bool = true, explaining requests: [ExplanationRequest] = []
  ) {
    self.plan = plan
    self.worklists = worklists ? WorklistBuilder() : nil
    pipelineStages = PipelineStages(plan.stages)
    let roster = Roster(people: plan.people, teams: plan.teams)
    self.roster = roster
    let explains = !requests.isEmpty
    witness = explains ? RecordWitness(requests, plan: plan, roster: roster) : nil
    self.requests = requests
    let today = Period.day(plan.asOf)
    let periods =
      plan.periods + [today, plan.mainPeriod, plan.trailingYear] + plan.objectives.map(\.period)
      + plan.objectives.flatMap { $0.units(fiscal: plan.fiscal) }
      + plan.objectives.flatMap { $0.historyPeriods(fiscal: plan.fiscal) }
      + plan.objectives.compactMap { $0.baselinePeriod }
      .compactMap { Period.parse($0, fiscal: plan.fiscal) }
    findings = Findings(currency: plan.currency.code)
    orphans = OrphanSearch(entities: plan.entities)
    deals = DealLedger(plan)
    lookups = Lookups(measures: plan.measures)
    readings = ReadingStore(plan)
    populations = PopulationStore(plan)
    seasons = SeasonalLedger(plan)
    rhythms = RhythmLedger(plan)
    vocabulary = FilterVocabulary(plan)
    actions = ActionLedger(plan)
    history = StageHistory(keepsDays: !deals.isWithoutDeals)
    let measures = plan.measures
    let timeline = Timeline(
      periods: periods + GapCauses.histories(plan) + KPIComparison.windows(plan)
        + plan.periodsOfAlgorithms, asOf: plan.asOf)
    store = MeasureStore(
      measures: measures, of: plan.catalogue, timeline: timeline, roster: roster, asOf: plan.asOf)
    joins = OpportunityJoins(plan, measures: measures, keepsTexts: explains)
    segments = SegmentStores(plan, timeline: timeline, roster: roster, lines: store.lines)
    channels = SegmentStores(
      channelsOf: plan, timeline: timeline, roster: roster, lines: store.lines)
    yields = CreationYield(plan, keepsRows: explains)
    pushes = PushLedger(plan, roster: roster)
    opportunityFacts = measures.filter { $0.entity == .opportunities }
      .reduce(into: Set<String>()) { $0.formUnion($1.fieldNames) }
    ledgers = TableLedgers(
      plan: plan, timeline: timeline, worklists: worklists,
      explains: explains)
    needsOutcomes = plan.stages.isEmpty || plan.stages.contains { $0.probability == nil }
  }

  /// Adds a batch of rows.
  package mutating func consume(_ table: ExportTable) {
    entitiesRead.insert(table.entity)
    let table = pipelineStages.named(table)
    if table.entity == .stageHistory {
      // What the CRM says of stages is better than what snapshots saw (rule C2).
      pendingStages = []
      history.add(table, asOf: plan.asOf)
      joins.add(history: table)
      if worklists != nil, orphans.follows(.stageHistory) { orphans.add(RowSet(table)) }
      return
    }
    var rows = RowSet(table)
    owners.resolve(&rows, roster: roster)
    var shares: [Int: [Credits.Credit]] = [:]
    switch table.entity {
    case .opportunities:
      if !pendingStages.isEmpty {
        usesSnapshots = true
        add(stages: pendingStages)
        pendingStages = []
      }
      OpportunityRows.derive(&rows, asOf: plan.asOf, findings: &findings)
      plan.rates.convert(
        &rows, own: plan.currency.code, dateOfEvent: "closed_on", asOf: plan.asOf,
        findings: &findings, rejects: &rejects)
      OpportunityFacts.derive(
        &rows, needed: opportunityFacts, asOf: plan.asOf, definitions: plan.definitions)
      remember(&rows)
      owners.report(rows, credits: credits, to: &findings)
      shares = credits.apply(&rows, findings: &findings)
      MarketingOrigin.derive(&rows, sources: plan.marketingSources)
    case .credits:
      noteHealth(of: rows)
      owners.report(rows, credits: credits, to: &findings)
      credits.add(rows)
      if worklists != nil { orphans.add(rows) }
      return
    case .activities:
      ActivityRows.derive(&rows, asOf: plan.asOf, findings: &findings)
      joins.add(activities: rows)
    default:
      DatedRows.derive(&rows, asOf: plan.asOf, findings: &findings)
      TableRows.derive(
        &rows, asOf: plan.asOf, fiscal: plan.fiscal, findings: &findings)
      if table.entity == .orders {
        plan.rates.convert(
          &rows, own: plan.currency.code, dateOfEvent: "date", asOf: plan.asOf,
          findings: &findings, rejects: &rejects)
      }
    }
    noteHealth(of: rows)
    if rows.entity != .opportunities { owners.report(rows, credits: credits, to: &findings) }
    if worklists != nil {
      orphans.add(rows)
      TeamCheck.check(rows, plan: plan, roster: roster, findings: &findings)
    }
    lookups.note(rows)
    lookups.derive(&rows, roster: roster)
    if rows.entity == .opportunities { joins.add(opportunities: rows) }
    readings.add(rows, roster: roster, asOf: plan.asOf)
    populations.add(rows, roster: roster)
    seasons.add(rows, roster: roster)
    if worklists != nil { rhythms.add(rows, roster: roster) }
    vocabulary.add(rows)
    if worklists != nil { actions.add(rows, ledgers.overdue.open) }
    store.add(rows, roster: roster, credits: shares)
    witness?.see(rows, roster: roster, credits: shares)
    segments.add(rows, asOf: plan.asOf, credits: shares)
    channels.add(rows, asOf: plan.asOf, credits: shares)
    yields.add(rows, roster: roster)
    pushes.add(rows)
    worklists?.add(rows, asOf: plan.asOf)
    if let observe, rows.entity == .opportunities {
      observe(OpportunityState.states(of: rows, people: roster.people))
    }
    deals.add(rows, roster: roster, history: history)
    ledgers.add(rows, roster: roster, findings: &findings)
  }

  /// Takes in how much there is of a table and how fresh it is.
  private mutating func noteHealth(of rows: RowSet) {
    let days = FactDays(rows, asOf: plan.asOf)
    survey.add(rows, days, ownerField: OwnerColumns.field(of: rows.entity))
    if worklists != nil, rows.entity != .credits { quality.add(rows, days) }
  }

  /// The judged result.
  ///
  /// `report` is what the reading found: the inputs, the rejects and the names of the files.
  package mutating func finish(_ report: IngestReport) -> RunResult { builder(report).result() }

  /// The judged result without its figures, and what makes them.
  package mutating func series(_ report: IngestReport) -> FigureSeries {
    builder(report).series()
  }

  private mutating func builder(_ report: IngestReport) -> ResultBuilder {
    quality.report(report, to: &findings)
    let report = rejects.added(to: report)
    store.settle(stages: StageOrder(plan.stages))
    let probabilities = StageProbabilities(
      stages: plan.stages, history: history, won: recent.won, closed: recent.closed)
    let joined = joins.results(probabilities)
    for rows in joined {
      store.noteFirstDay(ofJoined: rows)
      store.special.add(rows, asOf: plan.asOf, isJoined: true)
      segments.add(rows, asOf: plan.asOf, isJoined: true)
      witness?.see(rows, roster: roster, isJoined: true)
    }
    store.settleSpecial()
    segments.settle()
    channels.settle()
    actions.add(joined: joined)
    orphans.report(to: &findings)
    return ResultBuilder(
      plan: plan, roster: roster, store: store, findings: findings,
      quality: quality.result(report, plan),
      worklists: worklists?.results(roster: roster) ?? [], deals: deals,
      ledgers: ledgers, readings: readings, populations: populations, seasons: seasons,
      rhythms: rhythms,
      vocabulary: vocabulary, actions: actions,
      pipeline: PipelineLedger(joined, plan: plan, roster: roster),
      probabilities: probabilities, isRerun: isRerun || plan.exportsAsOf != nil,
      segments: segments, channels: channels,
      yields: yields, pushes: pushes, usesSnapshots: usesSnapshots, hasOwners: !owners.isEmpty,
      entitiesRead: entitiesRead, report: report,
      survey: survey)
  }

  /// The judged result without its figures, and the records behind those that were asked for.
  package mutating func explained(
    _ report: IngestReport
  ) -> (result: RunResult, explanations: [Explanation]) {
    let series = series(report)
    guard var rows = witness else { return (series.result, []) }
    rows.fileNames = report.files.map(\.name)
    return (series.result, requests.map { series.explanation(of: $0, from: rows) })
  }

  /// Takes the stages that opportunities were in by earlier snapshots; used only where no export
  /// tells them.
  ///
  /// It must come before every table.
  package mutating func consume(_ stages: [StageEntry]) { pendingStages = stages }

  private mutating func add(stages: [StageEntry]) {
    let table = pipelineStages.named(snapshots.table(stages))
    history.add(table, asOf: plan.asOf)
    joins.add(history: table)
  }

  /// The stage of today is the last of a snapshot's history.
  private mutating func addStagesOfToday(_ rows: RowSet, ids: TextColumn?) {
    guard let ids else { return }
    let entries = (0..<rows.count).compactMap { row -> StageEntry? in
      guard rows.isIncluded[row], let id = ids[row], let stage = rows.text("stage", row),
        history.stage(ofOpportunity: id) != stage
      else { return nil }
      return StageEntry(opportunity: id, stage: stage, on: plan.asOf)
    }
    add(stages: entries)
  }

  // MARK: Opportunities

  /// Two years of closings give the probabilities of the stages.
  private static let recentDays: Int32 = 731

  private mutating func remember(_ rows: inout RowSet) {
    let ids = rows.texts["id"]
    let closed = rows.days["closed_on"] ?? []
    let statuses = rows.codes["status"]?.values ?? []
    let (missing, first) = (Column.missingDay, plan.asOf.dayNumber - Self.recentDays)
    var isRecent = rows.isIncluded.converted(UInt8(0)) { $0 ? 1 : 0 }
    isRecent.update(with: statuses, closed) { isIncluded, status, day in
      (status == 1 || status == 2) && day != missing && day > first ? isIncluded : 0
    }
    // A stage's history is read before the opportunities that it tells of.
    let outcomes = needsOutcomes && (usesSnapshots || !history.isEmpty) ? ids : nil
    isRecent.forEachMarked { row in
      recent.closed += 1
      if statuses[row] == 1 { recent.won += 1 }
      if let digest = outcomes?.digest(row) {
        history.recordOutcome(ofDigest: digest, isWon: statuses[row] == 1)
      }
    }
    isRerun = isRerun || findings.contains("closed-after-as-of")
    if usesSnapshots { addStagesOfToday(rows, ids: ids) }
    restoreStages(&rows, ids: ids)
    leaveUnqualifiedOut(&rows)
  }

  /// An open opportunity in a stage that is not qualified yet is no pipeline (kpis.md 3.5); it was
  /// created all the same.
  private func leaveUnqualifiedOut(_ rows: inout RowSet) {
    let unqualified = Set(
      plan.stages.filter { !$0.isQualified }.map { HeaderText.folded($0.name) })
    guard !unqualified.isEmpty, let stages = rows.codes["stage"],
      var status = rows.codes["status"], let open = status.texts.firstIndex(of: "open")
    else { return }
    let isUnqualified = stages.texts.map { unqualified.contains(HeaderText.folded($0)) }
    let code = Int32(status.texts.count)
    status.texts.append("unqualified")
    for row in 0..<rows.count where status.values[row] == Int32(open) && stages.values[row] >= 0 {
      if isUnqualified[Int(stages.values[row])] { status.values[row] = code }
    }
    rows.codes["status"] = status
  }

  /// The stage of an open opportunity is the one its history has for the as-of date.
  private mutating func restoreStages(_ rows: inout RowSet, ids: TextColumn?) {
    guard !history.isEmpty, let ids, let stages = rows.codes["stage"] else { return }
    let codes = stages.texts.map { stageCodes.code(of: $0) }
    var values = stages.values.map { $0 < 0 ? $0 : codes[Int($0)] }
    let isOpen = rows.rows(where: "status", isOneOf: ["open"])
    for row in 0..<rows.count where isOpen[row] {
      guard let id = ids[row], let name = history.stage(ofOpportunity: id) else { continue }
      values[row] = stageCodes.code(of: name)
    }
    rows.codes["stage"] = (values, stageCodes.texts)
  }
}

extension Objective {
  /// The weeks or months in which it falls due, where it is one of those that are read one by one.
  fileprivate func units(fiscal: FiscalCalendar) -> [Period] {
    guard let cadence, kind == .each || kind == .recur else { return [] }
    return Period.all(cadence, over: period.range, fiscal: fiscal)
  }
}

extension AnalysisPlan {
  /// The spans that algorithms of the catalogue ask of beside the periods of the run.
  var periodsOfAlgorithms: [Period] {
    let names = Set(
      catalogue.kpis.compactMap { kpi -> String? in
        if case .algorithm(let name, _, _) = kpi.formula { name } else { nil }
      })
    var periods: [Period] = []
    // What is accumulated from January needs the days since then, also those before the first period.
    if catalogue.kpis.contains(where: \.isCumulative) {
      periods += (self.periods + [mainPeriod] + objectives.map(\.period)).map(\.sinceJanuary)
    }
    if names.contains("linearity") {
      periods += (self.periods + [mainPeriod] + objectives.map(\.period)).map(\.lastThird)
    }
    if !names.isDisjoint(with: ["signal", "rhythm", "rhythm_variation"]) {
      periods += FigureMaker.weeks(asOf: asOf)
    }
    if names.contains("own_progress") {
      let windows = FigureMaker.progressWindows(asOf: asOf)
      periods += [windows.now, windows.before]
    }
    return periods
  }

  /// The twelve months that end on the as-of day.
  var trailingYear: Period { .rolling(months: 12, lastDay: asOf) }
}

extension KPI {
  fileprivate var isCumulative: Bool {
    if case .cumulative = formula { true } else { false }
  }
}

extension Period {
  /// From the first of January of the year in which it ends to its last day.
  var sinceJanuary: Period {
    .window(from: CalendarDate(year: lastDay.year, month: 1, day: 1) ?? start, to: lastDay)
  }

  /// A single day.
  package static func day(_ date: CalendarDate) -> Period {
    Period(id: date.description, kind: .day, start: date, end: date.adding(days: 1))
  }
}
