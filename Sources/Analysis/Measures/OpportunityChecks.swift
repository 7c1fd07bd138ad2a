import Calendar
import Ingest

/// What is odd about opportunities that count, seen from the as-of date.
enum OpportunityChecks {
  /// Looks at rows with their derived fields.
  static func check(_ rows: RowSet, asOf: CalendarDate, findings: inout Findings) {
    guard let status = rows.codes["status"]?.values, let expected = rows.days["expected_close_on"]
    else { return }
    let amounts = rows.numbers["amount_net"]
    var negative = ClosedRows()
    var late: [Int] = []
    var withoutAmount: [Int] = []
    for row in 0..<rows.count where rows.isIncluded[row] {
      if status[row] != 0 {
        guard let amounts, amounts[row] < 0, amounts[row] != Column.missingNumber else { continue }
        negative.append(row, isWon: status[row] == 1)
        continue
      }
      if expected[row] != Column.missingDay, expected[row] <= asOf.dayNumber { late.append(row) }
      if let amounts, amounts[row] == Column.missingNumber { withoutAmount.append(row) }
    }
    findings.add(
      "amount-negative", rows, negative.rows,
      kpis: negative.kpis(won: ["revenue_won", "avg_deal"], lost: ["win_rate_closed_v"]))
    findings.add(
      "open-past-expected-close", rows, late, kpis: ["weighted_pipeline", "overdue_open_share"])
    findings.add(
      "open-without-amount", rows, withoutAmount, kpis: ["open_pipeline", "weighted_pipeline"])
  }
}
