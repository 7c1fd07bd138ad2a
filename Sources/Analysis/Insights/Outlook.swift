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

  /// What is done, plus every open deal planned to close within the rest of the period as an
  /// independent chance, plus deals that do not exist yet.
  ///
  /// A deal's chance is its stage's: of the opportunities that reached it, the share that was won at
  /// all (`StageProbabilities`). The exports rarely have enough histories to tell, stage by stage,
  /// how many were won *inside* a period with as much time left, so a deal that slips into the next
  /// period is counted too early; deals planned for later, overdue or undated ones are not counted,
  /// which errs the other way.
  ///
  /// New deals come as in the rests of up to eight past periods of the same kind that the exports
  /// cover and, for a rep, that began after the hiring. Where there is none the projection is a
  /// floor (`newDealPeriods` is 0).
  func projection(
    of objective: Objective, _ result: ObjectiveResult
  ) -> ObjectiveResult.Projection? {
    guard let question = DealLedger.question(of: objective, plan),
      let actual = result.actual, let target = result.target, actual.unit == target.unit
    else { return nil }
    let isCount = actual.unit == .count
    let stays = Set(roster.stays(of: result.scope))
    var open: [BernoulliSum.Deal] = []
    for deal in deals.open(question, stays: stays) {
      // Without an amount a deal adds nothing to a sum, but it counts.
      let amount = isCount ? 1 : deal.amount == Column.missingNumber ? 0 : deal.amount
      guard let chance = maker.probabilities[stageName(deal.stage)] else { return nil }
      open.append(BernoulliSum.Deal(amount: amount, probability: Double(chance) / 1_000_000))
    }
    let past = deals.past(question, stays: stays) { isCovered($0, of: result.scope) }
    let amounts = past.amounts.filter { isCount || $0 != Column.missingNumber && $0 > 0 }
    let newDeals =
      past.periods == 0 || amounts.isEmpty
      ? nil
      : BernoulliSum.NewDeals(
        expectedCount: Double(amounts.count) / Double(past.periods),
        amounts: isCount ? [1] : amounts)
    return PeriodProjection.historyWeighted(
      actual: actual, target: target, open: BernoulliSum.Deal.merged(open), newDeals: newDeals,
      newDealPeriods: past.periods)
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
