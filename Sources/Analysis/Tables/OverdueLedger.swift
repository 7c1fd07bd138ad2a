import Calendar
import Ingest

/// The open opportunities that overdue actions are about (kpis.md 3.7, `overdue_actions`).
///
/// Opportunities are read before activities; without activities, or without anybody who asks, nothing
/// is kept.
struct OverdueLedger: Sendable {
  private(set) var open = OpenOpportunities()
  /// By stay of the action's owner: digests of the opportunities.
  private var linked: [Int: Set<UInt64>] = [:]
  /// Whether some export of activities says what they are about.
  private(set) var knowsOpportunities = false

  /// Where open opportunities stand; kept where a figure is to be explained.
  private var places: [UInt64: RowPlace] = [:]
  private let asOf: Int32
  private let isAsked: Bool
  private let keepsPlaces: Bool

  init(_ plan: AnalysisPlan, worklists: Bool, keepsPlaces: Bool = false) {
    self.keepsPlaces = keepsPlaces
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
      let code = status.texts.firstIndex(of: "open").map({ Int32($0) })
    else { return }
    let names = rows.texts["name"]
    let amounts = rows.numbers["amount_net"]
    for row in 0..<rows.count where status.values[row] == code && rows.isIncluded[row] {
      guard let id = ids.digest(row) else { continue }
      open.add(id, name: names?.digest(row), amount: amounts?[row] ?? Column.missingNumber)
      if keepsPlaces { places[id] = RowPlace(rows, row) }
    }
  }

  private mutating func addActivities(_ rows: RowSet, roster: Roster) {
    guard let links = rows.texts["opportunity_id"] else { return }
    knowsOpportunities = true
    guard let due = rows.days["due_on"], let isDone = rows.flags["is_done"] else { return }
    let isAction = rows.rows(where: "type", isOneOf: ["task", "followup"])
    for row in 0..<rows.count where isAction[row] && isDone[row] == 0 && rows.isIncluded[row] {
      guard due[row] != Column.missingDay, due[row] <= asOf,
        let deal = links.digest(row).flatMap({ open.id(of: $0) })
      else { continue }
      let owner = Int(rows.owners[row])
      let stay = roster.stay(ofPerson: owner, onDay: asOf)
      linked[stay, default: []].insert(deal)
    }
  }

  /// The opportunities of some stays, each once: how many, how many of them with an amount, and the
  /// sum of these.
  func total(stays: [Int], trace: FigureTrace?) -> (count: Int, known: Int, sum: Int128) {
    let deals = stays.reduce(into: Set<UInt64>()) { $0.formUnion(linked[$1] ?? []) }
    if let trace {
      let found = deals.compactMap { deal in places[deal].map { (place: $0, deal: deal) } }
      for (place, deal) in found.sorted(by: { $0.place < $1.place }) {
        let amount = open.amount(of: deal)
        trace.note(
          place, as: .counted,
          value: amount == Column.missingNumber ? nil : Quantity(.money, amount))
      }
    }
    let amounts = deals.map { open.amount(of: $0) }.filter { $0 != Column.missingNumber }
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
    _ = input.instant("open", as: .detail) { $0 == .overdue }
    let total = ledger.total(stays: input.scope.stays, trace: input.trace)
    guard total.count == 0 || total.known > 0 else { return input.absent(.missingField) }
    return [input.money(total.sum, count: total.count)]
  }
}
