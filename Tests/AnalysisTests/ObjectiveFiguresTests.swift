import Calendar
import Ingest
import Testing

@testable import Analysis

private let deals = table(
  .opportunities,
  """
  id | owner | status | amount_net | created_at | close_date | expected_close | product
  1  | alice | won    | 1000       | 2026-05-01 | 2026-07-31 |                | X
  2  | alice | won    | 500        | 2026-07-01 | 2026-08-01 |                | Y
  3  | bob   | open   | 4000       | 2026-07-20 |            | 2026-09-13     | X
  """)

private func quota(_ owner: ScopeID, _ euros: Int64, priority: Int? = nil) -> Objective {
  var objective = Objective(
    id: "revenue.\(owner.id)", owner: owner, kpi: "revenue_won", kind: .cumul,
    target: Quantity(.money, euros * 100), period: period("2026-Q3"), place: Place(file: "test"))
  objective.priority = priority
  return objective
}

@Suite struct ObjectiveFiguresTests {
  @Test func `attainment is the sum of what was done over the sum of the targets`() {
    let result = analyse(
      testPlan(objectives: [
        quota(ScopeID(.rep, "alice"), 2_000), quota(ScopeID(.rep, "bob"), 1_000),
      ]),
      deals)
    #expect(result.value("quota_attainment", "rep:alice") == "3/4")
    #expect(result.value("quota_attainment", "rep:bob") == "0")
    #expect(result.value("quota_attainment") == "1/2")
  }

  @Test func `a scope without objective has no attainment, not 0 per cent`() {
    let result = analyse(testPlan(objectives: [quota(ScopeID(.rep, "alice"), 2_000)]), deals)
    #expect(result.value("quota_attainment", "rep:bob") == "no_objective")
  }

  @Test func `a financial quarter with the days of a calendar one has its attainment`() {
    let result = analyse(
      testPlan(
        periods: ["FY2026-Q3", "FY2026-Q2"], objectives: [quota(ScopeID(.rep, "alice"), 2_000)]),
      deals)
    #expect(result.value("quota_attainment", "rep:alice", "FY2026-Q3") == "3/4")
    #expect(result.value("quota_attainment", "rep:alice", "FY2026-Q2") == "-")
  }

  @Test(arguments: [
    ("1 | bob | open | | 2026-07-20 | 2026-09-13", "missing_field"),
    ("1 | bob | open | 40 | 2026-07-20 |", "missing_field"),
    ("1 | bob | won | 400 | 2026-07-20 |", "0"),
  ])
  func `open deals without amount or date are no empty pipeline`(row: String, coverage: String) {
    let deals = table(
      .opportunities, "id | owner | status | amount_net | created_at | expected_close\n" + row)
    let result = analyse(testPlan(objectives: [quota(ScopeID(.rep, "bob"), 1_000)]), deals)
    #expect(result.value("coverage", "rep:bob") == coverage)
  }

  @Test func `coverage is what may still close over what is still to do`() {
    let result = analyse(testPlan(objectives: [quota(ScopeID(.rep, "bob"), 1_000)]), deals)
    #expect(result.value("coverage", "rep:bob") == "4")
  }

  @Test func `a target that is reached leaves nothing to cover`() {
    let result = analyse(testPlan(objectives: [quota(ScopeID(.rep, "alice"), 1_500)]), deals)
    #expect(result.value("coverage", "rep:alice") == "zero_denominator")
  }

  @Test func `where nothing is known of deals, neither attainment nor coverage is 0`() {
    let deals = table(
      .opportunities,
      """
      id | owner | status | amount_net | created_at | close_date | expected_close | is_test
      1  | bob   | won    | 1000       | 2026-05-01 | 2026-07-31 |                | true
      2  | bob   | open   | 1000       | 2026-05-01 |            | 2026-09-13     | true
      """)
    let result = analyse(testPlan(objectives: [quota(ScopeID(.rep, "bob"), 1_000)]), deals)
    #expect(result.value("quota_attainment", "rep:bob") == "insufficient_history")
    #expect(result.value("coverage", "rep:bob") == "insufficient_history")
  }

  @Test func `an objective with a filter is judged on its own records`() {
    var objective = quota(ScopeID(.rep, "alice"), 2_000)
    objective.filters = ["product": ["X"]]
    let result = analyse(testPlan(objectives: [objective]), deals)
    #expect(result.objectives.map(\.scope.id) == ["company", "nord", "alice"])
    #expect(result.objectives.allSatisfy { $0.actual == Quantity(.money, 100_000) })
  }

  @Test func `one objective of a scope gives its verdict: the largest money target of priority 1`()
  {
    var large = quota(ScopeID(.rep, "alice"), 9_000, priority: 2)
    large.id = "large"
    let result = analyse(
      testPlan(objectives: [large, quota(ScopeID(.rep, "alice"), 2_000, priority: 1)]), deals)
    let headlines = result.objectives.filter { $0.isHeadline && $0.scope.id == "alice" }
    #expect(headlines.map(\.objective) == ["revenue.alice"])
  }
}
