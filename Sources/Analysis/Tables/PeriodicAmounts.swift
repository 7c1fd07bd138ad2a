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

  /// Where an amount stands; kept where a figure is to be explained.
  private struct Row: Sendable {
    var key: Key
    var amount: Int64
    var place: RowPlace
  }

  private var sums: [Key: Int128] = [:]
  private var rows: [Row] = []
  private let keepsRows: Bool

  init(keepsRows: Bool = false) { self.keepsRows = keepsRows }

  var isEmpty: Bool { sums.isEmpty }

  func hasKind(_ kind: String) -> Bool { sums.keys.contains { $0.kind == kind } }

  mutating func add(_ set: RowSet, accepted: [Bool]) {
    guard let starts = set.days["period_start"], let ends = set.days["period_end"],
      let amounts = set.numbers["amount"]
    else { return }
    for row in 0..<set.count where accepted[row] && amounts[row] != Column.missingNumber {
      let key = Key(
        start: CalendarDate(dayNumber: starts[row]), end: CalendarDate(dayNumber: ends[row]),
        scope: set.text("scope", row) ?? "company", kind: set.text("kind", row) ?? "")
      sums[key, default: 0] += Int128(amounts[row])
      if keepsRows {
        rows.append(Row(key: key, amount: amounts[row], place: RowPlace(set, row)))
      }
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

  /// Tells a trace which rows make up the sum of a period for some scopes.
  func note(
    _ trace: FigureTrace, in period: Period, where isIn: (String) -> Bool
  ) {
    for row in rows {
      let key = row.key
      guard key.start < period.end, period.start < key.end else { continue }
      let day = key.start.dayNumber
      if !isIn(key.scope) {
        trace.leaveOut(row.place, day: day, .otherScope(key.scope))
      } else if period.start <= key.start, key.end <= period.end {
        trace.note(
          row.place, as: .numerator, day: day, value: Quantity(.money, row.amount),
          note: key.scope)
      } else {
        let own = Period.window(from: key.start, to: key.end.adding(days: -1))
        trace.leaveOut(row.place, day: day, .partlyWithin(period: own.id))
      }
    }
  }
}
