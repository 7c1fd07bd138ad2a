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
  }

  private static func exclude(
    _ rows: inout RowSet, asOf: CalendarDate, findings: inout Findings
  ) {
    let created = rows.days["created_at"]
    for row in 0..<rows.count {
      if rows.flags["is_deleted"]?[row] == 1 {
        rows.isIncluded[row] = false
        findings.add("record-deleted", rows, row)
      } else if rows.flags["is_test"]?[row] == 1 {
        rows.isIncluded[row] = false
        findings.add("record-is-a-test", rows, row)
      } else if let created, created[row] > asOf.dayNumber {
        rows.isIncluded[row] = false
        findings.add("created-after-as-of", rows, row)
      }
    }
  }

  private static func deriveAmounts(_ rows: inout RowSet) {
    let missing = Column.missingNumber
    let net = rows.numbers["amount_net"]
    let gross = rows.numbers["amount_gross"]
    let discount = rows.numbers["discount"]
    guard net != nil || gross != nil else { return }
    var nets: [Int64] = []
    var closures: [Int64] = []
    for row in 0..<rows.count {
      let (net, gross) = (net?[row] ?? missing, gross?[row] ?? missing)
      let discount = discount?[row] ?? missing
      if net != missing {
        nets.append(net)
      } else if gross != missing {
        nets.append(discount == missing ? gross : gross &- discount)
      } else {
        nets.append(missing)
      }
      closures.append(gross != missing ? gross : (nets.last ?? missing))
    }
    rows.numbers["amount_net"] = nets
    // What win_rate_closed_v compares; not named `amount_gross`, so that a discount rate is absent
    // rather than 0 where only net amounts are exported.
    rows.numbers["amount_at_closure"] = closures
  }

  private static func deriveStatus(
    _ rows: inout RowSet, asOf: CalendarDate, findings: inout Findings
  ) {
    let missingDay = Column.missingDay
    var status: [Int32] = []
    var closedOn: [Int32] = []
    var expectedOn: [Int32] = []
    for row in 0..<rows.count {
      let exported = rows.text("status", row).flatMap { statuses.firstIndex(of: $0) }
      let current = Int32(exported ?? Int(open))
      let closeDate = rows.days["close_date"]?[row] ?? missingDay
      let expected = rows.days["expected_close"]?[row] ?? missingDay
      var closed = rows.days["closed_at"]?[row] ?? missingDay
      if closed == missingDay { closed = closeDate }
      let isClosed = current == 1 || current == 2
      if isClosed, closed == missingDay {
        findings.add("closed-without-date", rows, row, kpis: ["revenue_won", "n_won"])
      }
      if isClosed, closed > asOf.dayNumber {
        // Closed only later: on the as-of date it was still open (rule C2), as far as today's
        // export can tell.
        findings.add("closed-after-as-of", rows, row, kpis: ["open_pipeline"])
        status.append(open)
        closedOn.append(missingDay)
        // Where one field is both the planned and the actual close, it is all that is known of it.
        expectedOn.append(expected != missingDay ? expected : closeDate)
      } else if isClosed {
        status.append(current)
        closedOn.append(closed)
        expectedOn.append(missingDay)
        check(rows, row, closed: closed, status: current, findings: &findings)
      } else {
        status.append(current)
        closedOn.append(missingDay)
        expectedOn.append(expected != missingDay ? expected : closeDate)
        if current == 3 { findings.add("opportunity-on-hold", rows, row) }
      }
    }
    rows.codes["status"] = (status, statuses)
    rows.days["closed_on"] = closedOn
    rows.days["expected_close_on"] = expectedOn
  }

  private static func check(
    _ rows: RowSet, _ row: Int, closed: Int32, status: Int32, findings: inout Findings
  ) {
    guard rows.isIncluded[row] else { return }
    let created = rows.days["created_at"]?[row] ?? Column.missingDay
    if created != Column.missingDay, closed != Column.missingDay, created > closed {
      findings.add("closed-before-created", rows, row, kpis: ["cycle_won"])
    }
    guard let amounts = rows.numbers["amount_net"] else { return }
    let isZero = amounts[row] == 0 || amounts[row] == Column.missingNumber
    if isZero, status == 1 {
      findings.add("won-without-amount", rows, row, kpis: ["revenue_won", "avg_deal"])
    } else if isZero, status == 2 {
      findings.add("lost-without-amount", rows, row, kpis: ["win_rate_closed_v"])
    }
  }
}
