extension ObjectiveContext {
  /// The objective that gives a scope's verdict (ruling 20), by identifier: the one marked
  /// `headline`; else of priority 1 the one with the largest money target; else the largest money
  /// target; else the lowest index.
  ///
  /// Ties go to the first identifier. A money target of priority 1 is taken as a result objective.
  package static func headline(
    of results: [ObjectiveResult], marked: Set<String> = []
  ) -> String? {
    let ordered = results.sorted { $0.objective < $1.objective }
    if let stated = ordered.first(where: { marked.contains($0.objective) }) {
      return stated.objective
    }
    let byMoney = ordered.filter { $0.target?.unit == .money }
    let largest = largestTarget(byMoney.filter { $0.priority == 1 }) ?? largestTarget(byMoney)
    if let largest { return largest.objective }
    // min keeps the first of equals; a result without index comes after every one with.
    return ordered.min { ($0.index ?? .max) < ($1.index ?? .max) }?.objective
  }

  private static func largestTarget(_ results: [ObjectiveResult]) -> ObjectiveResult? {
    var largest: ObjectiveResult?
    for result in results {
      guard let target = result.target else { continue }
      guard let best = largest?.target, Fraction(best) >= Fraction(target) else {
        largest = result
        continue
      }
    }
    return largest
  }
}
