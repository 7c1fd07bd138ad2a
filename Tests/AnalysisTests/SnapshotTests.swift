import Calendar
import Ingest
import Testing

@testable import Analysis

/// What earlier exports tell where no export of stage histories does, and what became of a forecast.
@Suite struct SnapshotTests {
  private let deals = table(
    .opportunities,
    """
    id | owner | status | amount_net | created_at | closed_at  | expected_close | stage
    1  | alice | won    | 100        | 2026-07-01 | 2026-08-10 |                | Gagné
    2  | alice | open   | 200        | 2026-07-01 |            | 2026-09-30     | Négociation
    3  | bob   | lost   | 400        | 2026-07-01 | 2026-08-12 |                | Perdu
    4  | bob   | open   | 800        | 2026-07-05 |            | 2026-08-20     | Proposition
    """)

  private func entry(_ id: String, _ stage: String, _ date: String) -> StageEntry {
    StageEntry(opportunity: id, stage: stage, on: day(date))
  }

  private func staged() -> AnalysisPlan {
    var plan = testPlan(
      stages: ["Proposition", "Négociation"].map { AnalysisPlan.Stage(name: $0) })
    plan.catalogue.measures["entered"] = Measure(
      id: "entered", entity: .stageHistory, aggregate: .count, date: "entered_on",
      filter: ["stage": ["Proposition"]])
    plan.catalogue.measures["moved"] = Measure(
      id: "moved", entity: .stageHistory, aggregate: .count, date: "entered_on",
      filter: ["stage": ["Proposition"], "fate": ["moved_on"]])
    plan.catalogue.kpis.append(
      KPI(
        id: "stage_moved", formula: .ratio(numerator: "moved", denominator: "entered"),
        unit: .rate, place: Place(file: "test")))
    return plan
  }

  private var snapshots: [StageEntry] {
    [
      entry("1", "Proposition", "2026-07-02"), entry("1", "Négociation", "2026-07-20"),
      entry("2", "Proposition", "2026-07-03"), entry("3", "Proposition", "2026-07-03"),
    ]
  }

  @Test func `snapshots stand in for a history, and what they tell is approximate`() {
    var analyzer = Analyzer(plan: staged())
    analyzer.consume(snapshots)
    analyzer.consume(deals)
    let result = analyzer.finish(IngestReport())
    // 1 was won, 2 is in a later stage today, which no snapshot has seen yet.
    #expect(result.value("stage_moved", "company", "2026-07") == "2/3")
    let figure = result.figures.first { $0.kpi == "stage_moved" && $0.period == "2026-07" }
    #expect(figure?.isApproximate == true)
  }

  @Test func `the history of the CRM is better than snapshots`() {
    var analyzer = Analyzer(plan: staged())
    analyzer.consume(snapshots)
    analyzer.consume(
      table(
        .stageHistory,
        """
        opportunity_id | stage       | entered_at
        2              | Proposition | 2026-07-01
        """))
    analyzer.consume(deals)
    let result = analyzer.finish(IngestReport())
    #expect(result.value("stage_moved", "company", "2026-07") == "0")
    let figure = result.figures.first { $0.kpi == "stage_moved" && $0.period == "2026-07" }
    #expect(figure?.isApproximate == false)
  }

  private func state(_ id: String, _ owner: String, _ amount: Int64, _ expected: String)
    -> OpportunityState
  {
    OpportunityState(
      id: id, owner: owner, stage: "", status: "open", amount: amount * 100,
      expected: day(expected))
  }

  private func pushed(asOf: String) -> RunResult {
    var plan = testPlan(asOf: asOf, main: "2026-08", periods: ["2026-07"])
    plan.snapshots = [
      PeriodSnapshot(
        period: period("2026-08"), date: day("2026-08-01"),
        deals: [
          state("1", "alice", 50, "2026-08-15"), state("2", "alice", 200, "2026-08-31"),
          state("3", "bob", 400, "2026-08-31"), state("4", "bob", 800, "2026-08-20"),
          state("5", "?zoe", 1_000, "2026-08-20"),
          // Not planned for August.
          state("6", "bob", 9_000, "2026-09-01"),
        ],
        pushes: [
          "2": PushHistory(count: 2, latest: day("2026-09-15")),
          "4": PushHistory(count: 1, latest: day("2026-08-25")),
          "6": PushHistory(count: 7, latest: day("2026-12-01")),
        ])
    ]
    for (id, parameters) in [
      ("push_rate", [:]), ("push_rate[value]", ["value": Int64(1)]),
      ("push_rate[days]", ["days": 1]), ("push_rate[pushes]", ["pushes": 1]),
    ] {
      plan.catalogue.kpis.append(
        KPI(
          id: id, formula: .algorithm(name: "push_rate", measures: [:], parameters: parameters),
          unit: id.hasSuffix("[days]") ? .days : .rate, place: Place(file: "test")))
    }
    return analyse(plan, deals)
  }

  @Test func `of the deals planned for a period, those that it did not close have slipped`() {
    let result = pushed(asOf: "2026-08-31")
    // 1 won, 3 lost, 2 and 4 still open, 5 in no export any more.
    #expect(result.value("push_rate", "company", "2026-08") == "3/5")
    #expect(result.value("push_rate", "company", "2026-08", segment: "won") == "1/5")
    #expect(result.value("push_rate", "company", "2026-08", segment: "lost") == "1/5")
    #expect(result.value("push_rate", "rep:bob", "2026-08") == "1/2")
    // (200 + 800 + 1,000) of 2,450.
    #expect(result.value("push_rate[value]", "company", "2026-08") == "40/49")
    // Only 2 has a later date now: 30 days.
    #expect(result.value("push_rate[days]", "company", "2026-08") == "30")
    #expect(result.value("push_rate", "company", "2026-07") == "-")
  }

  @Test func `pushes are counted from snapshot to snapshot, the last one to today`() {
    let result = pushed(asOf: "2026-08-31")
    // 2 was moved twice and is at 30 September today; 4 was moved once and is not later today.
    #expect(result.value("push_rate[pushes]", "company", "2026-08") == "4/5")
    #expect(
      result.value("push_rate[pushes]", "company", "2026-08", segment: "three_or_more") == "1")
    #expect(result.value("push_rate[pushes]", "rep:bob", "2026-08") == "1/2")
  }

  @Test func `C18 of a period that goes on nobody knows yet what will slip`() {
    #expect(pushed(asOf: "2026-08-30").value("push_rate", "company", "2026-08") == "immature")
  }
}
