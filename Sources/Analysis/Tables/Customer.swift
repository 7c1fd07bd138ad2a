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
  /// The measures of deals won whose filters hold for that first deal, by index.
  var firstWonAccepted: Set<Int> = []
  /// Index of a person, -1 without.
  var owner: Int32 = -1

  /// Takes a deal won; of two on one day it is that of the person who is listed first, whatever the
  /// order of the rows, and nobody's is the last.
  ///
  /// Of several of that person on that day each counts for the conditions that it meets.
  mutating func noteWin(on day: Int32, stay: Int32, accepted: Set<Int>) {
    func rank(_ stay: Int32) -> Int32 { stay == Roster.unassignedStay ? .max : stay }
    if day == firstWonOn, stay == firstWonStay {
      firstWonAccepted.formUnion(accepted)
      return
    }
    guard
      firstWonOn == Self.missing || (day, rank(stay)) < (firstWonOn, rank(firstWonStay))
    else { return }
    firstWonOn = day
    firstWonStay = stay
    firstWonAccepted = accepted
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
