/// How likely a count is by chance alone.
package enum Poisson {
  /// The one-sided mid-p probability of `count` when `expected` is expected: half the probability
  /// of the count itself plus that of every count further from the expectation on the same side
  /// (objectives.md 4.2, 4).
  ///
  /// Nothing when no count can be expected.
  /// The terms are summed relative to the count's own, whose value cancels: no exponential is
  /// needed, and large expectations do not underflow.
  package static func midP(count: Int, expected: Double) -> Double? {
    guard expected > 0, expected.isFinite, count >= 0 else { return nil }
    var below = 0.0
    var term = 1.0
    var index = Double(count)
    while index > 0 {
      term *= index / expected
      below += term
      index -= 1
      // The terms fall once the index is under the expectation.
      if index < expected && term < below * 1e-18 || !below.isFinite { break }
    }
    var above = 0.0
    term = 1
    index = Double(count)
    repeat {
      index += 1
      term *= expected / index
      above += term
    } while (index < expected || term > above * 1e-18) && above.isFinite
    let further = Double(count) <= expected ? below : above
    let total = 1 + below + above
    // The other side alone is beyond any number.
    guard total.isFinite else { return 0 }
    return (0.5 + further) / total
  }

  /// The one-sided probability of a sum of `actual` when `expected` is expected and single amounts
  /// have the moments given: compound Poisson, sd = sqrt(E[N] E[X²]) (objectives.md 4.2, 4).
  ///
  /// With past amounts X of sum S and sum of squares Q, E[N] = expected / (S / n) and
  /// E[X²] = Q / n, so the variance is expected · Q / S.
  package static func compoundTail(
    actual: Double, expected: Double, moments: AmountMoments
  ) -> Double? {
    let variance = expected * moments.sumOfSquares / moments.sum
    guard variance > 0, variance.isFinite else { return nil }
    return Normal.upperTail((actual - expected).magnitude / variance.squareRoot())
  }
}

/// What is known of the size of single amounts: the won deals of the twelve months before.
package struct AmountMoments: Hashable, Sendable {
  package var count: Int
  /// In the unit of the amounts, minor units for money.
  package var sum: Double
  package var sumOfSquares: Double

  package init(count: Int, sum: Double, sumOfSquares: Double) {
    self.count = count
    self.sum = sum
    self.sumOfSquares = sumOfSquares
  }

  package init(of amounts: some Sequence<Int64>) {
    self.init(count: 0, sum: 0, sumOfSquares: 0)
    for amount in amounts { add(amount) }
  }

  package mutating func add(_ amount: Int64) {
    count += 1
    sum += Double(amount)
    sumOfSquares += Double(amount) * Double(amount)
  }
}
