import Calendar
import Ingest
import Testing

@testable import Analysis

/// From one day's pipeline to another's, to the cent.
@Suite struct `From one pipeline to another` {
  private static let period = Period(
    id: "2026-Q3", kind: .quarter, start: CalendarDate(firstOfMonth: 7, of: 2026),
    end: CalendarDate(firstOfMonth: 10, of: 2026))
  private static let from = CalendarDate(firstOfMonth: 7, of: 2026).adding(days: -1)
  private static let to = CalendarDate(firstOfMonth: 9, of: 2026)

  private static func person(_ id: String, _ memberships: [Scope.Membership]) -> Person {
    var person = Person(id: id, name: id, place: Place(file: "people.csv"))
    person.memberships = memberships
    return person
  }

  /// Alice and Bob are in the north; Chloé moves from the north to the south in between.
  private static let people = [
    person("alice", [.init(team: "nord", span: DaySpan())]),
    person("bob", [.init(team: "nord", span: DaySpan())]),
    person(
      "chloe",
      [
        .init(team: "nord", span: DaySpan(last: from.adding(days: 10))),
        .init(team: "sud", span: DaySpan(first: from.adding(days: 11))),
      ]),
  ]
  private static let teams = [
    Team(id: "france", name: "France"), Team(id: "nord", name: "Nord", parent: "france"),
    Team(id: "sud", name: "Sud", parent: "france"),
  ]

  private static func builder() -> WaterfallBuilder {
    WaterfallBuilder(period: period, from: from, to: to, people: people, teams: teams)
  }

  private func open(
    _ amount: Int64, _ owner: String = "alice", closes: String = "2026-09-15"
  ) -> OpportunityState {
    OpportunityState(
      id: "1", owner: owner, status: "open", amount: amount, expected: CalendarDate(iso: closes))
  }

  private func closed(
    _ amount: Int64, _ status: String, _ owner: String = "alice"
  ) -> OpportunityState {
    OpportunityState(
      id: "1", owner: owner, status: status, amount: amount,
      closed: CalendarDate(iso: "2026-08-20"))
  }

  /// The moves of the company, as `cause amount`.
  private func moves(
    _ before: OpportunityState?, _ after: OpportunityState?, _ scope: ScopeID = .company
  ) -> [String] {
    var builder = Self.builder()
    builder.add(before: before, after: after)
    let waterfall = builder.waterfalls.first { $0.scope == scope }
    #expect(waterfall?.residual ?? 0 == 0)
    return (waterfall?.steps ?? []).filter { $0.count > 0 }
      .map { "\($0.cause.rawValue) \($0.amount.numerator)" }
  }

  @Test func `each way in and out has its name`() {
    let later = "2026-11-15"
    #expect(moves(nil, open(100)) == ["created 100"])
    #expect(moves(nil, open(100, closes: later)) == [])
    #expect(moves(closed(100, "lost"), open(100)) == ["reopened 100"])
    #expect(moves(open(100, closes: later), open(100)) == ["pulled_in 100"])
    #expect(moves(open(100), open(100, closes: later)) == ["pushed_out -100"])
    #expect(moves(open(100), open(150)) == ["amount_up 50"])
    #expect(moves(open(100), open(40)) == ["amount_down -60"])
    #expect(moves(open(100), closed(100, "won")) == ["won -100"])
    #expect(moves(open(100), closed(100, "lost")) == ["lost -100"])
    #expect(moves(open(100), nil) == ["deleted -100"])
    #expect(moves(open(100), open(100)) == [])
    #expect(moves(nil, closed(100, "won")) == [])
  }

  @Test func `several causes are split in the order date, owner, amount`() {
    let alice = ScopeID(.rep, "alice")
    let bob = ScopeID(.rep, "bob")
    let before = open(100, closes: "2026-11-15")
    let after = open(70, "bob")
    #expect(moves(before, after, alice) == ["pulled_in 100", "transferred_out -100"])
    #expect(moves(before, after, bob) == ["transferred_in 100", "amount_down -30"])
    #expect(moves(before, after) == ["pulled_in 100", "amount_down -30"])
    #expect(
      moves(open(100), closed(120, "won", "bob"), bob)
        == ["amount_up 20", "transferred_in 100", "won -120"])
    // Won earlier than planned: in, then out again.
    #expect(moves(before, closed(100, "won")) == ["pulled_in 100", "won -100"])
  }

  @Test func `a transfer inside a team is none, and a rep who changes team takes the deals along`()
  {
    let (nord, sud) = (ScopeID(.team, "nord"), ScopeID(.team, "sud"))
    #expect(moves(open(100), open(100, "bob"), nord) == [])
    #expect(moves(open(100, "chloe"), open(100, "chloe"), nord) == ["transferred_out -100"])
    #expect(moves(open(100, "chloe"), open(100, "chloe"), sud) == ["transferred_in 100"])
    #expect(moves(open(100, "chloe"), open(100, "chloe"), ScopeID(.team, "france")) == [])
    #expect(moves(open(100, "chloe"), open(100, "chloe"), ScopeID(.rep, "chloe")) == [])
  }

  /// Whatever happens to many deals, every scope adds up, and the reps make the company.
  @Test(arguments: 0..<40 as Range<UInt64>)
  func `start and moves make the end in every scope, for any deals`(seed: UInt64) {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    func random(_ bound: Int) -> Int {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Int(state % UInt64(bound))
    }
    func deal() -> OpportunityState? {
      guard random(6) > 0 else { return nil }
      let status = ["open", "open", "open", "won", "lost", "on_hold", "unqualified"][random(7)]
      return OpportunityState(
        id: "x", owner: ["alice", "bob", "chloe", "?nobody", ""][random(5)], status: status,
        amount: random(10) == 0 ? nil : Int64(random(2_000_000)) - 1_000,
        closed: status == "won" || status == "lost" ? Self.from.adding(days: random(60)) : nil,
        expected: random(8) == 0 ? nil : Self.from.adding(days: random(200)))
    }
    var builder = Self.builder()
    for _ in 0..<300 { builder.add(before: deal(), after: deal()) }
    let waterfalls = builder.waterfalls
    #expect(waterfalls.count == 8)
    for waterfall in waterfalls {
      #expect(waterfall.residual == 0, "\(waterfall.scope)")
    }
    let company = waterfalls.first { $0.scope == .company }
    let reps = waterfalls.filter { $0.scope.kind == .rep }
    #expect(company?.start.numerator == reps.reduce(0) { $0 + $1.start.numerator })
    #expect(company?.end.numerator == reps.reduce(0) { $0 + $1.end.numerator })
    for cause in Waterfall.Cause.allCases
    where cause != .transferredIn && cause != .transferredOut {
      func amount(_ waterfall: Waterfall?) -> Int64 {
        waterfall?.steps.first { $0.cause == cause }?.amount.numerator ?? 0
      }
      #expect(amount(company) == reps.reduce(0) { $0 + amount($1) }, "\(cause)")
    }
  }
}

/// What was known then against what is known now.
@Suite struct `Changes of records` {
  private func state(
    _ status: String, owner: String = "alice", amount: Int64 = 100, closed: String? = nil,
    stage: String = ""
  ) -> OpportunityState {
    OpportunityState(
      id: "1", owner: owner, stage: stage, status: status, amount: amount,
      closed: closed.flatMap { CalendarDate(iso: $0) })
  }

  @Test func `the change that says most is told`() {
    let won = state("won", closed: "2026-08-01")
    #expect(RecordChange.between(nil, won) == .lateEntry)
    #expect(RecordChange.between(won, nil) == .deleted)
    #expect(RecordChange.between(won, state("open")) == .reopened)
    #expect(RecordChange.between(state("open"), won) == .lateEntry)
    #expect(RecordChange.between(won, state("lost", closed: "2026-08-01")) == .outcomeChanged)
    #expect(
      RecordChange.between(won, state("won", owner: "bob", amount: 1, closed: "2026-08-01"))
        == .ownerChanged)
    #expect(
      RecordChange.between(won, state("won", amount: 1, closed: "2026-08-01")) == .amountChanged)
    #expect(RecordChange.between(won, state("won", closed: "2026-07-31")) == .dateChanged)
    #expect(RecordChange.between(state("open"), state("open", stage: "B")) == .stageChanged)
    #expect(RecordChange.between(won, won) == nil)
  }

  @Test func `what changes do to revenue is told by scope and period`() throws {
    let month = Period.containing(try #require(CalendarDate(iso: "2026-08-31")), kind: .month)
    let people = ["alice", "bob"].map {
      Person(id: $0, name: $0, place: Place(file: "people.csv"))
    }
    var changes = RecordChanges(
      periods: [month], asOf: month.lastDay, people: people, teams: [])
    changes.add(before: nil, after: state("won", amount: 700, closed: "2026-08-30"))
    changes.add(
      before: state("won", closed: "2026-08-01"),
      after: state("won", owner: "bob", closed: "2026-08-01"))
    let alice = changes.effects(on: ScopeID(.rep, "alice"), in: "2026-08")
    #expect(alice[.lateEntry] == .init(revenue: 700, deals: 1))
    #expect(alice[.ownerChanged] == .init(revenue: -100, deals: -1))
    #expect(
      changes.effects(on: .company, in: "2026-08").keys.sorted { $0.rawValue < $1.rawValue }
        == [.lateEntry])
    #expect(changes.counts(of: ScopeID(.rep, "bob")) == [.ownerChanged: 1])
  }
}
