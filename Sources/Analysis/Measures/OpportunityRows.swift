import Calendar
import Ingest

/// The derived fields of opportunities as they were known on the as-of date (rules C2, C3, C6).
///
/// | field | meaning |
/// |---|---|
/// | `status` | `open`, `won`, `lost` or `on_hold` at the end of the as-of day |
/// | `closed_on` | the move to won or lost if the export has it, else the close date |
/// | `expected_close_on` | the planned close of an open opportunity |
/// | `amount_net`, `amount_gross` | each from the other and the discount where one is missing |
enum OpportunityRows {
  static let statuses = ["open", "won", "lost", "on_hold"]
  private static let open: Int32 = 0

  static func derive(_ rows: inout RowSet, asOf: CalendarDate, findings: inout Findings) {
    exclude(&rows, asOf: asOf, findings: &findings)
    deriveAmounts(&rows)
    deriveStatus(&rows, asOf: asOf, findings: &findings)
    OpportunityChecks.check(rows, asOf: asOf, findings: &findings)
  }

  private static func exclude(
    _ rows: inout RowSet, asOf: CalendarDate, findings: inout Findings
  ) {
    let isDeleted = rows.flags["is_deleted"]
    let isTest = rows.flags["is_test"]
    let created = rows.days["created_at"]
    for row in 0..<rows.count {
      let finding: String
      if isDeleted?[row] == 1 {
        finding = "record-deleted"
      } else if isTest?[row] == 1 {
        finding = "record-is-a-test"
      } else if let created, created[row] > asOf.dayNumber {
        finding = "created-after-as-of"
      } else {
        continue
      }
      rows.exclude(row, finding, &findings)
    }
  }

  private static func deriveAmounts(_ rows: inout RowSet) {
    let missing = Column.missingNumber
    let gross = rows.numbers["amount_gross"]
    let discount = rows.numbers["discount"]
    guard var nets = rows.numbers["amount_net"] ?? gross else { return }
    if let gross {
      let net = rows.numbers["amount_net"]
      for row in nets.indices where net?[row] ?? missing == missing && gross[row] != missing {
        let discount = discount?[row] ?? missing
        nets[row] = discount == missing ? gross[row] : gross[row] &- discount
      }
    }
    var closures = nets
    if let gross {
      for row in closures.indices where gross[row] != missing { closures[row] = gross[row] }
    }
    rows.numbers["amount_net"] = nets
    // What win_rate_closed_v compares; not named `amount_gross`, so that a discount rate is absent
    // rather than 0 where only net amounts are exported.
    rows.numbers["amount_at_closure"] = closures
  }

  private static func deriveStatus(
    _ rows: inout RowSet, asOf: CalendarDate, findings: inout Findings
  ) {
    let missing = Column.missingDay
    let closeDate = rows.days["close_date"]
    var closed = rows.days["closed_at"] ?? rows.missingDays
    var expected = rows.days["expected_close"] ?? rows.missingDays
    if let closeDate {
      for row in closed.indices where closed[row] == missing { closed[row] = closeDate[row] }
      // Where one field is both the planned and the actual close, it is all that is known of it.
      for row in expected.indices where expected[row] == missing { expected[row] = closeDate[row] }
    }
    let exported = rows.codes["status"]
    let meanings = (exported?.texts ?? []).map { Int32(statuses.firstIndex(of: $0) ?? Int(open)) }
    var status = [Int32](repeating: open, count: rows.count)
    let amounts = rows.numbers["amount_net"]
    let created = rows.days["created_at"]
    for row in 0..<rows.count {
      if let code = exported?.values[row], code >= 0 { status[row] = meanings[Int(code)] }
      guard status[row] == 1 || status[row] == 2 else {
        closed[row] = missing
        if status[row] == 3 { findings.add("opportunity-on-hold", rows, row) }
        continue
      }
      if closed[row] == missing {
        findings.add("closed-without-date", rows, row, kpis: ["revenue_won", "n_won"])
      }
      if closed[row] > asOf.dayNumber {
        // Closed only later: on the as-of date it was still open (rule C2), as far as today's
        // export can tell.
        findings.add("closed-after-as-of", rows, row, kpis: ["open_pipeline"])
        status[row] = open
        closed[row] = missing
        continue
      }
      expected[row] = missing
      guard rows.isIncluded[row] else { continue }
      if let created, created[row] > closed[row], closed[row] != missing {
        findings.add("closed-before-created", rows, row, kpis: ["cycle_won"])
      }
      guard let amounts, amounts[row] == 0 || amounts[row] == Column.missingNumber else { continue }
      if status[row] == 1 {
        findings.add("won-without-amount", rows, row, kpis: ["revenue_won", "avg_deal"])
      } else {
        findings.add("lost-without-amount", rows, row, kpis: ["win_rate_closed_v"])
      }
    }
    rows.codes["status"] = (status, statuses)
    rows.days["closed_on"] = closed
    rows.days["expected_close_on"] = expected
  }
}
