package import Calendar

/// How the open pipeline of a period went from one day to another, by scope (kpis.md).
///
/// Start + created + reopened + pulled in + amount up + transferred in - amount down - pushed out -
/// transferred out - lost - won - deleted = end, to the cent. The pipeline of a period is what is
/// open and planned to close by its last day. A deal that changed in several ways is split in the
/// order date, owner, amount, and leaves with the amount it left with.
package struct Waterfall: Sendable, Codable, Hashable {
  /// Where money comes from or goes to, in the order in which it is shown.
  package enum Cause: String, Sendable, Codable, CaseIterable {
    case created
    case reopened
    case pulledIn = "pulled_in"
    case amountUp = "amount_up"
    case transferredIn = "transferred_in"
    case amountDown = "amount_down"
    case pushedOut = "pushed_out"
    case transferredOut = "transferred_out"
    case lost
    case won
    case deleted
  }

  /// One cause with its money, below 0 where it leaves, and how many deals.
  package struct Step: Sendable, Codable, Hashable {
    package var cause: Cause
    package var amount: Quantity
    package var count: Int

    package init(cause: Cause, amount: Quantity, count: Int) {
      self.cause = cause
      self.amount = amount
      self.count = count
    }
  }

  package var scope: ScopeID
  /// Identifier of the period whose pipeline it is: `2026-Q3`.
  package var period: String
  /// The ends of two days.
  package var from: CalendarDate
  package var to: CalendarDate
  package var start: Quantity
  package var startCount: Int
  /// Every cause, in order, also those without a deal.
  package var steps: [Step]
  package var end: Quantity
  package var endCount: Int

  package init(
    scope: ScopeID, period: String, from: CalendarDate, to: CalendarDate, start: Quantity,
    startCount: Int, steps: [Step], end: Quantity, endCount: Int
  ) {
    self.scope = scope
    self.period = period
    self.from = from
    self.to = to
    self.start = start
    self.startCount = startCount
    self.steps = steps
    self.end = end
    self.endCount = endCount
  }

  /// What the steps do not explain: 0, or something is wrong.
  package var residual: Int64 {
    end.rounded - start.rounded - steps.reduce(0) { $0 + $1.amount.rounded }
  }
}

/// Adds up waterfalls from what each opportunity was on the two days.
package struct WaterfallBuilder: Sendable {
  private struct Sums {
    var start: Int64 = 0
    var startCount = 0
    var end: Int64 = 0
    var endCount = 0
    var steps: [Waterfall.Cause: (amount: Int64, count: Int)] = [:]
  }

  private let period: Period
  private let from: CalendarDate
  private let to: CalendarDate
  private let roster: Roster
  private var sums: [ScopeID: Sums] = [:]
  /// By owner, on the first day and on the last.
  private var scopesThen: [String: Set<ScopeID>] = [:]
  private var scopesNow: [String: Set<ScopeID>] = [:]

  /// `period` is the one whose pipeline is followed; people and teams say who is where when.
  package init(
    period: Period, from: CalendarDate, to: CalendarDate, people: [Person], teams: [Team]
  ) {
    self.period = period
    self.from = from
    self.to = to
    roster = Roster(people: people, teams: teams)
  }

  /// Adds one opportunity: as it was on the first day and on the last, nothing where it was not
  /// there.
  package mutating func add(before: OpportunityState?, after: OpportunityState?) {
    let wasIn = before.map(isPipeline) ?? false
    let isIn = after.map(isPipeline) ?? false
    let then = before.map { scopes($0.owner, then: true) } ?? []
    let now = after.map { scopes($0.owner, then: false) } ?? []
    let (old, new) = (before?.amount ?? 0, after?.amount ?? 0)
    if wasIn {
      count(then) {
        $0.start += old
        $0.startCount += 1
      }
    }
    if isIn {
      count(now) {
        $0.end += new
        $0.endCount += 1
      }
    }
    guard let before,
      before.status == "open" || before.status == "unqualified"
        || before.status == "on_hold"
    else {
      if isIn { move(before == nil ? .created : .reopened, new, now) }
      return
    }
    guard let after else {
      if wasIn { move(.deleted, -old, then) }
      return
    }
    // Date first: what is closed was, by nature, within the period's end.
    let leaves = after.isClosed
    if !wasIn, isIn || (leaves && isBeforeEnd(after)) {
      move(.pulledIn, old, then)
    } else if wasIn, !isIn, !leaves {
      move(.pushedOut, -old, then)
      return
    } else if !wasIn {
      return
    }
    // Then the owner, within the scopes that do not have both.
    let (left, entered) = (then.subtracting(now), now.subtracting(then))
    if !left.isEmpty { move(.transferredOut, -old, left) }
    if !entered.isEmpty { move(.transferredIn, old, entered) }
    // Then the amount, and the way out with it.
    if new > old { move(.amountUp, new - old, now) }
    if new < old { move(.amountDown, new - old, now) }
    if leaves { move(after.status == "won" ? .won : .lost, -new, now) }
  }

  /// The waterfalls of every scope that something happened in, ordered by scope.
  package var waterfalls: [Waterfall] {
    sums.sorted { $0.key < $1.key }.map { scope, sums in
      Waterfall(
        scope: scope, period: period.id, from: from, to: to, start: Quantity(.money, sums.start),
        startCount: sums.startCount,
        steps: Waterfall.Cause.allCases.map { cause in
          let step = sums.steps[cause] ?? (0, 0)
          return Waterfall.Step(
            cause: cause, amount: Quantity(.money, step.amount), count: step.count)
        }, end: Quantity(.money, sums.end), endCount: sums.endCount)
    }
  }

  private func isPipeline(_ state: OpportunityState) -> Bool {
    guard state.status == "open", let expected = state.expected else { return false }
    return expected < period.end
  }

  private func isBeforeEnd(_ state: OpportunityState) -> Bool {
    (state.closed ?? to) < period.end
  }

  private mutating func move(_ cause: Waterfall.Cause, _ amount: Int64, _ scopes: Set<ScopeID>) {
    count(scopes) {
      let step = $0.steps[cause] ?? (0, 0)
      $0.steps[cause] = (step.amount + amount, step.count + 1)
    }
  }

  private mutating func count(_ scopes: Set<ScopeID>, _ body: (inout Sums) -> Void) {
    for scope in scopes { body(&sums[scope, default: Sums()]) }
  }

  /// The company, and the person with the teams above on the day.
  private mutating func scopes(_ owner: String, then: Bool) -> Set<ScopeID> {
    if let known = then ? scopesThen[owner] : scopesNow[owner] { return known }
    let scopes = roster.scopes(ofOwner: owner, on: then ? from : to)
    if then { scopesThen[owner] = scopes } else { scopesNow[owner] = scopes }
    return scopes
  }
}

extension Roster {
  /// The company, the person, the team of that day and those above it.
  func scopes(ofOwner owner: String, on date: CalendarDate) -> Set<ScopeID> {
    var scopes: Set<ScopeID> = [.company]
    guard let index = people.firstIndex(where: { $0.id == owner }) else {
      return scopes.union([.unassigned])
    }
    scopes.insert(ScopeID(.rep, owner))
    var team = team(ofPerson: index, on: date)
    for _ in 0...teams.count {
      guard let current = team else { break }
      scopes.insert(ScopeID(.team, current.id))
      team = current.parent.flatMap { id in teams.first { $0.id == id } }
    }
    return scopes
  }
}
