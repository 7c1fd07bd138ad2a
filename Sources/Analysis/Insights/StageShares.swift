import Calendar

/// The chance that a deal open at a point of a period is won inside it, by stage, from past periods:
/// `(k + 10 p0) / (n + 10)`, drawn towards the share of all stages (objectives.md 4.3, M3).
struct StageShares: Sendable {
  /// Weight of all stages against one stage's own history, in imaginary opportunities.
  private static let priorWeight = 10.0
  /// Opportunities seen at past points below which they say nothing.
  private static let minimumCount = 30

  private var shares: [String: DealLedger.Share] = [:]
  private var all = DealLedger.Share()

  init() {}

  /// Of a past period of the company.
  init(_ episode: DealLedger.Episode, names: DealLedger) {
    var shares: [Int16: DealLedger.Share] = [:]
    for deal in episode.open {
      let share = DealLedger.Share(won: deal.isWonInside ? 1 : 0, open: 1)
      all += share
      shares[deal.stage, default: .init()] += share
    }
    for (stage, share) in shares {
      if let name = names.stageName(stage) { self.shares[name, default: .init()] += share }
    }
  }

  static func += (left: inout StageShares, right: StageShares) {
    left.all += right.all
    left.shares.merge(right.shares) { one, other in
      var sum = one
      sum += other
      return sum
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

/// The company's past periods, from which the chances of stages are learnt.
struct CompanyPast: Sendable {
  private let shares: [(end: CalendarDate, shares: StageShares)]
  /// Of all of them.
  let all: StageShares

  init(_ episodes: [DealLedger.Episode], names: DealLedger) {
    shares = episodes.map { ($0.period.end, StageShares($0, names: names)) }
    all = shares.reduce(into: StageShares()) { $0 += $1.shares }
  }

  /// What was known by a day; nothing when no period had ended by then.
  func shares(by day: CalendarDate) -> StageShares? {
    let older = shares.filter { $0.end <= day }
    return older.isEmpty ? nil : older.reduce(into: StageShares()) { $0 += $1.shares }
  }
}
