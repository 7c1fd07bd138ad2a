import Calendar
import Ingest
import Testing

@testable import Analysis

private let deals = table(
  .opportunities,
  """
  id | name  | owner | status  | amount_net | created_at | close_date | expected_close | stage | is_test
  1  | Un    | alice | won     | 1000       | 2026-05-01 | 2026-07-31 |                | Gagné |
  2  | Deux  | alice | won     | 500        | 2026-07-01 | 2026-08-01 |                | Gagné |
  3  | Trois | alice | lost    | 800        | 2026-07-01 | 2026-08-14 |                | Perdu |
  4  | Cinq  | bob   | won     |            | 2026-08-11 | 2026-08-10 |                | Gagné |
  5  | Six   | bob   | open    | 4000       | 2026-07-20 |            | 2026-08-13     | Prop. |
  6  | Sept  | bob   | on_hold | 6000       | 2026-07-20 |            | 2026-09-15     | Prop. |
  7  | Huit  | zoe   | won     | 50         | 2026-07-20 | 2026-08-10 |                | Gagné |
  8  | Neuf  | bob   | won     | 70         | 2026-07-20 | 2026-08-10 |                | Gagné | true
  9  | Dix   | bob   | won     | 90         | 2026-07-20 |            |                | Gagné |
  """)

private let scopes = [
  ScopeID.company, ScopeID(.team, "nord"), ScopeID(.team, "sud"), ScopeID(.rep, "alice"),
  ScopeID(.rep, "bob"), .unassigned,
]

private func explain(
  _ kpi: String, _ scope: ScopeID, _ period: String, _ tables: ExportTable...
) throws -> (result: RunResult, explanation: Explanation) {
  let plan = testPlan()
  let request = ExplanationRequest(
    kpi: try #require(plan.catalogue.kpi(kpi)), scope: scope,
    period: period == "today" ? Period.day(plan.asOf) : try #require(Period.parse(period)))
  return try explain(request, plan, tables)
}

private func explain(
  _ request: ExplanationRequest, _ plan: AnalysisPlan, _ tables: [ExportTable]
) throws -> (result: RunResult, explanation: Explanation) {
  var run = Analyzer(plan: plan)
  var explaining = Analyzer(plan: plan, explaining: [request])
  for table in tables {
    run.consume(table)
    explaining.consume(table)
  }
  let report = IngestReport()
  return (run.finish(report), try #require(explaining.explained(report).explanations.first))
}

@Suite struct ExplanationTests {
  @Test(arguments: testPlan().catalogue.kpis.map(\.id))
  func `the records of a figure add up to it, for every scope and period`(kpi: String) throws {
    for scope in scopes {
      for period in ["2026-Q3", "2026-07", "2026-08", "today"] {
        let (result, explanation) = try explain(kpi, scope, period, deals)
        let figure = result.figures.first {
          $0.kpi == kpi && $0.scope == scope && $0.segment.isEmpty
            && $0.period == explanation.request.period.id
        }
        guard let figure, figure.value != nil else { continue }
        let totals = Dictionary(
          uniqueKeysWithValues: explanation.roles.map { ($0.name, $0.total) })
        if case .ratio = explanation.request.kpi.formula {
          #expect(totals["numerator"] == figure.numerator, "\(kpi) \(scope) \(period)")
          #expect(totals["denominator"] == figure.denominator, "\(kpi) \(scope) \(period)")
        } else if case .simple = explanation.request.kpi.formula {
          #expect(totals["counted"] == figure.value, "\(kpi) \(scope) \(period)")
          #expect(explanation.roles[0].records.count == figure.count, "\(kpi) \(scope) \(period)")
        } else if case .statistic = explanation.request.kpi.formula {
          #expect(explanation.roles[0].records.count == figure.count, "\(kpi) \(scope) \(period)")
        }
      }
    }
  }

  @Test(arguments: [
    ("revenue_won", ScopeID(.rep, "alice"), "2026-Q3", "1 2", "3 filtered status=lost"),
    ("win_rate_closed_n", ScopeID(.rep, "alice"), "2026-Q3", "1 2 1 2 3", "7 owner_unknown"),
    ("revenue_won", ScopeID(.rep, "alice"), "2026-07", "1", ""),
    (
      "n_won", ScopeID(.rep, "bob"), "2026-Q3", "4",
      "8 record-is-a-test, 9 date_missing closed_on, 7 owner_unknown"
    ),
    ("cycle_won", ScopeID(.rep, "alice"), "2026-Q3", "2 1", "3 filtered status=lost"),
    ("cycle_won", ScopeID(.rep, "bob"), "2026-08", "", "4 negative_duration, 8 record-is-a-test"),
    ("open_pipeline", ScopeID(.rep, "bob"), "today", "5", "6 filtered status=on_hold"),
    ("open_pipeline", ScopeID(.rep, "alice"), "today", "", ""),
    ("n_won", ScopeID.unassigned, "2026-Q3", "7", ""),
  ])
  func `what is listed is what counts, and what is left out says why`(
    kpi: String, scope: ScopeID, period: String, counted: String, leftOut: String
  ) throws {
    let explanation = try explain(kpi, scope, period, deals).explanation
    let ids = explanation.roles.flatMap(\.records).map(\.id).joined(separator: " ")
    #expect(ids == counted)
    let found = Set(explanation.leftOut.map { "\($0.record.id) \(text($0.reason))" })
    let expected = leftOut.split(separator: ",").map { $0.drop { $0 == " " } }.map(String.init)
    #expect(found.isSuperset(of: expected), "\(found)")
    if leftOut.isEmpty { #expect(found.isEmpty, "\(found)") }
  }

  @Test func `a record says where it stands, whose it is, and that it has no value`() throws {
    let explanation = try explain("revenue_won", ScopeID(.rep, "bob"), "2026-08", deals).explanation
    let record = try #require(explanation.roles.first?.records.first)
    #expect(record.line == 5)
    #expect(record.name == "Cinq")
    #expect(record.owner == "bob")
    #expect(record.date == day("2026-08-10"))
    #expect(record.value == nil)
  }

  @Test func `an export without the field says so`() throws {
    let bare = table(
      .opportunities,
      "id | owner | status | created_at | close_date\n1 | bob | won | 2026-07-01 | 2026-08-01")
    let explanation = try explain("revenue_won", .company, "2026-Q3", bare).explanation
    #expect(explanation.roles.first?.missingFields == ["amount_net"])
    #expect(explanation.roles.first?.records.isEmpty == true)
  }

  @Test func `of different values each counts once, with the record that brought it first`() throws
  {
    var plan = testPlan()
    plan.catalogue.measures["accounts"] = Measure(
      id: "accounts", entity: .opportunities, aggregate: .distinct, field: "account_id",
      date: "created_at")
    let kpi = KPI(
      id: "accounts", formula: .simple(measure: "accounts"), unit: .count,
      place: Place(file: "test"))
    plan.catalogue.kpis.append(kpi)
    let request = ExplanationRequest(kpi: kpi, scope: .company, period: period("2026-07"))
    let rows = table(
      .opportunities,
      """
      id | owner | status | account_id | created_at
      1  | alice | open   | X          | 2026-07-01
      2  | bob   | open   | X          | 2026-07-02
      3  | bob   | open   | Y          | 2026-07-03
      4  | bob   | open   |            | 2026-07-04
      """)
    let (result, explanation) = try explain(request, plan, [rows])
    #expect(result.value("accounts", "company", "2026-07") == "2")
    #expect(explanation.roles.first?.total == Quantity(.count, 2))
    #expect(explanation.roles.first?.records.map(\.value?.numerator) == [1, 0, 1])
    #expect(explanation.leftOut.map { text($0.reason) } == ["field_missing account_id"])
  }

  @Test func `a contract that falls due after the as-of day is neither renewed nor not`() throws {
    var plan = testPlan()
    plan.catalogue.measures["due"] = Measure(
      id: "due", entity: .contracts, aggregate: .count, date: "due_on")
    let kpi = KPI(
      id: "renewal_rate",
      formula: .algorithm(name: "renewed", measures: ["due": "due"], parameters: ["grace": 30]),
      unit: .rate, place: Place(file: "test"))
    plan.catalogue.kpis.append(kpi)
    let request = ExplanationRequest(kpi: kpi, scope: .company, period: period("2026-08"))
    let rows = table(
      .contracts,
      """
      id | customer_id | renewal_due | renewed_at
      A  | x           | 2026-08-14  | 2026-08-01
      B  | y           | 2026-08-13  |
      C  | z           | 2026-08-15  |
      """)
    let (result, explanation) = try explain(request, plan, [rows])
    #expect(result.value("renewal_rate", "company", "2026-08") == "1/2")
    #expect(explanation.roles.map { $0.records.map(\.id) } == [["A"], ["A", "B"]])
    #expect(explanation.leftOut.map { "\($0.record.id) \(text($0.reason))" } == ["C future due_on"])
  }

  private func text(_ reason: Explanation.Reason) -> String {
    switch reason {
    case .excluded(let finding): finding
    case .filtered(let field, let value): "filtered \(field)=\(value)"
    case .dateMissing(let field): "date_missing \(field)"
    case .fieldMissing(let field): "field_missing \(field)"
    case .future(let field): "future \(field)"
    case .negativeDuration: "negative_duration"
    case .immature: "immature"
    case .ownerUnknown: "owner_unknown"
    case .planned(let field): "planned \(field)"
    default: "\(reason)"
    }
  }
}
