import Calendar
import Ingest
import Testing

@testable import Analysis

/// What belongs to no team: without a line for it, the teams do not add up to the company.
@Suite struct OutsideTeamsTests {
  private let deals = table(
    .opportunities,
    """
    id | owner | status | amount_net | created_at | close_date
    1  | alice | won    | 1          | 2026-07-01 | 2026-07-31
    2  | old   | won    | 10         | 2026-07-01 | 2026-08-01
    3  | none  | won    | 100        | 2026-07-01 | 2026-08-02
    4  | zoe   | won    | 1000       | 2026-07-01 | 2026-08-03
    5  |       | won    | 10000      | 2026-07-01 | 2026-08-04
    6  | none  | open   | 5          | 2026-07-01 | 2026-09-14
    7  | none  | won    | 7          | 2025-07-01 | 2025-08-04
    """)

  private func plan() -> AnalysisPlan {
    var nobody = person("none", team: "")
    nobody.memberships = []
    return testPlan(people: [
      person("alice", team: "nord"),
      person("old", team: "nord", from: "2026-01-01", to: "2026-07-31"), nobody,
    ])
  }

  @Test func `teams and what is outside them add up to the company`() {
    let result = analyse(plan(), deals)
    let outside = result.outsideTeams?.first { $0.kpi == "revenue_won" }
    #expect(result.value("revenue_won") == "11111")
    #expect(result.value("revenue_won", "team:nord") == "1")
    #expect(outside?.value == Quantity(.money, 1_111_000))
    #expect(outside?.period == "2026-Q3")
    let open = result.outsideTeams?.first { $0.kpi == "open_pipeline" }
    #expect(open?.value == Quantity(.money, 500))
    #expect(open?.period == "2026-08-14")
  }

  @Test func `people without a team at the time are told, of the period alone`() {
    let finding = analyse(plan(), deals).findings.first { $0.id == "owner-without-team" }
    #expect(finding?.count == 3)
    #expect(finding?.amount == Quantity(.money, 11_500))
  }

  @Test func `a company without teams has nothing outside them`() {
    var plan = plan()
    plan.teams = []
    let result = analyse(plan, deals)
    #expect(result.outsideTeams == nil)
    #expect(!result.findings.contains { $0.id == "owner-without-team" })
  }

  @Test func `where everybody is in a team there is no line`() {
    let result = analyse(
      plan(),
      table(
        .opportunities,
        """
        id | owner | status | amount_net | created_at | close_date
        1  | alice | won    | 1          | 2026-07-01 | 2026-07-31
        """))
    #expect(result.outsideTeams == nil)
  }
}
