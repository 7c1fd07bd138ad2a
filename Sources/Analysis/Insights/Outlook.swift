import Calendar
import Ingest

/// Where the running periods will probably end (objectives.md 4.3, ruling 21), from the deals of
/// the exports.
///
/// It is M3 alone, uncalibrated: M1 and M4 are weighed against it by back-tests of past
/// projections, of which there are none before projections have been kept for four periods.
struct Outlook {
  let plan: AnalysisPlan
  let roster: Roster
  let maker: FigureMaker
  let deals: DealLedger

  /// What is done, plus every open deal as an independent chance, plus deals that do not exist yet.
  ///
  /// New deals come as in the rests of up to eight past periods that the exports cover and, for a
  /// rep, that began after the hiring: of the same kind, else of a shorter one that ends on the same
  /// day. Where there is none the projection is a floor (`newDealPeriods` is 0).
  func projection(
    of objective: Objective, _ result: ObjectiveResult
  ) -> ObjectiveResult.Projection? {
    guard let question = DealLedger.question(of: objective, plan),
      let actual = result.actual, let target = result.target, actual.unit == target.unit
    else { return nil }
    let isCount = actual.unit == .count
    let stays = Set(roster.stays(of: result.scope))
    guard let chances = chances(question, deals.open(question, stays: stays)) else { return nil }
    let open = chances.map { deal, chance in
      // Without an amount a deal adds nothing to a sum, but it counts.
      let amount = isCount ? 1 : deal.amount == Column.missingNumber ? 0 : deal.amount
      return BernoulliSum.Deal(amount: amount, probability: chance)
    }
    let past = alike(question).lazy
      .map { deals.past($0, stays: stays) { isCovered($0, of: result.scope) } }
      .first { $0.periods > 0 }
    let amounts = (past?.amounts ?? []).filter {
      isCount || $0 != Column.missingNumber && $0 > 0
    }
    let newDeals = past.flatMap { past in
      amounts.isEmpty
        ? nil
        : BernoulliSum.NewDeals(
          expectedCount: Double(amounts.count) / Double(past.periods),
          amounts: isCount ? [1] : amounts)
    }
    return PeriodProjection.historyWeighted(
      actual: actual, target: target, open: BernoulliSum.Deal.merged(open), newDeals: newDeals,
      newDealPeriods: past?.periods ?? 0)
  }

  // MARK: Open deals

  /// Weight of all stages against one stage's own history, in imaginary opportunities.
  private static let priorWeight = 10.0
  /// Opportunities seen at past points below which their stages are not asked.
  private static let minimumCount = 30

  /// The open deals that may be won inside the period, with their chances; nothing where no chance
  /// is known.
  ///
  /// With stage histories a deal's chance is the share of the opportunities in its stage at the same
  /// point of past periods that were won before those were over, drawn towards the share of all
  /// stages: (k + 10 p0) / (n + 10). That counts every open deal, whatever its planned close says.
  ///
  /// Without, it is the share of its stage that is won at all (`StageProbabilities`), for the deals
  /// planned to close in the rest of the period: a deal that will slip is then counted too early,
  /// and an overdue one that will be won is not counted.
  private func chances(
    _ question: DealLedger.Question, _ open: [DealLedger.Open]
  ) -> [(DealLedger.Open, Double)]? {
    let shares =
      alike(question).lazy.map { deals.shares($0) { isCovered($0, of: .company) } }
      .first { !$0.isEmpty } ?? [:]
    // Whole numbers, so that the order of the stages does not matter.
    let seen = shares.values.reduce(0) { $0 + $1.open }
    if seen >= Self.minimumCount {
      let prior = Double(shares.values.reduce(0) { $0 + $1.won }) / Double(seen)
      return open.map { deal in
        let share = stageName(deal.stage).flatMap { shares[HeaderText.folded($0)] }
        let chance =
          (Double(share?.won ?? 0) + Self.priorWeight * prior)
          / (Double(share?.open ?? 0) + Self.priorWeight)
        return (deal, chance)
      }
    }
    let days = question.period.lastDay.days(since: plan.asOf)
    var chances: [(DealLedger.Open, Double)] = []
    for deal in open where (1...max(days, 1)).contains(Int(deal.wait)) {
      guard let chance = maker.probabilities[stageName(deal.stage)] else { return nil }
      chances.append((deal, Double(chance) / 1_000_000))
    }
    return chances
  }

  private func alike(_ question: DealLedger.Question) -> [DealLedger.Question] {
    DealLedger.alike(question.period, plan)
      .map { DealLedger.Question(filter: question.filter, period: $0) }
  }

  private func stageName(_ code: Int16) -> String? {
    let names = maker.store.stageNames
    return names.indices.contains(Int(code)) ? names[Int(code)] : nil
  }

  /// Whether the exports reach back to the start of a period, and the rep had been hired by then.
  private func isCovered(_ period: Period, of scope: ScopeID) -> Bool {
    guard let first = maker.store.firstDay[.opportunities], first <= period.start.dayNumber else {
      return false
    }
    guard scope.kind == .rep, let person = plan.people.first(where: { $0.id == scope.id }) else {
      return true
    }
    let joined = person.memberships.map(\.span.first)
    let hired = person.hiredAt ?? (joined.contains(nil) ? nil : joined.compactMap { $0 }.min())
    return hired.map { $0 <= period.start } ?? true
  }
}

extension BernoulliSum.Deal {
  /// Deals beyond which the smaller ones are merged (objectives.md 4.3).
  private static let exactCount = 2_000

  /// The largest deals as they are and the sum of the others as a normal one, which a hundred equal
  /// halves are: with the mean and the variance of the sum that they stand for.
  static func merged(_ deals: [BernoulliSum.Deal]) -> [BernoulliSum.Deal] {
    guard deals.count > exactCount else { return deals }
    let ordered = deals.sorted {
      ($0.amount.magnitude, $0.probability) > ($1.amount.magnitude, $1.probability)
    }
    var mean = 0.0
    var variance = 0.0
    for deal in ordered.dropFirst(exactCount) {
      let amount = Double(deal.amount)
      mean += deal.probability * amount
      variance += deal.probability * (1 - deal.probability) * amount * amount
    }
    let parts = 100
    let part = Int64((variance.squareRoot() * 2 / 10).rounded())
    let certain = Int64(mean.rounded()) - part * Int64(parts / 2)
    let half = BernoulliSum.Deal(amount: part, probability: 0.5)
    return Array(ordered.prefix(exactCount))
      + [BernoulliSum.Deal(amount: certain, probability: 1)]
      + Array(repeating: half, count: parts)
  }
}
