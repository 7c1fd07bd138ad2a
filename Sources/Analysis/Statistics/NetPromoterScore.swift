/// Answers to "would you recommend us", by group.
package struct NetPromoterScore: Hashable, Sendable {
  package var promoters: Int
  package var passives: Int
  package var detractors: Int

  package init(promoters: Int, passives: Int, detractors: Int) {
    self.promoters = promoters
    self.passives = passives
    self.detractors = detractors
  }

  package var count: Int { promoters + passives + detractors }

  /// 100 (promoters - detractors) / n, exactly; nothing without answers (rule C10).
  package var score: Quantity? {
    Quantity(.score, Int64(100 * (promoters - detractors)), dividedBy: Int64(count))
  }

  /// 100 sqrt((p + d - (p - d)²) / n), the plain form.
  package var standardError: Double? {
    Self.standardError(
      promoters: Double(promoters), detractors: Double(detractors), count: Double(count))
  }

  /// The form that judges (ruling 34): three answers are added, three quarters of one to each end,
  /// so that three promoters alone do not look certain.
  package var adjustedStandardError: Double? {
    Self.standardError(
      promoters: Double(promoters) + 0.75, detractors: Double(detractors) + 0.75,
      count: Double(count) + 3)
  }

  private static func standardError(
    promoters: Double, detractors: Double, count: Double
  ) -> Double? {
    guard count > 0 else { return nil }
    let difference = (promoters - detractors) / count
    let variance = (promoters + detractors) / count - difference * difference
    return 100 * (max(variance, 0) / count).squareRoot()
  }

  /// Whether the score differs from a target by more than 1.96 adjusted standard errors.
  package func differs(from target: Fraction) -> Bool? {
    guard let score, let error = adjustedStandardError else { return nil }
    return (Fraction(score) - target).magnitude.double > Normal.z95 * error
  }
}
