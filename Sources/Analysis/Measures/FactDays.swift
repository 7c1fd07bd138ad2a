import Calendar
import Ingest

/// The days on which something happened in the rows of a batch that count, up to the as-of day.
///
/// They tell how fresh an export is, so a plan must not be among them: it lies in the future by nature
/// (ruling 7), and once its day has passed nothing has happened for all that.
struct FactDays: Sendable {
  /// Both at the far end where nothing happened: the first above every day, the last below.
  var oldest = Int32.max
  var newest = Column.missingDay

  /// Of rows with their derived fields, which know what was closed and what was done.
  init(_ rows: RowSet, asOf: CalendarDate) {
    let (today, missing) = (asOf.dayNumber, Column.missingDay)
    let counts = rows.isIncluded.converted(UInt8(0)) { $0 ? 1 : 0 }
    for name in Self.fields(of: rows.entity) {
      guard var days = rows.days[name] else { continue }
      days.update(with: counts) { $1 == 0 || $0 > today ? missing : $0 }
      // A missing day is below every other.
      for day in days {
        oldest = min(oldest, day == missing ? .max : day)
        newest = max(newest, day)
      }
    }
  }

  /// A close date says something of closed opportunities only, and the day of an activity of those
  /// that were done.
  private static func fields(of entity: Entity) -> [String] {
    switch entity {
    case .opportunities: ["created_at", "updated_at", "closed_on", "last_activity_at"]
    case .activities: ["created_at", "updated_at", "done_on"]
    case .orders, .readings: ["date", "created_at", "updated_at"]
    case .surveys: ["at", "created_at", "updated_at"]
    case .contracts: ["start", "renewed_at", "created_at", "updated_at"]
    case .customers: ["since", "last_order_at", "ended_at", "created_at", "updated_at"]
    case .subscriptions: ["month"]
    default: ["created_at", "updated_at", "assigned_at", "resolved_at", "date", "at", "since"]
    }
  }
}
