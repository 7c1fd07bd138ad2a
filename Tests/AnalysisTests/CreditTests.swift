import Calendar
import Ingest
import Testing

@testable import Analysis

/// Rule C5: `credits(opportunity, rep, share, type)`.
@Suite struct CreditTests {
  private let deals = table(
    .opportunities,
    """
    id | owner | status | amount_net | created_at | closed_at  | expected_close
    1  | alice | won    | 100        | 2026-07-01 | 2026-08-01 |
    2  | alice | won    | 1000       | 2026-07-01 | 2026-08-02 |
    3  | alice | open   | 50         | 2026-07-01 |            | 2026-09-01
    """)

  private func result(_ credits: String) -> RunResult {
    analyse(
      testPlan(),
      table(.credits, "opportunity_id | owner | share | type\n" + credits), deals)
  }

  private let shared = """
    1 | alice | 0.333333 | revenue
    1 | bob   | 0.666667 | revenue
    1 | bob   | 0.5      | overlay
    3 | bob   | 1        | revenue
    """

  @Test(arguments: [
    ("rep:alice", "103333/100"), ("rep:bob", "11667/100"), ("team:nord", "103333/100"),
    ("team:sud", "6667/100"), ("company", "1100"),
  ])
  func `C5 shares of revenue add up to the deal, an overlay shows on the rep alone`(
    scope: String, revenue: String
  ) {
    #expect(result(shared).value("revenue_won", scope) == revenue)
  }

  @Test(arguments: [
    ("rep:alice", "2"), ("rep:bob", "1"), ("team:nord", "2"), ("team:sud", "1"), ("company", "2"),
  ])
  func `C5 a shared deal is one deal for the company, and one for each who shares it`(
    scope: String, count: String
  ) {
    #expect(result(shared).value("n_won", scope) == count)
  }

  @Test func `C5 the parts of an amount add up to it, to the cent`() {
    func credit(_ share: Int64, isOverlay: Bool = false) -> Credits.Credit {
      Credits.Credit(person: 0, share: share, isOverlay: isOverlay)
    }
    let halves = [credit(500_000), credit(500_000, isOverlay: true), credit(500_000)]
    #expect(Credits.parts(of: 1, halves) == [1, 1, 0])
    #expect(Credits.parts(of: -1, halves) == [0, -1, -1])
    let thirds = [credit(333_333), credit(333_333), credit(333_334)]
    #expect(Credits.parts(of: 100, thirds) == [33, 33, 34])
  }

  @Test func `C12 the days of deals with credits and of others are pooled, one by one`() {
    let deals = table(
      .opportunities,
      """
      id | owner | status | amount_net | created_at | closed_at  | expected_close
      1  | alice | won    | 100        | 2026-08-13 | 2026-08-14 |
      2  | alice | won    | 100        | 2026-08-12 | 2026-08-14 |
      3  | alice | won    | 100        | 2026-08-11 | 2026-08-14 |
      4  | alice | won    | 100        | 2026-08-10 | 2026-08-14 |
      5  | alice | won    | 100        | 2026-05-16 | 2026-08-14 |
      """)
    let credits = table(
      .credits,
      """
      opportunity_id | owner | share | type
      1              | alice | 0.5   | revenue
      1              | bob   | 0.5   | revenue
      2              | bob   | 1     | revenue
      """)
    let result = analyse(testPlan(), credits, deals)
    // 1, 2, 3, 4 and 90 days.
    #expect(result.value("cycle_won") == "20")
    #expect(result.value("cycle_won[median]") == "3")
  }

  @Test func `C5 an open deal is in the pipeline of whom it is credited to`() {
    let result = result(shared)
    #expect(result.value("open_pipeline", "rep:alice", "2026-08-14") == "0")
    #expect(result.value("open_pipeline", "rep:bob", "2026-08-14") == "50")
    #expect(result.value("open_pipeline", "company", "2026-08-14") == "50")
  }

  @Test func `C5 a period before the first shared deal is not known, rather than empty`() {
    let credits = table(
      .credits,
      """
      opportunity_id | owner | share | type
      1              | alice | 1     | revenue
      2              | alice | 1     | revenue
      3              | bob   | 1     | revenue
      """)
    let result = analyse(testPlan(periods: ["2026-05", "2026-08"]), credits, deals)
    #expect(result.value("n_won", "company", "2026-05") == "insufficient_history")
    #expect(result.value("n_won", "company", "2026-08") == "2")
  }

  @Test func `C5 shares that are not whole leave the deal to its owner, and are said`() {
    let result = result("1 | bob | 0.5 | revenue")
    #expect(result.value("revenue_won", "rep:bob") == "0")
    #expect(result.value("revenue_won", "rep:alice") == "1100")
    #expect(result.findings.map(\.id).contains("credit-shares-not-whole"))
  }

  struct Unknown: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let credits: String
    /// What Alice, Bob and nobody have of 100.
    let revenue: [String]
    let findings: [String]
  }

  @Test(arguments: [
    Unknown(
      testDescription: "half is an unknown rep's",
      credits: "1 | alice | 0.5 | revenue\n1 | zoe | 0.5 | revenue", revenue: ["50", "0", "50"],
      findings: ["owner-unknown 1 50"]),
    Unknown(
      testDescription: "the unknown rep comes first",
      credits: "1 | zoe | 0.25 | revenue\n1 | bob | 0.75 | revenue", revenue: ["0", "75", "25"],
      findings: ["owner-unknown 1 25"]),
    Unknown(
      testDescription: "all is an unknown rep's", credits: "1 | zoe | 1 | revenue",
      revenue: ["0", "0", "100"], findings: ["owner-unknown 1 100"]),
    Unknown(
      testDescription: "an unknown rep's shares are not whole", credits: "1 | zoe | 0.5 | revenue",
      revenue: ["100", "0", "0"], findings: ["credit-shares-not-whole 1 100", "owner-unknown 1"]),
    Unknown(
      testDescription: "an overlay of an unknown rep shows on nobody",
      credits: "1 | zoe | 0.5 | overlay", revenue: ["100", "0", "0"], findings: ["owner-unknown 1"]),
    Unknown(
      testDescription: "a type that nobody knows gives nothing",
      credits: "1 | bob | 1 | bonus", revenue: ["100", "0", "0"], findings: []),
    Unknown(
      testDescription: "a type that nobody knows, beside revenue",
      credits: "1 | bob | 1 | revenue\n1 | alice | 0.5 | bonus", revenue: ["0", "100", "0"],
      findings: []),
    Unknown(
      testDescription: "no type is revenue", credits: "1 | bob | 1 |", revenue: ["0", "100", "0"],
      findings: []),
  ])
  func `C5 what is credited to somebody unknown is nobody's`(_ each: Unknown) {
    let deals = table(
      .opportunities,
      """
      id | owner | status | amount_net | created_at | closed_at
      1  | alice | won    | 100        | 2026-07-01 | 2026-08-01
      """)
    let credits = table(.credits, "opportunity_id | owner | share | type\n" + each.credits)
    let result = analyse(testPlan(), credits, deals)
    let scopes = ["rep:alice", "rep:bob", "rep:unassigned"]
    // Without anything of nobody there is no such line.
    #expect(
      scopes.map { result.value("revenue_won", $0) }.map { $0 == "-" ? "0" : $0 } == each.revenue)
    #expect(result.value("revenue_won") == "100")
    #expect(
      result.findings.map { finding in
        "\(finding.id) \(finding.count)"
          + (finding.amount.map { " \($0.numerator / 100)" } ?? "")
      } == each.findings)
  }

  @Test func `C5 a deal that is credited to others needs no owner`() {
    let deals = table(
      .opportunities,
      """
      id | owner | status | amount_net | created_at | closed_at
      1  | zoe   | won    | 100        | 2026-07-01 | 2026-08-01
      2  |       | won    | 10         | 2026-07-01 | 2026-08-01
      """)
    let credits = table(
      .credits, "opportunity_id | owner | share\n1 | alice | 1\n2 | bob | 1")
    let result = analyse(testPlan(), credits, deals)
    #expect(result.value("revenue_won", "rep:alice") == "100")
    #expect(result.value("revenue_won", "rep:bob") == "10")
    #expect(result.findings == [])
  }

  @Test func `C5 a deal whose owner nobody knows is nobody's, whoever has an overlay on it`() {
    let credits = table(
      .credits,
      """
      opportunity_id | owner | share | type
      1              | alice | 0.5   | overlay
      """)
    let strangers = table(
      .opportunities,
      """
      id | owner    | status | amount_net | created_at | closed_at
      1  | stranger | won    | 100        | 2026-07-01 | 2026-08-01
      2  | alice    | won    | 10         | 2026-07-01 | 2026-08-01
      """)
    let result = analyse(testPlan(), credits, strangers)
    #expect(result.value("revenue_won", "rep:unassigned") == "100")
    #expect(result.value("revenue_won", "rep:alice") == "60")
    #expect(result.value("revenue_won", "company") == "110")
  }
}
