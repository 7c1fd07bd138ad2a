/// The exact distribution of what independent open deals bring in: no random numbers, so a rerun
/// gives the same bytes (objectives.md 4.3).
package struct BernoulliSum: Hashable, Sendable {
  /// An amount that comes in with a probability, or not at all.
  package struct Deal: Hashable, Sendable {
    package var amount: Int64
    /// In [0, 1].
    package var probability: Double

    package init(amount: Int64, probability: Double) {
      self.amount = amount
      self.probability = probability
    }
  }

  /// What an index of `probabilities` is worth.
  package let step: Int64
  /// The sum at index 0; below 0 when there are negative amounts.
  package let offset: Int64
  /// P(sum = offset + step · index).
  package let probabilities: [Double]

  /// The cells beyond which amounts are rounded to a coarser grid.
  package static let maximumCells: Int64 = 20_000

  /// Convolves the deals on the coarsest grid that holds every amount exactly.
  ///
  /// When that grid has
  /// more than `maximumCells` cells the step becomes total / maximumCells and each amount goes to
  /// its nearest multiple, half away from zero.
  package init(_ deals: [Deal]) {
    let total = deals.reduce(Int64(0)) { $0 + Int64($1.amount.magnitude) }
    let exact = deals.reduce(UInt64(0)) { Self.commonDivisor($0, $1.amount.magnitude) }
    var step = max(Int64(clamping: exact), 1)
    if total / step > Self.maximumCells {
      step = (total + Self.maximumCells - 1) / Self.maximumCells
    }
    let cells = deals.map { Int(roundedQuotient(Int128($0.amount), Int128(step))) }
    let negative = cells.reduce(0) { $0 + min($1, 0) }
    var probabilities = [1.0]
    for (deal, cell) in zip(deals, cells) {
      let reach = abs(cell)
      // A negative amount counts as its absence being worth its magnitude.
      let p = cell < 0 ? 1 - deal.probability : deal.probability
      var next = probabilities.map { $0 * (1 - p) } + [Double](repeating: 0, count: reach)
      for (index, probability) in probabilities.enumerated() {
        next[index + reach] += probability * p
      }
      probabilities = next
    }
    self.step = step
    offset = Int64(negative) * step
    self.probabilities = probabilities
  }

  /// The weighted sum; printing it alone overstates the typical month, whose median is lower.
  package var mean: Double {
    probabilities.enumerated().reduce(0) { $0 + $1.element * Double(value(at: $1.offset)) }
  }

  /// The smallest sum that is not exceeded with at least this probability.
  package func quantile(_ share: Double) -> Int64 {
    var cumulated = 0.0
    for (index, probability) in probabilities.enumerated() {
      cumulated += probability
      // Sums of doubles miss a share such as 0.1 by a few units in the last place.
      if cumulated >= share - 1e-12, probability > 0 { return value(at: index) }
    }
    return value(at: probabilities.count - 1)
  }

  /// P(sum >= amount).
  package func probability(atLeast amount: Int64) -> Double {
    var result = 0.0
    for index in probabilities.indices.reversed() where value(at: index) >= amount {
      result += probabilities[index]
    }
    return min(result, 1)
  }

  private func value(at index: Int) -> Int64 { offset + step * Int64(index) }

  private static func commonDivisor(_ left: UInt64, _ right: UInt64) -> UInt64 {
    var (a, b) = (left, right)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }
}
