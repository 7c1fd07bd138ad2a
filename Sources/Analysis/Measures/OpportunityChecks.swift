import Calendar
import Ingest

/// What is odd about opportunities that count, seen from the as-of date.
enum OpportunityChecks {
  /// Looks at rows with their derived fields.
  static func check(_ rows: RowSet, asOf: CalendarDate, findings: inout Findings) {
    guard let status = rows.codes["status"]?.values, let expected = rows.days["expected_close_on"]
    else { return }
    let amounts = rows.numbers["amount_net"]
    for row in 0..<rows.count where rows.isIncluded[row] {
      if let amounts, amounts[row] < 0, amounts[row] != Column.missingNumber, status[row] != 0 {
        findings.add(
          "amount-negative", rows, row,
          kpis: status[row] == 1 ? ["revenue_won", "avg_deal"] : ["win_rate_closed_v"])
      }
      guard status[row] == 0 else { continue }
      if expected[row] != Column.missingDay, expected[row] <= asOf.dayNumber {
        findings.add(
          "open-past-expected-close", rows, row,
          kpis: ["weighted_pipeline", "overdue_open_share"])
      }
      if let amounts, amounts[row] == Column.missingNumber {
        findings.add(
          "open-without-amount", rows, row, kpis: ["open_pipeline", "weighted_pipeline"])
      }
    }
  }
}
