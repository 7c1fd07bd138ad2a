import Analysis
import Calendar
import Ingest

/// What surrounds the figures of the fixture: how the pipeline moved, what is to do, how complete the
/// exports are and how the night went.
enum FixtureInsights {
  static func add(to result: inout RunResult) {
    result.waterfalls = [
      waterfall(.company, from: Fixture.day(2026, 6, 30)),
      waterfall(.company, from: Fixture.day(2026, 8, 7)),
      waterfall(ScopeID(.team, "nord"), from: Fixture.day(2026, 6, 30)),
    ]
    result.actions = Fixture.people.map { actions($0.id) }
    result.forecasts = [forecast]
    result.dataQuality = quality
    result.health = health
    result.objectiveFindings = [
      Diagnostic(
        "objective-growth-beyond-history", .warning,
        at: Place(file: "objectives.yaml", line: 3, column: 5),
        "objective 'revenue-team:sud' asks for 61 % more than 2025-Q3",
        explanation: "810000 EUR is asked for, 503000 EUR was done",
        fixes: ["state 'capacity_assumption': what will be added to reach it"])
    ]
  }

  /// Adds up: 900 000 € and what came and went make 930 500 €.
  private static func waterfall(_ scope: ScopeID, from: CalendarDate) -> Waterfall {
    let moves: [Waterfall.Cause: (euros: Int64, count: Int)] = [
      .created: (310_000, 24), .pulledIn: (84_500, 6), .amountUp: (41_250, 9),
      .amountDown: (-28_250, 7), .pushedOut: (-132_000, 11), .lost: (-84_000, 9),
      .won: (-161_000, 14),
    ]
    return Waterfall(
      scope: scope, period: Fixture.quarter.id, from: from, to: Fixture.asOf,
      start: Quantity(.money, 90_000_000), startCount: 80,
      steps: Waterfall.Cause.allCases.map { cause in
        let move = moves[cause] ?? (0, 0)
        return Waterfall.Step(
          cause: cause, amount: Quantity(.money, move.euros * 100), count: move.count)
      }, end: Quantity(.money, 93_050_000), endCount: 82)
  }

  /// One each, under a name that no other page may hold.
  private static func actions(_ person: String) -> RunResult.ActionList {
    let amount = Quantity(.money, 1_850_000)
    return RunResult.ActionList(
      scope: ScopeID(.rep, person),
      items: [
        .init(
          kind: .noNextStep, id: "a-\(person)", name: deal(of: person), stage: "Découverte",
          amount: amount, since: Fixture.day(2026, 8, 1), days: 13)
      ], total: 3, amount: amount)
  }

  static func deal(of person: String) -> String { "Affaire de \(person)" }

  private static var forecast: RunResult.Forecast {
    func money(_ euros: Int64) -> Quantity { Quantity(.money, euros * 100) }
    return RunResult.Forecast(
      scope: .company, objective: "revenue-company", estimates: [],
      backTests: [
        .init(
          period: "2026-Q2", p10: money(2_000_000), p50: money(2_200_000), p90: money(2_400_000),
          actual: money(2_310_000)),
        .init(
          period: "2026-Q1", p10: money(1_900_000), p50: money(2_100_000), p90: money(2_300_000),
          actual: money(1_850_000)),
      ], factor: nil, coverage: Quantity(.rate, 1, over: 2), wape: Quantity(.rate, 7, over: 100),
      bias: nil, spread: .openDeals)
  }

  private static let quality = DataQuality(tables: [
    .init(
      entity: .opportunities, rowCount: 1_204, rejectCount: 2, newest: Fixture.asOf, ageDays: 0,
      fields: [
        .init(
          field: "amount_net", rows: "all", filledCount: 1_198, askedCount: 1_204,
          amountAtStake: Quantity(.money, 0), kpis: ["revenue_won"]),
        .init(
          field: "next_step_at", rows: "open", filledCount: 77, askedCount: 118,
          amountAtStake: Quantity(.money, 50_485_000), kpis: []),
        .init(
          field: "owner", rows: "all", filledCount: 1_204, askedCount: 1_204,
          amountAtStake: Quantity(.money, 0), kpis: []),
      ])
  ])

  private static var health: RunResult.Health {
    var deals = RunResult.Health.Source(
      name: "deals", entity: "opportunities", rowCount: 1_204, rejectCount: 2, ownerCount: 9,
      oldest: Fixture.day(2024, 1, 2), newest: Fixture.asOf)
    deals.previousRowCount = 1_192
    deals.previousNewest = Fixture.day(2026, 8, 13)
    return RunResult.Health(
      sources: [deals], previousAsOf: Fixture.day(2026, 8, 13),
      checks: Hold.Check.allCases.map { .init(check: $0, isPassed: $0 != .recordsStale) })
  }
}
