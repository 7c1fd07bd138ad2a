import Calendar
import Ingest
import Testing

@testable import Analysis

/// Which KPIs a finding damages, and what it puts at stake.
@Suite struct DamageTests {
  private func diagnostic(_ id: String, _ entity: Entity, rejects: Bool = false) -> Diagnostic {
    var diagnostic = Diagnostic(id, .warning, at: Place(file: "x.csv", line: 2), "odd")
    diagnostic.count = 1
    diagnostic.entity = entity
    diagnostic.rejectsRows = rejects
    return diagnostic
  }

  private func findings(
    _ report: IngestReport, _ tables: ExportTable...
  ) -> [String: RunResult.Finding] {
    var analyzer = Analyzer(plan: testPlan())
    for table in tables { analyzer.consume(table) }
    return Dictionary(uniqueKeysWithValues: analyzer.finish(report).findings.map { ($0.id, $0) })
  }

  @Test func `a repeated identifier damages the KPIs of its own table`() {
    var report = IngestReport()
    report.diagnostics = [diagnostic("identifier-duplicate", .leads)]
    #expect(findings(report)["identifier-duplicate"]?.kpis == ["mql", "speed_to_contact"])
    report.diagnostics.append(diagnostic("identifier-duplicate", .orders))
    report.diagnostics[1].amount = 700
    let both = findings(report)["identifier-duplicate"]
    #expect(both?.kpis == ["mql", "revenue_invoiced", "speed_to_contact"])
    #expect(both?.count == 2)
    #expect(both?.amount == Quantity(.money, 700))
  }

  @Test(arguments: [
    ("won", ["n_won", "revenue_won", "win_rate_closed_n", "win_rate_closed_v"]),
    ("lost", ["n_lost", "win_rate_closed_n", "win_rate_closed_v"]),
  ])
  func `a closing without date is missing where its outcome counts`(
    status: String, kpis: [String]
  ) {
    let deals = table(
      .opportunities,
      """
      id | owner | status     | amount_net | created_at | close_date
      1  | alice | \(status)  | 5          | 2026-07-01 |
      """)
    #expect(findings(IngestReport(), deals)["closed-without-date"]?.kpis == kpis)
  }

  @Test func `what nobody owns is missing in the figures of teams and people`() {
    let deals = table(
      .opportunities,
      """
      id | owner | status | amount_net | created_at | close_date
      1  | zoe   | open   | 5          | 2026-07-01 |
      2  |       | open   | 5          | 2026-07-01 |
      """)
    let found = findings(IngestReport(), deals)
    #expect(found["owner-unknown"]?.kpis == ["open_pipeline", "revenue_won"])
    #expect(found["owner-missing"]?.kpis == ["open_pipeline", "revenue_won"])
  }

  @Test func `an amount in another currency is not added to those of the company`() {
    let deals = table(
      .opportunities,
      """
      id | owner | status | amount_net | currency | created_at | close_date
      1  |       | open   | 5          | EUR      | 2026-07-01 |
      2  |       | open   | 900        | USD      | 2026-07-01 |
      """)
    let found = findings(IngestReport(), deals)
    #expect(found["owner-missing"]?.amount == Quantity(.money, 500))
    #expect(found["exchange-rate-missing"]?.amount == nil)
  }

  @Test func `rejected rows are counted by kind, apart from what is kept`() {
    var report = IngestReport(files: [
      IngestReport.File(
        source: "crm", name: "x.csv", entity: .tickets, byteCount: 0, rowCount: 9, rejectCount: 3,
        encoding: "utf-8", delimiter: ",", dialect: "plain/en")
    ])
    report.diagnostics = [
      diagnostic("value-unknown", .tickets), diagnostic("value-unknown", .tickets, rejects: true),
      diagnostic("id-missing", .tickets, rejects: true),
    ]
    report.rejects = [("value-unknown", 3), ("id-missing", 4), ("id-missing", 5)].map { id, line in
      RejectedRow(
        place: Place(file: "x.csv", line: line), byte: 0, field: "", text: "", id: id, summary: "")
    }
    let found = findings(report)
    #expect(found["value-unknown"]?.count == 2)
    #expect(found["value-unknown"]?.rejectedCount == 1)
    #expect(found["id-missing"]?.count == 2)
    #expect(found["id-missing"]?.rejectedCount == 2)
    #expect(found["id-missing"]?.kpis == ["fcr", "frt"])
    #expect(found["id-missing"]?.examples.map(\.line) == [4, 5])
  }

  @Test func `the costliest finding comes first, whichever its sign`() {
    func finding(_ id: String, _ count: Int, _ amount: Int64?) -> RunResult.Finding {
      RunResult.Finding(id: id, count: count, amount: amount.map { Quantity(.money, $0) })
    }
    let findings = [
      finding("few", 1, nil), finding("many", 9, nil), finding("small", 1, 5),
      finding("credit", 1, -70),
    ]
    #expect(RunResult.Finding.byStake(findings).map(\.id) == ["credit", "small", "many", "few"])
  }
}
