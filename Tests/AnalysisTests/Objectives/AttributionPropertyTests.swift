import Testing

@testable import Analysis

/// What must hold of the causes of any gap, on five hundred teams drawn by a known generator: nobody
/// won, nobody closed and everything discounted among them.
struct AttributionPropertyTests {
  private struct Draw {
    var state: UInt64
    mutating func next(_ range: ClosedRange<Int64>) -> Int64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let span = UInt64(range.upperBound - range.lowerBound + 1)
      return range.lowerBound + Int64((state >> 33) % span)
    }

    mutating func plan() -> RevenueFactors {
      RevenueFactors(
        opportunities: Fraction(next(0...6_000), over: 100),
        winRate: Fraction(next(0...100), over: 100),
        basket: Fraction(next(0...900_000), over: next(1...7)),
        discounts: Fraction(next(0...50_000)))
    }

    mutating func actual(_ plan: RevenueFactors) -> RevenueFactors {
      let closed = next(0...1) == 0 ? 0 : next(0...40)
      let won = next(0...2) == 0 ? 0 : next(0...max(closed, 0))
      return RevenueFactors(
        closed: Int(closed), won: Int(won), grossWon: won == 0 ? 0 : next(0...5_000_000),
        discounts: next(0...80_000), carrying: plan)
    }
  }

  @Test func `causes add up to the gap, of a rep exactly and of a team to the cent`() {
    var draw = Draw(state: 58)
    for _ in 0..<500 {
      let reps = (0..<draw.next(1...6)).map { index in
        let plan = draw.plan()
        return (scope: ScopeID(.rep, "r\(index)"), plan: plan, actual: draw.actual(plan))
      }
      for rep in reps {
        let parts = GapAttribution(from: rep.plan, to: rep.actual)
        #expect(parts.gap == rep.actual.revenue - rep.plan.revenue)
        #expect(parts.rounded.reduce(0, +) == parts.gap.rounded)
      }
      let expected = draw.next(0...20_000_000)
      let unassigned = draw.next(0...100_000)
      let table = TeamAttribution(
        reps: reps, expectedOfTeam: expected, unassigned: unassigned)
      let actual = reps.map(\.actual.revenue).sum().rounded
      #expect(table.total == actual + unassigned - expected)
      for (row, rep) in zip(table.rows, reps) {
        #expect(row.total == (rep.actual.revenue - rep.plan.revenue).rounded)
      }
      #expect(table.rows.reduce(0) { $0 + $1.volume } == table.volume)
      #expect(table.mix.reduce(0, +) == 0)
    }
  }

  @Test func `without a win the basket has no part, without a closed deal all of it is volume`() {
    var draw = Draw(state: 7)
    for _ in 0..<200 {
      let plan = draw.plan()
      let noWin = RevenueFactors(
        closed: Int(draw.next(1...40)), won: 0, grossWon: 0, discounts: 0, carrying: plan)
      #expect(GapAttribution(from: plan, to: noWin).basket.isZero)
      let nothing = RevenueFactors(closed: 0, won: 0, grossWon: 0, discounts: 0, carrying: plan)
      let parts = GapAttribution(from: plan, to: nothing)
      #expect(parts.conversion.isZero && parts.basket.isZero)
      #expect(parts.volume == -(plan.revenue + plan.discounts))
    }
  }
}
