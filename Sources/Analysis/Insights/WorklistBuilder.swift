import Calendar
import Ingest

/// Keeps, for each person, the few opportunities and actions that most need attention.
struct WorklistBuilder: Sendable {
  /// Actions per owner (ruling 23).
  static let itemCount = 5

  /// What comes first, smaller numbers before larger ones; ties by identifier.
  private struct Rank: Comparable {
    let first: Int64
    let second: Int64

    static func < (left: Rank, right: Rank) -> Bool {
      (left.first, left.second) < (right.first, right.second)
    }
  }

  private struct List {
    var items: [RunResult.Worklist.Item] = []
    var ranks: [Rank] = []
    var total = 0

    /// Puts a row in its place, if it has one among the first; only then its item is made.
    mutating func insert(
      _ rank: Rank, _ rows: RowSet, _ row: Int, _ item: () -> RunResult.Worklist.Item
    ) {
      total += 1
      if ranks.count == itemCount, let last = ranks.last, rank > last { return }
      let item = item()
      let position =
        ranks.indices.first { (rank, item.id) < (ranks[$0], items[$0].id) } ?? ranks.count
      guard position < itemCount else { return }
      items.insert(item, at: position)
      ranks.insert(rank, at: position)
      if ranks.count > itemCount {
        items.removeLast()
        ranks.removeLast()
      }
    }
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
    guard let expected = rows.days["expected_close_on"], let statuses = rows.codes["status"],
      let open = statuses.texts.firstIndex(of: "open").map(Int32.init)
    else { return }
    let amounts = rows.numbers["amount_net"]
    for row in expected.indices where rows.isIncluded[row] && statuses.values[row] == open {
      guard expected[row] != Column.missingDay, expected[row] <= asOf.dayNumber else { continue }
      // The largest first; then the oldest.
      let amount = amounts?[row] ?? Column.missingNumber
      let rank = Rank(
        first: amount == Column.missingNumber ? 1 : -amount, second: Int64(expected[row]))
      opportunities[Int(rows.owners[row]), default: List()].insert(rank, rows, row) {
        Self.item(rows, row, name: "name", amount: amount, day: expected[row])
      }
    }
  }

  private mutating func addActions(_ rows: RowSet, asOf: CalendarDate) {
    guard let due = rows.days["due_on"], let isDone = rows.flags["is_done"],
      let types = rows.codes["type"], let task = types.texts.firstIndex(of: "task").map(Int32.init)
    else { return }
    for row in due.indices where types.values[row] == task && rows.isIncluded[row] {
      guard isDone[row] == 0, due[row] != Column.missingDay, due[row] <= asOf.dayNumber else {
        continue
      }
      let rank = Rank(first: Int64(due[row]), second: 0)
      actions[Int(rows.owners[row]), default: List()].insert(rank, rows, row) {
        Self.item(rows, row, name: "subject", amount: Column.missingNumber, day: due[row])
      }
    }
  }

  private static func item(
    _ rows: RowSet, _ row: Int, name: String, amount: Int64, day: Int32
  ) -> RunResult.Worklist.Item {
    let id = (rows.texts["id"]?[row]).flatMap { $0 } ?? ""
    return RunResult.Worklist.Item(
      id: id, name: (rows.texts[name]?[row]).flatMap { $0 } ?? id,
      amount: amount == Column.missingNumber ? nil : Quantity(.money, amount),
      stage: rows.text("stage", row) ?? "", date: CalendarDate(dayNumber: day))
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
