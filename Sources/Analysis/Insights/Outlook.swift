import Calendar
import Ingest

/// Where the running periods will probably end (objectives.md 4.3, ruling 21), from the deals of the
/// exports: three methods, weighed by how far each was off at the same point of past periods.
struct Outlook {
  let plan: AnalysisPlan
  let roster: Roster
  let maker: FigureMaker
  let deals: DealLedger
  /// By question, what the company's past says of it.
  private var pasts: [DealLedger.Question: CompanyPast] = [:]

  init(plan: AnalysisPlan, roster: Roster, maker: FigureMaker, deals: DealLedger) {
    self.plan = plan
    self.roster = roster
    self.maker = maker
    self.deals = deals
    let stays = Set(roster.stays(of: .company))
    for objective in plan.objectives {
      guard let question = DealLedger.question(of: objective, plan), pasts[question] == nil else {
        continue
      }
      pasts[question] = CompanyPast(episodes(question, stays, .company).episodes, names: deals)
    }
  }

  /// Closed periods below which the history-weighted method stands alone.
  private static let minimumCount = 4

  /// The projection and how it came about; nothing for what cannot be projected.
  ///
  /// New deals come as in the rests of up to eight past periods that the exports cover and, for a
  /// rep, that began after the hiring: of the same kind, else of a shorter one that ends on the same
  /// day. Where there is none the projection is a floor (`newDealPeriods` is 0).
  func projection(
    of objective: Objective, _ result: ObjectiveResult
  ) -> (projection: ObjectiveResult.Projection, forecast: RunResult.Forecast)? {
    guard let question = DealLedger.question(of: objective, plan),
      let actual = result.actual, let target = result.target, actual.unit == target.unit,
      actual.unit == .money || actual.unit == .count
    else { return nil }
    let company = pasts[question] ?? CompanyPast([], names: deals)
    let stays = Set(roster.stays(of: result.scope))
    let (asked, episodes) = episodes(question, stays, result.scope)
    // Of what is merely counted nothing is open: without a past there is no more than what is done.
    if question.events != nil, episodes.isEmpty { return nil }
    let isCount = actual.unit == .count
    guard let open = openDeals(question, stays, company.all, isCount: isCount) else { return nil }
    let model = SumModel(
      done: actual.rounded, open: open, new: newDeals(episodes, isCount: isCount))
    let elapsed = DealLedger.elapsedShare(of: question.period, plan)
    let lastYear = deals.lastYear(question, stays: stays) {
      isCovered($0, of: result.scope, by: question)
    }
    let now = MethodEstimates(
      done: Double(actual.rounded), elapsed: elapsed, expected: model.mean,
      lastYear: Self.pair(lastYear, isCount))
    // Only the running period's own kind has ended in the past as this one will.
    let past = asked.period == question.period ? episodes : []
    let test = BackTests(
      past, company: company, names: deals, elapsed: elapsed, isCount: isCount,
      unit: actual.unit)
    let combined = test.count >= Self.minimumCount ? test.combined(now) : model.mean
    let factor = test.factor
    let range = StretchedSum(
      model, shift: combined - model.mean, factor: factor ?? 1, target: target)
    let projection = ObjectiveResult.Projection(
      p10: Quantity(actual.unit, range.p10), p50: Quantity(actual.unit, range.p50),
      p90: Quantity(actual.unit, range.p90),
      probability: Quantity(.rate, millionthsOf: range.probability),
      isCalibrated: factor != nil, newDealPeriods: episodes.count)
    var forecast = RunResult.Forecast(
      scope: result.scope, objective: objective.id,
      estimates: test.estimates(
        now, unit: actual.unit, isAlone: test.count < Self.minimumCount),
      backTests: test.table, factor: factor.map { Quantity(.ratio, millionthsOf: $0) },
      coverage: test.coverage, wape: test.wape, bias: test.bias,
      spread: range.spread(model, factor: factor))
    forecast.crmWeighted = crmWeighted(question, stays, done: actual, isCount: isCount)
    return (projection, forecast)
  }

  /// M2: what is done and the open deals that close in the rest of the period, each times the chance
  /// that the CRM gives it; nothing where one of them has none.
  private func crmWeighted(
    _ question: DealLedger.Question, _ stays: Set<Int>, done: Quantity, isCount: Bool
  ) -> Quantity? {
    let days = question.period.lastDay.days(since: plan.asOf)
    let closing = deals.open(question, stays: stays).filter {
      (1...max(days, 1)).contains(Int($0.wait))
    }
    guard !closing.isEmpty, closing.allSatisfy({ $0.chance >= 0 }) else { return nil }
    var millionths: Int128 = 0
    for deal in closing where isCount || deal.amount != Column.missingNumber {
      millionths += Int128(isCount ? 1 : deal.amount) * Int128(deal.chance)
    }
    return Quantity(
      done.unit, done.rounded + roundedQuotient(millionths, 1_000_000))
  }

  static func pair(
    _ lastYear: (done: DealLedger.Sum, total: DealLedger.Sum)?, _ isCount: Bool
  ) -> (done: Double, total: Double)? {
    lastYear.map { year in
      isCount
        ? (Double(year.done.count), Double(year.total.count))
        : (Double(year.done.amount), Double(year.total.amount))
    }
  }

  // MARK: The past

  /// The closed periods to learn from, and the question that they answer.
  private func episodes(
    _ question: DealLedger.Question, _ stays: Set<Int>, _ scope: ScopeID
  ) -> (asked: DealLedger.Question, episodes: [DealLedger.Episode]) {
    for period in DealLedger.alike(question.period, plan) {
      var asked = question
      asked.period = period
      let episodes = deals.episodes(asked, stays: stays) {
        isCovered($0, of: scope, by: question)
      }
      if !episodes.isEmpty { return (asked, episodes) }
    }
    return (question, [])
  }

  private func newDeals(
    _ episodes: [DealLedger.Episode], isCount: Bool
  ) -> BernoulliSum.NewDeals? {
    BernoulliSum.NewDeals(of: episodes[...], isCount: isCount)
  }

  // MARK: Open deals

  /// The open deals that may be won inside the period, with their chances; nothing where no chance
  /// is known.
  ///
  /// A deal's chance is the share of the opportunities in its stage at the same point of past periods
  /// that were won before those were over (`StageShares`). That counts every open deal, whatever its
  /// planned close says.
  ///
  /// Without enough of a past, it is the share of its stage that is won at all
  /// (`StageProbabilities`), for the deals planned to close in the rest of the period: a deal that
  /// will slip is then counted too early, and an overdue one that will be won is not counted.
  private func openDeals(
    _ question: DealLedger.Question, _ stays: Set<Int>, _ shares: StageShares, isCount: Bool
  ) -> [BernoulliSum.Deal]? {
    // Without an amount a deal adds nothing to a sum, but it counts.
    func amount(_ deal: DealLedger.Open) -> Int64 {
      isCount ? 1 : deal.amount == Column.missingNumber ? 0 : deal.amount
    }
    let open = deals.open(question, stays: stays)
    if shares.isEnough {
      return open.map { deal in
        BernoulliSum.Deal(
          amount: amount(deal),
          probability: shares.chance(inStage: stageName(deal.stage).map(HeaderText.folded)))
      }
    }
    let days = question.period.lastDay.days(since: plan.asOf)
    var chances: [BernoulliSum.Deal] = []
    for deal in open where (1...max(days, 1)).contains(Int(deal.wait)) {
      guard let chance = maker.probabilities[stageName(deal.stage)] else { return nil }
      chances.append(
        BernoulliSum.Deal(amount: amount(deal), probability: Double(chance) / 1_000_000))
    }
    return chances
  }

  private func stageName(_ code: Int16) -> String? {
    let names = maker.store.stageNames
    return names.indices.contains(Int(code)) ? names[Int(code)] : nil
  }

  /// Whether the exports reach back to the start of a period, and the rep had been hired by then.
  func isCovered(
    _ period: Period, of scope: ScopeID, by question: DealLedger.Question
  ) -> Bool {
    let entity = question.events?.entity ?? .opportunities
    guard let first = maker.store.firstDay[entity], first <= period.start.dayNumber else {
      return false
    }
    guard scope.kind == .rep, let index = roster.person(withID: scope.id) else { return true }
    let person = roster.people[index]
    let joined = person.memberships.map(\.span.first)
    let hired = person.hiredAt ?? (joined.contains(nil) ? nil : joined.compactMap { $0 }.min())
    return hired.map { $0 <= period.start } ?? true
  }
}
