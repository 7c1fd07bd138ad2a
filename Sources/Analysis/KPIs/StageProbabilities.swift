import Ingest

/// The chance that an open opportunity in a stage is won, per stage name, in millionths.
///
/// The configured one wins (ruling 31). Otherwise it is empirical: the share of the closed
/// opportunities that had entered the stage and were won, drawn towards the company's win rate by
/// ten imaginary opportunities, `(k + 10 p0) / (n + 10)` (objectives.md 4.3, M3). Without history
/// every stage has the company's win rate; with no closed opportunity there is none.
struct StageProbabilities: Sendable {
  private let configured: [String: Int64]
  private let empirical: [String: Int64]
  private let overall: Int64?

  /// Weight of the company's rate against a stage's own history.
  private static let priorWeight: Int128 = 10
  private static let millionths: Int128 = 1_000_000

  init(stages: [AnalysisPlan.Stage], history: StageHistory, won: Int64, closed: Int64) {
    configured = Dictionary(
      stages.compactMap { stage in
        stage.probability.map { (HeaderText.folded(stage.name), $0.scaled(by: 1_000_000)) }
      }, uniquingKeysWith: { first, _ in first })
    guard closed > 0 else {
      overall = nil
      empirical = [:]
      return
    }
    overall = roundedQuotient(Int128(won) * Self.millionths, Int128(closed))
    var empirical: [String: Int64] = [:]
    for (name, counts) in history.outcomesByStage() {
      let numerator =
        (Int128(counts.won) * Int128(closed) + Self.priorWeight * Int128(won)) * Self.millionths
      let denominator = (Int128(counts.closed) + Self.priorWeight) * Int128(closed)
      empirical[HeaderText.folded(name)] = roundedQuotient(numerator, denominator)
    }
    self.empirical = empirical
  }

  subscript(stage: String?) -> Int64? {
    guard let stage else { return overall }
    let key = HeaderText.folded(stage)
    return configured[key] ?? empirical[key] ?? overall
  }
}
