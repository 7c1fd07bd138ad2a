import Calendar
import Ingest
import Testing

@testable import Analysis

/// Records that refer to others which no export has.
@Suite struct OrphanTests {
  private static let deals = table(
    .opportunities,
    """
    id | owner | account_id | status | amount_net | created_at | closed_at
    1  | alice | A1         | won    | 100        | 2026-07-01 | 2026-08-01
    """)
  private static let named = table(
    .opportunities,
    """
    id | name  | owner | status | amount_net | created_at | expected_close
    1  | Alpha | alice | open   | 100        | 2026-07-01 | 2026-09-01
    """)
  private static let accounts = table(.accounts, "id | name\nA1 | Acme")
  private static let customers = table(.customers, "id | since\nA1 | 2020-01-01")
  private static let contacts = table(.contacts, "id | account_id\nC1 | A1")
  private static let leads = table(.leads, "id | owner | created_at\nL1 | alice | 2026-07-01 09:00")

  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    /// The tables in the order in which they are read.
    let tables: [ExportTable]
    /// Identifier, how many records, which KPIs.
    let expected: [String]

    init(_ name: String, _ tables: [ExportTable], _ expected: String...) {
      testDescription = name
      self.tables = tables
      self.expected = expected
    }
  }

  private static func calls(_ column: String, _ ids: String...) -> ExportTable {
    table(
      .activities,
      "id | type | owner | done_at | \(column)\n"
        + ids.enumerated().map { "\($0) | call | alice | 2026-08-03 | \($1)" }
        .joined(separator: "\n"))
  }

  private static func credits(_ ids: String...) -> ExportTable {
    table(
      .credits,
      "opportunity_id | owner | share\n"
        + ids.map { "\($0) | alice | 1" }.joined(separator: "\n"))
  }

  private static let history = table(
    .stageHistory,
    """
    opportunity_id | stage | entered_at       | is_deleted
    1              | P     | 2026-07-02 09:00 |
    9              | P     | 2026-07-02 09:00 |
    9              | Q     | 2026-07-03 09:00 |
    8              | Q     | 2026-07-03 09:00 | true
    """)

  static let cases = [
    Case("names instead of contacts", [contacts, calls("contact_id", "Zoé Petit", "Petit")]),
    Case(
      "a name among contacts", [contacts, calls("contact_id", "Zoé Petit", "C8", "C9")],
      "contact-unknown 2"),
    Case("titles instead of deals", [named, calls("opportunity_id", "Alpha", "Alpha", "Beta")]),
    Case(
      "a title among deals", [named, calls("opportunity_id", "Alpha", "1", "8", "9")],
      "opportunity-unknown 2"),
    Case("credits", [credits("1", "9", "8"), deals], "opportunity-unknown 2 n_won revenue_won"),
    Case("credits without deals", [credits("9")]),
    Case("stage history, which comes first", [history, deals], "opportunity-unknown 2"),
    Case("stage history without deals", [history]),
    Case(
      "contacts", [accounts, table(.contacts, "id | account_id\nC1 | A1\nC2 | A9\nC3 |")],
      "account-unknown 1"),
    Case("contacts without accounts", [contacts]),
    Case(
      "activities of a contact", [contacts, calls("contact_id", "C1", "C9", "")],
      "contact-unknown 1"),
    Case(
      "activities of a contact, read before the contacts",
      [calls("contact_id", "C1", "C9", "C9"), contacts], "contact-unknown 2"),
    Case("activities of a lead", [leads, calls("lead_id", "L1", "L9")], "lead-unknown 1"),
    Case("a lead where Salesforce has contacts too", [contacts, leads, calls("contact_id", "L1")]),
    Case(
      "activities without contacts and leads", [calls("contact_id", "C9"), calls("lead_id", "9")]),
    Case(
      "activities of an account", [accounts, calls("account_id", "A1", "A9")],
      "account-unknown 1"),
    Case(
      "a customer who is no account",
      [
        table(.accounts, "id | name\nA7 | Autre"), customers, calls("account_id", "A1"),
      ]),
    Case(
      "orders of one customer",
      [
        customers,
        table(
          .orders,
          """
          order_id | customer_id | owner | date       | amount
          1        | A9          | alice | 2026-08-01 | 50
          2        | A9          | alice | 2026-08-02 | 60
          3        | A1          | alice | 2026-08-02 | 70
          """),
      ], "customer-unknown 2 110"),
    Case(
      "contracts and surveys",
      [
        customers, table(.contracts, "id | customer_id\nK1 | A9"),
        table(.surveys, "kind | score | customer_id | at\nnps | 9 | A9 | 2026-08-01"),
      ], "customer-unknown 2"),
  ]

  @Test func `beyond its bound the largest table is given up, and the others are told`() {
    let accounts = table(
      .accounts, "id | name\n" + (1...20).map { "A\($0) | x" }.joined(separator: "\n"))
    var search = OrphanSearch(
      entities: [.accounts, .contacts, .opportunities, .activities], bound: 12)
    for table in [
      accounts, Self.contacts, Self.deals, Self.calls("account_id", "A99"),
      Self.calls("opportunity_id", "1", "9"),
    ] {
      search.add(RowSet(table))
    }
    var findings = Findings()
    search.report(to: &findings)
    #expect(findings.results { _ in "" }.map(\.id) == ["opportunity-unknown"])
  }

  @Test(arguments: cases) func `what no export has is told, once for each record`(_ each: Case) {
    var plan = testPlan()
    plan.entities = Set(each.tables.map(\.entity))
    var analyzer = Analyzer(plan: plan)
    for table in each.tables { analyzer.consume(table) }
    let found = analyzer.finish(IngestReport()).findings.filter { $0.id.hasSuffix("-unknown") }
    #expect(
      found.map { finding in
        ([finding.id, "\(finding.count)"] + (finding.amount.map { ["\($0.numerator / 100)"] } ?? [])
          + finding.kpis).joined(separator: " ")
      } == each.expected)
  }
}
