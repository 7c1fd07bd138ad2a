import Calendar
import Ingest

extension Outlook {
  /// Past periods below which what is usual is not known.
  private static let leastPeriods = 3

  /// The open pipeline of a scope beside that at the same point of the periods before, and how likely
  /// it is to be so small by chance; nothing without enough of a past.
  ///
  /// Deals come and go one by one, so that their sum is a compound Poisson; its mean is estimated from
  /// K points, which widens the comparison by 1 + 1 / K.
  func pipelineEvidence(
    of objective: Objective, scope: ScopeID
  ) -> RunResult.Diagnosis.Evidence? {
    guard let question = DealLedger.question(of: objective, plan), question.events == nil else {
      return nil
    }
    let stays = Set(roster.stays(of: scope))
    let episodes = deals.episodes(question, stays: stays) {
      isCovered($0, of: scope, by: question)
    }
    guard episodes.count >= Self.leastPeriods else { return nil }
    let now = deals.open(question, stays: stays).map(\.amount)
      .filter { $0 != Column.missingNumber }
    let past = episodes.flatMap(\.open).map(\.amount).filter { $0 != Column.missingNumber }
    guard past.count >= Self.leastPeriods else { return nil }
    let points = Double(episodes.count)
    let expected = past.reduce(0.0) { $0 + Double($1) } / points
    let variance = past.reduce(0.0) { $0 + Double($1) * Double($1) } / points * (1 + 1 / points)
    let value = now.reduce(Int64(0), &+)
    let distance = expected - Double(value)
    guard variance > 0 else { return nil }
    let probability = distance > 0 ? Normal.upperTail(distance / variance.squareRoot()) : 0.5
    return RunResult.Diagnosis.Evidence(
      kpi: "open_pipeline", now: Quantity(.money, value), nowCount: now.count,
      before: Quantity(.money, Int64(nearest: expected)), beforeCount: past.count,
      probability: Quantity(.rate, millionthsOf: probability))
  }
}
