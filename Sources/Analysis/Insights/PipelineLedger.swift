import Calendar
import Ingest

/// The opportunities that should have been closed in a running period and were not: what the
/// pipeline says about missing closed volume (objectives.md 4.4).
///
/// A deal is in one place only. *Slipped*: open, and its expected close has passed within the
/// period. *Stuck*: open otherwise, and stuck as the KPI of that name says. *Lost earlier*: lost
/// before the period, though due within it; due is the expected close, and where the CRM has
/// overwritten that, the day of creation and the time that half of the closed deals took. What is
/// missing beside these was not created.
struct PipelineLedger: Sendable {
  /// Numbers of deals.
  struct Counts: Sendable, Hashable {
    var slipped = 0
    var stuck = 0
    var lostEarlier = 0

    static func += (left: inout Counts, right: Counts) {
      left.slipped += right.slipped
      left.stuck += right.stuck
      left.lostEarlier += right.lostEarlier
    }
  }

  private struct Key: Hashable, Sendable {
    var period: Period
    var stay: Int
  }

  private var counts: [Key: Counts] = [:]
  /// Whether any opportunities were looked at.
  private(set) var isKnown = false

  /// Closings that show how long a deal takes.
  private static let minimumCount = 20
  private static let twoYears: Int32 = 731

  /// `joined` are the opportunities with their stages, as the measures on these are made of.
  init(_ joined: [RowSet], plan: AnalysisPlan, roster: Roster) {
    let periods = Set(
      plan.objectives.filter { $0.kind == .cumul && $0.period.contains(plan.asOf) }.map(\.period)
    ).sorted { ($0.start, $0.end) < ($1.start, $1.end) }
    let opportunities = joined.filter { $0.entity == .opportunities }
    guard !periods.isEmpty, !opportunities.isEmpty else { return }
    isKnown = true
    let usual = Self.usualDays(opportunities, asOf: plan.asOf)
    for rows in opportunities {
      add(rows, periods, usual: usual, asOf: plan.asOf, roster: roster)
    }
  }

  /// Days from creation to closing that half of the deals of the last two years took.
  private static func usualDays(_ batches: [RowSet], asOf: CalendarDate) -> Int32? {
    var days = Histogram()
    for rows in batches {
      guard let created = rows.days["created_at"], let closed = rows.days["closed_on"] else {
        continue
      }
      for row in 0..<rows.count where rows.isIncluded[row] {
        guard created[row] != Column.missingDay, closed[row] != Column.missingDay,
          closed[row] >= created[row], closed[row] > asOf.dayNumber - twoYears
        else { continue }
        days.add(Int64(closed[row] - created[row]))
      }
    }
    return days.count < minimumCount ? nil : days.percentile(50).map { Int32(clamping: $0) }
  }

  private mutating func add(
    _ rows: RowSet, _ periods: [Period], usual: Int32?, asOf: CalendarDate, roster: Roster
  ) {
    let missing = Column.missingDay
    guard let status = rows.codes["status"] else { return }
    let (expected, created) = (rows.days["expected_close_on"], rows.days["created_at"])
    let (closed, stuck) = (rows.days["closed_on"], rows.flags["is_stuck"])
    let open = status.texts.firstIndex(of: "open").map { Int32($0) }
    let lost = status.texts.firstIndex(of: "lost").map { Int32($0) }
    for row in 0..<rows.count where rows.isIncluded[row] {
      let code = status.values[row]
      guard code == open || code == lost else { continue }
      let (due, end) = (expected?[row] ?? missing, closed?[row] ?? missing)
      let owner = Int(rows.owners[row])
      func stay(_ day: Int32) -> Int {
        roster.stay(ofPerson: owner, onDay: day)
      }
      for period in periods {
        let days = period.start.dayNumber...asOf.dayNumber
        if code == open {
          let key = Key(period: period, stay: stay(asOf.dayNumber))
          if due != missing, days.contains(due) {
            counts[key, default: Counts()].slipped += 1
          } else if stuck?[row] == 1 {
            counts[key, default: Counts()].stuck += 1
          }
        } else if end != missing, end < days.lowerBound {
          var day = due
          if day == missing || day <= end {
            guard let start = created?[row], start != missing, let usual else { continue }
            day = start + usual
          }
          guard days.contains(day) else { continue }
          counts[Key(period: period, stay: stay(end)), default: Counts()].lostEarlier += 1
        }
      }
    }
  }

  func counts(_ period: Period, stays: some Sequence<Int>) -> Counts {
    stays.reduce(into: Counts()) { sum, stay in
      if let own = counts[Key(period: period, stay: stay)] { sum += own }
    }
  }
}
