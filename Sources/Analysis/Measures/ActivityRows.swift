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
/// | `is_unreported` | 1 set for a day that is over for a day, without an outcome |
/// | `known_on` | the as-of day, up to which an action has been late |
enum ActivityRows {
  private static let doneOutcomes: Set<String> = [
    "done", "answered", "no_answer", "replied", "bounced", "auto_reply",
  ]
  private static let meetings: Set<String> = ["meeting", "demo"]
  private static let settledOutcomes = doneOutcomes.union(["no_show"])

  static func derive(_ rows: inout RowSet, asOf: CalendarDate, findings: inout Findings) {
    let today = asOf.dayNumber
    let missing = Column.missingDay
    exclude(&rows, findings: &findings)
    let at = rows.days["activity_at"] ?? rows.missingDays
    let due = rows.days["due_at"] ?? rows.missingDays
    let doneAt = rows.days["done_at"]
    let created = rows.days["created_at"]
    var scheduledOn = at
    if let scheduledAt = rows.days["scheduled_at"] {
      for row in scheduledOn.indices where scheduledAt[row] != missing {
        scheduledOn[row] = scheduledAt[row]
      }
    }
    for row in scheduledOn.indices where scheduledOn[row] == missing { scheduledOn[row] = due[row] }
    var isDone = states(rows, doneAt.map { first($0, at) } ?? at, asOf: asOf)
    let isSettled = rows.codes["outcome"]?.texts.map(settledOutcomes.contains) ?? []
    let isMeeting = rows.codes["type"]?.texts.map(meetings.contains) ?? []
    var outcomes = rows.codes["outcome"]?.values
    let kinds = rows.codes["type"]?.values
    var doneOn = rows.missingDays
    for row in 0..<rows.count {
      var isLater = false
      if isDone[row] == 1 {
        let said = doneAt?[row] ?? missing
        doneOn[row] = said != missing ? said : at[row] != missing ? at[row] : scheduledOn[row]
        isLater = doneOn[row] > today
      }
      if scheduledOn[row] > today, !isLater {
        // Of a meeting that lies ahead nothing has come yet.
        let isAhead = doneOn[row] == missing || kinds.map { isMeeting[at: $0[row]] } == true
        isLater = isAhead && outcomes.map { isSettled[at: $0[row]] } == true
      }
      if let created, created[row] > today, isLater || isDone[row] == 0 {
        rows.exclude(row, "record-after-as-of", &findings)
      }
      guard isLater else { continue }
      // A fact of the future is not known yet (rule C2), but its plan is: a task done tomorrow is
      // not done today.
      isDone[row] = 0
      doneOn[row] = missing
      outcomes?[row] = Column.missingCode
      rows.flags["qualified"]?[row] = Column.missingFlag
      if rows.isIncluded[row] { findings.add("activity-after-as-of", rows, row) }
    }
    if let outcomes { rows.codes["outcome"]?.values = outcomes }
    rows.days["done_on"] = doneOn
    rows.days["scheduled_on"] = scheduledOn
    rows.days["due_on"] = due
    rows.days["known_on"] = Array(repeating: today, count: rows.count)
    rows.flags["is_done"] = isDone
    if let outcomes {
      // What came of a meeting of today may still be written down (kpis.md 3.7).
      rows.flags["is_unreported"] = (0..<rows.count).map { row in
        outcomes[row] < 0 && scheduledOn[row] != missing && scheduledOn[row] < today ? 1 : 0
      }
    }
  }

  private static func exclude(_ rows: inout RowSet, findings: inout Findings) {
    guard let isDeleted = rows.flags["is_deleted"] else { return }
    for row in 0..<rows.count where isDeleted[row] == 1 {
      rows.exclude(row, "record-deleted", &findings)
    }
  }

  /// For each row 1 for done, 0 for not done.
  ///
  /// What the export says wins; where it says nothing, a logged activity of the past was done.
  private static func states(_ rows: RowSet, _ at: [Int32], asOf: CalendarDate) -> [UInt8] {
    var states: [UInt8]
    if let flags = rows.flags["is_done"] {
      states = flags.map { $0 == 1 ? 1 : 0 }
    } else {
      states = at.map { $0 != Column.missingDay && $0 <= asOf.dayNumber ? 1 : 0 }
      if let types = rows.codes["type"] {
        // A meeting without outcome is "not reported", neither held nor missed.
        let isOpen = types.texts.map {
          $0 == "task" || ($0 == "meeting" && rows.codes["outcome"] != nil)
        }
        for row in states.indices where types.values[row] >= 0 && isOpen[Int(types.values[row])] {
          states[row] = 0
        }
      }
    }
    if let outcomes = rows.codes["outcome"] {
      let isDone = outcomes.texts.map { doneOutcomes.contains($0) ? UInt8(1) : 0 }
      for row in states.indices where outcomes.values[row] >= 0 {
        states[row] = isDone[Int(outcomes.values[row])]
      }
    }
    return states
  }

  private static func first(_ days: [Int32], _ others: [Int32]) -> [Int32] {
    days.indices.map { days[$0] != Column.missingDay ? days[$0] : others[$0] }
  }
}

extension [Bool] {
  /// What is said of a code; false where there is none.
  fileprivate subscript(at code: Int32) -> Bool { code >= 0 && self[Int(code)] }
}
