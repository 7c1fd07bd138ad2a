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
    let saidOrAt = rows.days["done_at"]?.orElse(at, missing: missing) ?? at
    let planned = rows.days["scheduled_at"]?.orElse(at, missing: missing) ?? at
    let scheduledOn = planned.orElse(due, missing: missing)
    settleHeld(&rows, scheduledOn: scheduledOn, today: today)
    var isDone = states(rows, saidOrAt, asOf: asOf)
    var doneOn = saidOrAt.orElse(scheduledOn, missing: missing)
    doneOn.update(with: isDone) { $1 == 1 ? $0 : missing }
    var outcomes = rows.codes["outcome"]?.values
    leaveLaterOut(
      &rows, today: today, scheduledOn: scheduledOn, isDone: &isDone, doneOn: &doneOn,
      outcomes: &outcomes, findings: &findings)
    if let outcomes {
      rows.codes["outcome"]?.values = outcomes
      // What came of a meeting of today may still be written down (kpis.md 3.7).
      var isUnreported = [UInt8](repeating: 0, count: rows.count)
      isUnreported.update(with: outcomes, scheduledOn) { _, outcome, day in
        outcome < 0 && day != missing && day < today ? 1 : 0
      }
      rows.flags["is_unreported"] = isUnreported
    }
    rows.days["done_on"] = doneOn
    rows.days["scheduled_on"] = scheduledOn
    rows.days["due_on"] = due
    rows.days["known_on"] = Array(repeating: today, count: rows.count)
    rows.flags["is_done"] = isDone
  }

  /// Where a calendar says nothing of what came of an event, it was held when its day has come.
  ///
  /// That is the convention `held_when_past` (exports.md B7). What lies ahead has no outcome, which
  /// contradicts nothing.
  private static func settleHeld(_ rows: inout RowSet, scheduledOn: [Int32], today: Int32) {
    guard var texts = rows.codes["outcome"]?.texts,
      let convention = texts.firstIndex(of: "held_when_past").map(Int32.init)
    else { return }
    if !texts.contains("done") { texts.append("done") }
    guard let held = texts.firstIndex(of: "done").map(Int32.init) else { return }
    rows.codes["outcome"]?.texts = texts
    rows.codes["outcome"]?.values.update(with: scheduledOn) { outcome, day in
      guard outcome == convention else { return outcome }
      return day != Column.missingDay && day <= today ? held : Column.missingCode
    }
  }

  /// A fact of the future is not known yet (rule C2), but its plan is: a task done tomorrow is not
  /// done today.
  private static func leaveLaterOut(
    _ rows: inout RowSet, today: Int32, scheduledOn: [Int32], isDone: inout [UInt8],
    doneOn: inout [Int32], outcomes: inout [Int32]?, findings: inout Findings
  ) {
    let created = rows.days["created_at"]
    var isAhead = doneOn.converted(UInt8(0)) { $0 > today ? 1 : 0 }
    isAhead.update(with: scheduledOn) { $0 | ($1 > today ? 1 : 0) }
    if let created { isAhead.update(with: created) { $0 | ($1 > today ? 1 : 0) } }
    guard isAhead.contains(1) else { return }
    let isSettled = rows.codes["outcome"]?.texts.map(settledOutcomes.contains) ?? []
    let isMeeting = rows.codes["type"]?.texts.map(meetings.contains) ?? []
    let kinds = rows.codes["type"]?.values
    var unknown: [Int] = []
    var notYet: [Int] = []
    isAhead.forEachMarked { row in
      var isLater = doneOn[row] > today
      if scheduledOn[row] > today, !isLater, let outcomes {
        // Of a meeting that lies ahead nothing has come yet.
        let isOpen = doneOn[row] == Column.missingDay || isMeeting[at: kinds?[row] ?? -1]
        isLater = isOpen && isSettled[at: outcomes[row]]
      }
      if let created, created[row] > today, isLater || isDone[row] == 0 {
        unknown.append(row)
      }
      guard isLater else { return }
      isDone[row] = 0
      doneOn[row] = Column.missingDay
      outcomes?[row] = Column.missingCode
      notYet.append(row)
    }
    rows.exclude(unknown, "record-after-as-of", &findings)
    if var qualified = rows.flags.removeValue(forKey: "qualified") {
      for row in notYet { qualified[row] = Column.missingFlag }
      rows.flags["qualified"] = qualified
    }
    let isIncluded = rows.isIncluded
    findings.add("activity-after-as-of", rows, notYet.filter { isIncluded[$0] })
  }

  private static func exclude(_ rows: inout RowSet, findings: inout Findings) {
    guard let isDeleted = rows.flags["is_deleted"] else { return }
    rows.exclude(isDeleted.indices.filter { isDeleted[$0] == 1 }, "record-deleted", &findings)
  }

  /// For each row 1 for done, 0 for not done.
  ///
  /// What the export says wins; where it says nothing, a logged activity of the past was done.
  private static func states(_ rows: RowSet, _ at: [Int32], asOf: CalendarDate) -> [UInt8] {
    var states: [UInt8]
    if let flags = rows.flags["is_done"] {
      states = flags.converted(UInt8(0)) { $0 == 1 ? 1 : 0 }
    } else {
      let (today, missing) = (asOf.dayNumber, Column.missingDay)
      states = at.converted(UInt8(0)) { $0 != missing && $0 <= today ? 1 : 0 }
      if let types = rows.codes["type"] {
        // A meeting without outcome is "not reported", neither held nor missed.
        let isOpen = types.texts.map {
          $0 == "task" || ($0 == "meeting" && rows.codes["outcome"] != nil)
        }
        for row in states.indices where isOpen[at: types.values[row]] { states[row] = 0 }
      }
    }
    if let outcomes = rows.codes["outcome"] {
      let isDone = outcomes.texts.map { doneOutcomes.contains($0) ? UInt8(1) : 0 }
      let codes = outcomes.values.span
      var target = states.mutableSpan
      for row in 0..<min(codes.count, target.count) where codes[row] >= 0 {
        target[row] = isDone[Int(codes[row])]
      }
    }
    return states
  }
}

extension [Bool] {
  /// What is said of a code; false where there is none.
  fileprivate subscript(at code: Int32) -> Bool { code >= 0 && self[Int(code)] }
}
