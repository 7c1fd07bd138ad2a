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

  /// Deals that do not exist yet: as many as came and were won after the same point of past
  /// periods, each as large as one of those.
  package struct NewDeals: Hashable, Sendable {
    /// The mean number of them.
    package var expectedCount: Double
    /// Above 0 each; every one is as likely as another.
    package var amounts: [Int64]

    package init(expectedCount: Double, amounts: [Int64]) {
      self.expectedCount = expectedCount
      self.amounts = amounts.filter { $0 > 0 }
    }

    fileprivate var isEmpty: Bool { amounts.isEmpty || expectedCount <= 0 }

    /// A number exceeded with less than one in a billion: seven deviations and some.
    fileprivate var highestCount: Int {
      Int((expectedCount + 7 * expectedCount.squareRoot() + 10).rounded(.up))
    }

    /// The compound Poisson distribution by Panjer's recursion:
    /// g(s) = λ/s Σ j f(j) g(s - j).
    ///
    /// The recursion is linear, so it starts from any g(0), is scaled down before it overflows, and
    /// is made to add up to 1 at the end: exp(-λ), which underflows for some hundred deals, is
    /// never needed.
    fileprivate func distribution(reaches: [Int]) -> [Double] {
      var sizes: [Int: Double] = [:]
      for reach in reaches { sizes[reach, default: 0] += 1 / Double(reaches.count) }
      sizes[0] = nil
      let ordered = sizes.sorted { $0.key < $1.key }
      let count = highestCount * (ordered.last?.key ?? 0)
      var result = [1e-200]
      result.reserveCapacity(count + 1)
      for sum in stride(from: 1, through: count, by: 1) {
        var value = 0.0
        for (reach, share) in ordered where reach <= sum {
          value += Double(reach) * share * result[sum - reach]
        }
        value *= expectedCount / Double(sum)
        result.append(value)
        if value > 1e200 {
          for index in result.indices { result[index] *= 1e-200 }
        }
      }
      let total = result.reduce(0, +)
      return result.map { $0 / total }
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
  /// When that grid has more than `cells` cells the step becomes total / `cells` and
  /// each amount goes to its nearest multiple, half away from zero. `newDeals` are added as a
  /// compound Poisson sum.
  package init(_ deals: [Deal], newDeals: NewDeals? = nil, cells bound: Int64 = maximumCells) {
    let news = newDeals.flatMap { $0.isEmpty ? nil : $0 }
    let newAmounts = news?.amounts ?? []
    var total = deals.reduce(Int128(0)) { $0 + Int128($1.amount.magnitude) }
    total += Int128(news?.highestCount ?? 0) * Int128(newAmounts.max() ?? 0)
    let exact = (deals.map(\.amount) + newAmounts).reduce(UInt64(0)) {
      Self.commonDivisor($0, $1.magnitude)
    }
    var step = max(Int128(exact), 1)
    let cells = Int128(bound)
    if total / step > cells { step = (total + cells - 1) / cells }
    func reach(_ amount: Int64) -> Int { Int(roundedQuotient(Int128(amount), step)) }

    var probabilities = news?.distribution(reaches: newAmounts.map(reach)) ?? [1]
    var lowest = 0
    for deal in deals {
      let reach = reach(deal.amount)
      lowest += min(reach, 0)
      // A negative amount counts as its absence being worth its magnitude.
      Self.add(abs(reach), reach < 0 ? 1 - deal.probability : deal.probability, to: &probabilities)
    }
    self.step = Int64(clamping: step)
    offset = Int64(lowest) * self.step
    self.probabilities = probabilities
  }

  private static func add(_ reach: Int, _ probability: Double, to cells: inout [Double]) {
    let count = cells.count
    cells.append(contentsOf: repeatElement(0, count: reach))
    for index in stride(from: cells.count - 1, through: 0, by: -1) {
      let stays = index < count ? cells[index] * (1 - probability) : 0
      let comes = index >= reach ? cells[index - reach] * probability : 0
      cells[index] = stays + comes
    }
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
