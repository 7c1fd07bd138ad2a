import Calendar
import Ingest

/// Amounts that are known by period only: marketing spend and costs (ruling 24).
///
/// A row counts in the periods that hold the whole of its own; a week of a month's spend is not
/// known, and is not guessed.
struct PeriodicAmounts: Sendable {
  private struct Key: Hashable, Sendable {
    var start: CalendarDate
    var end: CalendarDate
    /// As the export writes it, `company` where it says nothing.
    var scope: String
    /// `sales`, `marketing`, or empty.
    var kind: String
  }

  private var sums: [Key: Int128] = [:]

  var isEmpty: Bool { sums.isEmpty }

  func hasKind(_ kind: String) -> Bool { sums.keys.contains { $0.kind == kind } }

  mutating func add(_ rows: RowSet, accepted: [Bool]) {
    guard let starts = rows.days["period_start"], let ends = rows.days["period_end"],
      let amounts = rows.numbers["amount"]
    else { return }
    for row in 0..<rows.count where accepted[row] && amounts[row] != Column.missingNumber {
      let key = Key(
        start: CalendarDate(dayNumber: starts[row]), end: CalendarDate(dayNumber: ends[row]),
        scope: rows.text("scope", row) ?? "company", kind: rows.text("kind", row) ?? "")
      sums[key, default: 0] += Int128(amounts[row])
    }
  }

  enum Total: Equatable {
    case amount(Int128)
    /// Some row lies partly inside, so that the sum is not known.
    case unknown
    case nothing
  }

  /// The sum over a period for the scopes that are accepted.
  func total(in period: Period, kinds: Set<String>? = nil, where isIn: (String) -> Bool) -> Total {
    var total: Int128 = 0
    var isEmpty = true
    for (key, amount) in sums where isIn(key.scope) {
      if let kinds, !kinds.contains(key.kind) { continue }
      guard key.start < period.end, period.start < key.end else { continue }
      guard period.start <= key.start, key.end <= period.end else { return .unknown }
      total += amount
      isEmpty = false
    }
    return isEmpty ? .nothing : .amount(total)
  }
}
