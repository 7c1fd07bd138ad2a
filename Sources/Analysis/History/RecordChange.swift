package import Calendar

/// What is known of an opportunity now and was not known then, as of the same day.
package enum RecordChange: String, Sendable, Codable, CaseIterable {
  /// It was there, or closed, by that day, but the CRM learnt of it later.
  case lateEntry = "late_entry"
  /// It counted as closed then, and as open now.
  case reopened
  /// It is no longer there.
  case deleted
  /// Won then and lost now, or the other way round.
  case outcomeChanged = "outcome_changed"
  case ownerChanged = "owner_changed"
  case amountChanged = "amount_changed"
  /// Closed or to be closed on another day.
  case dateChanged = "date_changed"
  case stageChanged = "stage_changed"

  /// The one change that says most; nothing where nothing that counts is different.
  package static func between(
    _ before: OpportunityState?, _ after: OpportunityState?
  ) -> RecordChange? {
    guard let before else { return after == nil ? nil : .lateEntry }
    guard let after else { return .deleted }
    if before.isClosed, !after.isClosed { return .reopened }
    if !before.isClosed, after.isClosed { return .lateEntry }
    if before.status != after.status { return .outcomeChanged }
    if before.owner != after.owner { return .ownerChanged }
    if before.amount != after.amount { return .amountChanged }
    if before.closed != after.closed || before.expected != after.expected
      || before.created != after.created
    {
      return .dateChanged
    }
    return before.stage != after.stage ? .stageChanged : nil
  }
}

/// The changes of many opportunities, by scope: how many of each kind, and what they do to what was
/// won in each period.
package struct RecordChanges: Sendable {
  /// Revenue and number of deals won that a kind of change adds; below 0 where it takes.
  package struct Effect: Sendable, Hashable {
    package var revenue: Int64 = 0
    package var deals = 0
  }

  private struct Key: Hashable {
    var scope: ScopeID
    var period: String
  }

  private let periods: [Period]
  private let asOf: CalendarDate
  private let roster: Roster
  private var counts: [ScopeID: [RecordChange: Int]] = [:]
  private var effects: [Key: [RecordChange: Effect]] = [:]

  /// `periods` are those whose figures are compared.
  package init(
    periods: [Period], asOf: CalendarDate, people: [Person], teams: [Team]
  ) {
    self.periods = periods
    self.asOf = asOf
    roster = Roster(people: people, teams: teams)
  }

  /// Adds one opportunity as it was known then and as it is known now.
  package mutating func add(before: OpportunityState?, after: OpportunityState?) {
    guard let change = RecordChange.between(before, after) else { return }
    var scopes: Set<ScopeID> = []
    for (state, sign) in [(before, Int64(-1)), (after, Int64(1))] {
      guard let state else { continue }
      // Also the team in which the owner was when it was made or closed.
      for day in Set([asOf, state.created, state.closed].compactMap { $0 }) {
        scopes.formUnion(roster.scopes(ofOwner: state.owner, on: day))
      }
      guard state.status == "won", let closed = state.closed else { continue }
      for scope in roster.scopes(ofOwner: state.owner, on: closed) {
        for period in periods where period.contains(closed) {
          let key = Key(scope: scope, period: period.id)
          effects[key, default: [:]][change, default: Effect()].revenue +=
            sign * (state.amount ?? 0)
          effects[key, default: [:]][change, default: Effect()].deals += Int(sign)
        }
      }
    }
    for scope in scopes { counts[scope, default: [:]][change, default: 0] += 1 }
  }

  /// How many opportunities of a scope changed in which way.
  package func counts(of scope: ScopeID) -> [RecordChange: Int] { counts[scope] ?? [:] }

  /// What the changes do to what a scope won in a period.
  package func effects(on scope: ScopeID, in period: String) -> [RecordChange: Effect] {
    (effects[Key(scope: scope, period: period)] ?? [:])
      .filter { $0.value.revenue != 0 || $0.value.deals != 0 }
  }
}
