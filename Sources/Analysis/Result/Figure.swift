/// One row of the tidy figures (product.md): what a KPI is for a scope, a period and a segment.
package struct Figure: Sendable, Codable, Hashable {
  /// Identifier of the period; an instant KPI is of the as-of day.
  package var period: String
  package var scope: ScopeID
  /// Identifier of kpis.md with its parameters in brackets.
  package var kpi: String
  /// Empty, or what the figure is narrowed to: `stage:Négociation`, `overdue`.
  package var segment: String
  /// What it came to.
  package var outcome: Outcome

  package init(
    period: String, scope: ScopeID, kpi: String, segment: String = "", outcome: Outcome
  ) {
    self.period = period
    self.scope = scope
    self.kpi = kpi
    self.segment = segment
    self.outcome = outcome
  }

  package init(
    period: String, scope: ScopeID, kpi: String, segment: String = "", value: Quantity? = nil,
    numerator: Quantity? = nil, denominator: Quantity? = nil, count: Int? = nil,
    interval: Interval? = nil, absentReason: AbsentReason? = nil, isApproximate: Bool = false
  ) {
    self.init(
      period: period, scope: scope, kpi: kpi, segment: segment,
      outcome: Outcome(
        value: value, numerator: numerator, denominator: denominator, count: count,
        interval: interval, absentReason: absentReason, isApproximate: isApproximate))
  }

  /// What a figure came to, apart from what it is about.
  ///
  /// It holds no reference: of hundreds of thousands of figures only this differs, and it is handed from
  /// thread to thread without counting who holds it.
  package struct Outcome: Sendable, Codable, Hashable {
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
      value: Quantity? = nil, numerator: Quantity? = nil, denominator: Quantity? = nil,
      count: Int? = nil, interval: Interval? = nil, absentReason: AbsentReason? = nil,
      isApproximate: Bool = false
    ) {
      self.value = value
      self.numerator = numerator
      self.denominator = denominator
      self.count = count
      self.interval = interval
      self.absentReason = absentReason
      self.isApproximate = isApproximate
    }
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

/// The outcome's members, as if they were the figure's own.
extension Figure {
  package var value: Quantity? {
    get { outcome.value }
    set { outcome.value = newValue }
  }
  package var numerator: Quantity? {
    get { outcome.numerator }
    set { outcome.numerator = newValue }
  }
  package var denominator: Quantity? {
    get { outcome.denominator }
    set { outcome.denominator = newValue }
  }
  package var count: Int? {
    get { outcome.count }
    set { outcome.count = newValue }
  }
  package var interval: Interval? {
    get { outcome.interval }
    set { outcome.interval = newValue }
  }
  package var absentReason: AbsentReason? {
    get { outcome.absentReason }
    set { outcome.absentReason = newValue }
  }
  package var isApproximate: Bool {
    get { outcome.isApproximate }
    set { outcome.isApproximate = newValue }
  }
}
