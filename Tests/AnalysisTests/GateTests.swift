import Calendar
import Ingest
import Testing

@testable import Analysis

/// What holds a run before anything is published.
@Suite struct `Checks before publishing` {
  private let asOf = CalendarDate(firstOfMonth: 9, of: 2026).adding(days: -1)

  private func source(
    rows: Int = 1_000, owners: Int = 20, oldest: Int = 900, newest: Int = 1
  ) -> RunResult.Health.Source {
    RunResult.Health.Source(
      name: "deals", entity: "opportunities", rowCount: rows, ownerCount: owners,
      oldest: asOf.adding(days: -oldest), newest: asOf.adding(days: -newest))
  }

  private func result(
    _ sources: [RunResult.Health.Source], definitions: [String: String] = [:],
    kpis: [KPI] = [], figures: [Figure] = []
  ) -> RunResult {
    let day = Period.day(asOf)
    return RunResult(
      companyName: "X", asOf: asOf, mainPeriod: day, periods: [day],
      currency: Currency(code: "EUR", minorDigits: 2), amounts: "excluding_tax",
      zoneName: "Europe/Paris", zoneDataVersion: "2026a", version: "1", thresholds: Thresholds(),
      scopes: [], kpis: kpis, stages: [], figures: FigureList(figures),
      objectives: [], findings: [],
      inputs: [], rejects: [], worklists: [],
      health: RunResult.Health(sources: sources, definitions: definitions))
  }

  private func held(
    _ new: RunResult.Health.Source?, _ old: RunResult.Health.Source?, today: Int? = nil,
    rules: GateRules = GateRules()
  ) -> [Hold.Check] {
    Gate.holds(
      result(new.map { [$0] } ?? []), previous: old.map { RunResult.Health(sources: [$0]) },
      today: today.map { asOf.adding(days: $0) }, rules: rules
    ).map(\.check)
  }

  @Test func `a night like the one before passes`() {
    #expect(held(source(), source()) == [])
    #expect(held(source(rows: 1_010, owners: 21), source(newest: 2), today: 1) == [])
    #expect(held(source(), nil) == [])
  }

  @Test func `what is missing holds the run`() {
    #expect(held(source(rows: 800), source()) == [])
    #expect(held(source(rows: 799), source()) == [.rowsFell])
    #expect(held(source(rows: 0, owners: 0), source()) == [.rowsFell, .ownersFell])
    #expect(held(nil, source()) == [.rowsFell])
    #expect(held(source(owners: 10), source()) == [])
    #expect(held(source(owners: 9), source()) == [.ownersFell])
    #expect(held(source(newest: 3), source(newest: 2)) == [.rangeShrank])
    #expect(held(source(oldest: 800), source()) == [.rangeShrank])
    #expect(held(source(oldest: 869), source()) == [])
  }

  @Test func `a few rows of a few are no fall, none is`() {
    #expect(held(source(rows: 3, owners: 1), source(rows: 9, owners: 3)) == [])
    #expect(held(source(rows: 0, owners: 1), source(rows: 1, owners: 1)) == [.rowsFell])
  }

  @Test func `what is too old holds the run`() {
    #expect(held(source(), source(), today: 7) == [])
    #expect(held(source(), source(), today: 8) == [.exportStale])
    #expect(held(source(newest: 31), nil) == [])
    #expect(held(source(newest: 32), nil) == [.recordsStale])
    var rules = GateRules()
    rules.recordAgeDays = 40
    #expect(held(source(newest: 32), nil, rules: rules) == [])
  }

  @Test func `a KPI that is defined otherwise holds the run, a new one does not`() {
    let previous = RunResult.Health(sources: [], definitions: ["a": "1", "b": "2", "gone": "3"])
    let now = result([], definitions: ["a": "9", "b": "2", "new": "4"])
    let holds = Gate.holds(now, previous: previous, today: nil, rules: GateRules())
    #expect(holds.map(\.check) == [.definitionChanged])
    #expect(holds.first?.summary == "1 KPI is defined otherwise than in the run before: a")
    var rules = GateRules()
    rules.holdsDefinitions = false
    #expect(Gate.holds(now, previous: previous, today: nil, rules: rules) == [])
  }

  @Test func `reps who do not add up to the company hold the run`() {
    let kpi = KPI(
      id: "revenue_won", formula: .simple(measure: "won"), unit: .money, place: .init(file: "x"))
    func figures(_ company: Int64, _ reps: [Int64]) -> [Figure] {
      [Figure(period: "2026-08", scope: .company, kpi: kpi.id, value: Quantity(.money, company))]
        + reps.enumerated().map {
          Figure(
            period: "2026-08", scope: ScopeID(.rep, "r\($0)"), kpi: kpi.id,
            value: Quantity(.money, $1))
        }
    }
    func holds(_ figures: [Figure]) -> [Hold.Check] {
      Gate.holds(
        result([], kpis: [kpi], figures: figures), previous: nil, today: nil, rules: GateRules(),
        additive: [kpi.id]
      ).map(\.check)
    }
    #expect(holds(figures(300, [100, 200])) == [])
    #expect(holds(figures(300, [100, 199])) == [.totalsDiffer])
    #expect(holds(figures(300, [299, 0])) == [.totalsDiffer])
    // No export names an owner (ruling 28).
    #expect(holds(figures(300, [0, 0])) == [])
    #expect(holds(figures(300, [])) == [])
  }
}
