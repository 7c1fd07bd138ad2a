import Calendar
import Ingest
import Testing

@testable import Analysis

/// Figures made together share what was added up for them; each is that which its formula gives alone.
@Suite struct FigureSeriesTests {
  private static let deals = table(
    .opportunities,
    """
    id | name   | owner | status  | amount_net | created_at | closed_at  | expected_close | source
    1  | Un     | alice | won     | 1000       | 2026-05-01 | 2026-07-31 |                | Web
    2  | Deux   | alice | won     | 500        | 2026-07-01 | 2026-08-01 |                | Salon
    3  | Trois  | alice | lost    | 800        | 2026-07-01 | 2026-08-12 |                | Web
    4  | Quatre | bob   | won     |            | 2026-08-01 | 2026-08-10 |                | Web
    5  | Cinq   | bob   | open    | 4000       | 2026-07-20 |            | 2026-08-13     |
    6  | Six    | bob   | won     | 250        | 2026-07-02 | 2026-07-20 |                |
    7  | Sept   | zoe   | won     | 50         | 2026-07-20 | 2026-08-10 |                | Salon
    8  | Huit   | bob   | lost    | 70         | 2026-07-05 | 2026-07-06 |                | Web
    9  | Neuf   | alice | won     | 10         | 2026-07-06 | 2026-07-21 |                | Web
    10 | Dix    | alice | won     | 20         | 2026-07-07 | 2026-07-22 |                | Salon
    11 | Onze   | alice | won     | 30         | 2026-07-08 | 2026-07-30 |                | Salon
    """)

  private static let credits = table(
    .credits,
    """
    opportunity_id | owner | share | type
    1              | alice | 0.25  | revenue
    1              | bob   | 0.75  | revenue
    5              | alice | 1     | revenue
    """)

  private static func plan() -> AnalysisPlan {
    func measure(
      _ id: String, _ aggregate: Measure.Aggregate, _ status: [String], field: String? = nil,
      to: String = "closed_on", date: String = "closed_on"
    ) -> Measure {
      Measure(
        id: id, entity: .opportunities, aggregate: aggregate, field: field, from: "created_at",
        to: to, date: date, filter: ["status": status])
    }
    let more = [
      measure("won_values", .values, ["won"], field: "amount_net"),
      measure("created", .count, ["won", "lost", "open"], date: "created_at"),
      measure("cohort_won", .days, ["won"], date: "created_at"),
      measure("cohort_lost", .days, ["lost"], date: "created_at"),
      measure("cohort_open", .days, ["open"], to: "known_on", date: "created_at"),
    ]
    let place = Place(file: "test")
    func kpi(_ id: String, _ formula: KPI.Formula, _ unit: Unit) -> KPI {
      KPI(id: id, formula: formula, unit: unit, place: place)
    }
    func incidence(_ days: Int64) -> KPI.Formula {
      .algorithm(
        name: "won_incidence",
        measures: ["won": "cohort_won", "lost": "cohort_lost", "open": "cohort_open"],
        parameters: ["days": days])
    }
    var plan = testPlan(periods: ["2026-08", "2026-07", "2026-06"])
    for measure in more { plan.catalogue.measures[measure.id] = measure }
    plan.catalogue.kpis += [
      kpi("cycle_won[p80]", .statistic(measure: "won_days", statistic: "p80"), .days),
      kpi("deal[median]", .statistic(measure: "won_values", statistic: "median"), .money),
      kpi("deal[mean]", .statistic(measure: "won_values", statistic: "mean"), .money),
      kpi("won[year]", .cumulative(measure: "won_amount"), .money),
      kpi("won[year_number]", .cumulative(measure: "won"), .count),
      kpi(
        "cohort[20d]",
        .conversion(measure: "created", to: "closed_on", filter: ["status": ["won"]], days: 20),
        .rate),
      kpi(
        "cohort[1d]",
        .conversion(measure: "created", to: "closed_on", filter: ["status": ["won"]], days: 1),
        .rate),
      kpi("incidence[20d]", incidence(20), .rate), kpi("incidence[40d]", incidence(40), .rate),
      kpi(
        "top_deal",
        .algorithm(name: "largest_share", measures: ["amounts": "won_values"]), .rate),
      kpi(
        "top_channel",
        .algorithm(name: "largest_channel", measures: ["amount": "won_amount"]), .rate),
      kpi("linearity", .algorithm(name: "linearity", measures: ["amount": "won_amount"]), .rate),
      kpi(
        "twice",
        .derived(expression: .sum(.kpi("n_won", over: .period), .kpi("avg_deal", over: .period))),
        .money),
      kpi(
        "velocity",
        .derived(
          expression:
            .quotient(.kpi("open_pipeline", over: .instant), .kpi("cycle_won", over: .trailingYear))
        ),
        .money),
      kpi("nowhere", .unavailable, .count),
      kpi("read", .algorithm(name: "reading_last", measures: [:]), .rate),
    ]
    return plan
  }

  @Test(arguments: plan().catalogue.kpis.map(\.id), [false, true])
  func `a figure is the same among others as alone`(kpi: String, isCredited: Bool) throws {
    let plan = Self.plan()
    let kpi = try #require(plan.catalogue.kpi(kpi))
    let tables = isCredited ? [Self.credits, Self.deals] : [Self.deals]
    var run = Analyzer(plan: plan)
    for table in tables { run.consume(table) }
    let result = run.finish(IngestReport())
    let scopes = [
      ScopeID.company, ScopeID(.team, "nord"), ScopeID(.team, "sud"), ScopeID(.rep, "alice"),
      ScopeID(.rep, "bob"), .unassigned,
    ]
    let requests = scopes.flatMap { scope in
      result.periods.map { ExplanationRequest(kpi: kpi, scope: scope, period: $0) }
    }
    var explaining = Analyzer(plan: plan, explaining: requests)
    for table in tables { explaining.consume(table) }
    for alone in explaining.explained(IngestReport()).explanations {
      let (scope, period) = (alone.request.scope, alone.request.period.id)
      let figure = result.figures.first {
        $0.kpi == kpi.id && $0.scope == scope && $0.period == period && $0.segment.isEmpty
      }
      // Of what no export tells only the company is told, and on the as-of day only what is of it.
      guard let figure else { continue }
      #expect(figure == alone.figure, "\(scope) \(period)")
    }
  }

  @Test(arguments: [
    ("incidence[20d]", "rep:alice", "2026-07", "2/5"),
    ("incidence[20d]", "rep:bob", "2026-07", "1/3"),
    ("incidence[40d]", "rep:bob", "2026-07", "immature"),
    ("deal[median]", "rep:alice", "2026-07", "25"),
    ("top_deal", "rep:alice", "2026-07", "50/53"),
    ("top_channel", "rep:alice", "2026-07", "101/106"),
    ("top_channel", "rep:bob", "2026-07", "0"), ("top_channel", "rep:bob", "2026-06", "no_event"),
    ("cohort[1d]", "rep:alice", "2026-07", "0"),
    ("cohort[20d]", "rep:alice", "2026-07", "immature"),
    ("cohort[20d]", "rep:bob", "2026-08", "immature"),
    ("won[year_number]", "company", "2026-08", "8"), ("won[year]", "rep:bob", "2026-08", "250"),
    ("nowhere", "company", "2026-08", "missing_field"),
    ("cycle_won[p80]", "rep:alice", "2026-07", "91"),
  ])
  func `what figures that share sums come to`(
    kpi: String, scope: String, period: String, expected: String
  ) {
    #expect(analyse(Self.plan(), Self.deals).value(kpi, scope, period) == expected)
  }
}
