import Calendar
import Ingest

/// What is kept of a customer: days, the owner, and which conditions hold.
struct Customer: Sendable {
  private static let missing = Column.missingDay

  /// Whether a row of the customers' table told of it; otherwise only other tables name it.
  var isDefined = false
  var isStrategic = false
  var since = missing
  var endedAt = missing
  var wonBackAt = missing
  var atRiskSince = missing
  /// The last order that the customers' own row names; the orders' table may know a later one.
  var lastOrderAt = missing
  /// The last day on which somebody reached them.
  var lastContactAt = missing
  /// First deal won, and the stay of its owner on that day.
  var firstWonOn = missing
  var firstWonStay = Int32(Roster.unassignedStay)
  /// Index of a person, -1 without.
  var owner: Int32 = -1

  /// How a deal won stands to the first one known before it.
  enum WinOrder {
    case first
    case besideFirst
    case later
  }

  /// Takes a deal won; of two on one day it is that of the person who is listed first, whatever the
  /// order of the rows, and nobody's is the last.
  mutating func noteWin(on day: Int32, stay: Int32) -> WinOrder {
    func rank(_ stay: Int32) -> Int32 { stay == Roster.unassignedStay ? .max : stay }
    if day == firstWonOn, stay == firstWonStay { return .besideFirst }
    guard
      firstWonOn == Self.missing || (day, rank(stay)) < (firstWonOn, rank(firstWonStay))
    else { return .later }
    firstWonOn = day
    firstWonStay = stay
    return .first
  }

  /// Whether it was a customer at the end of a day: it had come, and had not left or was back.
  func isActive(on day: Int32) -> Bool {
    guard since != Self.missing, since <= day else { return false }
    if endedAt == Self.missing || endedAt > day { return true }
    return wonBackAt != Self.missing && wonBackAt >= endedAt && wonBackAt <= day
  }
}

/// Months as whole numbers, so that they can be counted on.
enum MonthNumber {
  static func of(_ date: CalendarDate) -> Int32 { Int32(date.year * 12 + date.month - 1) }
  static func of(day: Int32) -> Int32 { of(CalendarDate(dayNumber: day)) }
}
