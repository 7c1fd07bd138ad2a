/// A span of whole days with a stable identifier, half-open inside (rule C1).
///
/// Files and figures write `lastDay`, the last included day (ruling 6).
package struct Period: Hashable, Sendable, Codable {
  /// What kind of span an identifier names.
  package enum Kind: String, Sendable, Codable, CaseIterable {
    case day
    case week
    case month
    case quarter
    case half
    case year
    case fiscalYear = "fiscal_year"
    case fiscalQuarter = "fiscal_quarter"
    /// A period of a 4-4-5 calendar, `FY2026-P05`.
    case fiscalPeriod = "fiscal_period"
    /// A free window, `2026-04-01..2026-09-30`.
    case window
    /// `rolling-12m..2026-08-31`.
    case rolling
  }

  /// The identifier under ruling 6: `2026`, `2026-H2`, `2026-W34`, `FY2026` and so on.
  package let id: String
  package let kind: Kind
  /// First included day.
  package let start: CalendarDate
  /// First day after the period.
  package let end: CalendarDate

  package init(id: String, kind: Kind, start: CalendarDate, end: CalendarDate) {
    self.id = id
    self.kind = kind
    self.start = start
    self.end = end
  }

  package var lastDay: CalendarDate { end.adding(days: -1) }
  package var dayCount: Int { end.days(since: start) }
  /// The numbers of its days.
  package var dayNumbers: Range<Int32> { start.dayNumber..<end.dayNumber }

  package func contains(_ date: CalendarDate) -> Bool { start <= date && date < end }

  /// Whether both have the same first and last day, whatever they are called: `FY2026-Q1` of a
  /// financial year that begins in January is `2026-Q1`.
  package func hasDays(of other: Period) -> Bool { start == other.start && end == other.end }
}
