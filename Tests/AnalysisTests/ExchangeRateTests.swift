import Calendar
import Ingest
import Testing

@testable import Analysis

/// Rule C7: dated rates, and none is never 1.
@Suite struct ExchangeRateTests {
  private let deals = table(
    .opportunities,
    """
    id | owner | status | amount_net | currency | created_at | closed_at  | expected_close
    1  | alice | won    | 100        | USD      | 2026-05-01 | 2026-07-31 |
    2  | alice | won    | 100        | USD      | 2026-05-01 | 2026-08-01 |
    3  | alice | won    | 100        | EUR      | 2026-05-01 | 2026-08-01 |
    4  | alice | open   | 100        | USD      | 2026-05-01 |            | 2026-09-01
    5  | alice | won    | 100        | USD      | 2026-05-01 | 2026-05-31 |
    6  | alice | won    | 100        | CHF      | 2026-05-01 | 2026-08-01 |
    """)

  private func plan() -> AnalysisPlan {
    var plan = testPlan(periods: ["2026-05", "2026-07", "2026-08"])
    plan.rates = ExchangeRates([
      "USD": [
        ExchangeRates.Rate(from: day("2026-08-01"), rate: Quantity(.rate, 8, over: 10)),
        ExchangeRates.Rate(from: day("2026-06-01"), rate: Quantity(.rate, 9, over: 10)),
      ]
    ])
    plan.catalogue.measures["fx"] = Measure(
      id: "fx", entity: .opportunities, aggregate: .sum, field: "fx_effect", date: "closed_on",
      filter: ["status": ["won"]])
    plan.catalogue.kpis.append(
      KPI(
        id: "fx_effect", formula: .simple(measure: "fx"), unit: .money,
        place: Place(file: "test")))
    return plan
  }

  @Test(arguments: [("2026-07", "90"), ("2026-08", "180"), ("2026-05", "insufficient_history")])
  func `C7 a deal won takes the rate of its day`(period: String, revenue: String) {
    #expect(analyse(plan(), deals).value("revenue_won", "company", period) == revenue)
  }

  @Test func `C7 open pipeline takes the rate of the as-of day, and the effect is apart`() {
    let result = analyse(plan(), deals)
    #expect(result.value("open_pipeline", "company", "2026-08-14") == "80")
    #expect(result.value("fx_effect", "company", "2026-07") == "-10")
    #expect(result.value("fx_effect", "company", "2026-08") == "0")
  }

  @Test func `C7 without a rate a deal is left out and said, and never taken at 1`() {
    let found = analyse(plan(), deals).findings.first { $0.id == "exchange-rate-missing" }
    #expect(found?.count == 2)
  }

  @Test func `C7 a deal without a rate is a reject with its line, and counted as one`() {
    let report = IngestReport(files: [
      IngestReport.File(
        source: "deals", name: "deals.csv", entity: .opportunities, byteCount: 1, rowCount: 6,
        rejectCount: 1, encoding: "utf-8", delimiter: ",", dialect: "plain")
    ])
    var analyzer = Analyzer(plan: plan())
    analyzer.consume(deals)
    let result = analyzer.finish(report)
    #expect(result.inputs.map(\.rejectCount) == [3])
    #expect(result.rejects.map(\.line) == [6, 7])
    #expect(result.rejects.map(\.text) == ["USD", "CHF"])
    #expect(result.rejects.allSatisfy { $0.id == "exchange-rate-missing" && $0.byte == nil })
    #expect(result.rejects.first?.summary == "no rate of USD for 2026-05-31")
    #expect(result.value("n_won", "company", "2026-05") == "insufficient_history")
  }
}
