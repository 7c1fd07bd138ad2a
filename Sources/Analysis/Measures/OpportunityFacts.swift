import Calendar
import Ingest

/// What a row of an opportunity says of itself beyond its dates and amounts; made only where a
/// measure asks for it.
///
/// | field | meaning |
/// |---|---|
/// | `known_on` | the as-of day, up to which an open deal has been watched |
/// | `has_amount`, `has_margin` | whether the amount, or the margin, is known |
/// | `closes_later` | the expected close lies after the as-of day |
/// | `plans_next_step` | a next step on the as-of day or later |
/// | `is_active` | some activity within the configured days |
/// | `is_long_overdue` | open for longer than the configured days past its expected close |
enum OpportunityFacts {
  static func derive(
    _ rows: inout RowSet, needed: Set<String>, asOf: CalendarDate, definitions: Definitions
  ) {
    let today = asOf.dayNumber
    let missing = Column.missingDay
    if needed.contains("known_on") {
      rows.days["known_on"] = Array(repeating: today, count: rows.count)
    }
    if needed.contains("has_amount"), let amounts = rows.numbers["amount_net"] {
      rows.flags["has_amount"] = amounts.map { $0 == Column.missingNumber || $0 == 0 ? 0 : 1 }
    }
    if needed.contains("has_margin"), let margins = rows.numbers["margin"] {
      rows.flags["has_margin"] = margins.map { $0 == Column.missingNumber ? 0 : 1 }
    }
    if needed.contains("closes_later"), let days = rows.days["expected_close_on"] {
      rows.flags["closes_later"] = days.map { $0 != missing && $0 > today ? 1 : 0 }
    }
    if needed.contains("plans_next_step"), let days = rows.days["next_step_at"] {
      rows.flags["plans_next_step"] = days.map { $0 != missing && $0 >= today ? 1 : 0 }
    }
    if needed.contains("is_active"), let days = rows.days["last_activity_at"] {
      let first = today - Int32(definitions.activeDays)
      rows.flags["is_active"] = days.map { $0 != missing && $0 >= first && $0 <= today ? 1 : 0 }
    }
    if needed.contains("is_long_overdue"), let days = rows.days["expected_close_on"] {
      let last = today - Int32(definitions.strictOverdueDays)
      rows.flags["is_long_overdue"] = days.map { $0 != missing && $0 < last ? 1 : 0 }
    }
  }
}
