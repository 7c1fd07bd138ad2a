import Calendar
import Ingest

/// The single deals behind the projections: the open ones, those that came new and were won in the
/// rest of past periods, and how the open ones of past periods ended.
///
/// Open deals take 16 bytes each, and are kept only while some objective of the run is projected;
/// of the won ones only the amounts of those that were created after the same point of one of the
/// last eight periods and won before its end.
struct DealLedger: Sendable {
  /// What an objective asks of its deals: the conditions beside being won, and the period.
  struct Question: Hashable, Sendable {
    var filter: [String: [String]]
    var period: Period
  }

  struct Open: Sendable {
    var amount: Int64
    /// Code of its stage; -1 where there is none.
    var stage: Int16
    /// Days from the as-of day to the planned close; 0 where that has passed or is not known.
    var wait: UInt16
  }

  /// The rest of a past period after the same share of its working days.
  struct Rest: Sendable {
    let period: Period
    /// The first day after the point.
    let first: Int32
    let last: Int32
  }

  /// How many opportunities were open at a point, and how many of them were won in the rest.
  struct Share: Sendable {
    var won = 0
    var open = 0

    static func += (left: inout Share, right: Share) {
      left.won += right.won
      left.open += right.open
    }
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
    /// By code of the stage history.
    var shares: [Int: Share] = [:]
  }

  /// How many past periods are looked at.
  private static let pastCount = 8

  private let asOf: CalendarDate
  private let filters: [[String: [String]]]
  private var pasts: [Past]
  /// By filter and stay.
  private var open: [[Int32: [Open]]]
  private var won: [Won] = []
  /// Names of the codes of the stage history.
  private var stageNames: [String] = []

  init(_ plan: AnalysisPlan) {
    asOf = plan.asOf
    var filters: [[String: [String]]] = []
    var questions: [Question] = []
    for objective in plan.objectives {
      guard let question = Self.question(of: objective, plan) else { continue }
      if !filters.contains(question.filter) { filters.append(question.filter) }
      for period in Self.alike(question.period, plan) {
        let alike = Question(filter: question.filter, period: period)
        if !questions.contains(alike) { questions.append(alike) }
      }
    }
    self.filters = filters
    pasts = questions.flatMap { question in
      Self.rests(of: question.period, plan).map { Past(question: question, rest: $0) }
    }
    open = Array(repeating: [:], count: filters.count)
  }

  /// Whether no objective of the run is projected.
  var isEmpty: Bool { filters.isEmpty }

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
    var filter = measure.filter.merging(
      objective.filters, uniquingKeysWith: Measure.narrowed)
    filter["status"] = nil
    return Question(filter: filter, period: objective.period)
  }

  /// The period, then the shorter ones that end with it: they have the same rest, and the past ones
  /// stand in where the exports do not reach back to a past period of its own kind.
  static func alike(_ period: Period, _ plan: AnalysisPlan) -> [Period] {
    let kinds: [Period.Kind] = [.half, .quarter, .month]
    return [period]
      + kinds.map { Period.containing(plan.asOf, kind: $0, fiscal: plan.fiscal) }
      .filter { $0.end == period.end && $0.start > period.start }
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

  /// Adds opportunities whose stage history is complete.
  mutating func add(_ rows: RowSet, roster: Roster, history: StageHistory) {
    guard rows.entity == .opportunities, !filters.isEmpty else { return }
    stageNames = history.stageNames
    for (index, filter) in filters.enumerated() {
      let measure = Measure(
        id: "", entity: .opportunities, aggregate: .count, filter: filter)
      let accepted = MeasureStore.accepted(measure, rows)
      let pasts = pasts.indices.filter { self.pasts[$0].question.filter == filter }
      for row in 0..<rows.count where accepted[row] {
        let status = rows.text("status", row)
        if status == "open" { addOpen(rows, row, index, roster: roster) }
        if status == "won" { addWon(rows, row, pasts, roster: roster) }
        if history.knowsDays, status == "open" || status == "won" || status == "lost" {
          addShare(rows, row, pasts, isWon: status == "won", history: history)
        }
      }
    }
  }

  private mutating func addOpen(_ rows: RowSet, _ row: Int, _ filter: Int, roster: Roster) {
    let day = rows.days["expected_close_on"]?[row] ?? Column.missingDay
    let wait = day == Column.missingDay ? 0 : UInt16(clamping: day - asOf.dayNumber)
    let stage = rows.codes["stage"]?.values[row] ?? -1
    let stay = stay(rows, row, onDay: asOf.dayNumber, roster)
    open[filter][stay, default: []].append(
      Open(
        amount: rows.numbers["amount_net"]?[row] ?? Column.missingNumber,
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

  /// Counts the opportunity in every past period at whose point it was open.
  private mutating func addShare(
    _ rows: RowSet, _ row: Int, _ pasts: [Int], isWon: Bool, history: StageHistory
  ) {
    guard let created = rows.days["created_at"]?[row], created != Column.missingDay,
      let id = rows.texts["id"]?[row]
    else { return }
    let closed = rows.days["closed_on"]?[row] ?? Column.missingDay
    for past in pasts {
      let rest = self.pasts[past].rest
      guard created < rest.first, closed == Column.missingDay || closed >= rest.first,
        let stage = history.stage(
          ofOpportunity: id, daysAgo: Int(asOf.dayNumber - rest.first) + 1)
      else { continue }
      let isInside = isWon && closed <= rest.last
      self.pasts[past].shares[stage, default: Share()] += Share(won: isInside ? 1 : 0, open: 1)
    }
  }

  private func stay(_ rows: RowSet, _ row: Int, onDay day: Int32, _ roster: Roster) -> Int32 {
    let owner = Int(rows.owners[row])
    return Int32(owner < 0 ? Roster.unassignedStay : roster.stay(ofPerson: owner, onDay: day))
  }

  // MARK: Reading

  /// The open deals of some stays, in an order that does not depend on that of the rows.
  func open(_ question: Question, stays: Set<Int>) -> [Open] {
    guard let index = filters.firstIndex(of: question.filter) else { return [] }
    return stays.flatMap { open[index][Int32($0)] ?? [] }
      .sorted { ($0.amount, $0.stage, $0.wait) < ($1.amount, $1.stage, $1.wait) }
  }

  /// The rests of past periods that `isKnown`, and the amounts that came new and were won in them.
  func past(
    _ question: Question, stays: Set<Int>, where isKnown: (Period) -> Bool
  ) -> (periods: Int, amounts: [Int64]) {
    let known = Set(indices(question, isKnown))
    let amounts = won.filter { known.contains(Int($0.past)) && stays.contains(Int($0.stay)) }
    return (known.count, amounts.map(\.amount).sorted())
  }

  /// By folded stage name, how the opportunities that were in it at the same point of the past
  /// periods that `isKnown` had ended when those were over.
  func shares(_ question: Question, where isKnown: (Period) -> Bool) -> [String: Share] {
    var shares: [String: Share] = [:]
    for index in indices(question, isKnown) {
      for (stage, share) in pasts[index].shares where stageNames.indices.contains(stage) {
        shares[HeaderText.folded(stageNames[stage]), default: Share()] += share
      }
    }
    return shares
  }

  private func indices(_ question: Question, _ isKnown: (Period) -> Bool) -> [Int] {
    pasts.indices.filter { pasts[$0].question == question && isKnown(pasts[$0].rest.period) }
  }
}
