import Analysis
import Calendar
import Testing

@Suite struct ProgressCurveTests {
  private let calendar = WorkingCalendar()

  private func worked(_ period: Period) -> [Bool] {
    (0..<period.dayCount).map { calendar.isWorkingDay(period.start.adding(days: $0)) }
  }

  @Test func `on 10 May 2026 working days say 4 of 17 and the calendar 10 of 31`() throws {
    let working = try #require(ProgressCurve.even(.may, counting: worked(.may)))
    let every = try #require(
      ProgressCurve.even(.may, counting: [Bool](repeating: true, count: 31)))
    #expect(working.share(through: try date("2026-05-10")) == Fraction(4, over: 17))
    #expect(every.share(through: try date("2026-05-10")) == Fraction(10, over: 31))
  }

  @Test func `a period without a working day has no curve`() throws {
    let weekend = Period.window(from: try date("2026-05-09"), to: try date("2026-05-10"))
    let counting = worked(weekend)
    #expect(ProgressCurve.even(weekend, counting: counting) == nil)
    #expect(ProgressCurve.milestones(weekend, counting: counting, milestones: []) == nil)
    #expect(ProgressCurve.seasonal(weekend, counting: counting, past: []) == nil)
    #expect(ProgressCurve.recurring(weekend, units: [], counting: counting) == nil)
  }

  @Test func `nothing has elapsed before the period and everything after it`() throws {
    let curve = try #require(ProgressCurve.even(.may, counting: worked(.may)))
    #expect(curve.share(through: try date("2026-04-30")) == .zero)
    #expect(curve.share(through: try date("2026-06-15")) == .one)
    #expect(curve.increment(on: try date("2026-06-15")) == .zero)
    #expect(curve.increment(on: try date("2026-05-01")) == .zero)
    #expect(curve.increment(on: try date("2026-05-04")) == Fraction(1, over: 17))
  }

  @Test func `milestones spread evenly over the working days between them`() throws {
    let counting = worked(.may)
    let curve = try #require(
      ProgressCurve.milestones(
        .may, counting: counting,
        milestones: [
          Objective.PaceMilestone(date: try date("2026-05-10"), share: percent(20)),
          Objective.PaceMilestone(date: try date("2026-05-20"), share: percent(60)),
        ]))
    #expect(curve.share(through: try date("2026-05-10")) == Fraction(1, over: 5))
    #expect(curve.share(through: try date("2026-05-04")) == Fraction(1, over: 20))
    #expect(curve.share(through: try date("2026-05-20")) == Fraction(3, over: 5))
    #expect(curve.whole == .one)
  }

  @Test func `a milestone segment of days off falls due on its last day`() throws {
    let curve = try #require(
      ProgressCurve.milestones(
        .may, counting: worked(.may),
        milestones: [Objective.PaceMilestone(date: try date("2026-05-03"), share: percent(10))]))
    #expect(curve.share(through: try date("2026-05-02")) == .zero)
    #expect(curve.share(through: try date("2026-05-03")) == Fraction(1, over: 10))
    #expect(curve.whole == .one)
  }

  /// Half of the total on the last of four days.
  private let lateRush = SeasonalShares(runningTotals: [100, 200, 300, 600])

  @Test func `below three past periods nothing is learnt`() throws {
    let past = [lateRush, lateRush].compactMap { $0 }
    let counting = worked(.may)
    #expect(
      ProgressCurve.seasonal(.may, counting: counting, past: past)
        == ProgressCurve.even(.may, counting: counting))
  }

  @Test func `four past periods weigh one half`() throws {
    let past = [lateRush, lateRush, lateRush, lateRush].compactMap { $0 }
    let days = Period.window(from: try date("2026-05-18"), to: try date("2026-05-21"))
    let curve = try #require(
      ProgressCurve.seasonal(days, counting: [true, true, true, true], past: past))
    // Half of S = 1/2 (in millionths: 500,000) and half of u = 3/4.
    #expect(curve.share(through: try date("2026-05-20")) == Fraction(5, over: 8))
    // A third is learnt as 333,333 millionths.
    #expect(
      curve.share(through: try date("2026-05-19"))
        == Fraction(333_333, over: 2_000_000) + Fraction(1, over: 4))
    #expect(curve.whole == .one)
  }

  @Test func `an even number of past periods takes the mean of the middle two`() throws {
    let past = [[0, 100], [20, 100], [40, 100], [100, 100]].compactMap {
      SeasonalShares(runningTotals: $0)
    }
    let days = Period.window(from: try date("2026-05-18"), to: try date("2026-05-19"))
    let curve = try #require(
      ProgressCurve.seasonal(days, counting: [true, true], past: past))
    // w = 4/8: half of 0.30 and half of 0.5.
    #expect(curve.share(through: try date("2026-05-18")) == Fraction(4, over: 10))
  }

  @Test func `a past period with reversals never makes the curve fall`() throws {
    let past = (0..<40).compactMap { _ in
      SeasonalShares(runningTotals: [900, 100, 100, 1_000])
    }
    let days = Period.window(from: try date("2026-05-18"), to: try date("2026-05-21"))
    let curve = try #require(
      ProgressCurve.seasonal(days, counting: [true, true, true, true], past: past))
    #expect(!curve.increments.contains { $0 < 0 })
    #expect(curve.whole == .one)
  }

  @Test func `a past period that ended at nothing teaches nothing`() {
    #expect(SeasonalShares(runningTotals: [100, 0]) == nil)
    #expect(SeasonalShares(runningTotals: []) == nil)
  }

  @Test func `any curve split at any day adds up`() throws {
    let past = (1...5).compactMap { SeasonalShares(runningTotals: [$0, 3 * $0, 7, 40]) }
    let counting = worked(.may)
    let curves = [
      ProgressCurve.even(.may, counting: counting),
      ProgressCurve.seasonal(.may, counting: counting, past: past),
      ProgressCurve.milestones(
        .may, counting: counting,
        milestones: [Objective.PaceMilestone(date: try date("2026-05-12"), share: percent(37))]),
    ]
    for curve in curves.compactMap({ $0 }) {
      for day in 0..<31 {
        let first = Period.may.start.adding(days: day)
        let after = (day + 1..<31).map {
          curve.increment(on: Period.may.start.adding(days: $0))
        }.sum()
        #expect(curve.share(through: first) + after == .one)
      }
    }
  }
}
