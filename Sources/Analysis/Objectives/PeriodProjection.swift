/// Where a period will probably end (objectives.md 4.3, ruling 21): for amounts that add up, in
/// money or in counts, a count being an amount of 1.
package enum PeriodProjection {
  /// M1, the run-rate: A / F(t); nothing below a tenth of the period, when it would only enlarge
  /// chance.
  package static func runRate(actual: Fraction, elapsedShare: Fraction) -> Fraction? {
    elapsedShare < Fraction(1, over: 10) ? nil : actual / elapsedShare
  }

  /// M3, history-weighted: the actual, plus the open deals that may still be won inside the period
  /// with their historic probabilities, plus what is expected of deals that do not exist yet.
  ///
  /// Below four closed periods it stands alone and is marked uncalibrated (ruling 21). Nothing for
  /// units that are neither money nor a count (`not_projectable`).
  package static func historyWeighted(
    actual: Quantity, target: Quantity, open: [BernoulliSum.Deal],
    newDeals: BernoulliSum.NewDeals? = nil, newDealPeriods: Int = 0
  ) -> ObjectiveResult.Projection? {
    guard actual.unit == .money || actual.unit == .count else { return nil }
    let done = actual.rounded
    let sum = BernoulliSum(open, newDeals: newDeals)
    // What is still missing, rounded up: a part of a deal does not reach a target.
    let missing = -floor(Fraction(done) - Fraction(target))
    func end(_ share: Double) -> Quantity { Quantity(actual.unit, done + sum.quantile(share)) }
    return ObjectiveResult.Projection(
      p10: end(0.1), p50: end(0.5), p90: end(0.9),
      probability: Quantity(.rate, millionthsOf: sum.probability(atLeast: missing)),
      isCalibrated: false, newDealPeriods: newDealPeriods)
  }

  /// The mean of M3, of which the median is usually lower: A + Σ p · amount + new.
  package static func historyWeightedMean(
    actual: Quantity, open: [BernoulliSum.Deal], newDeals: BernoulliSum.NewDeals? = nil
  ) -> Quantity {
    let sum = BernoulliSum(open, newDeals: newDeals)
    return Quantity(
      actual.unit, actual.rounded + Int64(sum.mean.rounded(.toNearestOrAwayFromZero)))
  }

  /// The largest whole number not above a fraction.
  private static func floor(_ value: Fraction) -> Int64 {
    let (quotient, remainder) = value.numerator.quotientAndRemainder(
      dividingBy: value.denominator)
    return Int64(clamping: remainder < 0 ? quotient - 1 : quotient)
  }
}
