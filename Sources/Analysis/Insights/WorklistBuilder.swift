import Calendar
import Ingest

/// Keeps, for each person, the few opportunities and actions that most need attention.
struct WorklistBuilder: Sendable {
  /// Actions per owner (ruling 23).
  static let itemCount = 5

  private struct List {
    var items: [RunResult.Worklist.Item] = []
    var total = 0
  }

  /// By person; -1 is the unassigned line.
  private var opportunities: [Int: List] = [:]
  private var actions: [Int: List] = [:]

  mutating func add(_ rows: RowSet, asOf: CalendarDate) {
    switch rows.entity {
    case .opportunities: addOpportunities(rows, asOf: asOf)
    case .activities: addActions(rows, asOf: asOf)
    default: return
    }
  }

  private mutating func addOpportunities(_ rows: RowSet, asOf: CalendarDate) {
    guard let expected = rows.days["expected_close_on"] else { return }
    for row in 0..<rows.count where rows.isIncluded[row] && rows.text("status", row) == "open" {
      guard expected[row] != Column.missingDay, expected[row] <= asOf.dayNumber else { continue }
      let item = Self.item(rows, row, name: "name", amount: true, day: expected[row])
      // The largest first; then the oldest.
      Self.insert(item, into: &opportunities[Int(rows.owners[row]), default: List()]) {
        one, other in
        let amounts = (one.amount?.numerator ?? -1, other.amount?.numerator ?? -1)
        return amounts.0 != amounts.1 ? amounts.0 > amounts.1 : Self.isOlder(one, other)
      }
    }
  }

  private mutating func addActions(_ rows: RowSet, asOf: CalendarDate) {
    guard let due = rows.days["due_on"], let isDone = rows.flags["is_done"] else { return }
    for row in 0..<rows.count where rows.isIncluded[row] && rows.text("type", row) == "task" {
      guard isDone[row] == 0, due[row] != Column.missingDay, due[row] <= asOf.dayNumber else {
        continue
      }
      let item = Self.item(rows, row, name: "subject", amount: false, day: due[row])
      Self.insert(
        item, into: &actions[Int(rows.owners[row]), default: List()], before: Self.isOlder)
    }
  }

  private static func item(
    _ rows: RowSet, _ row: Int, name: String, amount: Bool, day: Int32
  ) -> RunResult.Worklist.Item {
    let value = amount ? rows.numbers["amount_net"]?[row] ?? Column.missingNumber : .min
    let id = (rows.texts["id"]?[row]).flatMap { $0 } ?? ""
    return RunResult.Worklist.Item(
      id: id, name: (rows.texts[name]?[row]).flatMap { $0 } ?? id,
      amount: value == Column.missingNumber ? nil : Quantity(.money, value),
      stage: rows.text("stage", row) ?? "", date: CalendarDate(dayNumber: day))
  }

  private static func isOlder(
    _ one: RunResult.Worklist.Item, _ other: RunResult.Worklist.Item
  ) -> Bool {
    if one.date != other.date { return (one.date?.dayNumber ?? 0) < (other.date?.dayNumber ?? 0) }
    return one.id < other.id
  }

  private static func insert(
    _ item: RunResult.Worklist.Item, into list: inout List,
    before precedes: (RunResult.Worklist.Item, RunResult.Worklist.Item) -> Bool
  ) {
    list.total += 1
    let position = list.items.firstIndex { precedes(item, $0) } ?? list.items.count
    guard position < itemCount else { return }
    list.items.insert(item, at: position)
    if list.items.count > itemCount { list.items.removeLast() }
  }

  /// In the order of the scopes' identifiers, opportunities first.
  func results(roster: Roster) -> [RunResult.Worklist] {
    func lists(
      _ byPerson: [Int: List], _ kind: RunResult.Worklist.Kind
    ) -> [RunResult.Worklist] {
      byPerson.map { person, list in
        RunResult.Worklist(
          scope: person < 0 ? .unassigned : ScopeID(.rep, roster.people[person].id), kind: kind,
          items: list.items, total: list.total)
      }.sorted { $0.scope < $1.scope }
    }
    return lists(opportunities, .overdueOpportunities) + lists(actions, .overdueActions)
  }
}
