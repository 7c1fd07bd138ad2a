import Calendar
import Ingest

/// The derived fields of activities (kpis.md 3.7).
///
/// | field | meaning |
/// |---|---|
/// | `done_on` | the day it was done; missing while it is only planned |
/// | `scheduled_on` | the day a meeting is set for |
/// | `due_on` | the day a task falls due |
/// | `is_done` | 1 done, 0 not, as far as the export says |
enum ActivityRows {
  private static let doneOutcomes: Set<String> = [
    "done", "answered", "no_answer", "replied", "bounced", "auto_reply",
  ]
  private static let settledOutcomes = doneOutcomes.union(["no_show"])

  static func derive(_ rows: inout RowSet, asOf: CalendarDate, findings: inout Findings) {
    let missing = Column.missingDay
    var doneOn: [Int32] = []
    var scheduledOn: [Int32] = []
    var dueOn: [Int32] = []
    var isDone: [UInt8] = []
    for row in 0..<rows.count {
      if rows.flags["is_deleted"]?[row] == 1 {
        rows.isIncluded[row] = false
        findings.add("record-deleted", rows, row)
      }
      func day(_ name: String) -> Int32 { rows.days[name]?[row] ?? missing }
      let at = day("activity_at")
      let outcome = rows.text("outcome", row)
      let scheduled = first(day("scheduled_at"), at, day("due_at"))
      let done = state(rows, row, outcome: outcome, at: first(day("done_at"), at), asOf: asOf)
      let doneDay =
        done == 1 ? first(day("done_at"), at, day("scheduled_at"), day("due_at")) : missing
      if doneDay != missing, doneDay > asOf.dayNumber {
        // A fact of the future is not known yet (rule C2); a plan of the future is.
        rows.isIncluded[row] = false
        findings.add("activity-after-as-of", rows, row)
      } else if let outcome, settledOutcomes.contains(outcome), scheduled > asOf.dayNumber {
        rows.isIncluded[row] = false
        findings.add("activity-after-as-of", rows, row)
      }
      doneOn.append(doneDay)
      scheduledOn.append(scheduled)
      dueOn.append(day("due_at"))
      isDone.append(done)
    }
    rows.days["done_on"] = doneOn
    rows.days["scheduled_on"] = scheduledOn
    rows.days["due_on"] = dueOn
    rows.flags["is_done"] = isDone
  }

  /// 1 for done, 0 for not done.
  ///
  /// What the export says wins; where it says nothing, a logged activity of the past was done.
  private static func state(
    _ rows: RowSet, _ row: Int, outcome: String?, at: Int32, asOf: CalendarDate
  ) -> UInt8 {
    if let outcome { return doneOutcomes.contains(outcome) ? 1 : 0 }
    if let flags = rows.flags["is_done"] { return flags[row] == 1 ? 1 : 0 }
    if rows.text("type", row) == "task" { return 0 }
    // A meeting without outcome is "not reported", neither held nor missed.
    if rows.text("type", row) == "meeting", rows.codes["outcome"] != nil { return 0 }
    return at != Column.missingDay && at <= asOf.dayNumber ? 1 : 0
  }

  private static func first(_ days: Int32...) -> Int32 {
    days.first { $0 != Column.missingDay } ?? Column.missingDay
  }
}
