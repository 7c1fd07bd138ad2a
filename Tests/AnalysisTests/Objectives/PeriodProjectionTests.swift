import Testing

@testable import Analysis

@Suite struct PeriodProjectionTests {
  private let deals = [
    (1_200_000, 0.6), (800_000, 0.3), (4_500_000, 0.25), (500_000, 0.8), (900_000, 0.5),
    (2_200_000, 0.15), (700_000, 0.7), (1_500_000, 0.4),
  ].map { BernoulliSum.Deal(amount: $0.0, probability: $0.1) }

  private func range(
    done: Int64, target: Quantity, _ open: [BernoulliSum.Deal], shift: Double = 0,
    factor: Double = 1
  ) -> StretchedSum {
    StretchedSum(
      SumModel(done: done, open: open, new: nil), shift: shift, factor: factor, target: target)
  }

  @Test func `run-rate divides by the share of the pace, not before a tenth`() {
    func runRate(_ done: Double, _ elapsed: Fraction) -> Double? {
      MethodEstimates(done: done, elapsed: elapsed, expected: 0, lastYear: nil).runRate
    }
    #expect(runRate(4_000, Fraction(4, over: 17)) == 17_000)
    #expect(runRate(4_000, Fraction(1, over: 11)) == nil)
    #expect(runRate(0, .zero) == nil)
  }

  @Test func `last year's total grows as this year did so far`() {
    func naive(_ lastYear: (done: Double, total: Double)?) -> Double? {
      MethodEstimates(
        done: 60, elapsed: Fraction(1, over: 2), expected: 0, lastYear: lastYear
      ).seasonalNaive
    }
    #expect(naive((40, 100)) == 150)
    #expect(naive((0, 100)) == nil)
    #expect(naive(nil) == nil)
  }

  @Test func `open deals of the golden vector on top of what is won`() {
    let range = range(done: 1_000_000, target: euros(60_000), deals)
    #expect(range.p10 == 2_700_000)
    #expect(range.p50 == 4_900_000)
    #expect(range.p90 == 8_900_000)
    #expect((range.probability * 10_000).rounded() == 3_243)
    #expect((SumModel(done: 1_000_000, open: deals, new: nil).mean - 5_355_000).magnitude < 1e-3)
  }

  @Test func `nothing open leaves what is won`() {
    let range = range(done: 1_000, target: euros(10), [])
    #expect([range.p10, range.p50, range.p90] == [1_000, 1_000, 1_000])
    #expect(range.probability == 1)
  }

  @Test func `counts are amounts of one, and a part of one does not reach a target`() {
    let open = [0.5, 0.5].map { BernoulliSum.Deal(amount: 1, probability: $0) }
    let range = range(done: 3, target: Quantity(.count, 41, over: 10), open)
    #expect(range.probability == 0.25)
    #expect(range.p50 == 4)
  }

  @Test func `a range is moved and stretched about its middle, never below what is done`() {
    let range = range(
      done: 1_000_000, target: euros(60_000), deals, shift: 500_000, factor: 2)
    #expect(range.p50 == 5_400_000)
    // 39,000 - 2 (39,000 - 17,000) + 5,000 is nothing more, and 39,000 + 2 · 40,000 + 5,000 is much.
    #expect(range.p10 == 1_000_000)
    #expect(range.p90 == 13_400_000)
    // 50,000 are missing: 39,000 + (50,000 - 5,000 - 39,000) / 2 = 42,000 of the plain sum.
    let plain = BernoulliSum(deals).probability(atLeast: 4_200_000)
    #expect((range.probability - plain).magnitude < 1e-12)
  }

  /// A generator of known numbers (SplitMix64).
  private struct Generator {
    var state: UInt64
    mutating func next() -> Double {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return Double((z ^ (z >> 31)) >> 11) / 9_007_199_254_740_992
    }
  }

  @Test func `a hundred thousand draws confirm the exact distribution`() {
    var generator = Generator(state: 2026)
    let news = BernoulliSum.NewDeals(expectedCount: 1.5, amounts: [300_000, 900_000])
    let exact = BernoulliSum(deals, newDeals: news)
    let draws = (0..<100_000).map { _ -> Int64 in
      var sum = deals.reduce(Int64(0)) { $0 + (generator.next() < $1.probability ? $1.amount : 0) }
      // Poisson by waiting times that are products of uniform numbers: e^-1.5.
      var product = generator.next()
      while product > 0.22313016014842982 {
        sum += news.amounts[generator.next() < 0.5 ? 0 : 1]
        product *= generator.next()
      }
      return sum
    }.sorted()
    #expect(
      (draws.reduce(0.0) { $0 + Double($1) } / 100_000 - exact.mean).magnitude < exact.mean / 100)
    for share in [0.1, 0.5, 0.9] {
      let drawn = draws[Int(share * 100_000)]
      #expect((drawn - exact.quantile(share)).magnitude <= 100_000, "P\(share)")
    }
    for bound: Int64 in [2_000_000, 5_000_000, 9_000_000] {
      let drawn = Double(draws.count { $0 >= bound }) / 100_000
      #expect((drawn - exact.probability(atLeast: bound)).magnitude < 0.006, "\(bound)")
    }
  }

  @Test func `small deals beyond two thousand are merged without moving the range`() {
    let many = (0..<2_600).map {
      BernoulliSum.Deal(amount: Int64(50_000 + $0 % 200 * 1_000), probability: 0.2)
    }
    let exact = BernoulliSum(many)
    let merged = SumModel(done: 0, open: many, new: nil).sum
    #expect((exact.mean - merged.mean).magnitude < exact.mean / 1_000)
    for share in [0.1, 0.5, 0.9] {
      let off = (exact.quantile(share) - merged.quantile(share)).magnitude
      #expect(Double(off) < Double(exact.quantile(share)) / 200, "P\(share)")
    }
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

  @Test(.timeLimit(.minutes(60))) func `two thousand deals are convolved in bounded room`() {
    let many = (0..<2_000).map {
      BernoulliSum.Deal(amount: Int64(100_001 + $0 * 37), probability: 0.2)
    }
    let sum = BernoulliSum(many)
    #expect(sum.probabilities.count < 22_000)
    #expect((sum.probabilities.reduce(0, +) - 1).magnitude < 1e-9)
  }
}
