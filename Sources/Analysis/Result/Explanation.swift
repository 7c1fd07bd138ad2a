package import Calendar

/// Which figure is to be explained.
package struct ExplanationRequest: Sendable {
  /// As the catalogue has it, or narrowed to an objective's records.
  package let kpi: KPI
  package let scope: ScopeID
  package let period: Period

  /// A figure of the catalogue, or with an objective what was achieved of it.
  package init(kpi: KPI, scope: ScopeID, period: Period, objective: Objective? = nil) {
    self.kpi = objective.map { kpi.narrowed(to: $0) } ?? kpi
    self.scope = scope
    self.period = period
  }
}

/// The records behind one figure, and those that were left out of it, each with where it stands.
///
/// The records of a role add up to the figure's numerator or denominator: what is listed is what
/// was counted, found by the very conditions that counted it.
package struct Explanation: Sendable {
  /// What the records of one measure do in the formula.
  package struct Role: Sendable {
    /// `numerator`, `denominator`, `counted`, `durations`, or the role an algorithm gives it.
    package var name: String
    /// The measure's identifier, and the canonical table whose rows it counts.
    package var measure: String
    package var entity: String
    package var records: [Record]
    /// Sum of the values; of `days` measures the sum of the days.
    package var total: Quantity
    /// Fields that no export has, so that nothing could be counted.
    package var missingFields: [String]
  }

  /// One row of an export.
  package struct Record: Sendable, Hashable {
    package var id: String
    package var name: String
    /// The person's identifier, or the owner as the export writes it when nobody is known by it.
    package var owner: String
    /// The day that attributes it to the period, as far as it has one.
    package var date: CalendarDate?
    /// What it adds; nothing for a record without a value, which is counted but adds nothing.
    ///
    /// Where different values are counted, 0 for one that another record has brought already.
    package var value: Quantity?
    /// The export as people know it, and its line from 1.
    package var file: String
    package var line: Int
  }

  /// A record of the scope and the period that counts nowhere in the figure.
  package struct LeftOut: Sendable, Hashable {
    package var record: Record
    package var reason: Reason
  }

  /// Why a record was left out.
  package enum Reason: Sendable, Hashable {
    /// A rule for all figures, by the identifier of its finding: `record-is-a-test`.
    case excluded(String)
    /// It is not what is counted: a field with another value than those asked for.
    case filtered(field: String, value: String)
    case dateMissing(field: String)
    /// It does not have what different values are counted of.
    case fieldMissing(field: String)
    /// Dated after the as-of day.
    case future(field: String)
    /// It ends before it begins.
    case negativeDuration
    /// Too young to be held against anybody, or without what would tell.
    case immature
    case ownerUnknown
  }

  package var request: ExplanationRequest
  package var roles: [Role]
  package var leftOut: [LeftOut]
}
