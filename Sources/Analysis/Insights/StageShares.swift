/// The chance that a deal open at a point of a period is won inside it, by stage, from past periods:
/// `(k + 10 p0) / (n + 10)`, drawn towards the share of all stages (objectives.md 4.3, M3).
struct StageShares: Sendable {
  /// Weight of all stages against one stage's own history, in imaginary opportunities.
  private static let priorWeight = 10.0
  /// Opportunities seen at past points below which they say nothing.
  private static let minimumCount = 30

  private var shares: [String: DealLedger.Share] = [:]
  private var all = DealLedger.Share()

  /// Of some past periods of the company.
  init(_ episodes: some Sequence<DealLedger.Episode>, names: DealLedger) {
    for episode in episodes {
      for deal in episode.open {
        let share = DealLedger.Share(won: deal.isWonInside ? 1 : 0, open: 1)
        all += share
        if let name = names.stageName(deal.stage) { shares[name, default: .init()] += share }
      }
    }
  }

  var isEnough: Bool { all.open >= Self.minimumCount }

  /// `stage` is a folded name; nothing stands for any.
  func chance(inStage stage: String?) -> Double {
    let prior = all.open == 0 ? 0 : Double(all.won) / Double(all.open)
    let own = stage.flatMap { shares[$0] } ?? DealLedger.Share()
    return (Double(own.won) + Self.priorWeight * prior) / (Double(own.open) + Self.priorWeight)
  }
}
