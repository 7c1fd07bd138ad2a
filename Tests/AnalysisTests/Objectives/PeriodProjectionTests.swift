import Analysis
import Testing

@Suite struct PeriodProjectionTests {
  private let deals = [
    (1_200_000, 0.6), (800_000, 0.3), (4_500_000, 0.25), (500_000, 0.8), (900_000, 0.5),
    (2_200_000, 0.15), (700_000, 0.7), (1_500_000, 0.4),
  ].map { BernoulliSum.Deal(amount: $0.0, probability: $0.1) }

  @Test func `run-rate divides by the share of the pace, not before a tenth`() {
    #expect(
      PeriodProjection.runRate(actual: Fraction(4_000), elapsedShare: Fraction(4, over: 17))
        == Fraction(17_000))
    #expect(
      PeriodProjection.runRate(actual: Fraction(4_000), elapsedShare: Fraction(1, over: 11)) == nil)
    #expect(PeriodProjection.runRate(actual: .zero, elapsedShare: .zero) == nil)
  }

  @Test func `open deals of the golden vector on top of what is won`() throws {
    let projection = try #require(
      PeriodProjection.historyWeighted(
        actual: euros(10_000), target: euros(60_000), open: deals))
    #expect(projection.p10 == euros(27_000))
    #expect(projection.p50 == euros(49_000))
    #expect(projection.p90 == euros(89_000))
    #expect(projection.probability.scaled(by: 10_000) == 3_243)
    #expect(!projection.isCalibrated)
    #expect(
      PeriodProjection.historyWeightedMean(actual: euros(10_000), open: deals) == euros(53_550))
  }

  @Test func `nothing open leaves what is won`() throws {
    let projection = try #require(
      PeriodProjection.historyWeighted(actual: euros(10), target: euros(10), open: []))
    #expect(projection.p10 == euros(10))
    #expect(projection.p90 == euros(10))
    #expect(projection.probability == Quantity(.rate, 1_000_000, over: 1_000_000))
  }

  @Test func `counts are amounts of one, and a part of one does not reach a target`() throws {
    let open = [0.5, 0.5].map { BernoulliSum.Deal(amount: 1, probability: $0) }
    let projection = try #require(
      PeriodProjection.historyWeighted(
        actual: Quantity(.count, 3), target: Quantity(.count, 41, over: 10), open: open))
    #expect(projection.probability == Quantity(.rate, 250_000, over: 1_000_000))
    #expect(projection.p50 == Quantity(.count, 4))
  }

  @Test func `a rate has no projection`() {
    #expect(
      PeriodProjection.historyWeighted(
        actual: percent(3), target: percent(5), open: []) == nil)
  }

  @Test func `new deals follow the compound Poisson law`() {
    let sum = BernoulliSum(
      [], newDeals: BernoulliSum.NewDeals(expectedCount: 2, amounts: [100, 300]))
    let total = sum.probabilities.reduce(0, +)
    #expect((total - 1).magnitude < 1e-9)
    #expect((sum.mean - 400).magnitude < 1e-6)
    // No new deal: e^-2; one of 100: 2 · e^-2 / 2.
    #expect((sum.probabilities[0] - 0.1353352832366127).magnitude < 1e-14)
    #expect((sum.probabilities[1] - 0.1353352832366127).magnitude < 1e-14)
    #expect((sum.probability(atLeast: 1) - 0.8646647167633873).magnitude < 1e-9)
  }

  @Test func `many new deals, such as calls, do not underflow`() {
    let sum = BernoulliSum(
      [], newDeals: BernoulliSum.NewDeals(expectedCount: 3_000, amounts: [1]))
    #expect((sum.mean - 3_000).magnitude < 1e-6)
    #expect(sum.quantile(0.5) == 3_000)
    #expect((2_928...2_932).contains(sum.quantile(0.1)))
  }

  @Test func `open and new deals are independent`() {
    let news = BernoulliSum.NewDeals(expectedCount: 1, amounts: [50_000])
    let sum = BernoulliSum(
      [BernoulliSum.Deal(amount: 100_000, probability: 0.25)], newDeals: news)
    #expect((sum.mean - 75_000).magnitude < 1e-3)
    // Neither: 0.75 · e^-1.
    #expect((sum.probabilities[0] - 0.75 * 0.36787944117144233).magnitude < 1e-14)
  }

  @Test(.timeLimit(.minutes(1))) func `two thousand deals are convolved in bounded room`() {
    let many = (0..<2_000).map {
      BernoulliSum.Deal(amount: Int64(100_001 + $0 * 37), probability: 0.2)
    }
    let sum = BernoulliSum(many)
    #expect(sum.probabilities.count < 22_000)
    #expect((sum.probabilities.reduce(0, +) - 1).magnitude < 1e-9)
  }
}
