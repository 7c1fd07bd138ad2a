import Calendar
import Ingest
import Testing

@testable import Analysis

private let alice = ScopeID(.rep, "alice")
private let bob = ScopeID(.rep, "bob")
private let nord = ScopeID(.team, "nord")

private func quota(_ owner: ScopeID, _ euros: Int64) -> Objective {
  Objective(
    id: "revenue.\(owner.id)", owner: owner, kpi: "revenue_won", kind: .cumul,
    target: Quantity(.money, euros * 100), period: period("2026-Q3"), place: Place(file: "test"))
}

/// A plan with the measure of stuck deals, and others on top.
private func plan(_ objectives: [Objective], _ kpis: [(String, Measure)] = []) -> AnalysisPlan {
  var plan = testPlan(objectives: objectives)
  let stuck = Measure(
    id: "open_stuck", entity: .opportunities, aggregate: .count, date: "expected_close_on",
    time: .instant, filter: ["status": ["open"], "is_stuck": ["true"]])
  for (id, measure) in kpis + [("stuck", stuck)] {
    plan.catalogue.measures[measure.id] = measure
    plan.catalogue.kpis.append(
      KPI(id: id, formula: .simple(measure: measure.id), unit: .count, place: Place(file: "test")))
  }
  return plan
}

private let history = """
  id | owner | status | amount_net | created_at | close_date | expected_close | stage
  1  | alice | won  | 1000 | 2025-08-01 | 2025-09-01 | | Late
  2  | alice | lost | 700  | 2025-08-01 | 2025-10-01 | | Late
  3  | alice | won  | 3000 | 2025-09-01 | 2026-01-12 | | Late
  4  | bob   | won  | 5000 | 2025-09-01 | 2026-02-02 | | Late
  5  | bob   | lost | 900  | 2025-09-01 | 2026-03-02 | | Late
  6  | alice | won  | 700  | 2026-06-01 | 2026-07-10 | | Late
  7  | bob   | lost | 900  | 2026-06-01 | 2026-07-11 | | Late

  """

@Suite struct GapReadingTests {
  private func reading(
    _ result: RunResult, _ scope: ScopeID, _ kind: RunResult.Attribution.Reading.Kind
  ) -> RunResult.Attribution.Reading? {
    result.attributions.first { $0.scope == scope }?.readings?.first { $0.kind == kind }
  }

  private func amount(
    _ result: RunResult, _ scope: ScopeID, _ cause: RunResult.Attribution.Cause
  ) -> Int64? {
    result.attributions.first { $0.scope == scope }?.parts.first { $0.cause == cause }?
      .amount.rounded
  }

  @Test func `missing volume is slipped, stuck, lost earlier or not created, to the cent`() throws {
    let deals = table(
      .opportunities,
      history + """
        10 | alice | open | 900 | 2026-05-01 | | 2026-07-31 | Late
        11 | alice | open | 900 | 2026-01-01 | | 2026-09-30 | Late
        12 | alice | open | 900 | 2026-08-01 | | 2026-09-30 | Late
        13 | alice | lost | 900 | 2026-05-20 | 2026-06-15 | | Late
        14 | alice | lost | 900 | 2026-06-20 | 2026-06-25 | | Late
        15 | bob   | open | 900 | 2026-05-01 | | 2026-06-30 | Late

        """
        // Half of the deals take sixty days.
        + (0..<20).map { "c\($0) | carol | lost | 1 | 2026-01-05 | 2026-03-06 | | Late\n" }.joined()
    )
    let moves = table(
      .stageHistory,
      """
      opportunity_id | stage | entered_at
      10 | Late | 2026-05-02
      11 | Late | 2026-02-01
      12 | Late | 2026-08-01
      """)
    let result = analyse(
      plan([quota(alice, 90_000), quota(bob, 4_000), quota(.company, 100_000)]), moves, deals)
    let own = try #require(reading(result, alice, .pipeline))
    // 10 slipped (also longer in its stage than the configured days), 11 is stuck, 13 would have
    // been due on 19 July; 14 on 19 August, after the day, and 15 was due before the quarter.
    let counts = own.parts.dropFirst().map { "\($0.name) \($0.count ?? 0)" }
    #expect(counts == ["slipped 1", "stuck 1", "lost_earlier 1"])
    #expect(own.parts.first?.name == "not_created" && own.parts.first?.count ?? 0 > 40)
    for scope in [alice, bob, .company] {
      guard let reading = reading(result, scope, .pipeline) else { continue }
      #expect(
        reading.parts.reduce(0) { $0 + $1.amount.rounded } == amount(result, scope, .opportunities))
    }
    // What the company lacks is what its reps lack.
    let company = try #require(reading(result, .company, .pipeline))
    for name in ["slipped", "stuck", "lost_earlier"] {
      let of = { (reading: RunResult.Attribution.Reading?) in
        reading?.parts.first { $0.name == name }?.amount.rounded ?? 0
      }
      #expect(of(company) == of(own) + of(reading(result, bob, .pipeline)))
    }
  }

  @Test func `the action list has as stuck what the KPI has, and not what is merely old`() throws {
    let deals = table(
      .opportunities,
      history + """
        20 | alice | open | 900 | 2026-06-20 | | 2026-09-30 | Late
        21 | alice | open | 800 | 2025-10-01 | | 2026-09-30 | Late
        """)
    let moves = table(
      .stageHistory,
      "opportunity_id | stage | entered_at\n20 | Late | 2026-06-21\n21 | Late | 2026-08-10\n")
    let told = analyse(plan([]), moves, deals).actions.first { $0.scope == alice }
    #expect(told?.items.filter { $0.kind == .stuck }.map(\.id) == ["20"])
    #expect(told?.items.first { $0.id == "20" }?.since == day("2026-06-21"))
    // Without stages the age of a deal has to do.
    let untold = analyse(plan([]), deals).actions.first { $0.scope == alice }
    #expect(untold?.items.filter { $0.kind == .stuck }.map(\.id) == ["21"])
  }

  @Test func `whoever closed as many as planned lacks none`() {
    let result = analyse(plan([quota(alice, 700)]), table(.opportunities, history))
    #expect(amount(result, alice, .opportunities) ?? 0 >= 0)
    #expect(reading(result, alice, .pipeline) == nil)
  }

  @Test func `volume is also calls, and what becomes of them`() throws {
    let calls = Measure(
      id: "calls", entity: .activities, aggregate: .count, date: "done_on",
      filter: ["type": ["call"]])
    let created = Measure(
      id: "created", entity: .opportunities, aggregate: .count, date: "created_at")
    var rows = "id | type | owner | outcome | scheduled_at | done_at\n"
    for index in 0..<60 {
      // Forty a year before and twenty now; ten meetings each.
      let day = index < 40 ? "2025-11-03" : "2026-07-06"
      rows += "c\(index) | call | alice | done | | \(day) 10:00:00\n"
      if index % 4 == 0 || index > 44 {
        rows += "m\(index) | meeting | alice | done | \(day) 10:00:00 | \(day) 11:00:00\n"
      }
    }
    let result = analyse(
      plan([quota(alice, 9_000)], [("calls", calls), ("n_created", created)]),
      table(.activities, rows),
      table(
        .opportunities,
        history + """
          30 | alice | open | 900 | 2026-07-05 | | 2026-09-30 | Late
          31 | alice | open | 900 | 2026-07-06 | | 2026-09-30 | Late
          """))
    let chain = try #require(reading(result, alice, .activityChain))
    #expect(
      chain.parts.map(\.name)
        == ["calls", "calls_to_meetings", "meetings_to_opportunities", "opportunity_to_close"])
    #expect(
      chain.parts.reduce(0) { $0 + $1.amount.rounded } == amount(result, alice, .opportunities))
    // Fewer calls than planned, more meetings from each.
    #expect(chain.parts[0].amount.rounded < 0)
    #expect(chain.parts[1].amount.rounded > 0)
  }

  @Test func `what reps carry less because somebody is away is told apart`() throws {
    var plan = plan([quota(alice, 6_000), quota(nord, 6_000)])
    plan.people[0].absences = [DaySpan(first: day("2026-07-01"), last: day("2026-07-31"))]
    let result = analyse(plan, table(.opportunities, history))
    let presence = try #require(reading(result, nord, .presence))
    #expect(presence.of == .overAssignment)
    // The rep's target as written is the team's: all of the difference is the absence.
    #expect(presence.parts[0].amount.rounded == amount(result, nord, .overAssignment))
    #expect(presence.parts[1].amount.rounded == 0)
  }

  @Test(arguments: 1...200) func `divided amounts add up to the cent`(seed: Int) {
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15
    func next() -> Int64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int64(state >> 40) % 1_000 - 200
    }
    let weights = (0..<(2 + seed % 5)).map { _ in Fraction(next(), over: 7) } + [Fraction(2_000)]
    let amount = next() * 977
    #expect(GapReadings.divided(amount, by: weights).reduce(0, +) == amount)
  }
}

@Suite struct RecurringAndScoreTests {
  @Test func `weeks met are counted out of weeks finished, and the pace so far is told`() throws {
    var objective = Objective(
      id: "meetings", owner: alice, kpi: "meetings_held", kind: .recur,
      target: Quantity(.count, 2), period: period("2026-07-06..2026-08-30"),
      place: Place(file: "test"))
    objective.cadence = .week
    var rows = "id | type | owner | outcome | scheduled_at\n"
    for (index, day) in ["06", "07", "13", "20", "21", "22", "28"].enumerated() {
      rows += "\(index) | meeting | alice | done | 2026-07-\(day) 10:00:00\n"
    }
    let result = analyse(testPlan(objectives: [objective]), table(.activities, rows))
    let found = try #require(result.objectives.first { $0.objective == "meetings" })
    // Two, one (a week of four days asks for 8/5), three, one, none, and a week that ends on the 16th.
    #expect(found.units == ObjectiveResult.Units(met: 2, finished: 5))
    #expect(found.pace == ObjectiveResult.Pace(curve: .workingDays))
    #expect(found.donePerDay == Quantity(.count, 7, over: 29))
  }

  @Test func `the base of a weekly target is a week of the past, not all of it`() throws {
    var objective = Objective(
      id: "meetings", owner: alice, kpi: "meetings_held", kind: .recur,
      target: Quantity(.rate, 50, over: 100), period: period("2026-07-06..2026-08-30"),
      place: Place(file: "test"))
    objective.cadence = .week
    objective.relative = .percent
    objective.baselinePeriod = "2026-06"
    // 22 meetings in the 22 working days of June: five a week, and half as many again.
    let rows =
      "id | type | owner | outcome | scheduled_at\n"
      + (0..<22).map { "\($0) | meeting | alice | done | 2026-06-10 10:00:00\n" }.joined()
    let result = analyse(testPlan(objectives: [objective]), table(.activities, rows))
    let found = try #require(result.objectives.first { $0.objective == "meetings" })
    #expect(found.baseline == Quantity(.count, 5))
    #expect(found.baselineWorkingDays == 22)
    // 39 of 40 working days: 14 July is a holiday.
    #expect(found.target == Quantity(.count, 585, over: 10).reduced)
  }

  @Test(arguments: [
    (promoters: 6, detractors: 0, target: Int64(45), solidity: ObjectiveResult.Solidity.signal),
    (promoters: 5, detractors: 1, target: 45, solidity: .toConfirm),
    (promoters: 1, detractors: 8, target: 45, solidity: .signal),
  ])
  func `a promoter score is set beside its target with its own error`(
    promoters: Int, detractors: Int, target: Int64, solidity: ObjectiveResult.Solidity
  ) throws {
    var objective = Objective(
      id: "nps", owner: .company, kpi: "nps", kind: .hold, target: Quantity(.score, target),
      period: period("2026-Q3"), place: Place(file: "test"))
    objective.comparator = .above
    var plan = testPlan(objectives: [objective])
    plan.catalogue.measures["nps_answers"] = Measure(
      id: "nps_answers", entity: .surveys, aggregate: .count, date: "at",
      filter: ["kind": ["nps"], "is_answered": ["true"]])
    plan.catalogue.kpis.append(
      KPI(
        id: "nps",
        formula: .algorithm(
          name: "net_promoter_score", measures: ["answers": "nps_answers"]), unit: .score,
        place: Place(file: "test")))
    var rows = "id | kind | score | customer_id | agent | at\n"
    for index in 0..<(promoters + detractors) {
      rows += "\(index) | nps | \(index < promoters ? 10 : 2) | c\(index) | alice | 2026-07-02\n"
    }
    let result = analyse(plan, table(.surveys, rows))
    let found = try #require(result.objectives.first { $0.objective == "nps" })
    #expect(found.solidity == solidity)
  }
}

extension Quantity {
  fileprivate var reduced: Quantity { Fraction(self).quantity(unit) }
}
