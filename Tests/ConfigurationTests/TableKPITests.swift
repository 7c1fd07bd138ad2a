import Analysis
import Calendar
import Ingest
import Testing

@testable import Configuration

/// Leads, customers and support from a configuration to judged figures; the figures of each KPI are
/// in the worked examples of the catalogue.
@Suite struct TableKPITests {
  private static let people = """
    company: Exemple
    exports: {leads: {entity: leads, files: leads.csv}}
    people:
      - {id: ana, name: Ana, team: nord, to: 2026-08-14}
      - {id: ana, name: Ana, team: sud, from: 2026-08-15}
      - {id: lea, name: Léa, team: nord}
    teams:
      - {id: nord, name: Nord}
      - {id: sud, name: Sud}

    """

  private func analysed(
    _ yaml: String, asOf: String = "2026-08-31", _ tables: [(Entity, String)]
  ) throws -> RunResult {
    let files = MemoryFiles(["jalon.yaml": Self.people + yaml, "leads.csv": ""])
    let (loaded, diagnostics) = Configuration.load(path: "jalon.yaml", files: files)
    #expect(diagnostics.filter { $0.severity == .error } == [])
    let configuration = try #require(loaded)
    var plan = configuration.analysisPlan(
      asOf: try #require(CalendarDate(iso: asOf)), version: "test")
    plan.zone = .utc
    plan.entities = Set(tables.map(\.0))
    var reading = ExampleReading()
    var analyzer = Analyzer(plan: plan)
    for (entity, rows) in tables { analyzer.consume(reading.table(entity, rows)) }
    return analyzer.finish(IngestReport())
  }

  private func value(
    _ result: RunResult, _ kpi: String, _ scope: String, _ period: String = "2026-08"
  ) -> String {
    let figure = result.figures.first {
      $0.kpi == kpi && $0.scope.description == scope && $0.period == period && $0.segment.isEmpty
    }
    guard let figure else { return "-" }
    guard let value = figure.value else { return figure.absentReason?.rawValue ?? "?" }
    return value.denominator == 1 ? "\(value.numerator)" : "\(value.numerator)/\(value.denominator)"
  }

  private static let leads = """
    id | owner | created_at | first_contact_at | mql_at
    1 | ana | 2026-08-10 09:00 | 2026-08-11 09:00 | 2026-08-12
    2 | ana | 2026-08-20 09:00 | 2026-08-25 09:00 | 2026-08-21
    3 | lea | 2026-08-10 09:00 | | 2026-08-14
    4 | zoé | 2026-08-10 09:00 | 2026-08-10 10:00 |
    """

  @Test(arguments: [
    ("company", "3", "1/2"), ("team:nord", "2", "1/2"), ("team:sud", "1", "0"),
    ("rep:ana", "2", "1/2"), ("rep:lea", "1", "0"), ("rep:unassigned", "0", "1"),
  ])
  func `a lead counts for its owner, in the owner's team of the day`(
    scope: String, mql: String, inTime: String
  ) throws {
    let result = try analysed("", [(.leads, Self.leads)])
    #expect(value(result, "mql", scope) == mql)
    #expect(value(result, "leads_48h", scope) == inTime)
  }

  @Test func `a KPI of a table that nobody exports is said once, not for everybody`() throws {
    let result = try analysed("", [(.leads, Self.leads)])
    let absent = result.figures.filter { $0.kpi == "nrr" }
    #expect(absent.map(\.scope) == [.company])
    #expect(absent.map(\.absentReason) == [.missingField])
  }

  @Test func `opening hours of the configuration change what business hours are`() throws {
    let tickets = """
      id | agent | created_at | first_public_human_reply_at
      1 | lea | 2026-08-13 08:00 | 2026-08-13 14:00
      """
    let plain = try analysed("", [(.tickets, tickets)])
    #expect(value(plain, "frt", "rep:lea") == "5")
    let early = try analysed(
      "calendar: {opening_hours: [\"08:00-12:00\", \"13:30-17:00\"]}\n", [(.tickets, tickets)])
    #expect(value(early, "frt", "rep:lea") == "9/2")
  }

  /// Over a week-end, within one, and over the 14th of July.
  @Test(arguments: [
    ("2026-08-07 17:00", "2026-08-10 10:00", "2", "65"),
    ("2026-08-07 20:00", "2026-08-08 12:00", "0", "16"),
    ("2026-07-13 17:00", "2026-07-15 09:30", "3/2", "81/2"),
  ])
  func `C16 nights, week-ends and holidays are no business hours, and hours all the same`(
    created: String, answered: String, business: String, all: String
  ) throws {
    let result = try analysed(
      "",
      [
        (
          .tickets,
          "id | agent | created_at | first_public_human_reply_at\n1 | lea | \(created) | \(answered)"
        ),
        (
          .leads,
          "id | owner | created_at | first_contact_at\n1 | lea | \(created) | \(answered)"
        ),
      ])
    #expect(value(result, "frt", "rep:lea", "2026-Q3") == business)
    #expect(value(result, "speed_to_contact", "rep:lea", "2026-Q3") == all)
  }

  /// August has had 10 working days by the 14th; July's first 10 end with the 15th, for the 14th is a
  /// holiday.
  @Test(arguments: [("2026-07-15", "1"), ("2026-07-16", "zero_denominator")])
  func `C17 C18 a period that goes on is compared with as many working days of the one before`(
    lastYear: String, expected: String
  ) throws {
    let result = try analysed(
      "report: {period: month}\n", asOf: "2026-08-14",
      [
        (.customers, "id | owner | since\na | lea | 2026-01-01"),
        (
          .orders,
          """
          order_id | customer_id | owner | date | amount
          1 | a | lea | 2026-06-01 | 1
          2 | a | lea | \(lastYear) | 50
          3 | a | lea | 2026-08-03 | 100
          """
        ),
      ])
    #expect(value(result, "expansion_rate", "company") == expected)
  }

  @Test func `marketing is what the configuration says it is`() throws {
    let deals = """
      id | owner | status | amount_net | created_at | source
      1 | ana | open | 100 | 2026-08-03 | Salon
      2 | ana | open | 300 | 2026-08-03 | Appel
      """
    #expect(
      value(try analysed("", [(.opportunities, deals)]), "mkt_pipeline_share", "company")
        == "missing_field")
    let named = try analysed("marketing: {sources: [SALON]}\n", [(.opportunities, deals)])
    #expect(value(named, "mkt_pipeline_share", "company") == "1/4")
  }

  @Test func `key features are those of the configuration`() throws {
    let customers = "id | owner | since\na | lea | 2026-01-01"
    let features = """
      customer_id | feature | first_used_at
      a | api | 2026-02-01
      a | export | 2026-02-01
      a | alerts | 2026-02-01
      """
    func adoption(_ yaml: String) throws -> String {
      let result = try analysed(yaml, [(.customers, customers), (.features, features)])
      return value(result, "feature_adoption", "company", "2026-08-31")
    }
    #expect(try adoption("") == "1")
    #expect(try adoption("customers: {key_features: [api, export, sso]}\n") == "0")
  }

  // MARK: Objectives

  @Test(arguments: [
    // 25 is not above 25 (rule C14).
    ("nps", "25", ">", "hold", false), ("nps", "24", ">", "hold", true),
    ("leads_48h", "100 %", "=", "hold", false), ("leads_48h", "50 %", ">=", "hold", true),
    ("cost_per_mql", "120 €", "<=", "cap", true),
    ("cost_per_mql", "99 €", "<=", "cap", false), ("mql", "3", ">=", "cumul", true),
  ])
  func `an objective on any of these KPIs is judged like the others`(
    kpi: String, target: String, comparator: String, kind: String, isMet: Bool
  ) throws {
    let objective = """
      objectives:
        - owner: company
          kpi: \(kpi)
          kind: \(kind)
          comparator: "\(comparator)"
          target: \(target)
          period: 2026-08

      """
    let surveys = """
      id | kind | score | agent | at
      1 | nps | 9 | lea | 2026-08-10
      2 | nps | 10 | lea | 2026-08-10
      3 | nps | 8 | lea | 2026-08-10
      4 | nps | 2 | lea | 2026-08-10
      """
    let result = try analysed(
      objective,
      [
        (.leads, Self.leads), (.surveys, surveys),
        (.spend, "channel | period | amount\nads | 2026-08 | 300"),
      ])
    let judged = try #require(result.objectives.first { $0.scope == .company })
    #expect(judged.kpi == kpi)
    #expect(judged.actual != nil)
    #expect(judged.isMet == isMet)
  }

  @Test func `an objective narrowed to a segment counts its customers only`() throws {
    let objective = """
      objectives:
        - owner: company
          kpi: customers_active
          kind: reach
          comparator: ">="
          target: 2
          baseline: 1
          period: 2026-08
          filters: {segment: PME}

      """
    let customers = """
      id | owner | since | segment
      a | lea | 2026-01-01 | PME
      b | lea | 2026-01-01 | ETI
      c | ana | 2026-02-01 | PME
      d | ana | 2026-09-30 | PME
      """
    let result = try analysed(objective, [(.customers, customers)])
    #expect(result.objectives.first?.actual == Quantity(.count, 2))
    #expect(value(result, "customers_active", "company") == "3")
  }

  // MARK: Findings

  @Test(arguments: [
    (
      Entity.leads, "id | owner | created_at | is_spam\n1 | ana | 2026-08-03 | true", "lead-is-spam"
    ),
    (.surveys, "kind | score | agent | at\nnps | 11 | lea | 2026-08-03", "score-outside-scale"),
    (.surveys, "kind | score | agent | at\ncsat | 0 | lea | 2026-08-03", "score-outside-scale"),
    (.customers, "id | owner | since\na | lea |", "customer-without-start"),
    (.costs, "kind | period | amount\nsales | août | 10", "amount-period-unknown"),
    (.spend, "channel | period | amount\nads | 2026-09 | 10", "record-after-as-of"),
    (.subscriptions, "customer_id | month | mrr\na | 2026-09-01 | 10", "record-after-as-of"),
  ])
  func `what is odd is a finding`(entity: Entity, rows: String, id: String) throws {
    let findings = try analysed("", [(entity, rows)]).findings.map(\.id)
    #expect(findings.contains(id))
  }

  @Test(arguments: [
    ("order_id | customer_id | owner | date | amount\n1 | b | lea | 2026-08-03 | 10", 1),
    (
      """
      order_id | customer_id | owner | date       | amount
      1        | b           | lea   | 2026-08-03 | 10
      2        | b           | lea   | 2026-08-04 | 10
      3        | c           | lea   | 2026-08-04 | 10
      """, 3
    ),
    ("order_id | customer_id | owner | date | amount\n1 | a | lea | 2026-08-03 | 10", 0),
  ])
  func `a record of a customer whom nobody knows is told, whichever table comes first`(
    orders: String, count: Int
  ) throws {
    let customers = "id | owner | since\na | lea | 2026-01-01"
    for tables in [
      [(Entity.orders, orders), (.customers, customers)],
      [(.customers, customers), (.orders, orders)],
    ] {
      let found = try analysed("", tables).findings.first { $0.id == "customer-unknown" }
      #expect(found?.count ?? 0 == count)
    }
  }
}
