import Analysis
import Testing

@Suite struct TeamAttributionTests {
  private func factors(_ closed: Int, _ percent: Int, _ basket: Int, _ discounts: Int)
    -> RevenueFactors
  {
    RevenueFactors(
      opportunities: Fraction(closed), winRate: Fraction(percent, over: 100),
      basket: Fraction(basket * 100), discounts: Fraction(discounts * 100))
  }

  /// The two reps of objectives.md 4.4.
  private var team: TeamAttribution {
    TeamAttribution(
      reps: [
        (rep("alice"), factors(30, 25, 8_000, 0), factors(40, 15, 7_000, 1_000)),
        (rep("bruno"), factors(30, 25, 8_000, 0), factors(12, 50, 10_600, 3_200)),
      ], expectedOfTeam: 11_000_000, unassigned: 250_000)
  }

  @Test func `the table adds up to the team's gap to the cent`() {
    let (team, actual) = (team, Int64(4_100_000 + 6_040_000))
    // -48,666.67, 21,683.33 and 12,583.33 are a cent short of -14,400: the cells make it up.
    #expect(team.volume == -4_866_666)
    #expect(team.conversion + team.basket == 2_168_333 + 1_258_333)
    #expect(team.discounts == -420_000)
    #expect(team.rows.map(\.total).reduce(0, +) == -1_860_000)
    // The reps are asked for 120,000 where the team is for 110,000.
    #expect(team.assignment == 1_000_000)
    #expect(team.total == actual + 250_000 - 11_000_000)
  }

  /// One rep is asked for billions of deals, another wins one of a hundred million: taken as one they
  /// are said to have causes of 10^20 cents.
  @Test func `causes that no whole number holds end no run`() {
    func factors(_ closed: Int, _ basket: Int) -> RevenueFactors {
      RevenueFactors(
        opportunities: Fraction(closed), winRate: .one, basket: Fraction(basket), discounts: .zero)
    }
    let team = TeamAttribution(
      reps: [
        (rep("alice"), factors(17_142_857_143, 1_002), factors(0, 1_002)),
        (rep("bruno"), factors(1_942_858, 1_050), factors(1, 12_345_678_910)),
      ], expectedOfTeam: 0, unassigned: 0)
    #expect(team.mix[0] == .min && team.mix[2] == .max)
    #expect(team.rows[0].volume == -17_142_857_143 * 1_002)
    #expect(team.total == 12_345_678_910)
    #expect(team.isBeyondMeasure && !self.team.isBeyondMeasure)
  }

  @Test func `the mix effect is what the aggregate would say beside the reps`() {
    // Aggregate: -16,144 / -9,036 / +10,779 / -4,200.
    let sum = [team.volume, team.conversion, team.basket, team.discounts]
    let aggregate = zip(sum, team.mix).map { Fraction($0 + $1, over: 100).rounded }
    #expect(aggregate == [-16_144, -9_036, 10_779, -4_200])
    #expect(team.mix.reduce(0, +) == 0)
  }

  @Test func `a plan is made of a revenue and the history`() throws {
    let plan = try #require(
      RevenueFactors(
        revenue: Fraction(12_000_000), winRate: Fraction(1, over: 4),
        basket: Fraction(800_000), discountRate: Fraction(1, over: 21)))
    // 6,000 of 126,000 gross.
    #expect(plan.discounts == Fraction(600_000))
    #expect(plan.opportunities == Fraction(63))
    #expect(plan.revenue == Fraction(12_000_000))
    #expect(
      RevenueFactors(
        revenue: Fraction(100), winRate: .zero, basket: Fraction(1), discountRate: .zero) == nil)
  }

  @Test func `only volume and discounts are scaled to the date`() {
    let plan = factors(60, 25, 8_000, 4_000).scaled(by: Fraction(4, over: 17))
    #expect(
      plan
        == RevenueFactors(
          opportunities: Fraction(240, over: 17), winRate: Fraction(1, over: 4),
          basket: Fraction(800_000), discounts: Fraction(1_600_000, over: 17)))
  }
}
