import Calendar
import Ingest

/// Keeps, for each person, the few things that are worth doing first, in euros (objectives.md 1.14).
///
/// A deal or customer is listed once, with its most pressing reason. A task takes the amount of its
/// opportunity where the opportunities were read before.
struct ActionLedger: Sendable {
  /// Things per owner (ruling 23).
  static let itemCount = 5

  fileprivate struct Candidate: Sendable {
    var item: RunResult.ActionList.Item
    /// Of a deal: where its row stands.
    var row: RowPlace?
    var isFocus: Bool
    /// In minor units; -1 where nothing is known.
    var worth: Int64
  }

  fileprivate struct RowPlace: Hashable, Sendable {
    var file: Int
    var line: Int64
  }

  private struct List: Sendable {
    var best: [Candidate] = []
    var total = 0
    var amount: Int64 = 0
  }

  private let asOf: CalendarDate
  private var lists: [Int: List] = [:]
  /// Days that won deals took, of the last two years.
  private var wonDays = Histogram()
  /// By owner: the dearest open deals that may be stuck, until it is known how long won ones took.
  private var waiting: [Int: [(candidate: Candidate, age: Int64)]] = [:]
  /// The deals that are stuck in their stage as the KPI `stuck` has it, with the day they entered
  /// it; nothing where no export tells of stages.
  private var stuck: [RowPlace: Int32]?
  private var customers: [(id: String, name: String)] = []

  private static let twoYears: Int32 = 731
  /// Won deals below which these days stand in.
  private static let minimumCount = 20
  private static let usualStuckDays: Int64 = 90
  /// Deals of an owner that are looked at for standing still.
  private static let waitingCount = 50

  init(_ plan: AnalysisPlan) {
    asOf = plan.asOf
  }

  // MARK: Accumulating

  /// `open` says what overdue actions are about.
  mutating func add(_ rows: RowSet, _ open: OpenOpportunities) {
    switch rows.entity {
    case .opportunities: addOpportunities(rows)
    case .activities: addTasks(rows, open)
    case .customers: addCustomers(rows)
    default: return
    }
  }

  private mutating func addOpportunities(_ rows: RowSet) {
    let missing = Column.missingDay
    guard let status = rows.codes["status"], let ids = rows.texts["id"] else { return }
    let isOpen = status.texts.firstIndex(of: "open").map { Int32($0) }
    let isWon = status.texts.firstIndex(of: "won").map { Int32($0) }
    let (createdDays, closedDays) = (rows.days["created_at"], rows.days["closed_on"])
    let (expectedDays, nextDays) = (rows.days["expected_close_on"], rows.days["next_step_at"])
    let amounts = rows.numbers["amount_net"]
    for row in 0..<rows.count where rows.isIncluded[row] {
      let code = status.values[row]
      let created = createdDays?[row] ?? missing
      if code == isWon {
        let closed = closedDays?[row] ?? missing
        if created != missing, closed != missing, closed >= created,
          closed > asOf.dayNumber - Self.twoYears
        {
          wonDays.add(Int64(closed - created))
        }
      }
      guard code == isOpen, let id = ids[row] else { continue }
      let amount = amounts?[row] ?? Column.missingNumber
      let name = (rows.texts["name"]?[row]).flatMap { $0 } ?? id
      let expected = expectedDays?[row] ?? missing
      let next = nextDays?[row] ?? missing
      let isFocus = rows.flags["is_focus"]?[row] == 1
      var candidate = Candidate(
        item: RunResult.ActionList.Item(
          kind: .focus, id: id, name: name, stage: rows.text("stage", row) ?? "",
          amount: amount == Column.missingNumber ? nil : Quantity(.money, amount), since: nil,
          days: nil),
        row: RowPlace(file: Int(rows.file), line: Int64(rows.lines[row])), isFocus: isFocus,
        worth: amount == Column.missingNumber ? -1 : amount)
      if expected != missing, expected <= asOf.dayNumber {
        candidate.set(.pastClose, since: expected, asOf)
        insert(candidate, of: Int(rows.owners[row]))
      } else {
        // Whether it stands still is known once all won deals are.
        if nextDays != nil, next == missing || next <= asOf.dayNumber {
          candidate.set(.noNextStep, since: next == missing ? nil : next, asOf)
        } else if !isFocus {
          candidate.item.kind = .stuck
        }
        let age = created == missing ? -1 : Int64(asOf.dayNumber - created)
        wait(candidate, age: age, of: Int(rows.owners[row]))
      }
    }
  }

  /// Takes from the opportunities with their stages which of them are stuck.
  mutating func add(joined: [RowSet]) {
    for rows in joined where rows.entity == .opportunities {
      guard let flags = rows.flags["is_stuck"], let entered = rows.days["stage_entered_on"] else {
        continue
      }
      stuck = stuck ?? [:]
      for row in 0..<rows.count where rows.isIncluded[row] && flags[row] == 1 {
        stuck?[RowPlace(file: Int(rows.file), line: Int64(rows.lines[row]))] = entered[row]
      }
    }
  }

  private mutating func addTasks(_ rows: RowSet, _ open: OpenOpportunities) {
    guard let due = rows.days["due_on"], let isDone = rows.flags["is_done"] else { return }
    for row in 0..<rows.count where rows.isIncluded[row] {
      guard let type = rows.text("type", row), type == "task" || type == "followup",
        isDone[row] == 0, due[row] != Column.missingDay, due[row] <= asOf.dayNumber
      else { continue }
      let id = (rows.texts["id"]?[row]).flatMap { $0 } ?? ""
      let deal = rows.texts["opportunity_id"]?.digest(row).flatMap { open.id(of: $0) }
      let worth = deal.map { open.amount(of: $0) } ?? Column.missingNumber
      let subject = (rows.texts["subject"]?[row]).flatMap { $0 } ?? id
      var candidate = Candidate(
        item: RunResult.ActionList.Item(
          kind: .overdueAction, id: id, name: subject, stage: "",
          amount: worth == Column.missingNumber ? nil : Quantity(.money, worth), since: nil,
          days: nil), row: nil, isFocus: false, worth: worth == Column.missingNumber ? -1 : worth)
      candidate.set(.overdueAction, since: due[row], asOf)
      insert(candidate, of: Int(rows.owners[row]))
    }
  }

  private mutating func addCustomers(_ rows: RowSet) {
    guard let ids = rows.texts["id"] else { return }
    let names = rows.texts["name"]
    for row in 0..<rows.count where rows.isIncluded[row] {
      guard let id = ids[row] else { continue }
      customers.append((id, (names?[row]).flatMap { $0 } ?? id))
    }
  }

  private mutating func wait(_ candidate: Candidate, age: Int64, of owner: Int) {
    let list = waiting[owner] ?? []
    let position = list.firstIndex { candidate.precedes($0.candidate) } ?? list.count
    guard position < Self.waitingCount else { return }
    waiting[owner, default: []].insert((candidate, age), at: position)
    if list.count == Self.waitingCount { waiting[owner]?.removeLast() }
  }

  private mutating func insert(_ candidate: Candidate, of owner: Int) {
    Self.insert(candidate, into: &lists[owner, default: List()])
  }

  private static func insert(_ candidate: Candidate, into list: inout List) {
    list.total += 1
    if candidate.worth > 0 { list.amount &+= candidate.worth }
    let position = list.best.firstIndex { candidate.precedes($0) } ?? list.best.count
    guard position < itemCount else { return }
    list.best.insert(candidate, at: position)
    if list.best.count > itemCount { list.best.removeLast() }
  }

  // MARK: Reading

  /// One list a rep who has something to do, by identifier; what nobody owns comes last.
  func results(roster: Roster, tables: TableFigures) -> [RunResult.ActionList] {
    var lists = lists
    let limit =
      wonDays.count < Self.minimumCount
      ? Self.usualStuckDays : wonDays.percentile(80) ?? Self.usualStuckDays
    for (owner, entries) in waiting {
      for (candidate, age) in entries {
        add(candidate, age: age, limit: limit, to: &lists[owner, default: List()])
      }
    }
    var seen: Set<Int> = []
    for (id, name) in customers.reversed() {
      guard let index = tables.ledgers.base.knownIndex(id), seen.insert(index).inserted,
        let candidate = candidate(index, id: id, name: name, tables)
      else { continue }
      let owner = Int(tables.customers.customers[index].owner)
      Self.insert(candidate, into: &lists[owner, default: List()])
    }
    return lists.filter { $0.value.total > 0 }.map { owner, list in
      RunResult.ActionList(
        scope: owner < 0 ? .unassigned : ScopeID(.rep, roster.people[owner].id),
        items: list.best.map(\.item), total: list.total, amount: Quantity(.money, list.amount))
    }.sorted { $0.scope < $1.scope }
  }

  /// A deal that stands still longer than four of five won ones took, or lacks a next step.
  ///
  /// Where stages are known that is longer in its stage, which is the KPI `stuck`; else, longer since
  /// its creation.
  private func add(_ candidate: Candidate, age: Int64, limit: Int64, to list: inout List) {
    var candidate = candidate
    let since =
      if let stuck { candidate.row.flatMap { stuck[$0] } } else {
        age > limit ? asOf.dayNumber - Int32(age) : nil
      }
    if let since, candidate.item.kind != .noNextStep || !candidate.isFocus {
      candidate.set(.stuck, since: since, asOf)
    } else if candidate.item.kind == .stuck {
      return
    }
    Self.insert(candidate, into: &list)
  }

  /// A customer at risk whom nobody has reached since, or one who is silent as the KPI
  /// `inactive_customers` has it, with what they ordered in twelve months.
  private func candidate(
    _ index: Int, id: String, name: String, _ tables: TableFigures
  ) -> Candidate? {
    let base = tables.ledgers.base
    let customer = tables.customers.customers[index]
    let isLeft = customer.endedAt != Column.missingDay && customer.endedAt <= asOf.dayNumber
    guard tables.knowsCustomers ? customer.isActive(on: asOf.dayNumber) : !isLeft else {
      return nil
    }
    let isAtRisk = customer.atRiskSince != Column.missingDay
    let isReached = isAtRisk && customer.lastContactAt >= customer.atRiskSince
    let knowsOrders = base.has(.orders, "customer_id")
    let isSilent =
      !isAtRisk && (knowsOrders || base.has(.customers, "last_order_at"))
      && tables.customers.isSilent(index)
    guard isAtRisk && !isReached || isSilent else { return nil }
    let year = Period.rolling(months: 12, lastDay: asOf)
    let ordered =
      tables.customers.orders(of: index).isEmpty
      ? nil
      : tables.customers.ordered(by: index, in: year.dayNumbers)
    var candidate = Candidate(
      item: RunResult.ActionList.Item(
        kind: .inactiveCustomer, id: id, name: name, stage: "",
        amount: ordered.map { Quantity(.money, $0) }, since: nil, days: nil),
      row: nil, isFocus: false, worth: ordered ?? -1)
    candidate.set(
      isAtRisk ? .atRiskCustomer : .inactiveCustomer,
      since: isAtRisk ? customer.atRiskSince : tables.customers.lastHeard(from: index), asOf)
    return candidate
  }
}

extension ActionLedger.Candidate {
  fileprivate mutating func set(
    _ kind: RunResult.ActionList.Kind, since day: Int32?, _ asOf: CalendarDate
  ) {
    item.kind = kind
    item.since = day.map { CalendarDate(dayNumber: $0) }
    item.days = day.map { Int(asOf.dayNumber - $0) }
  }

  /// What was marked first, then by worth, then by age; identifiers settle the rest.
  fileprivate func precedes(_ other: Self) -> Bool {
    if isFocus != other.isFocus { return isFocus }
    if worth != other.worth { return worth > other.worth }
    if item.days != other.item.days { return (item.days ?? -1) > (other.item.days ?? -1) }
    return (item.kind.rawValue, item.id) < (other.item.kind.rawValue, other.item.id)
  }
}
