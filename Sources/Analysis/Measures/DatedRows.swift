import Calendar
import Ingest

/// The rows of every table without rules of its own: what is dated after the as-of day is not known
/// yet (rule C2), and is counted as such.
enum DatedRows {
  /// The day on which a row of a table became a fact.
  private static let dateOfFact: [Entity: String] = [
    .orders: "date", .surveys: "at", .tickets: "created_at", .leads: "created_at",
    .readings: "date",
  ]

  static func derive(_ rows: inout RowSet, asOf: CalendarDate, findings: inout Findings) {
    guard let field = dateOfFact[rows.entity], let days = rows.days[field] else { return }
    let later = rows.lines.indices.filter { days[$0] > asOf.dayNumber }
    rows.exclude(later, "record-after-as-of", &findings)
  }
}
