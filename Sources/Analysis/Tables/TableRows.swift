import Calendar
import Ingest

/// The derived fields of leads, orders, contracts, surveys and tickets (kpis.md 3.8 to 3.10).
///
/// | table | field | meaning |
/// |---|---|---|
/// | leads | `qualified_on` | the day it first became an MQL or SQL |
/// | leads | `is_direct_sql` | an SQL that never was an MQL |
/// | orders | `amount`, `margin` | below zero for a credit note, whichever sign the export gives them |
/// | contracts | `due_on` | the day its renewal falls due, else its end |
/// | spend, costs | `period_start`, `period_end` | the first day of its period, and of the next |
/// | surveys | `is_answered` | whether it has a score |
/// | surveys | `is_followed_up` | whether somebody came back on the answer |
///
/// What happened after the as-of day is not known yet, and is missing (rule C2).
enum TableRows {
  private static let facts: [Entity: [String]] = [
    .leads: [
      "assigned_at", "first_attempt_at", "first_contact_at", "mql_at", "sql_at", "accepted_at",
      "rejected_at", "meeting_booked_at", "opportunity_at",
    ],
    .contracts: ["renewed_at"],
    .surveys: ["followed_up_at"],
    .tickets: ["first_public_human_reply_at", "resolved_at", "reopened_at"],
  ]

  static func derive(
    _ rows: inout RowSet, asOf: CalendarDate, fiscal: FiscalCalendar, findings: inout Findings
  ) {
    for field in facts[rows.entity] ?? [] { rows.forget(field, after: asOf) }
    switch rows.entity {
    case .leads: deriveLeads(&rows, findings: &findings)
    case .orders: deriveCreditNotes(&rows)
    case .contracts: deriveContracts(&rows)
    case .surveys: deriveSurveys(&rows, findings: &findings)
    case .spend, .costs: derivePeriods(&rows, asOf: asOf, fiscal: fiscal, findings: &findings)
    default: break
    }
  }

  private static func deriveLeads(_ rows: inout RowSet, findings: inout Findings) {
    let isDeleted = rows.flags["is_deleted"]
    if let isDeleted {
      rows.exclude(isDeleted.indices.filter { isDeleted[$0] == 1 }, "record-deleted", &findings)
    }
    if let isSpam = rows.flags["is_spam"] {
      let spam = isSpam.indices.filter { isSpam[$0] == 1 && isDeleted?[$0] != 1 }
      rows.exclude(spam, "lead-is-spam", &findings)
    }
    let marketing = rows.days["mql_at"]
    let sales = rows.days["sql_at"]
    guard marketing != nil || sales != nil else { return }
    let missing = Column.missingDay
    rows.days["qualified_on"] = (0..<rows.count).map { row in
      [marketing?[row] ?? missing, sales?[row] ?? missing].filter { $0 != missing }.min()
        ?? missing
    }
    guard let marketing, let sales else { return }
    rows.flags["is_direct_sql"] = (0..<rows.count).map { row in
      sales[row] != missing && marketing[row] == missing ? 1 : 0
    }
  }

  private static func deriveCreditNotes(_ rows: inout RowSet) {
    guard let isCreditNote = rows.flags["is_credit_note"] else { return }
    let amounts = rows.numbers["amount"]
    for field in ["amount", "margin"] {
      guard var values = rows.numbers[field], let amounts else { continue }
      // A note with a minus already takes back both; the margin of one without a minus goes with it.
      for row in values.indices where isCreditNote[row] == 1 && amounts[row] > 0 {
        if values[row] != Column.missingNumber { values[row] = -values[row] }
      }
      rows.numbers[field] = values
    }
  }

  private static func deriveContracts(_ rows: inout RowSet) {
    let due = rows.days["renewal_due"]
    let end = rows.days["end"]
    guard due != nil || end != nil else { return }
    rows.days["due_on"] = (0..<rows.count).map { row in
      if let due, due[row] != Column.missingDay { return due[row] }
      return end?[row] ?? Column.missingDay
    }
  }

  /// Scales of the two kinds of survey.
  private static let scales: [String: ClosedRange<Int64>] = ["nps": 0...10, "csat": 1...5]

  private static func deriveSurveys(_ rows: inout RowSet, findings: inout Findings) {
    guard let scores = rows.numbers["score"] else { return }
    let million: Int64 = 1_000_000
    let outside = scores.indices.filter { row in
      guard scores[row] != Column.missingNumber,
        let scale = rows.text("kind", row).flatMap({ scales[$0] })
      else { return false }
      return scores[row] < scale.lowerBound * million || scores[row] > scale.upperBound * million
    }
    rows.exclude(outside, "score-outside-scale", &findings)
    rows.flags["is_answered"] = scores.map { $0 == Column.missingNumber ? 0 : 1 }
    if let followed = rows.days["followed_up_at"] {
      rows.flags["is_followed_up"] = followed.map { $0 == Column.missingDay ? 0 : 1 }
    }
  }
}

extension TableRows {
  /// The period is an identifier of ruling 6, or a first of a month as spreadsheets write it.
  private static func derivePeriods(
    _ rows: inout RowSet, asOf: CalendarDate, fiscal: FiscalCalendar, findings: inout Findings
  ) {
    guard let texts = rows.texts["period"] else { return }
    let missing = Column.missingDay
    var starts = Array(repeating: missing, count: rows.count)
    var ends = starts
    var unknown: [Int] = []
    var later: [Int] = []
    for row in 0..<rows.count {
      guard let text = texts[row], let period = period(text, fiscal: fiscal) else {
        unknown.append(row)
        continue
      }
      if period.start > asOf { later.append(row) }
      starts[row] = period.start.dayNumber
      ends[row] = period.end.dayNumber
    }
    rows.exclude(unknown, "amount-period-unknown", &findings)
    rows.exclude(later, "record-after-as-of", &findings)
    rows.days["period_start"] = starts
    rows.days["period_end"] = ends
  }

  private static func period(_ text: String, fiscal: FiscalCalendar) -> Period? {
    if let date = CalendarDate(iso: text), date.day == 1 {
      return Period.containing(date, kind: .month)
    }
    return Period.parse(text, fiscal: fiscal)
  }
}

extension RowSet {
  /// Makes a date missing where it lies after the as-of day.
  fileprivate mutating func forget(_ field: String, after asOf: CalendarDate) {
    guard var values = days[field] else { return }
    var seconds = moments[field]
    for row in values.indices where values[row] > asOf.dayNumber {
      values[row] = Column.missingDay
      seconds?[row] = Column.missingNumber
    }
    days[field] = values
    moments[field] = seconds
  }
}
