import Calendar
import Ingest

/// The single deals behind the projections: the open ones that may still close in a running period,
/// and those that came new and were won in the rest of past periods.
///
/// Open deals take 16 bytes each, and are kept only while some objective of the run is projected
/// and their planned close lies in its rest; of won deals only the amounts of those that were
/// created after the same point of one of the last eight periods and won before its end.
struct DealLedger: Sendable {
  /// What an objective asks of its deals: the conditions beside being won, and the period.
  struct Question: Hashable, Sendable {
    var filter: [String: [String]]
    var period: Period
  }

  /// An open deal whose close is planned after the as-of day.
  struct Open: Sendable {
    var amount: Int64
    var stay: Int32
    /// Code of its stage; -1 where there is none.
    var stage: Int16
    /// Days from the as-of day to the planned close, at least 1.
    var wait: UInt16
  }

  /// The rest of a past period after the same share of its working days.
  struct Rest: Sendable {
    let period: Period
    /// The first day after the point.
    let first: Int32
    let last: Int32
  }

  private struct Won: Sendable {
    var amount: Int64
    var stay: Int32
    /// Index into `pasts`.
    var past: Int32
  }

  private struct Past: Sendable {
    let question: Question
    let rest: Rest
  }

  /// How many past periods are looked at.
  private static let pastCount = 8

  private let asOf: CalendarDate
  private let filters: [[String: [String]]]
  /// By filter: the last day on which any of its objectives ends.
  private let horizons: [Int32]
  private let pasts: [Past]
  private var open: [[Open]]
  private var won: [Won] = []

  init(_ plan: AnalysisPlan) {
    asOf = plan.asOf
    var horizons: [[String: [String]]: Int32] = [:]
    var questions: [Question] = []
    for objective in plan.objectives {
      guard let question = Self.question(of: objective, plan) else { continue }
      horizons[question.filter] = max(
        horizons[question.filter] ?? .min, question.period.lastDay.dayNumber)
      if !questions.contains(question) { questions.append(question) }
    }
    let ordered = horizons.map { ($0.key, $0.value) }
    filters = ordered.map(\.0)
    self.horizons = ordered.map(\.1)
    pasts = questions.flatMap { question in
      Self.rests(of: question.period, plan).map { Past(question: question, rest: $0) }
    }
    open = Array(repeating: [], count: ordered.count)
  }

  /// What is asked for a running objective whose actual is won deals, by amount or by number
  /// (ruling 21); nothing for any other.
  static func question(of objective: Objective, _ plan: AnalysisPlan) -> Question? {
    guard objective.kind.accumulates, objective.period.contains(plan.asOf),
      objective.period.lastDay > plan.asOf,
      case .simple(let id)? = plan.catalogue.kpi(objective.kpi)?.formula,
      let measure = plan.catalogue.measures[id], measure.entity == .opportunities,
      measure.date == "closed_on", measure.filter["status"] == ["won"],
      measure.aggregate == .count || measure.field == "amount_net"
    else { return nil }
    var filter = measure.filter.merging(objective.filters) { own, _ in own }
    filter["status"] = nil
    return Question(filter: filter, period: objective.period)
  }

  /// The rest of each of the last periods after the working-day share that has elapsed now, by the
  /// company's calendar; the latest first.
  private static func rests(of period: Period, _ plan: AnalysisPlan) -> [Rest] {
    let whole = plan.calendar.workingDays(in: period)
    let elapsed = plan.calendar.workingDays(in: period.start..<plan.asOf.adding(days: 1))
    var rests: [Rest] = []
    var past = period
    for _ in 0..<pastCount {
      past = past.previous(fiscal: plan.fiscal)
      let days = plan.calendar.workingDays(in: past)
      var first = past.start
      var worked = 0
      while first < past.end, worked * whole < elapsed * days {
        if plan.calendar.isWorkingDay(first) { worked += 1 }
        first = first.adding(days: 1)
      }
      rests.append(
        Rest(period: past, first: first.dayNumber, last: past.lastDay.dayNumber))
    }
    return rests
  }

  // MARK: Accumulating

  mutating func add(_ rows: RowSet, roster: Roster) {
    guard rows.entity == .opportunities, !filters.isEmpty else { return }
    for (index, filter) in filters.enumerated() {
      let measure = Measure(
        id: "", entity: .opportunities, aggregate: .count, filter: filter)
      let accepted = MeasureStore.accepted(measure, rows)
      let pasts = pasts.indices.filter { self.pasts[$0].question.filter == filter }
      for row in 0..<rows.count where accepted[row] {
        switch rows.text("status", row) {
        case "open": addOpen(rows, row, index, roster: roster)
        case "won": addWon(rows, row, pasts, roster: roster)
        default: break
        }
      }
    }
  }

  private mutating func addOpen(_ rows: RowSet, _ row: Int, _ filter: Int, roster: Roster) {
    guard let day = rows.days["expected_close_on"]?[row], day != Column.missingDay,
      day > asOf.dayNumber, day <= horizons[filter],
      let wait = UInt16(exactly: day - asOf.dayNumber)
    else { return }
    let stage = rows.codes["stage"]?.values[row] ?? -1
    open[filter].append(
      Open(
        amount: rows.numbers["amount_net"]?[row] ?? Column.missingNumber,
        stay: stay(rows, row, onDay: asOf.dayNumber, roster),
        stage: Int16(clamping: stage), wait: wait))
  }

  private mutating func addWon(_ rows: RowSet, _ row: Int, _ pasts: [Int], roster: Roster) {
    guard let created = rows.days["created_at"]?[row], created != Column.missingDay,
      let closed = rows.days["closed_on"]?[row], closed >= created
    else { return }
    for past in pasts {
      let rest = self.pasts[past].rest
      guard created >= rest.first, closed <= rest.last else { continue }
      won.append(
        Won(
          amount: rows.numbers["amount_net"]?[row] ?? Column.missingNumber,
          stay: stay(rows, row, onDay: closed, roster), past: Int32(past)))
    }
  }

  private func stay(_ rows: RowSet, _ row: Int, onDay day: Int32, _ roster: Roster) -> Int32 {
    let owner = Int(rows.owners[row])
    return Int32(owner < 0 ? Roster.unassignedStay : roster.stay(ofPerson: owner, onDay: day))
  }

  // MARK: Reading

  /// The open deals of some stays that are planned to close within the rest of the period, in an
  /// order that does not depend on the order of the rows.
  func open(_ question: Question, stays: Set<Int>) -> [Open] {
    guard let index = filters.firstIndex(of: question.filter) else { return [] }
    let days = question.period.lastDay.days(since: asOf)
    return open[index]
      .filter { Int($0.wait) <= days && stays.contains(Int($0.stay)) }
      .sorted { ($0.amount, $0.stage, $0.wait) < ($1.amount, $1.stage, $1.wait) }
  }

  /// The rests of past periods that `isKnown`, and the amounts that came new and were won in them.
  func past(
    _ question: Question, stays: Set<Int>, where isKnown: (Period) -> Bool
  ) -> (periods: Int, amounts: [Int64]) {
    let known = Set(
      pasts.indices.filter { pasts[$0].question == question && isKnown(pasts[$0].rest.period) })
    let amounts = won.filter { known.contains(Int($0.past)) && stays.contains(Int($0.stay)) }
    return (known.count, amounts.map(\.amount).sorted())
  }
}
