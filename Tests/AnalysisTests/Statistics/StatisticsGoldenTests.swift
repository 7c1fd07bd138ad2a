import Analysis
import Testing

/// The golden vectors of objectives.md section 6 that concern statistics, to the printed digit.
@Suite struct StatisticsGoldenTests {
  /// A value as the vectors print it.
  private func printed(_ value: Double?, _ digits: Int) -> Double? {
    guard let value else { return nil }
    let factor = (0..<digits).reduce(1.0) { product, _ in product * 10 }
    return (value * factor).rounded() / factor
  }

  @Test(arguments: [
    (0, 1, 0, 0.7935), (1, 1, 0.2065, 1), (0, 5, 0, 0.4345), (3, 5, 0.2307, 0.8824),
    (5, 20, 0.1119, 0.4687), (25, 100, 0.1755, 0.3430), (11, 51, 0.1249, 0.3463),
  ])
  func `Wilson's 95 percent interval`(successes: Int, trials: Int, low: Double, high: Double) {
    let bounds = Wilson.bounds(successes: successes, trials: trials)
    #expect(printed(bounds?.low, 4) == low)
    #expect(printed(bounds?.high, 4) == high)
  }

  @Test func `a ratio rolls up sum over sum, not as a mean of ratios`() {
    let rollUp = Fraction(1 + 10, over: 1 + 50)
    #expect(rollUp == Fraction(11, over: 51))
    #expect(rollUp.scaled(by: 10_000) == 2_157)
  }

  @Test(arguments: [
    (3, 5.0, 0.195), (2, 5, 0.083), (21, 30, 0.045), (0, 3, 0.025), (0, 1.5, 0.112),
    (35, 40, 0.218),
  ])
  func `Poisson one-sided mid-p`(done: Int, expected: Double, probability: Double) {
    #expect(printed(Poisson.midP(count: done, expected: expected), 3) == probability)
  }

  private let plan = RevenueFactors(
    opportunities: Fraction(60), winRate: Fraction(1, over: 4), basket: Fraction(800_000),
    discounts: .zero)

  /// In whole euros, from exact cents.
  private func euros(_ parts: GapAttribution) -> [Int64] {
    [parts.volume, parts.conversion, parts.basket, parts.discounts]
      .map { ($0 / Fraction(100)).rounded }
  }

  @Test func `Shapley parts of a revenue gap`() {
    let actual = RevenueFactors(
      opportunities: Fraction(52), winRate: Fraction(23, over: 100), basket: Fraction(860_000),
      discounts: Fraction(420_000))
    let parts = GapAttribution(from: plan, to: actual)
    #expect(euros(parts) == [-15_928, -9_288, 8_072, -4_200])
    #expect(parts.gap == Fraction(-2_134_400))
    #expect(parts.gap == actual.revenue - plan.revenue)
    #expect(parts.rounded.reduce(0, +) == -2_134_400)
  }

  @Test func `Shapley without a win carries the plan's basket`() {
    let actual = RevenueFactors(closed: 40, won: 0, grossWon: 0, discounts: 0, carrying: plan)
    let parts = GapAttribution(from: plan, to: actual)
    #expect(euros(parts) == [-20_000, -100_000, 0, 0])
    #expect(parts.gap == Fraction(-12_000_000))
  }

  @Test func `Shapley without a closed deal is all volume`() {
    let actual = RevenueFactors(closed: 0, won: 0, grossWon: 0, discounts: 0, carrying: plan)
    #expect(euros(GapAttribution(from: plan, to: actual)) == [-120_000, 0, 0, 0])
  }

  @Test func `Shapley parts of reps add up to the team's`() {
    let half = plan.scaled(by: Fraction(1, over: 2))
    let first = RevenueFactors(
      opportunities: Fraction(40), winRate: Fraction(15, over: 100), basket: Fraction(700_000),
      discounts: Fraction(100_000))
    let second = RevenueFactors(
      opportunities: Fraction(12), winRate: Fraction(1, over: 2), basket: Fraction(1_060_000),
      discounts: Fraction(320_000))
    let parts = [first, second].map { GapAttribution(from: half, to: $0) }
    let team = parts[0] + parts[1]
    #expect(team.volume.rounded == -4_866_667)
    #expect(team.conversion.rounded == 2_168_333)
    #expect(team.basket.rounded == 1_258_333)
    #expect(team.discounts.rounded == -420_000)
    #expect(team.gap == Fraction(-1_860_000))
    // Ruling 17: rounded per rep and cause, the team is the sum of rounded cells.
    #expect(parts.flatMap(\.rounded).reduce(0, +) == -1_860_000)
  }

  @Test(arguments: [
    (50, 33, 17, 33.0, 7.49), (12, 5, 3, 45, 16.55), (120, 60, 20, 50, 4.74),
  ])
  func `net promoter score with its plain error`(
    promoters: Int, passives: Int, detractors: Int, score: Double, error: Double
  ) {
    let answers = NetPromoterScore(
      promoters: promoters, passives: passives, detractors: detractors)
    #expect(answers.score.map { Fraction($0).double } == score)
    #expect(printed(answers.standardError, 2) == error)
  }

  @Test func `three promoters alone are not certain: 50 plus or minus 57`() {
    let answers = NetPromoterScore(promoters: 3, passives: 0, detractors: 0)
    #expect(answers.standardError == 0)
    #expect(printed(answers.adjustedStandardError.map { $0 * Normal.z95 }, 0) == 57)
    #expect(answers.differs(from: Fraction(60)) == false)
  }

  @Test func `chart of individual values and moving ranges`() throws {
    let points = [42, 38, 51, 47, 44, 39, 50, 46].map { Fraction($0) }
    let limits = try #require(ProcessBehaviour(points))
    #expect(limits.mean == Fraction(44_625, over: 1_000))
    #expect(printed(limits.movingRange.double, 3) == 6.286)
    #expect(printed(limits.lower.double, 2) == 27.91)
    // 61.345 exactly: the vector prints the half to even, a figure would round it away from zero.
    #expect(limits.upper == Fraction(61_345, over: 1_000))
    #expect(limits.signals(in: points).isEmpty)
    #expect(limits.signals(in: points + [Fraction(62)]) == [8])
  }

  @Test func `exact sum of independent deals`() {
    let deals = [
      (12_000, 0.6), (8_000, 0.3), (45_000, 0.25), (5_000, 0.8), (9_000, 0.5), (22_000, 0.15),
      (7_000, 0.7), (15_000, 0.4),
    ].map { BernoulliSum.Deal(amount: $0.0, probability: $0.1) }
    let sum = BernoulliSum(deals)
    #expect(sum.step == 1_000)
    #expect(printed(sum.mean, 6) == 43_550)
    #expect([0.1, 0.5, 0.9].map(sum.quantile) == [17_000, 39_000, 79_000])
    #expect(printed(sum.probability(atLeast: 50_000), 4) == 0.3243)
  }

  @Test func `Aalen-Johansen shares of won and lost`() {
    let won = Histogram([10, 20, 30])
    let lost = Histogram([25, 60, 90])
    let open = Histogram([15, 15, 15, 15, 15, 15] + [80, 80, 80, 80])
    #expect(
      AalenJohansen.share(won, besides: lost, censored: open, by: 90) == Fraction(13, over: 48))
    #expect(
      AalenJohansen.share(lost, besides: won, censored: open, by: 90) == Fraction(35, over: 48))
  }

  @Test func `an Aalen-Johansen share halfway between two printed ones goes up`() {
    let share = AalenJohansen.share(
      Histogram([1, 2, 3, 4, 4, 4]), besides: Histogram([3, 4]), censored: Histogram([1, 2, 3, 3]),
      by: 4)
    // In floating point 0.7421874999999999, which is printed as 0.742187.
    #expect(share == Fraction(95, over: 128))
    #expect(share.scaled(by: 1_000_000) == 742_188)
  }

  @Test func `inverse formula: opportunities and wins for a revenue`() {
    let needed = InverseFormula.opportunities(
      revenue: Fraction(12_000_000), winRate: Fraction(1, over: 4), basket: Fraction(800_000),
      discounts: Fraction(600_000))
    #expect(needed == Fraction(63))
    #expect(needed.map { $0 * Fraction(1, over: 4) } == Fraction(1_575, over: 100))
  }

  @Test(arguments: [
    // EX 33: 5 meetings from 40 calls.
    (5, 40, 100, 125),
    // EX 43: 15 accepted from 35 meetings, then with 15 % no-shows.
    (15, 35, 100, 429), (15, 35, 85, 504),
  ])
  func `implied ratio between child and parent, per mille`(
    child: Int, parent: Int, survivalPercent: Int, expected: Int64
  ) {
    let ratio = InverseFormula.impliedRatio(
      child: Fraction(child), parent: Fraction(parent),
      survival: Fraction(survivalPercent, over: 100))
    #expect(ratio?.scaled(by: 1_000) == expected)
  }

  @Test func `implied amounts between objectives`() {
    // EX 54 with EX 52 and 53: 200 leads at 120 euros, 30 % of them accepted.
    #expect(Fraction(200) * Fraction(120) == Fraction(24_000))
    #expect(Fraction(200) * Fraction(30, over: 100) == Fraction(60))
    // EX 36: 500 leads a quarter from 4 campaigns a month.
    let perCampaign = InverseFormula.impliedRatio(child: Fraction(500), parent: Fraction(4 * 3))
    #expect(perCampaign?.scaled(by: 10) == 417)
  }
}
