/// A revenue translated into the work it takes, backwards along the sale (objectives.md 1.9): deals
/// won, opportunities closed, meetings held, calls made.
///
/// 120,000 € with a win rate of 25 %, deals of 8,000 € and 6,000 € of discounts take 63 opportunities
/// and 15.75 wins, 147 meetings at 42.9 % and 1,176 calls at 12.5 %. The average deal is gross: with
/// a net one the discounts must be 0, or they are taken off twice.
package struct ReverseDecomposition: Hashable, Sendable {
  package let wins: Fraction
  package let opportunities: Fraction
  /// Absent where no share of meetings that become opportunities is known.
  package let meetings: Fraction?
  package let calls: Fraction?

  /// Nothing when win rate or average deal is 0: no work leads there.
  ///
  /// `opportunitiesPerMeeting` and `meetingsPerCall` are shares of one; 0 leaves the step out.
  package init?(
    revenue: Fraction, discounts: Fraction, winRate: Fraction, grossDeal: Fraction,
    opportunitiesPerMeeting: Fraction? = nil, meetingsPerCall: Fraction? = nil
  ) {
    guard
      let opportunities = InverseFormula.opportunities(
        revenue: revenue, winRate: winRate, basket: grossDeal, discounts: discounts)
    else { return nil }
    self.opportunities = opportunities
    wins = opportunities * winRate
    let meetings = opportunitiesPerMeeting.flatMap { share in
      share > .zero ? opportunities / share : nil
    }
    self.meetings = meetings
    calls = meetingsPerCall.flatMap { share in
      share > .zero ? meetings.map { $0 / share } : nil
    }
  }
}
