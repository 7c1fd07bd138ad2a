import Calendar
import Ingest

/// Judges every objective of the plan with the figures of its scope, and makes the figures that need
/// a target: attainment and coverage.
///
/// A class, because every scope's figures are made with the whole of it.
final class ObjectiveFigures: Sendable {
  let plan: AnalysisPlan
  let roster: Roster
  let maker: FigureMaker
  let populations: PopulationStore
  let seasons: SeasonalLedger
  let outlook: Outlook
  let yields: CreationYield
  /// Objectives that count some records only.
  let filtered: Set<String>

  init(
    plan: AnalysisPlan, roster: Roster, maker: FigureMaker, populations: PopulationStore,
    seasons: SeasonalLedger, outlook: Outlook, yields: CreationYield
  ) {
    self.plan = plan
    self.roster = roster
    self.maker = maker
    self.populations = populations
    self.seasons = seasons
    self.outlook = outlook
    self.yields = yields
    filtered = Set(plan.objectives.filter { !$0.filters.isEmpty }.map(\.id))
  }

  /// The results by scope, the most important first, with one headline a scope (ruling 20).
  func judged() -> (results: [ObjectiveResult], forecasts: [RunResult.Forecast]) {
    let context = context()
    var forecasts: [RunResult.Forecast] = []
    let objectives = (plan.objectives + context.impliedObjectives(plan)).filter(isRunning)
    var byID: [String: ObjectiveResult] = [:]
    var results: [ObjectiveResult] = []
    for objective in Self.membersFirst(objectives) {
      let evidence = ObjectiveEvidence(
        moments: moments(of: objective), answers: answers(to: objective),
        members: objective.members.compactMap { byID[$0] })
      var result = context.evaluate(
        objective, scope: objective.owner, actual: figure(of: objective, in: objective.period),
        evidence: evidence)
      result.cohort = cohort(of: objective, result)
      result.units = units(of: objective, context)
      result.challenge = challenge(objective)
      if let projected = outlook.projection(of: objective, result) {
        result.projection = projected.projection
        forecasts.append(projected.forecast)
      }
      byID[objective.id] = result
      results.append(result)
    }
    forecasts.sort { ($0.scope, $0.objective) < ($1.scope, $1.objective) }
    return (markHeadlines(results), forecasts)
  }

  /// Members come before the combinations that they belong to, themselves combinations or not.
  private static func membersFirst(_ objectives: [Objective]) -> [Objective] {
    var ordered = objectives.filter { $0.kind != .combo }
    var open = objectives.filter { $0.kind == .combo }
    while !open.isEmpty {
      let waiting = Set(open.map(\.id))
      let ready = open.filter { waiting.isDisjoint(with: $0.members) }
      // A circle is refused by the configuration; this ends without it.
      ordered += ready.isEmpty ? open : ready
      open = ready.isEmpty ? [] : open.filter { !waiting.isDisjoint(with: $0.members) }
    }
    return ordered
  }

  /// How many finished weeks or months of a `recur` were met.
  private func units(
    of objective: Objective, _ context: ObjectiveContext
  ) -> ObjectiveResult.Units? {
    guard objective.kind == .recur else { return nil }
    var actuals: [String: Quantity] = [:]
    let targets = context.recurTargets(of: objective, scope: objective.owner)
    for unit in targets where unit.isFinished {
      // A unit that reaches outside the period counts for its days within.
      let first = max(unit.period.start, objective.period.start)
      let last = min(unit.period.lastDay, objective.period.lastDay)
      guard first == unit.period.start, last == unit.period.lastDay else { continue }
      actuals[unit.period.id] = figure(of: objective, in: unit.period)?.value
    }
    let count = context.unitsMet(of: objective, targets, actuals: actuals)
    return count.finished == 0
      ? nil : ObjectiveResult.Units(met: count.met, finished: count.finished)
  }

  /// Who has done what for a challenge of several people, so far.
  private func challenge(_ objective: Objective) -> ObjectiveResult.Challenge? {
    let label = objective.annotations["challenge"]
    let reward = objective.annotations["reward"]
    guard label != nil || reward != nil else { return nil }
    let isRanked = ["1", "true", "yes", "oui", "vrai", "x"].contains(
      HeaderText.folded(objective.annotations["ranking"] ?? ""))
    var standings: [ObjectiveResult.Challenge.Standing] = []
    if objective.owner.kind != .rep, [.cumul, .recur].contains(objective.kind) {
      let stays = Set(roster.stays(of: objective.owner))
      for person in plan.people.sorted(by: { $0.id < $1.id }) where person.managerOf == nil {
        let scope = ScopeID(.rep, person.id)
        let own = roster.stays(of: scope).filter(stays.contains)
        guard !own.isEmpty, let kpi = plan.catalogue.kpi(objective.kpi)?.narrowed(to: objective),
          let actual = maker.figures(
            kpi, scope: FigureMaker.ScopeStays(id: scope, stays: own), period: objective.period
          ).first(where: { $0.segment.isEmpty })?.value
        else { continue }
        standings.append(ObjectiveResult.Challenge.Standing(scope: scope, actual: actual))
      }
    }
    if isRanked {
      standings.sort { left, right in
        let (a, b) = (Fraction(left.actual), Fraction(right.actual))
        return a == b ? left.scope < right.scope : a > b
      }
    }
    return ObjectiveResult.Challenge(
      label: label ?? "", reward: reward ?? "", isRanked: isRanked, standings: standings)
  }

  /// The answers behind a net promoter score, for its own test (ruling 34).
  private func answers(to objective: Objective) -> NetPromoterScore? {
    guard let kpi = plan.catalogue.kpi(objective.kpi)?.narrowed(to: objective),
      case .algorithm("net_promoter_score", _, _) = kpi.formula
    else { return nil }
    let scope = FigureMaker.ScopeStays(
      id: objective.owner, stays: roster.stays(of: objective.owner))
    let figures = maker.figures(kpi, scope: scope, period: objective.period)
    func count(_ segment: String) -> Int {
      Int(figures.first { $0.segment == segment }?.value?.rounded ?? 0)
    }
    let answers = NetPromoterScore(
      promoters: count("promoters"), passives: count("passives"), detractors: count("detractors"))
    return answers.count > 0 ? answers : nil
  }

  private func context() -> ObjectiveContext {
    ObjectiveContext(
      plan, baselines: baselines(),
      seasonal: seasons.shares(firstDay: maker.store.firstDay, calendar: plan.calendar),
      seasonalMonths: seasons.months(firstDay: maker.store.firstDay, calendar: plan.calendar))
  }

  /// Every objective that is judged, by identifier.
  private func objectivesByID(_ context: ObjectiveContext) -> [String: Objective] {
    Dictionary(
      (plan.objectives + context.impliedObjectives(plan)).map { ($0.id, $0) },
      uniquingKeysWith: { first, _ in first })
  }

  /// What the gaps of the headlines probably come from.
  func diagnoses(
    of results: [ObjectiveResult], attributions: [RunResult.Attribution], rhythms: RhythmLedger
  ) -> [RunResult.Diagnosis] {
    let diagnoses = Diagnoses(
      plan: plan, roster: roster, maker: maker, outlook: outlook, rhythms: rhythms,
      rules: plan.catalogue.diagnoses)
    let objectives = objectivesByID(context())
    let ofScope = Dictionary(grouping: attributions, by: \.scope)
    return results.compactMap { result in
      diagnoses.diagnosis(
        of: result, objectives[result.objective],
        attribution: ofScope[result.scope]?.first { $0.objective == result.objective })
    }
  }

  /// What is left to do for the revenue targets.
  func leftToDo(of results: [ObjectiveResult]) -> [RunResult.LeftToDo] {
    let context = context()
    guard
      let maker = LeftToDoMaker(plan: plan, roster: roster, store: maker.store, context: context)
    else { return [] }
    let objectives = objectivesByID(context)
    return results.compactMap { result in
      objectives[result.objective].flatMap { maker.work(for: result, $0) }
    }
  }

  /// What objectives ask that cannot be, as far as the exports tell.
  func findings(vocabulary: FilterVocabulary, tables: Set<Entity>) -> [Diagnostic] {
    HistoryLint(
      plan: plan, roster: roster, maker: maker, context: context(), vocabulary: vocabulary,
      tables: tables
    ).findings()
  }

  /// The causes of the gaps of the headline objectives.
  func attributions(
    of results: [ObjectiveResult], pipeline: PipelineLedger, segments: SegmentStores
  ) -> [RunResult.Attribution] {
    let context = context()
    guard
      let causes = GapCauses(
        plan: plan, roster: roster, store: maker.store, context: context, pipeline: pipeline)
    else { return [] }
    let objectives = objectivesByID(context)
    return results.compactMap { result in
      guard let objective = objectives[result.objective] else { return nil }
      let scope = FigureMaker.ScopeStays(id: result.scope, stays: roster.stays(of: result.scope))
      return causes.attribution(
        of: result, objective,
        readings: GapReadings(
          plan: plan, maker: maker, segments: segments, scope: scope, period: objective.period))
    }
  }

  /// Objectives of other times are not judged: they are neither running nor part of a period that
  /// the figures are made for.
  private func isRunning(_ objective: Objective) -> Bool {
    objective.period.contains(plan.asOf) || objective.period.hasDays(of: plan.mainPeriod)
      || plan.periods.contains { $0.hasDays(of: objective.period) }
  }

  private func markHeadlines(_ results: [ObjectiveResult]) -> [ObjectiveResult] {
    let marked = Set(plan.objectives.filter(\.headline).map(\.id))
    var sorted: [ObjectiveResult] = []
    for (_, group) in Dictionary(grouping: results, by: \.scope).sorted(by: { $0.key < $1.key }) {
      let running = group.filter { $0.period.contains(plan.asOf) }
      let headline = ObjectiveContext.headline(of: running, marked: marked)
      sorted += group.map { result in
        var result = result
        result.isHeadline = result.objective == headline
        return result
      }.sorted {
        ($0.isHeadline ? 0 : 1, $0.priority ?? 9, $0.period.start, $0.objective)
          < ($1.isHeadline ? 0 : 1, $1.priority ?? 9, $1.period.start, $1.objective)
      }
    }
    return sorted
  }

  // MARK: What the objectives are judged by

  private func figure(of objective: Objective, in period: Period) -> Figure? {
    if let kpi = plan.catalogue.kpi(objective.kpi),
      let reading = maker.readings?.figure(
        of: kpi, objective: objective, period: period, asOf: plan.asOf)
    {
      return reading
    }
    if objective.kind == .each, objective.population != nil || objective.target?.unit != .rate,
      let share = share(of: objective)
    {
      return share
    }
    return ownFigure(of: objective, in: period)
  }

  private func ownFigure(of objective: Objective, in period: Period) -> Figure? {
    guard let kpi = plan.catalogue.kpi(objective.kpi)?.narrowed(to: objective) else { return nil }
    let scope = FigureMaker.ScopeStays(
      id: objective.owner, stays: roster.stays(of: objective.owner))
    let figures = maker.figures(kpi, scope: scope, period: period)
    if let figure = figures.first(where: { $0.segment.isEmpty }) {
      guard figure.absentReason == .immature, let days = kpi.formula.cohortDays,
        period.start <= plan.asOf
      else { return figure }
      // A level is what it was lately: waiting for its last rows would judge no running period.
      let watched = period.watched(for: days, asOf: plan.asOf)
      return maker.figures(kpi, scope: scope, period: watched).first { $0.segment.isEmpty }
    }
    // What is known of an instant only is read on the as-of day.
    return maker.figures(kpi, scope: scope, period: maker.today).first { $0.segment.isEmpty }
  }

  /// The rows that a conversion was judged on, where those of the period are too young for it.
  private func cohort(
    of objective: Objective, _ result: ObjectiveResult
  ) -> ObjectiveResult.Cohort? {
    guard let days = plan.catalogue.kpi(objective.kpi)?.formula.cohortDays,
      objective.population == nil, result.actualCount != nil
    else { return nil }
    let watched = objective.period.watched(for: days, asOf: plan.asOf)
    return watched.end < objective.period.end
      ? ObjectiveResult.Cohort(first: watched.start, last: watched.lastDay) : nil
  }

  /// For an `each`: how much of its population satisfies the threshold; nothing where the KPI is
  /// that share itself.
  private func share(of objective: Objective) -> Figure? {
    let share: (satisfied: Int, total: Int)?
    switch objective.population {
    case .account?, .customer?: share = populations.share(of: objective)
    case .rep?: share = shareOfReps(objective)
    case nil:
      guard plan.catalogue.kpi(objective.kpi)?.unit != .rate else { return nil }
      share = shareOfReps(objective)
    }
    var figure = Figure(
      period: objective.period.id, scope: objective.owner, kpi: objective.kpi)
    guard let share else {
      figure.absentReason = .missingField
      return figure
    }
    figure.count = share.total
    figure.numerator = Quantity(.count, Int64(share.satisfied))
    figure.denominator = Quantity(.count, Int64(share.total))
    figure.value = Quantity(.rate, Int64(share.satisfied), dividedBy: Int64(share.total))
    if figure.value == nil { figure.absentReason = .zeroDenominator }
    if share.total > 0 {
      figure.interval = Wilson.interval(successes: share.satisfied, trials: share.total)
    }
    return figure
  }

  /// The people of the owner who reach the threshold over the period, or over the last week or month
  /// that is finished where there is a cadence.
  ///
  /// People whose figure is not known are left out.
  private func shareOfReps(_ objective: Objective) -> (satisfied: Int, total: Int)? {
    guard let threshold = objective.target,
      let kpi = plan.catalogue.kpi(objective.kpi)?.narrowed(to: objective)
    else { return nil }
    var window = objective.period
    if let cadence = objective.cadence {
      let units = Period.all(cadence, over: objective.period.range, fiscal: plan.fiscal)
      guard let last = units.last(where: { $0.lastDay <= plan.asOf }) else { return nil }
      window = last
    }
    var share = (satisfied: 0, total: 0)
    for person in plan.people where person.isPerson && person.managerOf == nil {
      let isIn =
        objective.owner == ScopeID(.rep, person.id)
        || roster.stays(of: ScopeID(.rep, person.id)).contains { stay in
          roster.stays(of: objective.owner).contains(stay) && roster.stays[stay].team != nil
            && (roster.stays[stay].span.first.map { $0 < window.end } ?? true)
            && (roster.stays[stay].span.last.map { $0 >= window.start } ?? true)
        }
      guard isIn else { continue }
      let scope = FigureMaker.ScopeStays(
        id: ScopeID(.rep, person.id), stays: roster.stays(of: ScopeID(.rep, person.id)))
      let figure = maker.figures(kpi, scope: scope, period: window).first { $0.segment.isEmpty }
      guard let value = figure?.value else { continue }
      share.total += 1
      if objective.comparator.isMet(Fraction(value), Fraction(threshold)) { share.satisfied += 1 }
    }
    return share
  }

  private func baselines() -> [String: Quantity] {
    var baselines: [String: Quantity] = [:]
    for objective in plan.objectives where objective.baseline == nil {
      guard let id = objective.baselinePeriod,
        let period = Period.parse(id, fiscal: plan.fiscal)
      else { continue }
      let value = figure(of: objective, in: period)?.value
      baselines[objective.id] =
        objective.kind == .recur
        ? value.flatMap { perUnit($0, of: objective, in: period) } : value
    }
    return baselines
  }

  /// What a past period had for each week or month of an objective, at as many working days (rule
  /// C17).
  private func perUnit(
    _ value: Quantity, of objective: Objective, in period: Period
  ) -> Quantity? {
    guard let cadence = objective.cadence else { return value }
    let past = plan.calendar.workingDays(in: period)
    let units = Period.all(cadence, over: objective.period.range, fiscal: plan.fiscal)
    guard past > 0, !units.isEmpty else { return nil }
    let days =
      cadence == .week
      ? Fraction(plan.calendar.weekdays.count)
      : Fraction(units.reduce(0) { $0 + plan.calendar.workingDays(in: $1) }, over: units.count)
    return (Fraction(value) * days / Fraction(past)).quantity(value.unit)
  }

  /// The sizes of the amounts of the twelve months before, for the noise of a sum of money.
  private func moments(of objective: Objective) -> AmountMoments? {
    guard case .simple(let measure)? = plan.catalogue.kpi(objective.kpi)?.formula else {
      return nil
    }
    let cell = maker.store.total(
      measure, stays: roster.stays(of: objective.owner),
      spans: maker.store.timeline.spans(of: plan.trailingYear))
    guard cell.count > 0 else { return nil }
    return AmountMoments(
      count: Int(cell.count), sum: Double(cell.sum), sumOfSquares: Double(cell.sumOfSquares))
  }
}
