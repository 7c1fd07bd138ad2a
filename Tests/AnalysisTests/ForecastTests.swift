import Calendar
import Ingest
import Testing

@testable import Analysis

/// Projections that are weighed by back-tests, curves learnt from the past, diagnoses, actions and
/// the way from a target down to the calls.
struct ForecastTests {
  private func quota(
    _ target: Int64, _ period: String, change: (inout Objective) -> Void = { _ in }
  ) -> Objective {
    var objective = Objective(
      id: "quota", owner: .company, kpi: "revenue_won", kind: .cumul,
      target: Quantity(.money, target * 100), period: AnalysisTests.period(period),
      place: Place(file: "objectives.yaml", line: 1))
    change(&objective)
    return objective
  }

  private func deals(_ rows: [String]) -> ExportTable {
    table(
      .opportunities,
      "id|owner|status|amount_net|created_at|close_date|stage\n" + rows.joined(separator: "\n"))
  }

  /// Six months of the same course: three deals open at mid-month, of which one is won.
  private func history() -> [String] {
    var rows: [String] = []
    for (index, month) in [
      "2025-11", "2025-12", "2026-01", "2026-02", "2026-03", "2026-04",
      "2026-05", "2026-06", "2026-07",
    ].enumerated() {
      rows.append("a\(index)|alice|won|\(1_000 + index)|\(month)-01|\(month)-05|")
      for deal in 0..<5 {
        rows.append(
          "b\(index).\(deal)|alice|\(deal < 2 ? "won" : "lost")|400|\(month)-02|\(month)-2\(deal + 1)|"
        )
      }
    }
    return rows
  }

  @Test func `methods are weighed by their errors in closed months, and the range is calibrated`()
    throws
  {
    let open = (0..<5).map { "o\($0)|alice|open|400|2026-08-02|2026-08-28|" }
    let result = analyse(
      testPlan(
        main: "2026-08", periods: ["2026-08"], objectives: [quota(2_000, "2026-08")]),
      deals(history() + ["n|alice|won|1000|2026-08-01|2026-08-05|"] + open))
    let forecast = try #require(result.forecasts.first)
    let projection = try #require(result.objectives.first?.projection)
    #expect(forecast.backTests.map(\.period).first == "2026-07")
    #expect(forecast.backTests.count == 7)
    #expect(projection.isCalibrated)
    #expect(forecast.factor != nil && forecast.coverage != nil && forecast.wape != nil)
    #expect(
      forecast.estimates.map(\.method) == [.runRate, .historyWeighted, .seasonalNaive])
    #expect(
      (forecast.estimates.reduce(Int64(0)) { $0 + $1.weight.numerator } - 1_000_000).magnitude <= 2)
    // The run-rate doubles what the first half brought; stages and history know better.
    #expect(forecast.estimates[1].weight.numerator > 900_000)
    // No August of 2025 is known.
    #expect(forecast.estimates[2].value == nil && forecast.estimates[2].weight.numerator == 0)
    // 1,000 done and two of five at 400 each to come.
    #expect(projection.p50.numerator > 150_000 && projection.p50.numerator < 210_000)
    #expect(projection.p10.numerator >= 100_000)
  }

  @Test func `below four closed periods the history-weighted method stands alone`() throws {
    let result = analyse(
      testPlan(main: "2026-08", periods: ["2026-08"], objectives: [quota(2_000, "2026-08")]),
      deals(history().suffix(12) + ["n|alice|won|1000|2026-08-01|2026-08-05|"]))
    let forecast = try #require(result.forecasts.first)
    #expect(forecast.factor == nil)
    #expect(forecast.estimates.map(\.weight.numerator) == [0, 1_000_000, 0])
    #expect(result.objectives.first?.projection?.isCalibrated == false)
  }

  // MARK: Seasonal

  @Test func `a curve learnt from eight months that close on their last day`() throws {
    // Every month brought everything on its last working day: S(u) is 0 until then, K is 8, w 2/3.
    let ends = [
      "2025-12-31", "2026-01-30", "2026-02-27", "2026-03-31", "2026-04-30", "2026-05-29",
      "2026-06-30", "2026-07-31",
    ]
    // The exports reach back beyond the first of them.
    let rows =
      ["e|alice|lost|1|2025-10-01|2025-11-20|"]
      + ends.enumerated().map { "\($0)|alice|won|500|2025-11-03|\($1)|" }
    let seasonal = quota(12_600, "2026-08") { $0.pace = .seasonal }
    let result = analyse(
      testPlan(main: "2026-08", periods: ["2026-08"], objectives: [seasonal]), deals(rows))
    // 10 of 21 working days: F = 1/3 · 10/21.
    let expected = result.objectives.first?.expectedToDate
    #expect(expected == Quantity(.money, 200_000))
  }

  @Test func `months of two years weigh the days of a third`() throws {
    let even = (0..<12).map { _ in SeasonalMonths.Month(total: 100, workingDays: 20) }
    var late = even
    late[11].total = 1_200
    #expect(SeasonalMonths(years: [even]) == nil)
    let plain = try #require(SeasonalMonths(years: [even, even]))
    #expect(plain.weights == Array(repeating: 10_000, count: 12))
    // December brought 6.26 times its days' share in both years: (2 · 6.2609 + 4) / 6.
    let heavy = try #require(SeasonalMonths(years: [late, late]))
    #expect(heavy.weights[11] == 27_536)
    #expect(heavy.weights[0] == 8_406)
    let year = AnalysisTests.period("2026")
    let curve = try #require(
      ProgressCurve.seasonal(
        year, counting: Array(repeating: true, count: 365), months: heavy))
    #expect(curve.share(through: year.lastDay) == .one)
    #expect(curve.share(through: day("2026-06-30")) < Fraction(181, over: 365))
  }

  // MARK: Left to do

  @Test func `the golden way from a target down to the calls`() throws {
    let work = try #require(
      ReverseDecomposition(
        revenue: Fraction(12_000_000), discounts: Fraction(600_000),
        winRate: Fraction(1, over: 4), grossDeal: Fraction(800_000),
        opportunitiesPerMeeting: Fraction(3, over: 7), meetingsPerCall: Fraction(1, over: 8)))
    #expect(work.opportunities == Fraction(63))
    #expect(work.wins == Fraction(63, over: 4))
    #expect(work.meetings == Fraction(147))
    #expect(work.calls == Fraction(1_176))
    #expect(
      ReverseDecomposition(
        revenue: .one, discounts: .zero, winRate: .zero, grossDeal: .one) == nil)
    let short = try #require(
      ReverseDecomposition(
        revenue: .one, discounts: .zero, winRate: .one, grossDeal: .one,
        meetingsPerCall: Fraction(1, over: 8)))
    #expect(short.meetings == nil && short.calls == nil)
  }

  @Test func `what is left is told step by step and per working week`() throws {
    let rows =
      (0..<8).map { "\($0)|alice|\($0 < 2 ? "won" : "lost")|1000|2026-01-05|2026-03-1\($0)|" }
      + ["n|alice|won|1000|2026-07-01|2026-07-06|"]
    let result = analyse(testPlan(objectives: [quota(4_000, "2026-Q3")]), deals(rows))
    let left = try #require(result.leftToDo.first)
    #expect(left.revenue == Quantity(.money, 300_000))
    #expect(left.workingDays == 33)
    #expect(left.steps.map(\.kind) == [.wins, .opportunities])
    #expect(left.steps.map(\.total) == [Quantity(.count, 3), Quantity(.count, 12)])
    // 33 working days are 6.6 weeks.
    #expect(left.steps[1].perWeek == Quantity(.count, 20, over: 11))
  }

  // MARK: Diagnosis

  private let rule = DiagnosisRule(
    id: "D4", conditions: DiagnosisRule.Conditions(falls: ["win_rate_closed_n"]),
    factors: [.winRate], cause: LocalizedText(["fr": "qualification"]),
    action: LocalizedText(["fr": "relire"]))

  private func diagnosis(won: Int, _ rule: DiagnosisRule? = nil) throws -> RunResult.Diagnosis? {
    var rows = (0..<80).map { index in
      "p\(index)|alice|\(index % 2 == 0 ? "won" : "lost")|1000|2026-01-05|2026-0\(2 + index % 5)-1\(index % 9)|"
    }
    rows += (0..<20).map { index in
      "n\(index)|alice|\(index < won ? "won" : "lost")|1000|2026-07-01|2026-07-1\(index % 9)|"
    }
    var plan = testPlan(objectives: [quota(40_000, "2026-Q3")])
    plan.catalogue.diagnoses = [rule ?? self.rule]
    return analyse(plan, deals(rows)).diagnoses.first { $0.scope == .company }
  }

  @Test func `a fall that is a signal is named with the euros it takes`() throws {
    let found = try #require(try diagnosis(won: 2))
    #expect(found.isConclusive)
    #expect(found.items.map(\.rule) == ["D4"])
    #expect((found.items.first?.amount?.numerator ?? 0) < 0)
    #expect(found.items.first?.evidence.first?.nowCount == 20)
  }

  @Test func `of several factors the dearest is named`() throws {
    var rule = rule
    rule.factors = [.opportunities, .averageDeal, .winRate]
    let found = try #require(try diagnosis(won: 2, rule))
    let item = try #require(found.items.first)
    #expect(item.factor == .winRate && item.amount?.numerator ?? 0 < 0)
    // One that takes nothing from the gap explains none of it.
    rule.factors = [.averageDeal]
    #expect(try diagnosis(won: 2, rule)?.items.isEmpty == true)
  }

  @Test func `where the gap may be chance nothing is concluded`() throws {
    let found = try #require(try diagnosis(won: 17))
    #expect(!found.isConclusive && found.items.isEmpty)
  }

  // MARK: Actions

  @Test func `five things at most, what was marked first, then by euros`() throws {
    let opportunities = table(
      .opportunities,
      """
      id|name|owner|status|amount_net|created_at|close_date|next_step_at|is_focus
      1 |A   |alice|open  |900       |2026-08-01|2026-08-10|2026-09-01  |false
      2 |B   |alice|open  |5000      |2026-08-01|2026-09-10|            |false
      3 |C   |alice|open  |100       |2026-08-01|2026-09-10|2026-09-01  |true
      4 |D   |alice|open  |700       |2026-01-01|2026-09-10|2026-09-01  |false
      5 |E   |alice|open  |8000      |2026-08-01|2026-09-10|2026-09-01  |false
      """)
    let tasks = table(
      .activities,
      """
      id|type|owner|opportunity_id|subject|due_at    |is_done
      1 |task|alice|1             |Call   |2026-08-03|false
      2 |task|alice|              |Mail   |2026-08-03|false
      3 |task|alice|1             |Done   |2026-08-03|true
      """)
    let result = analyse(testPlan(), opportunities, tasks)
    let list = try #require(result.actions.first)
    #expect(
      list.items.map { "\($0.kind.rawValue) \($0.id)" } == [
        "focus 3", "no_next_step 2", "overdue_action 1", "past_close 1", "stuck 4",
      ])
    #expect(list.total == 6)
    #expect(list.amount == Quantity(.money, 760_000))
    #expect(list.items[2].days == 11)
  }
}
