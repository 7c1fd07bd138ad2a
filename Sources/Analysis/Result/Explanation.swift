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
/// They are noted by the formula itself while it makes the figure, so that what is listed is what
/// was counted: the records of a part add up to the figure's numerator, denominator or value.
package struct Explanation: Sendable {
  /// What records are there for.
  package enum Part: String, Sendable {
    case numerator
    case denominator
    /// They add up to the value.
    case counted
    /// The value is a statistic of theirs: a median, a percentile, an incidence, limits.
    case sample
    /// They stand behind a part that is not made of records itself, as the meetings of a week.
    case detail
  }

  /// What the records of one measure do in the formula.
  package struct Role: Sendable {
    package var part: Part
    /// The part, behind the KPI and period where the figure is made of several.
    package var name: String
    /// The measure's identifier, empty for what is not counted by a measure; and the canonical table
    /// whose rows it counts.
    package var measure: String
    package var entity: String
    package var records: [Record]
    /// Sum of the values; of `days` measures the sum of the days.
    package var total: Quantity
    /// Which records of a sample, smallest first, its statistic is.
    package var rank: Rank?
    /// Fields that no export has, so that nothing could be counted.
    package var missingFields: [String]
  }

  /// Ranks from 1 among the values of a sample in ascending order.
  package struct Rank: Sendable, Hashable {
    /// `median`, `p80`, `largest` and so on.
    package var statistic: String
    package var first: Int
    /// Beyond `first` where the value is the mean of two.
    package var last: Int
  }

  /// One row of an export, or an amount put together from several.
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
    /// A fixed token that tells it from others of its part: `won`, `open`, `signal`; empty mostly.
    package var note = ""
    /// The export as people know it, and its line from 1; empty and 0 for what stands in no file.
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
    /// It does not have what different values are counted of, or what the value is made of.
    case fieldMissing(field: String)
    /// Dated after the as-of day.
    case future(field: String)
    /// Planned for later than what is counted.
    case planned(field: String)
    /// It ends before it begins.
    case negativeDuration
    /// Too young to be held against anybody, or without what would tell.
    case immature
    case ownerUnknown
    /// The account bought before, or this deal is not the one that made it a customer.
    case notFirst(first: String, date: CalendarDate, isInPeriod: Bool)
    /// The same customer answered again.
    case answeredAgain(CalendarDate)
    /// Not a customer on the day that is asked of.
    case notCustomer(on: CalendarDate)
    /// Its last order or contact is no longer ago than is usual.
    case recent(last: CalendarDate, days: Int64)
    /// Its own period lies only partly within, so that what falls into it is not known.
    case partlyWithin(period: String)
    /// An amount of another scope, which is not shared out.
    case otherScope(String)
    /// Its owner has fewer of them than a rate can be compared by.
    case tooFew(Int)
    /// Beside those that make up the sample.
    case notInSample
  }

  package var request: ExplanationRequest
  /// As the run makes it; nothing where it makes none for the scope and period.
  package var figure: Figure?
  package var roles: [Role]
  package var leftOut: [LeftOut]
}
