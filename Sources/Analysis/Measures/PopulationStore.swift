import Calendar
import Ingest

/// What each account or customer did, for objectives of the kind `each` (objectives.md 1.5, EX 50):
/// two upsells for every strategic account.
///
/// It holds 16 bytes for each account with an event, and only where an objective asks for it.
struct PopulationStore: Sendable {
  private struct Question: Sendable {
    let objective: String
    let owner: ScopeID
    let period: Period
    let measure: Measure
    let population: Objective.Population
    /// Narrows the units.
    let filter: [String: [String]]
    /// Units named one by one.
    let named: [String]?
    var members: Set<UInt64> = []
    var sums: [UInt64: Int64] = [:]
    var isKnown = false
  }

  private var questions: [Question] = []
  private let asOf: CalendarDate

  private static let idFields = ["account_id", "customer_id", "id"]

  init(_ plan: AnalysisPlan) {
    asOf = plan.asOf
    for objective in plan.objectives where objective.kind == .each {
      guard let population = objective.population, population != .rep,
        case .simple(let id)? = plan.catalogue.kpi(objective.kpi)?.formula,
        var measure = plan.catalogue.measures[id], measure.time == .event,
        measure.aggregate == .count || measure.aggregate == .sum
      else { continue }
      let entity: Entity = population == .account ? .accounts : .customers
      let own = Set(entity.fields.map(\.name))
      let named = Self.idFields.compactMap { objective.filters[$0] }.first
      let unit = objective.filters.filter {
        own.contains($0.key) && !Self.idFields.contains($0.key)
      }
      let rest = objective.filters.filter {
        unit[$0.key] == nil && !Self.idFields.contains($0.key)
      }
      measure.filter.merge(rest) { _, new in new }
      questions.append(
        Question(
          objective: objective.id, owner: objective.owner, period: objective.period,
          measure: measure, population: population, filter: unit, named: named))
    }
    for index in questions.indices {
      guard let named = questions[index].named else { continue }
      questions[index].members = Set(named.map(Lookups.digest))
      questions[index].isKnown = true
    }
  }

  mutating func add(_ rows: RowSet, roster: Roster) {
    for index in questions.indices {
      let question = questions[index]
      let table: Entity = question.population == .account ? .accounts : .customers
      if rows.entity == table, question.named == nil { addMembers(rows, index, roster) }
      if rows.entity == question.measure.entity { addEvents(rows, index, roster) }
    }
  }

  private mutating func addMembers(_ rows: RowSet, _ index: Int, _ roster: Roster) {
    guard let ids = rows.texts["id"] else { return }
    let accepted = MeasureStore.accepted(
      Measure(id: "", entity: rows.entity, aggregate: .count, filter: questions[index].filter),
      rows)
    let last = asOf.dayNumber
    for row in 0..<rows.count where accepted[row] {
      let ended = rows.days["ended_at"]?[row] ?? Column.missingDay
      guard ended == Column.missingDay || ended > last, let id = ids[row] else { continue }
      questions[index].members.insert(Lookups.digest(id))
    }
    questions[index].isKnown = true
  }

  private mutating func addEvents(_ rows: RowSet, _ index: Int, _ roster: Roster) {
    let question = questions[index]
    guard let date = question.measure.date, let days = rows.days[date],
      let ids = rows.texts["account_id"] ?? rows.texts["customer_id"]
    else { return }
    let accepted = MeasureStore.accepted(question.measure, rows)
    let values = question.measure.field.flatMap { rows.numbers[$0] }
    let stays = Set(roster.stays(of: question.owner))
    for row in 0..<rows.count where accepted[row] {
      let day = days[row]
      guard day != Column.missingDay, day <= asOf.dayNumber,
        question.period.contains(CalendarDate(dayNumber: day)), let id = ids[row]
      else { continue }
      let owner = Int(rows.owners[row])
      let stay = roster.stay(ofPerson: owner, onDay: day)
      guard stays.contains(stay) else { continue }
      let value = values?[row] ?? 1
      if value != Column.missingNumber {
        questions[index].sums[Lookups.digest(id), default: 0] += value
      }
    }
  }

  /// How many units there are and how many satisfy the threshold; nothing where no table of them was
  /// read.
  func share(of objective: Objective) -> (satisfied: Int, total: Int)? {
    guard let question = questions.first(where: { $0.objective == objective.id }),
      question.isKnown, let threshold = objective.target
    else { return nil }
    let satisfied = question.members.count { member in
      objective.comparator.isMet(Fraction(question.sums[member] ?? 0), Fraction(threshold))
    }
    return (satisfied, question.members.count)
  }
}
