import Calendar
import Ingest

/// The single deals behind the projections: the open ones, and for past periods what was won by the
/// same point, what was open then and how it ended, and what came new and was won in the rest.
///
/// A deal takes 16 bytes for each point at which it was open, and is kept only while some objective
/// of the run is projected. Of what is merely counted, such as calls, a past period takes three
/// numbers a stay.
struct DealLedger: Sendable {
  /// What an objective asks of its deals: the conditions beside being won, and the period.
  struct Question: Hashable, Sendable {
    var filter: [String: [String]]
    var period: Period
    /// What is counted, where that is not deals won.
    var events: Events?
  }

  /// Records of a table that are counted on the day of a field.
  struct Events: Hashable, Sendable {
    let entity: Entity
    let date: String
  }

  /// What decides which records a question is about.
  private struct Selection: Hashable, Sendable {
    let filter: [String: [String]]
    let events: Events?

    init(_ question: Question) {
      filter = question.filter
      events = question.events
    }

    var entity: Entity { events?.entity ?? .opportunities }
  }

  struct Open: Sendable {
    var amount: Int64
    /// Code of its stage; -1 where there is none.
    var stage: Int16
    /// Days from the as-of day to the planned close; 0 where that has passed or is not known.
    var wait: UInt16
    /// The CRM's own chance of winning it, in millionths; -1 where the export has none.
    var chance: Int32
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

  /// Amount and number of won deals.
  struct Sum: Sendable {
    var amount: Int64 = 0
    var count = 0

    mutating func add(_ value: Int64) {
      count += 1
      if value != Column.missingNumber { amount &+= value }
    }

    static func += (left: inout Sum, right: Sum) {
      left.amount &+= right.amount
      left.count += right.count
    }
  }

  /// A deal that was open at the point of a past period.
  struct OpenThen: Sendable {
    var amount: Int64
    /// Code of the stage history; -1 where it is not known.
    var stage: Int16
    var isWonInside: Bool
  }

  /// A past period as it was at the same point, and how it ended.
  struct Episode: Sendable {
    var period: Period
    /// Won up to the point.
    var done: Sum
    /// Won in all of it.
    var total: Sum
    var open: [OpenThen]
    /// Amounts that came new after the point and were won in it, ascending; empty of events.
    var new: [Int64]
    /// How many these are, or events after the point.
    var newCount: Int
    /// The same period a year earlier: by the point, and in all.
    var lastYear: (done: Sum, total: Sum)?
  }

  private struct Past: Sendable {
    let period: Period
    /// The first day after the point.
    let first: Int32
    let last: Int32
    /// Whether its deals are kept one by one, beside the sums.
    let keepsDeals: Bool
    /// By stay.
    var done: [Int32: Sum] = [:]
    var total: [Int32: Sum] = [:]
    var new: [Int32: [Int64]] = [:]
    /// Of events: how many come after the point.
    var newCount: [Int32: Int] = [:]
    var open: [Int32: [OpenThen]] = [:]
  }

  /// The past periods of a question, the latest first; they follow one another without gap.
  private struct Series: Sendable {
    let question: Question
    let selection: Int
    var pasts: [Past]
  }

  /// How many past periods are looked at deal by deal.
  private static let pastCount = 8
  /// A year of months, and of 4-4-5 periods.
  private static let mostOfYear = 13

  private let asOf: CalendarDate
  private let selections: [Selection]
  private var series: [Series]
  /// By selection and stay.
  private var open: [[Int32: [Open]]]
  /// Names of the codes of the stage history.
  private var stageNames: [String] = []

  init(_ plan: AnalysisPlan) {
    asOf = plan.asOf
    var selections: [Selection] = []
    var questions: [Question] = []
    for objective in plan.objectives {
      guard let question = Self.question(of: objective, plan) else { continue }
      let selection = Selection(question)
      if !selections.contains(selection) { selections.append(selection) }
      for period in Self.alike(question.period, plan) {
        var alike = question
        alike.period = period
        if !questions.contains(alike) { questions.append(alike) }
      }
    }
    self.selections = selections
    series = questions.map { question in
      Series(
        question: question, selection: selections.firstIndex(of: Selection(question)) ?? 0,
        pasts: Self.pasts(of: question.period, plan))
    }
    open = Array(repeating: [:], count: selections.count)
  }

  /// Whether no objective of the run is projected from its deals.
  var isWithoutDeals: Bool { selections.allSatisfy { $0.events != nil } }

  /// What is asked for a running objective whose actual is won deals, by amount or by number, or a
  /// number of other records (ruling 21); nothing for any other.
  static func question(of objective: Objective, _ plan: AnalysisPlan) -> Question? {
    guard objective.kind.accumulates, objective.period.contains(plan.asOf),
      objective.period.lastDay > plan.asOf,
      case .simple(let id)? = plan.catalogue.kpi(objective.kpi)?.formula,
      let measure = plan.catalogue.measures[id], measure.time == .event, let date = measure.date
    else { return nil }
    var filter = measure.filter.merging(
      objective.filters, uniquingKeysWith: Measure.narrowed)
    let isWon =
      measure.entity == .opportunities && date == "closed_on"
      && measure.filter["status"] == ["won"]
    if isWon, measure.aggregate == .count || measure.field == "amount_net" {
      filter["status"] = nil
      return Question(filter: filter, period: objective.period)
    }
    // What only other tables tell of a record is not known when its row is counted.
    guard measure.aggregate == .count, !JoinedFields.isOnlyJoined(measure.entity),
      measure.neededFields.union(filter.keys)
        .isDisjoint(with: JoinedFields.all(measure.entity))
    else { return nil }
    return Question(
      filter: filter, period: objective.period,
      events: Events(entity: measure.entity, date: date))
  }

  /// The period, then the shorter ones that end with it: they have the same rest, and the past ones
  /// stand in where the exports do not reach back to a past period of its own kind.
  static func alike(_ period: Period, _ plan: AnalysisPlan) -> [Period] {
    let kinds: [Period.Kind] = [.half, .quarter, .month]
    return [period]
      + kinds.map { Period.containing(plan.asOf, kind: $0, fiscal: plan.fiscal) }
      .filter { $0.end == period.end && $0.start > period.start }
  }

  /// The share of the working days of a period that has elapsed, by the company's calendar.
  static func elapsedShare(of period: Period, _ plan: AnalysisPlan) -> Fraction {
    let whole = plan.calendar.workingDays(in: period)
    let elapsed = plan.calendar.workingDays(in: period.start..<plan.asOf.adding(days: 1))
    return whole == 0 ? .zero : Fraction(elapsed, over: whole)
  }

  /// The last periods with the point after the working-day share that has elapsed now; beyond those
  /// looked at deal by deal, as many as it takes to have the year before each.
  private static func pasts(of period: Period, _ plan: AnalysisPlan) -> [Past] {
    let whole = plan.calendar.workingDays(in: period)
    let elapsed = plan.calendar.workingDays(in: period.start..<plan.asOf.adding(days: 1))
    let year = periodsOfYear(period, plan)
    var pasts: [Past] = []
    var past = period
    while pasts.count < pastCount + year {
      past = past.previous(fiscal: plan.fiscal)
      let days = plan.calendar.workingDays(in: past)
      var first = past.start
      var worked = 0
      while first < past.end, worked * whole < elapsed * days {
        if plan.calendar.isWorkingDay(first) { worked += 1 }
        first = first.adding(days: 1)
      }
      pasts.append(
        Past(
          period: past, first: first.dayNumber, last: past.lastDay.dayNumber,
          keepsDeals: pasts.count < pastCount))
    }
    return pasts
  }

  /// How many periods one goes back to the same one a year earlier: 4 for a quarter, 12 for a month; 0
  /// where that is too many, or none begins on its day.
  private static func periodsOfYear(_ period: Period, _ plan: AnalysisPlan) -> Int {
    let start = period.start.adding(years: -1)
    var past = period
    for count in 1...mostOfYear {
      past = past.previous(fiscal: plan.fiscal)
      if past.start <= start { return past.start == start ? count : 0 }
    }
    return 0
  }

  // MARK: Accumulating

  /// Adds opportunities whose stage history is complete.
  mutating func add(_ rows: RowSet, roster: Roster, history: StageHistory) {
    if rows.entity == .opportunities { stageNames = history.stageNames }
    for (index, selection) in selections.enumerated() where selection.entity == rows.entity {
      let measure = Measure(
        id: "", entity: selection.entity, aggregate: .count, filter: selection.filter)
      let accepted = MeasureStore.accepted(measure, rows)
      let own = series.indices.filter { series[$0].selection == index }
      if let events = selection.events {
        add(rows, events, accepted, to: own, roster: roster)
        continue
      }
      for row in 0..<rows.count where accepted[row] {
        let status = rows.text("status", row)
        if status == "open" { addOpen(rows, row, index, roster: roster) }
        for series in own {
          if status == "won" { addWon(rows, row, series, roster: roster) }
          if status == "open" || status == "won" || status == "lost" {
            addOpenThen(
              rows, row, series, isWon: status == "won", roster: roster, history: history)
          }
        }
      }
    }
  }

  private mutating func add(
    _ rows: RowSet, _ events: Events, _ accepted: [Bool], to own: [Int], roster: Roster
  ) {
    guard let days = rows.days[events.date] else { return }
    for index in own {
      guard let latest = series[index].pasts.first?.last,
        let earliest = series[index].pasts.last?.period.start.dayNumber
      else { continue }
      for row in 0..<rows.count
      where accepted[row] && days[row] >= earliest && days[row] <= latest {
        guard let past = pastIndex(ofDay: days[row], in: series[index].pasts) else { continue }
        let stay = stay(rows, row, onDay: days[row], roster)
        series[index].pasts[past].total[stay, default: Sum()].count += 1
        if days[row] < series[index].pasts[past].first {
          series[index].pasts[past].done[stay, default: Sum()].count += 1
        } else if series[index].pasts[past].keepsDeals {
          series[index].pasts[past].newCount[stay, default: 0] += 1
        }
      }
    }
  }

  private mutating func addOpen(_ rows: RowSet, _ row: Int, _ selection: Int, roster: Roster) {
    let day = rows.days["expected_close_on"]?[row] ?? Column.missingDay
    let wait = day == Column.missingDay ? 0 : UInt16(clamping: day - asOf.dayNumber)
    let stage = rows.codes["stage"]?.values[row] ?? -1
    let stay = stay(rows, row, onDay: asOf.dayNumber, roster)
    open[selection][stay, default: []].append(
      Open(
        amount: amount(rows, row), stage: Int16(clamping: stage), wait: wait,
        chance: (rows.numbers["probability"]?[row]).map {
          $0 == Column.missingNumber ? -1 : Int32(clamping: $0)
        } ?? -1))
  }

  private func amount(_ rows: RowSet, _ row: Int) -> Int64 {
    rows.numbers["amount_net"]?[row] ?? Column.missingNumber
  }

  private mutating func addWon(_ rows: RowSet, _ row: Int, _ index: Int, roster: Roster) {
    guard let closed = rows.days["closed_on"]?[row], closed != Column.missingDay,
      let past = pastIndex(ofDay: closed, in: series[index].pasts)
    else { return }
    let stay = stay(rows, row, onDay: closed, roster)
    let amount = amount(rows, row)
    let first = series[index].pasts[past].first
    series[index].pasts[past].total[stay, default: Sum()].add(amount)
    if closed < first { series[index].pasts[past].done[stay, default: Sum()].add(amount) }
    let created = rows.days["created_at"]?[row] ?? Column.missingDay
    if series[index].pasts[past].keepsDeals, created != Column.missingDay, created >= first,
      created <= closed
    {
      series[index].pasts[past].new[stay, default: []].append(amount)
    }
  }

  /// The past period that a day lies in.
  private func pastIndex(ofDay day: Int32, in pasts: [Past]) -> Int? {
    guard let latest = pasts.first, day <= latest.last else { return nil }
    var low = 0
    var high = pasts.count
    while low < high {
      let middle = (low + high) / 2
      if pasts[middle].period.start.dayNumber <= day { high = middle } else { low = middle + 1 }
    }
    return low < pasts.count ? low : nil
  }

  /// Keeps the opportunity for every past period at whose point it was open.
  private mutating func addOpenThen(
    _ rows: RowSet, _ row: Int, _ index: Int, isWon: Bool, roster: Roster, history: StageHistory
  ) {
    guard let created = rows.days["created_at"]?[row], created != Column.missingDay else { return }
    let closed = rows.days["closed_on"]?[row] ?? Column.missingDay
    for past in series[index].pasts.indices {
      let entry = series[index].pasts[past]
      // The points only go back from here on.
      guard entry.keepsDeals, created < entry.first else { break }
      guard closed == Column.missingDay || closed >= entry.first else { continue }
      var stage: Int?
      if history.knowsDays, let id = rows.texts["id"]?[row] {
        stage = history.stage(ofOpportunity: id, daysAgo: Int(asOf.dayNumber - entry.first) + 1)
        // It had not entered the pipeline yet.
        if stage == nil { continue }
      }
      let stay = stay(rows, row, onDay: entry.first, roster)
      series[index].pasts[past].open[stay, default: []].append(
        OpenThen(
          amount: amount(rows, row),
          stage: Int16(clamping: stage ?? -1), isWonInside: isWon && closed <= entry.last))
    }
  }

  private func stay(_ rows: RowSet, _ row: Int, onDay day: Int32, _ roster: Roster) -> Int32 {
    let owner = Int(rows.owners[row])
    return Int32(roster.stay(ofPerson: owner, onDay: day))
  }

  // MARK: Reading

  /// The open deals of some stays, in an order that does not depend on that of the rows.
  func open(_ question: Question, stays: Set<Int>) -> [Open] {
    guard let index = selections.firstIndex(of: Selection(question)) else { return [] }
    return stays.flatMap { open[index][Int32($0)] ?? [] }
      .sorted { ($0.amount, $0.stage, $0.wait) < ($1.amount, $1.stage, $1.wait) }
  }

  /// The past periods that `isKnown`, the latest first, as far as they are kept deal by deal.
  func episodes(
    _ question: Question, stays: Set<Int>, where isKnown: (Period) -> Bool
  ) -> [Episode] {
    guard let series = series.first(where: { $0.question == question }) else { return [] }
    func sum(_ sums: [Int32: Sum]) -> Sum {
      stays.reduce(into: Sum()) { total, stay in
        if let own = sums[Int32(stay)] { total += own }
      }
    }
    return series.pasts.filter { $0.keepsDeals && isKnown($0.period) }.map { past in
      let new = stays.flatMap { past.new[Int32($0)] ?? [] }.sorted()
      return Episode(
        period: past.period, done: sum(past.done), total: sum(past.total),
        open: stays.flatMap { past.open[Int32($0)] ?? [] }
          .sorted { ($0.amount, $0.stage) < ($1.amount, $1.stage) },
        new: new,
        newCount: new.count + stays.reduce(0) { $0 + (past.newCount[Int32($1)] ?? 0) },
        lastYear: lastYear(of: past.period, series, isKnown).map { (sum($0.done), sum($0.total)) })
    }
  }

  /// The period itself a year earlier: by the same point, and in all.
  func lastYear(
    _ question: Question, stays: Set<Int>, where isKnown: (Period) -> Bool
  ) -> (done: Sum, total: Sum)? {
    guard let series = series.first(where: { $0.question == question }),
      let past = lastYear(of: question.period, series, isKnown)
    else { return nil }
    func sum(_ sums: [Int32: Sum]) -> Sum {
      stays.reduce(into: Sum()) { total, stay in
        if let own = sums[Int32(stay)] { total += own }
      }
    }
    return (sum(past.done), sum(past.total))
  }

  private func lastYear(
    of period: Period, _ series: Series, _ isKnown: (Period) -> Bool
  ) -> Past? {
    let start = period.start.adding(years: -1)
    return series.pasts.first { $0.period.start == start && isKnown($0.period) }
  }

  /// The folded name of a code of the stage history.
  func stageName(_ code: Int16) -> String? {
    stageNames.indices.contains(Int(code)) ? HeaderText.folded(stageNames[Int(code)]) : nil
  }
}
