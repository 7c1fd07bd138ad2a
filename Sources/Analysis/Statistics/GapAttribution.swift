/// What makes up revenue on the closed basis: V(o, r, b, d) = o r b - d (objectives.md 4.4).
package struct RevenueFactors: Hashable, Sendable {
  /// Closed opportunities, won or lost.
  package var opportunities: Fraction
  /// Won over closed.
  package var winRate: Fraction
  /// Average gross won value, in minor units.
  package var basket: Fraction
  /// Discounts given, in minor units.
  package var discounts: Fraction

  package init(
    opportunities: Fraction, winRate: Fraction, basket: Fraction, discounts: Fraction
  ) {
    self.opportunities = opportunities
    self.winRate = winRate
    self.basket = basket
    self.discounts = discounts
  }

  /// The factors of counted deals.
  ///
  /// Without a win the basket is undefined and the plan's is
  /// carried, so that its part is 0; without a closed deal the plan's win rate is carried too, and
  /// all of the gap is volume.
  package init(
    closed: Int, won: Int, grossWon: Int64, discounts: Int64, carrying plan: RevenueFactors
  ) {
    opportunities = Fraction(closed)
    winRate = closed == 0 ? plan.winRate : Fraction(won, over: closed)
    basket = won == 0 ? plan.basket : Fraction(grossWon, over: won)
    self.discounts = Fraction(discounts)
  }

  /// The plan of an objective that names a revenue only: win rate, basket and discount rate (out of
  /// the gross amount) as in the twelve months before, opportunities by the inverse formula.
  ///
  /// Nothing when the history has no win, or gave everything away.
  package init?(
    revenue: Fraction, winRate: Fraction, basket: Fraction, discountRate: Fraction
  ) {
    let kept = Fraction.one - discountRate
    guard !kept.isZero else { return nil }
    let discounts = revenue * discountRate / kept
    guard
      let opportunities = InverseFormula.opportunities(
        revenue: revenue, winRate: winRate, basket: basket, discounts: discounts)
    else { return nil }
    self.init(
      opportunities: opportunities, winRate: winRate, basket: basket, discounts: discounts)
  }

  /// o r b - d, in minor units.
  package var revenue: Fraction { opportunities * winRate * basket - discounts }

  /// The factors expected to date: volume and discounts are scaled by the share of the plan
  /// expected to date, rate and basket are not (ruling 16).
  package func scaled(by share: Fraction) -> RevenueFactors {
    RevenueFactors(
      opportunities: opportunities * share, winRate: winRate, basket: basket,
      discounts: discounts * share)
  }
}

/// The parts of a revenue gap by cause: they add up to the gap exactly, and parts of reps add up to
/// the parts of their team.
package struct GapAttribution: Hashable, Sendable {
  package var volume: Fraction
  package var conversion: Fraction
  package var basket: Fraction
  package var discounts: Fraction

  package init(volume: Fraction, conversion: Fraction, basket: Fraction, discounts: Fraction) {
    self.volume = volume
    self.conversion = conversion
    self.basket = basket
    self.discounts = discounts
  }

  /// The Shapley values of `actual` against `plan`.
  ///
  /// The discounts only subtract, so their part is
  /// their difference and the three factors share the rest.
  package init(from plan: RevenueFactors, to actual: RevenueFactors) {
    let parts = Shapley.productParts(
      from: [plan.opportunities, plan.winRate, plan.basket],
      to: [actual.opportunities, actual.winRate, actual.basket])
    volume = parts[0]
    conversion = parts[1]
    basket = parts[2]
    discounts = plan.discounts - actual.discounts
  }

  /// Actual minus plan.
  package var gap: Fraction { volume + conversion + basket + discounts }

  /// Volume, conversion, basket and discounts in whole minor units that add up to the rounded gap
  /// (ruling 17).
  package var rounded: [Int64] { LargestRemainder.round([volume, conversion, basket, discounts]) }

  package static func + (left: GapAttribution, right: GapAttribution) -> GapAttribution {
    GapAttribution(
      volume: left.volume + right.volume, conversion: left.conversion + right.conversion,
      basket: left.basket + right.basket, discounts: left.discounts + right.discounts)
  }
}

/// Shapley values: the mean effect of moving one factor from plan to actual, over every order in
/// which the factors can be moved.
package enum Shapley {
  /// The factors beyond which nothing is attributed: 64 evaluations (objectives.md 4.4).
  package static let maximumCount = 6

  /// One part per factor of the product; their sum is the difference of the products.
  ///
  /// part(i) = Σ over sets S without i of |S|! (n-|S|-1)! / n! · (V(S ∪ i) - V(S)).
  package static func productParts(from plan: [Fraction], to actual: [Fraction]) -> [Fraction] {
    let count = min(plan.count, actual.count, maximumCount)
    var factorials = [1]
    for number in 1...max(count, 1) { factorials.append(factorials[number - 1] * number) }
    // A set of moved factors is a bit pattern.
    let sets = 0..<(1 << count)
    var products: [Fraction] = []
    for set in sets {
      var product = Fraction.one
      for factor in 0..<count {
        let isMoved = (set >> factor) & 1 == 1
        product = product * (isMoved ? actual[factor] : plan[factor])
      }
      products.append(product)
    }
    return (0..<count).map { factor -> Fraction in
      var part = Fraction.zero
      for set in sets where (set >> factor) & 1 == 0 {
        let size = set.nonzeroBitCount
        let orders: Int = factorials[size] * factorials[count - size - 1]
        let difference = products[set | (1 << factor)] - products[set]
        part += Fraction(orders, over: factorials[count]) * difference
      }
      return part
    }
  }
}

/// The inverse of the revenue formula (objectives.md 1.9).
package enum InverseFormula {
  /// The opportunities to be closed for a revenue: (revenue + discounts) / (rate · basket); nothing
  /// when rate or basket is 0.
  package static func opportunities(
    revenue: Fraction, winRate: Fraction, basket: Fraction, discounts: Fraction
  ) -> Fraction? {
    let perOpportunity = winRate * basket
    return perOpportunity.isZero ? nil : (revenue + discounts) / perOpportunity
  }

  /// The share of the parent's units that must become the child's: 5 meetings from 40 calls is
  /// 12.5 %.
  ///
  /// `survival` is what is left of the parent's units before they can convert, such as
  /// 0.85 with 15 % no-shows. Nothing when the parent is 0.
  package static func impliedRatio(
    child: Fraction, parent: Fraction, survival: Fraction = .one
  ) -> Fraction? {
    let base = parent * survival
    return base.isZero ? nil : child / base
  }
}
