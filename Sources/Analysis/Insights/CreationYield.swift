import Calendar
import Ingest

/// What share of the value of new opportunities is won within the days that a period has left: the
/// yield of pipeline that is still to be created (kpis.md 3.5, `pipeline_needed`).
///
/// The cohort is every opportunity that was created in the twelve months before the last one that
/// has been watched that long (rule C13).
struct CreationYield: Sendable {
  struct Sums: Sendable {
    var created: Int128 = 0
    var won: Int128 = 0
  }

  private static let months = 12

  /// A deal of the cohort; kept where a figure is to be explained.
  private struct Row: Sendable {
    var days: Int
    var stay: Int
    var day: Int32
    var amount: Int64
    var isWon: Bool
    var place: RowPlace
  }

  private var rows: [Row] = []
  private let keepsRows: Bool
  private let asOf: CalendarDate
  /// By days left, by stay.
  private var sums: [Int: [Int: Sums]]

  init(_ plan: AnalysisPlan, keepsRows: Bool = false) {
    self.keepsRows = keepsRows
    asOf = plan.asOf
    let needs = plan.catalogue.kpis.contains { kpi in
      if case .algorithm("pipeline_needed", _, _) = kpi.formula { true } else { false }
    }
    let running = plan.objectives.filter {
      needs && $0.target?.unit == .money && $0.period.contains(plan.asOf)
    }
    sums = Dictionary(
      running.map { (Self.daysLeft($0.period, plan.asOf), [:]) },
      uniquingKeysWith: { first, _ in first })
  }

  static func daysLeft(_ period: Period, _ asOf: CalendarDate) -> Int {
    max(period.lastDay.days(since: asOf), 0)
  }

  mutating func add(_ rows: RowSet, roster: Roster) {
    guard rows.entity == .opportunities, !sums.isEmpty, let created = rows.days["created_at"],
      let amounts = rows.numbers["amount_net"]
    else { return }
    let closed = rows.days["closed_on"] ?? rows.missingDays
    for days in sums.keys {
      let last = asOf.adding(days: -days)
      let first = last.adding(days: 1).adding(months: -Self.months)
      for row in 0..<rows.count where rows.isIncluded[row] {
        let day = created[row]
        guard day >= first.dayNumber, day <= last.dayNumber,
          amounts[row] != Column.missingNumber
        else { continue }
        let owner = Int(rows.owners[row])
        let stay = roster.stay(ofPerson: owner, onDay: day)
        var own = sums[days]?[stay] ?? Sums()
        own.created += Int128(amounts[row])
        let isWon =
          rows.text("status", row) == "won" && closed[row] >= day
          && closed[row] - day <= Int32(days)
        if isWon { own.won += Int128(amounts[row]) }
        if keepsRows {
          self.rows.append(
            Row(
              days: days, stay: stay, day: day, amount: amounts[row], isWon: isWon,
              place: RowPlace(rows, row)))
        }
        sums[days]?[stay] = own
      }
    }
  }

  /// Won over created for some stays; nothing where nothing was created.
  func share(
    daysLeft: Int, stays: [Int], trace: FigureTrace? = nil
  ) -> (won: Int128, created: Int128)? {
    for row in rows where row.days == daysLeft && stays.contains(row.stay) {
      trace?.within("yield, ") {
        let amount = Quantity(.money, row.amount)
        if row.isWon { trace?.note(row.place, as: .numerator, day: row.day, value: amount) }
        trace?.note(row.place, as: .denominator, day: row.day, value: amount)
      }
    }
    let found = stays.compactMap { sums[daysLeft]?[$0] }
    let created = found.reduce(Int128(0)) { $0 + $1.created }
    return created > 0 ? (found.reduce(Int128(0)) { $0 + $1.won }, created) : nil
  }
}
