/// One row of the tidy figures (product.md): what a KPI is for a scope, a period and a segment.
package struct Figure: Sendable, Codable, Hashable {
  /// Identifier of the period; an instant KPI is of the as-of day.
  package var period: String
  package var scope: ScopeID
  /// Identifier of kpis.md with its parameters in brackets.
  package var kpi: String
  /// Empty, or what the figure is narrowed to: `stage:Négociation`, `overdue`.
  package var segment: String
  /// Absent when `absentReason` says why.
  package var value: Quantity?
  /// Kept for ratios, so that any sum of scopes can be rolled up sum over sum (rule C8).
  package var numerator: Quantity?
  package var denominator: Quantity?
  /// How many records the value rests on.
  package var count: Int?
  /// Wilson 95 % bounds of a rate, as rates in millionths.
  package var interval: Interval?
  package var absentReason: AbsentReason?
  /// True when today's export had to stand for what was known then (rule C2).
  package var isApproximate: Bool

  package init(
    period: String, scope: ScopeID, kpi: String, segment: String = "", value: Quantity? = nil,
    numerator: Quantity? = nil, denominator: Quantity? = nil, count: Int? = nil,
    interval: Interval? = nil, absentReason: AbsentReason? = nil, isApproximate: Bool = false
  ) {
    self.period = period
    self.scope = scope
    self.kpi = kpi
    self.segment = segment
    self.value = value
    self.numerator = numerator
    self.denominator = denominator
    self.count = count
    self.interval = interval
    self.absentReason = absentReason
    self.isApproximate = isApproximate
  }

  package struct Interval: Sendable, Codable, Hashable {
    package var low: Quantity
    package var high: Quantity

    package init(low: Quantity, high: Quantity) {
      self.low = low
      self.high = high
    }
  }
}
