import Calendar
import Ingest

/// The open opportunities that overdue actions are about (kpis.md 3.7, `overdue_actions`).
///
/// Opportunities are read before activities; without activities, or without anybody who asks, nothing
/// is kept.
struct OverdueLedger: Sendable {
  /// Amounts by digest of the open opportunity, `Column.missingNumber` where it has none.
  private(set) var openAmounts: [UInt64: Int64] = [:]
  /// By stay of the action's owner: digests of the opportunities.
  private var linked: [Int: Set<UInt64>] = [:]
  /// Whether some export of activities says what they are about.
  private(set) var knowsOpportunities = false

  private let asOf: Int32
  private let isAsked: Bool

  init(_ plan: AnalysisPlan, worklists: Bool) {
    asOf = plan.asOf.dayNumber
    let asks = plan.catalogue.kpis.contains { kpi in
      if case .algorithm("overdue_amount", _, _) = kpi.formula { true } else { false }
    }
    isAsked = (asks || worklists) && (plan.entities.isEmpty || plan.entities.contains(.activities))
  }

  mutating func add(_ rows: RowSet, roster: Roster) {
    guard isAsked else { return }
    switch rows.entity {
    case .opportunities: addOpportunities(rows)
    case .activities: addActivities(rows, roster: roster)
    default: return
    }
  }

  private mutating func addOpportunities(_ rows: RowSet) {
    guard let status = rows.codes["status"], let ids = rows.texts["id"],
      let open = status.texts.firstIndex(of: "open").map({ Int32($0) })
    else { return }
    let amounts = rows.numbers["amount_net"]
    for row in 0..<rows.count where status.values[row] == open && rows.isIncluded[row] {
      guard let id = ids[row] else { continue }
      openAmounts[Lookups.digest(id)] = amounts?[row] ?? Column.missingNumber
    }
  }

  private mutating func addActivities(_ rows: RowSet, roster: Roster) {
    guard let links = rows.texts["opportunity_id"] else { return }
    knowsOpportunities = true
    guard let due = rows.days["due_on"], let isDone = rows.flags["is_done"] else { return }
    let isAction = rows.rows(where: "type", isOneOf: ["task", "followup"])
    for row in 0..<rows.count where isAction[row] && isDone[row] == 0 && rows.isIncluded[row] {
      guard due[row] != Column.missingDay, due[row] <= asOf, let link = links[row] else { continue }
      let digest = Lookups.digest(link)
      guard openAmounts[digest] != nil else { continue }
      let owner = Int(rows.owners[row])
      let stay = roster.stay(ofPerson: owner, onDay: asOf)
      linked[stay, default: []].insert(digest)
    }
  }

  /// The opportunities of some stays, each once: how many, how many of them with an amount, and the
  /// sum of these.
  func total(stays: [Int]) -> (count: Int, known: Int, sum: Int128) {
    let deals = stays.reduce(into: Set<UInt64>()) { $0.formUnion(linked[$1] ?? []) }
    let amounts = deals.compactMap { openAmounts[$0] }.filter { $0 != Column.missingNumber }
    return (deals.count, amounts.count, amounts.reduce(into: 0) { $0 += Int128($1) })
  }
}

extension KPIAlgorithm {
  static let overdue: [String: Body] = ["overdue_amount": overdueAmount]

  /// What the deals are worth that overdue actions are about; absent where none of them has an amount.
  private static func overdueAmount(_ input: AlgorithmInput) -> [Figure] {
    guard input.isToday else { return [] }
    let ledger = input.tables.ledgers.overdue
    guard ledger.knowsOpportunities else { return input.unavailableToday }
    let total = ledger.total(stays: input.scope.stays)
    guard total.count == 0 || total.known > 0 else { return input.absent(.missingField) }
    return [input.money(total.sum, count: total.count)]
  }
}
