import Calendar

/// Takes the gap of a revenue objective apart into its causes (objectives.md 4.4, rulings 16, 17).
///
/// A rep's plan has the win rate, the average deal and the discount rate of the twelve months before
/// the period, and as many opportunities as the amount expected to date then takes: the inverse
/// formula is linear, so that is the plan of the whole period scaled by the share expected. A rep
/// who won nothing in those months has the team's history, then the company's.
struct GapCauses {
  private let plan: AnalysisPlan
  private let roster: Roster
  private let store: MeasureStore
  private let context: ObjectiveContext
  private let pipeline: PipelineLedger
  private let measures: (revenue: String, won: String, closed: String, discount: String?)
  private let histories = Histories()

  /// What teams and the company did before: of ten thousand new reps each asks for the same.
  private final class Histories {
    struct Key: Hashable {
      var scope: ScopeID
      var spans: Range<Int>
    }

    var counts: [Key: Counts] = [:]
  }

  private static let kpi = "revenue_won"
  private static let historyMonths = 12

  /// Nothing where the catalogue or the exports lack one of the factors.
  init?(
    plan: AnalysisPlan, roster: Roster, store: MeasureStore, context: ObjectiveContext,
    pipeline: PipelineLedger
  ) {
    guard case .simple(let revenue)? = plan.catalogue.kpi(Self.kpi)?.formula,
      case .ratio(let won, let closed)? = plan.catalogue.kpi("win_rate_closed_n")?.formula,
      [revenue, won, closed].allSatisfy(store.isAvailable)
    else { return nil }
    var discount: String?
    if case .ratio(let given, _)? = plan.catalogue.kpi("discount_rate")?.formula,
      store.isAvailable(given)
    {
      discount = given
    }
    self.plan = plan
    self.roster = roster
    self.store = store
    self.context = context
    self.pipeline = pipeline
    measures = (revenue, won, closed, discount)
  }

  /// The months before each running objective, for the timeline.
  static func histories(_ plan: AnalysisPlan) -> [Period] {
    plan.objectives.filter { $0.period.contains(plan.asOf) }
      .map { .rolling(months: historyMonths, lastDay: $0.period.start.adding(days: -1)) }
  }

  /// Nothing for other objectives than a scope's headline on all of its revenue, and without a gap.
  func attribution(
    of result: ObjectiveResult, _ objective: Objective, readings: GapReadings
  ) -> RunResult.Attribution? {
    guard result.isHeadline, result.kpi == Self.kpi, result.kind == .cumul,
      objective.filters.isEmpty, objective.period.contains(plan.asOf),
      let gap = result.gapToDate, gap.unit == .money, gap.rounded != 0,
      let actual = result.actual, let expected = result.expectedToDate
    else { return nil }
    let shares = shares(of: result.scope, objective)
    let spans = store.timeline.spans(of: objective.period)
    var rows: [(scope: ScopeID, plan: RevenueFactors, actual: RevenueFactors)] = []
    var staysOfRows: [[Int]] = []
    var wonCount = 0
    var won: Int64 = 0
    for share in shares {
      let done = counts(share.stays, spans)
      if done.closed == 0, done.revenue == 0, share.expected == 0 { continue }
      guard let planned = planned(share, objective.period) else {
        return RunResult.Attribution(
          scope: result.scope, objective: result.objective, gap: gap, parts: [],
          absentReason: .insufficientHistory, availableFrom: objective.period.end)
      }
      won += done.revenue
      wonCount += done.won
      staysOfRows.append(share.stays)
      rows.append((share.rep, planned, done.factors(carrying: planned)))
    }
    let table = TeamAttribution(
      reps: rows, expectedOfTeam: expected.rounded, unassigned: actual.rounded - won)
    // Planned from deals of cents, a target in the billions asks for more of them than can be counted.
    guard !table.isBeyondMeasure else {
      return RunResult.Attribution(
        scope: result.scope, objective: result.objective, gap: gap, parts: [],
        absentReason: .insufficientHistory)
    }
    let isSum = result.scope.kind != .rep && rows.count > 1
    var parts = zip(
      [RunResult.Attribution.Cause.opportunities, .winRate, .averageDeal, .discounts],
      zip([table.volume, table.conversion, table.basket, table.discounts], table.mix)
    ).map { cause, amounts in
      RunResult.Attribution.Part(
        cause: cause, amount: Quantity(.money, amounts.0),
        mix: isSum ? Quantity(.money, amounts.1) : nil)
    }
    // Discounts that no export has are not discounts of 0.
    if measures.discount == nil { parts.removeAll { $0.cause == .discounts } }
    for (cause, amount) in [
      (RunResult.Attribution.Cause.overAssignment, table.assignment),
      (.unassigned, table.unassigned),
    ] where amount != 0 {
      parts.append(RunResult.Attribution.Part(cause: cause, amount: Quantity(.money, amount)))
    }
    var attribution = RunResult.Attribution(
      scope: result.scope, objective: result.objective, gap: gap, parts: parts)
    let whole = TeamAttribution.aggregate(rows.map(\.actual), carrying: nil)
    let plan = TeamAttribution.aggregate(rows.map(\.plan), carrying: nil)
    attribution.readings =
      [
        pipelineReading(zip(table.rows, rows).map { ($0.volume, $1) }, staysOfRows, objective),
        presenceReading(table.assignment, result, objective),
      ].compactMap { $0 }
      + readings.readings(
        of: parts, closed: (plan.opportunities, whole.opportunities),
        basket: (plan.basket, whole.basket), won: wonCount)
    return attribution
  }

  /// Where the closed deals are that are missing, rep by rep, so that what one closed more does not
  /// hide what another lacks.
  private func pipelineReading(
    _ rows: [(
      volume: Int64, factors: (scope: ScopeID, plan: RevenueFactors, actual: RevenueFactors)
    )],
    _ stays: [[Int]], _ objective: Objective
  ) -> RunResult.Attribution.Reading? {
    guard pipeline.isKnown, rows.contains(where: { $0.volume < 0 }) else { return nil }
    var amounts: [Int64] = [0, 0, 0, 0, 0]
    var found = PipelineLedger.Counts()
    var notCreated = Fraction.zero
    for (row, stays) in zip(rows, stays) {
      let missing = row.factors.plan.opportunities - row.factors.actual.opportunities
      guard missing > .zero, row.volume < 0 else {
        amounts[4] += row.volume
        continue
      }
      let counts = pipeline.counts(objective.period, stays: stays)
      found += counts
      let places = [counts.slipped, counts.stuck, counts.lostEarlier].map { Fraction($0) }
      let rest = max(missing - places.sum(), .zero)
      notCreated += rest
      for (index, part) in GapReadings.divided(row.volume, by: [rest] + places).enumerated() {
        amounts[index] += part
      }
    }
    typealias Part = RunResult.Attribution.Reading.Part
    var parts = [
      Part(
        name: "not_created", amount: Quantity(.money, amounts[0]),
        count: Int(notCreated.rounded)),
      Part(name: "slipped", amount: Quantity(.money, amounts[1]), count: found.slipped),
      Part(name: "stuck", amount: Quantity(.money, amounts[2]), count: found.stuck),
      Part(
        name: "lost_earlier", amount: Quantity(.money, amounts[3]), count: found.lostEarlier),
    ]
    if amounts[4] != 0 {
      parts.append(Part(name: "beyond_plan", amount: Quantity(.money, amounts[4])))
    }
    return RunResult.Attribution.Reading(kind: .pipeline, of: .opportunities, parts: parts)
  }

  /// How much less the reps' targets ask for because somebody is away, ramping up or part-time.
  private func presenceReading(
    _ assignment: Int64, _ result: ObjectiveResult, _ objective: Objective
  ) -> RunResult.Attribution.Reading? {
    guard result.scope.kind != .rep, assignment != 0 else { return nil }
    let reps = (context.objectivesByTopic[ObjectiveTopic(objective)] ?? []).filter { own in
      guard own.owner.kind == .rep, own.target != nil, !own.targetIsEffective,
        let person = context.people[own.owner.id]
      else { return false }
      return person.managerOf == nil && belongs(person, to: result.scope)
    }
    var relief = Fraction.zero
    for own in reps {
      guard let stated = own.target,
        let target = context.ownTarget(of: own, scope: own.owner)
      else { continue }
      let within =
        result.scope.kind == .company
        ? target.parts
        : target.parts.filter { context.lineage(of: $0.team).contains(result.scope.id) }
      // Of a rep who was in the team for part of the time, that part is set beside the whole.
      guard !target.whole.isZero, within.count == target.parts.count else { continue }
      let share = result.elapsedShare.map { Fraction($0) } ?? .one
      relief += Fraction(stated) * share - target.toDate
    }
    let presence = -relief.rounded
    guard presence != 0 else { return nil }
    typealias Part = RunResult.Attribution.Reading.Part
    return RunResult.Attribution.Reading(
      kind: .presence, of: .overAssignment,
      parts: [
        Part(name: "presence", amount: Quantity(.money, presence)),
        Part(name: "assignment", amount: Quantity(.money, assignment - presence)),
      ])
  }

  // MARK: Whose part

  /// What a rep did and was expected to do in one team; the parts of a rep who changed team are
  /// explained apart, so that the tables of two teams and of the rep agree.
  private struct Share {
    let rep: ScopeID
    let team: String?
    var stays: [Int] = []
    /// In minor units; the shares of a rep add up to what the rep's result has.
    var expected: Int64 = 0
  }

  private func shares(of scope: ScopeID, _ objective: Objective) -> [Share] {
    let targets = context.objectivesByOwner[ObjectiveTopic(objective)] ?? [:]
    return switch scope.kind {
    case .rep: shares(of: scope, [objective])
    case .team, .company:
      plan.people.filter { belongs($0, to: scope) }.sorted { $0.id < $1.id }.flatMap { person in
        let rep = ScopeID(.rep, person.id)
        // A manager's target is the team's.
        let own = person.managerOf == nil ? (targets[rep] ?? []).filter { $0.target != nil } : []
        return shares(of: rep, own).filter {
          scope.kind == .company || context.lineage(of: $0.team).contains(scope.id)
        }
      }
    }
  }

  private func belongs(_ person: Person, to scope: ScopeID) -> Bool {
    scope.kind == .company
      || person.memberships.contains { context.lineage(of: $0.team).contains(scope.id) }
  }

  private func shares(of rep: ScopeID, _ objectives: [Objective]) -> [Share] {
    var byTeam: [String: Share] = [:]
    for stay in roster.stays(of: rep) {
      let team = roster.stays[stay].team.map { roster.teams[$0].id }
      byTeam[team ?? "", default: Share(rep: rep, team: team)].stays.append(stay)
    }
    for objective in objectives {
      let parts = context.ownTarget(of: objective, scope: rep)?.parts ?? []
      for (part, expected) in zip(parts, LargestRemainder.round(parts.map(\.toDate))) {
        let team = part.team.flatMap { context.teams[$0]?.id }
        byTeam[team ?? "", default: Share(rep: rep, team: team)].expected += expected
      }
    }
    return byTeam.sorted { $0.key < $1.key }.map(\.value)
  }

  // MARK: Factors

  private struct Counts {
    var closed: Int
    var won: Int
    /// In minor units, after discounts.
    var revenue: Int64
    var discounts: Int64

    var gross: Int64 { revenue + discounts }

    func factors(carrying plan: RevenueFactors) -> RevenueFactors {
      RevenueFactors(
        closed: closed, won: won, grossWon: gross, discounts: discounts, carrying: plan)
    }
  }

  private func counts(_ stays: [Int], _ spans: Range<Int>) -> Counts {
    func cell(_ measure: String) -> MeasureStore.Cell {
      store.total(measure, stays: stays, spans: spans)
    }
    return Counts(
      closed: Int(cell(measures.closed).rowCount), won: Int(cell(measures.won).rowCount),
      revenue: Int64(clamping: cell(measures.revenue).sum),
      discounts: measures.discount.map { Int64(clamping: cell($0).sum) } ?? 0)
  }

  private func history(of scope: ScopeID, _ spans: Range<Int>) -> Counts {
    guard scope.kind != .rep else { return counts(roster.stays(of: scope), spans) }
    let key = Histories.Key(scope: scope, spans: spans)
    if let known = histories.counts[key] { return known }
    let counts = counts(roster.stays(of: scope), spans)
    histories.counts[key] = counts
    return counts
  }

  private func planned(_ share: Share, _ period: Period) -> RevenueFactors? {
    let spans = store.timeline.spans(
      from: period.start.adding(months: -Self.historyMonths), to: period.start)
    let histories = [share.rep, share.team.map { ScopeID(.team, $0) }, .company].compactMap { $0 }
    for scope in histories {
      let past = history(of: scope, spans)
      guard past.won > 0, past.gross > 0, past.revenue > 0 else { continue }
      return RevenueFactors(
        revenue: Fraction(share.expected), winRate: Fraction(past.won, over: past.closed),
        basket: Fraction(past.gross, over: past.won),
        discountRate: Fraction(past.discounts, over: past.gross))
    }
    return nil
  }
}
