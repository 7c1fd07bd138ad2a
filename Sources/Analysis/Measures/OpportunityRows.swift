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
  private static let winRates = ["win_rate_closed_n", "win_rate_closed_v"]

  static func derive(_ rows: inout RowSet, asOf: CalendarDate, findings: inout Findings) {
    exclude(&rows, findings: &findings)
    deriveAmounts(&rows)
    deriveStatus(&rows, asOf: asOf, findings: &findings)
    OpportunityChecks.check(rows, asOf: asOf, findings: &findings)
  }

  private static func exclude(_ rows: inout RowSet, findings: inout Findings) {
    let isDeleted = rows.flags["is_deleted"]
    if let isDeleted {
      rows.exclude(isDeleted.indices.filter { isDeleted[$0] == 1 }, "record-deleted", &findings)
    }
    guard let isTest = rows.flags["is_test"] else { return }
    let tests = isTest.indices.filter { isTest[$0] == 1 && isDeleted?[$0] != 1 }
    rows.exclude(tests, "record-is-a-test", &findings)
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
    let (missing, today) = (Column.missingDay, asOf.dayNumber)
    var closed = rows.days["closed_at"] ?? rows.missingDays
    var expected = rows.days["expected_close"] ?? rows.missingDays
    if let closeDate = rows.days["close_date"] {
      closed = closed.orElse(closeDate, missing: missing)
      // Where one field is both the planned and the actual close, it is all that is known of it.
      expected = expected.orElse(closeDate, missing: missing)
    }
    var status = exportedStatus(rows)
    closed.update(with: status) { isClosed($1) ? $0 : missing }
    expected.update(with: status, closed) { isClosed($1) && $2 <= today ? missing : $0 }
    let amounts = rows.numbers["amount_net"]
    let created = rows.days["created_at"]
    excludeLater(&rows, closed, created, today: today, findings: &findings)
    var odd = OddRows()
    let isIncluded = rows.isIncluded
    isOdd(status, closed, created, amounts, today: today).forEachMarked { row in
      guard isClosed(status[row]) else {
        if isIncluded[row] { odd.onHold.append(row) }
        return
      }
      if closed[row] > today {
        // Closed only later: on the as-of date it was still open (rule C2), as far as today's
        // export can tell.
        status[row] = open
        closed[row] = missing
        if isIncluded[row] { odd.closedLater.append(row) }
        return
      }
      guard isIncluded[row] else { return }
      let isWon = status[row] == 1
      if closed[row] == missing { odd.withoutDate.append(row, isWon: isWon) }
      if let created, created[row] > closed[row], closed[row] != missing {
        odd.closedEarly.append(row, isWon: isWon)
        // A creation that is still to come cannot be true, and must open no cohort.
        if created[row] > today { rows.days["created_at"]?[row] = missing }
      }
      guard let amounts, hasNoAmount(amounts[row]) else { return }
      if isWon { odd.withoutAmount.won.append(row) } else { odd.withoutAmount.lost.append(row) }
    }
    odd.tell(rows, to: &findings)
    rows.codes["status"] = (status, statuses)
    rows.days["closed_on"] = closed
    rows.days["expected_close_on"] = expected
  }

  /// Leaves out what was created only later: nobody knew of it (rule C2).
  ///
  /// What was closed by then was known, whatever its creation says: that date is mistyped, and its
  /// money must not go with it.
  private static func excludeLater(
    _ rows: inout RowSet, _ closed: [Int32], _ created: [Int32]?, today: Int32,
    findings: inout Findings
  ) {
    guard let created else { return }
    let missing = Column.missingDay
    var isLater = created.converted(UInt8(0)) { $0 > today ? 1 : 0 }
    isLater.update(with: closed) { $1 != missing && $1 <= today ? 0 : $0 }
    let isIncluded = rows.isIncluded
    var later: [Int] = []
    isLater.forEachMarked { row in if isIncluded[row] { later.append(row) } }
    rows.exclude(later, "created-after-as-of", &findings)
  }

  /// Rows that something has to be said of.
  private struct OddRows {
    var onHold: [Int] = []
    var closedLater: [Int] = []
    var withoutDate = ClosedRows()
    var closedEarly = ClosedRows()
    var withoutAmount = (won: [Int](), lost: [Int]())

    func tell(_ rows: RowSet, to findings: inout Findings) {
      findings.add("opportunity-on-hold", rows, onHold)
      findings.add("closed-after-as-of", rows, closedLater, kpis: ["open_pipeline"])
      findings.add(
        "closed-without-date", rows, withoutDate.rows,
        kpis: withoutDate.kpis(won: ["revenue_won", "n_won"], lost: ["n_lost"]) + winRates)
      findings.add(
        "closed-before-created", rows, closedEarly.rows,
        kpis: closedEarly.kpis(won: ["cycle_won"], lost: []))
      findings.add(
        "won-without-amount", rows, withoutAmount.won, kpis: ["revenue_won", "avg_deal"])
      findings.add("lost-without-amount", rows, withoutAmount.lost, kpis: ["win_rate_closed_v"])
    }
  }

  @inline(__always)
  private static func isClosed(_ status: Int32) -> Bool { status == 1 || status == 2 }

  @inline(__always)
  private static func hasNoAmount(_ amount: Int64) -> Bool {
    amount == 0 || amount == Column.missingNumber
  }

  /// Row by row the status that the export gives; what it says nothing of is open.
  private static func exportedStatus(_ rows: RowSet) -> [Int32] {
    var status = [Int32](repeating: open, count: rows.count)
    guard let exported = rows.codes["status"] else { return status }
    let meanings = exported.texts.map { Int32(statuses.firstIndex(of: $0) ?? Int(open)) }
    let codes = exported.values.span
    var target = status.mutableSpan
    for row in 0..<min(codes.count, target.count) where codes[row] >= 0 {
      target[row] = meanings[Int(codes[row])]
    }
    return status
  }

  /// Marks the rows that something has to be said of: few of many.
  private static func isOdd(
    _ status: [Int32], _ closed: [Int32], _ created: [Int32]?, _ amounts: [Int64]?, today: Int32
  ) -> [UInt8] {
    let missing = Column.missingDay
    var isOdd = status.converted(UInt8(0)) { $0 == 3 ? 1 : 0 }
    isOdd.update(with: status, closed) { isClosed($1) && ($2 == missing || $2 > today) ? 1 : $0 }
    if let created {
      var isBefore = status.converted(UInt8(0)) { isClosed($0) ? 1 : 0 }
      isBefore.update(with: created, closed) { $1 > $2 ? $0 : 0 }
      isOdd.update(with: isBefore) { $0 | $1 }
    }
    if let amounts {
      isOdd.update(with: status, amounts) { isClosed($1) && hasNoAmount($2) ? 1 : $0 }
    }
    return isOdd
  }
}

/// Closed rows of one finding, in their order.
struct ClosedRows {
  private(set) var rows: [Int] = []
  private var hasWon = false
  private var hasLost = false

  mutating func append(_ row: Int, isWon: Bool) {
    rows.append(row)
    if isWon { hasWon = true } else { hasLost = true }
  }

  /// The KPIs that they damage, by how they ended.
  func kpis(won: [String], lost: [String]) -> [String] {
    (hasWon ? won : []) + (hasLost ? lost : [])
  }
}
