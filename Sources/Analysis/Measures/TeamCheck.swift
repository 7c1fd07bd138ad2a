import Calendar
import Ingest

/// Finds what of the main period counts for a person who was in no team at the time: the teams then
/// do not add up to the company.
enum TeamCheck {
  /// Looks at rows with their derived fields; only where the company has teams at all.
  static func check(
    _ rows: RowSet, plan: AnalysisPlan, roster: Roster, findings: inout Findings
  ) {
    guard !plan.teams.isEmpty, let field = dateOfResult[rows.entity],
      let days = rows.days[field]
    else { return }
    let today = plan.asOf.dayNumber
    let period = plan.mainPeriod.dayNumbers
    let isOpen = rows.rows(where: "status", isOneOf: ["open"])
    for row in 0..<rows.count where rows.isIncluded[row] && rows.owners[row] >= 0 {
      // What is open stands in the pipeline of the as-of day.
      let day = isOpen[row] ? today : days[row]
      guard day <= today, period.contains(day),
        roster.isOutsideTeams(rows.owners[row], onDay: day)
      else { continue }
      findings.add(
        "owner-without-team", rows, row, kpis: DamagedKPIs.ofRecords(in: rows.entity))
    }
  }

  /// The day on which a row of a table became somebody's result.
  private static let dateOfResult: [Entity: String] = [
    .opportunities: "closed_on", .activities: "done_on", .orders: "date",
  ]
}
