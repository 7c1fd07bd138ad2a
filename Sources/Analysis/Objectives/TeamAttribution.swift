/// The causes of a team's revenue gap as a table that adds up to the cent (ruling 17): one row per
/// rep, then what the reps' targets ask for beside the team's, then results of owners nobody knows.
package struct TeamAttribution: Hashable, Sendable {
  /// A rep's cells in minor units; they add up to the rep's rounded gap.
  package struct Row: Hashable, Sendable {
    package var scope: ScopeID
    package var volume: Int64
    package var conversion: Int64
    package var basket: Int64
    package var discounts: Int64

    package init(scope: ScopeID, _ parts: GapAttribution) {
      let cells = parts.rounded
      self.scope = scope
      volume = cells[0]
      conversion = cells[1]
      basket = cells[2]
      discounts = cells[3]
    }

    package var total: Int64 { clampedSum([volume, conversion, basket, discounts]) }
  }

  package let rows: [Row]
  /// What the reps are expected to have done in all, less what the team is: above 0 when the reps
  /// carry more than the team's target.
  package let assignment: Int64
  /// Results that no rep has.
  package let unassigned: Int64
  /// Per cause, what the team's factors taken as one would say beside the sum of the reps: the
  /// effect of the mix between reps.
  ///
  /// In minor units: volume, conversion, basket, discounts.
  package let mix: [Int64]

  /// `expectedOfTeam` is what the team is expected to have done to date, in minor units.
  package init(
    reps: [(scope: ScopeID, plan: RevenueFactors, actual: RevenueFactors)],
    expectedOfTeam: Int64, unassigned: Int64
  ) {
    let parts = reps.map { GapAttribution(from: $0.plan, to: $0.actual) }
    let rows = zip(reps, parts).map { Row(scope: $0.scope, $1) }
    // The actual of every rep is whole, so rounding the gap rounds the expectation.
    let actual = reps.map(\.actual.revenue).sum().rounded
    let gap = clampedSum(rows.map(\.total))
    self.rows = rows
    assignment = Int64(clamping: Int128(actual) - Int128(gap) - Int128(expectedOfTeam))
    self.unassigned = unassigned
    mix = Self.mix(reps.map { ($0.plan, $0.actual) }, parts)
  }

  package var volume: Int64 { clampedSum(rows.map(\.volume)) }
  package var conversion: Int64 { clampedSum(rows.map(\.conversion)) }
  package var basket: Int64 { clampedSum(rows.map(\.basket)) }
  package var discounts: Int64 { clampedSum(rows.map(\.discounts)) }

  /// The team's gap: everything that the reps did and that nobody did, less what is expected.
  package var total: Int64 {
    clampedSum([volume, conversion, basket, discounts, assignment, unassigned])
  }

  /// Whether a cell, or all of them together, come near to what an `Int64` holds: nobody could use such
  /// causes, and sums of them would not fit.
  package var isBeyondMeasure: Bool {
    let cells = rows.flatMap { [$0.volume, $0.conversion, $0.basket, $0.discounts] } + mix
    let sum = (cells + [assignment, unassigned]).reduce(UInt128(0)) { $0 + UInt128($1.magnitude) }
    return sum > UInt128(Int64.max / 4)
  }

  private static func mix(
    _ reps: [(plan: RevenueFactors, actual: RevenueFactors)], _ parts: [GapAttribution]
  ) -> [Int64] {
    let plan = aggregate(reps.map(\.plan), carrying: nil)
    let whole = GapAttribution(
      from: plan, to: aggregate(reps.map(\.actual), carrying: plan))
    let none = GapAttribution(volume: .zero, conversion: .zero, basket: .zero, discounts: .zero)
    let sum = parts.reduce(none, +)
    return LargestRemainder.round([
      whole.volume - sum.volume, whole.conversion - sum.conversion, whole.basket - sum.basket,
      whole.discounts - sum.discounts,
    ])
  }

  /// The factors of several reps as one: sums of opportunities, wins, gross amounts and discounts.
  static func aggregate(
    _ factors: [RevenueFactors], carrying plan: RevenueFactors?
  ) -> RevenueFactors {
    let closed = factors.map(\.opportunities).sum()
    let won = factors.map { $0.opportunities * $0.winRate }.sum()
    let gross = factors.map { $0.opportunities * $0.winRate * $0.basket }.sum()
    return RevenueFactors(
      opportunities: closed,
      winRate: closed.isZero ? plan?.winRate ?? .zero : won / closed,
      basket: won.isZero ? plan?.basket ?? .zero : gross / won,
      discounts: factors.map(\.discounts).sum())
  }
}

/// Targets in the billions can make causes that no `Int64` holds; they must not end a run.
private func clampedSum(_ values: [Int64]) -> Int64 {
  Int64(clamping: values.reduce(Int128(0)) { $0 + Int128($1) })
}
