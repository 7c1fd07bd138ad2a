import Calendar
import Ingest
import Testing

@testable import Analysis

/// The conventions of kpis.md 3.1: one test a rule, which fails when the rule is broken.
///
/// C5 and C7 are in `CreditTests` and `ExchangeRateTests`, C15 also in `EvaluationTests`, C16 to C18
/// also in `TableKPITests`, C20 in `ArchiveVerbTests`.
@Suite struct ConventionTests {
  private static let header =
    "id | owner | status | amount_net | created_at | closed_at | close_date | expected_close"

  private func deals(_ rows: String) -> ExportTable {
    table(.opportunities, Self.header + "\n" + rows)
  }

  // MARK: C1, C2

  @Test(arguments: [("2026-07", "100"), ("2026-08", "200"), ("2026-Q3", "300")])
  func `C1 periods are half-open: a day belongs to one of two neighbours`(
    period: String, expected: String
  ) {
    let result = analyse(
      testPlan(),
      deals(
        """
        1 | alice | won | 100 | 2026-07-01 | 2026-07-31 | |
        2 | alice | won | 200 | 2026-07-01 | 2026-08-01 | |
        """))
    #expect(result.value("revenue_won", "company", period) == expected)
  }

  @Test func `C2 what happens after the as-of day is not known yet, and a rerun says so`() {
    let result = analyse(
      testPlan(),
      deals(
        """
        1 | alice | won  | 100 | 2026-07-01 | 2026-08-14 | |
        2 | alice | won  | 200 | 2026-07-01 | 2026-08-15 | | 2026-08-30
        3 | alice | open | 400 | 2026-08-15 |            | | 2026-08-30
        """))
    #expect(result.value("revenue_won") == "100")
    #expect(result.value("open_pipeline", "company", "2026-08-14") == "200")
    #expect(
      result.figures.first { $0.kpi == "open_pipeline" && $0.period == "2026-08-14" }?
        .isApproximate == true)
    #expect(result.findings.map(\.id).contains("created-after-as-of"))
  }

  @Test(arguments: [
    (Entity.leads, "sql_at", "id | source"), (.tickets, "resolved_at", "id | agent"),
  ])
  func `C2 what became of a lead or ticket after the as-of day is not known yet`(
    entity: Entity, field: String, columns: String
  ) {
    var rows = RowSet(
      table(
        entity,
        """
        \(columns) | created_at | \(field)
        1 | alice | 2026-08-01 | 2026-08-14 09:00
        2 | alice | 2026-08-01 | 2026-08-15 09:00
        """))
    var findings = Findings()
    TableRows.derive(
      &rows, asOf: day("2026-08-14"), fiscal: testPlan().fiscal, findings: &findings)
    #expect(rows.days[field] == [day("2026-08-14").dayNumber, Column.missingDay])
    #expect(rows.moments[field]?[1] == Column.missingNumber)
  }

  @Test func `C2 the stage of a past day is the one its history has`() {
    let history = table(
      .stageHistory,
      """
      opportunity_id | stage       | entered_at
      1              | Proposition | 2026-07-01
      1              | Négociation | 2026-08-15
      """)
    let open = table(
      .opportunities,
      """
      id | owner | status | amount_net | created_at | stage       | expected_close
      1  | alice | open   | 100        | 2026-07-01 | Négociation | 2026-09-01
      2  | alice | open   | 1          | 2026-07-01 | Proposition | 2026-09-01
      """)
    let result = analyse(testPlan(), history, open)
    #expect(
      result.value("open_pipeline", "company", "2026-08-14", segment: "stage:Proposition") == "101")
  }

  @Test(arguments: [
    // Done the day after: still to do on the day. Without a due date it is not overdue.
    ("1 | task | alice | 2026-08-01 | 2026-08-10 |  | 2026-08-15 |  | true", "1"),
    ("1 | task | alice | 2026-08-01 | 2026-08-10 |  | 2026-08-14 |  | true", "0"),
    ("1 | task | alice |            | 2026-08-10 |  | 2026-08-15 |  | true", "1"),
    ("1 | task | alice | 2026-08-01 |            |  | 2026-08-15 |  | true", "0"),
    // Planned the day after: nobody knew of it.
    ("1 | task | alice | 2026-08-15 | 2026-08-10 |  | 2026-08-15 |  | true", "0"),
    ("1 | task | alice | 2026-08-15 | 2026-08-10 |  |            |  | false", "0"),
  ])
  func `C2 a task done after the as-of day was overdue on it`(row: String, overdue: String) {
    let result = analyse(testPlan(), activities(row))
    #expect(result.value("overdue_actions", "company", "2026-08-14") == overdue)
  }

  @Test(arguments: [
    ("1 | meeting | alice | 2026-08-01 |  | 2026-08-14 |            | done    | ", "1", "1"),
    ("1 | meeting | alice | 2026-08-01 |  | 2026-08-15 |            | done    | ", "0", "1"),
    ("1 | meeting | alice | 2026-08-01 |  | 2026-08-15 |            | no_show | ", "0", "1"),
    ("1 | meeting | alice | 2026-08-01 |  | 2026-08-14 | 2026-08-15 | done    | ", "0", "1"),
    ("1 | meeting | alice | 2026-08-01 |  | 2026-08-15 | 2026-08-10 | done    | ", "0", "1"),
    (
      "1 | meeting | alice | 2026-08-15 |  | 2026-08-15 |            | done    | ",
      "insufficient_history", "insufficient_history"
    ),
    ("1 | meeting | alice | 2026-08-15 |  | 2026-08-13 |            | done    | ", "1", "1"),
  ])
  func `C2 a meeting held after the as-of day was booked on it`(
    row: String, settled: String, booked: String
  ) {
    var plan = testPlan()
    // Held or missed.
    plan.catalogue.measures["held"]?.filter["outcome"] = ["done", "no_show"]
    plan.catalogue.measures["booked"] = Measure(
      id: "booked", entity: .activities, aggregate: .count, date: "scheduled_on",
      filter: ["type": ["meeting"]])
    plan.catalogue.kpis.append(
      KPI(
        id: "meetings_booked", formula: .simple(measure: "booked"), unit: .count,
        place: Place(file: "test")))
    let result = analyse(plan, activities(row))
    #expect(result.value("meetings_held") == settled)
    #expect(result.value("meetings_booked") == booked)
  }

  private func activities(_ rows: String) -> ExportTable {
    table(
      .activities,
      "id | type | owner | created_at | due_at | scheduled_at | done_at | outcome | is_done\n"
        + rows)
  }

  // MARK: C3, C4

  @Test func `C3 the move to won dates a win, the close date only without it`() {
    let result = analyse(
      testPlan(),
      deals(
        """
        1 | alice | won | 100 | 2026-07-01 | 2026-08-03 | 2026-07-10 |
        2 | alice | won | 200 | 2026-07-01 |            | 2026-07-10 |
        """))
    #expect(result.value("revenue_won", "company", "2026-08") == "100")
    #expect(result.value("revenue_won", "company", "2026-07") == "200")
  }

  @Test func `C4 a result belongs to the team of its day, and to one team only`() {
    var mover = person("alice", team: "nord", to: "2026-07-31")
    mover.memberships += person("alice", team: "sud", from: "2026-08-01").memberships
    let result = analyse(
      testPlan(people: [mover]),
      deals(
        """
        1 | alice | won  | 100 | 2026-07-01 | 2026-07-31 | |
        2 | alice | won  | 200 | 2026-07-01 | 2026-08-01 | |
        3 | alice | open | 400 | 2026-07-01 |            | | 2026-09-01
        """))
    #expect(result.value("revenue_won", "team:nord") == "100")
    #expect(result.value("revenue_won", "team:sud") == "200")
    #expect(result.value("revenue_won", "rep:alice") == "300")
    #expect(result.value("open_pipeline", "team:nord", "2026-08-14") == "0")
    #expect(result.value("open_pipeline", "team:sud", "2026-08-14") == "400")
  }

  @Test func `C4 people without deals and deals without people both appear`() {
    let result = analyse(testPlan(), deals("1 | zoe | won | 100 | 2026-07-01 | 2026-07-31 | |"))
    #expect(result.value("revenue_won", "rep:alice") == "0")
    #expect(result.value("revenue_won", "rep:unassigned") == "100")
    #expect(result.value("revenue_won") == "100")
  }

  @Test func `C4 who is in no team appears as long as they are with the company`() {
    var alone = Person(id: "zoe", name: "Zoé", place: Place(file: "test"))
    var gone = Person(id: "yann", name: "Yann", place: Place(file: "test"))
    alone.hiredAt = day("2026-08-01")
    gone.leftAt = day("2026-06-30")
    let plan = testPlan(people: [person("alice", team: "nord"), alone, gone])
    let result = analyse(plan, deals("1 | alice | won | 100 | 2026-07-01 | 2026-07-31 | |"))
    #expect(result.value("revenue_won", "rep:zoe") == "0")
    #expect(result.value("revenue_won", "rep:yann") == "-")
  }

  @Test func `C4 seniority is that of the day, and segments add up`() {
    var climber = person("alice", team: "nord")
    climber.seniority = "senior"
    climber.positions = [
      Person.Position(
        role: "", seniority: "junior", span: DaySpan(first: nil, last: day("2026-07-31")))
    ]
    var plan = testPlan(people: [climber, person("bob", team: "sud")])
    plan.definitions.segments = ["seniority", "product"]
    let deals = table(
      .opportunities,
      """
      id | owner | status | amount_net | created_at | closed_at  | product
      1  | alice | won    | 100        | 2026-07-01 | 2026-07-31 | X
      2  | alice | won    | 200        | 2026-07-01 | 2026-08-01 | Y
      3  | bob   | won    | 400        | 2026-07-01 | 2026-08-01 | X
      4  | bob   | lost   | 400        | 2026-07-01 | 2026-08-01 |
      """)
    let result = analyse(plan, deals)
    func revenue(_ segment: String, _ scope: String = "company") -> String {
      result.value("revenue_won", scope, segment: segment)
    }
    #expect(revenue("seniority=junior") == "100")
    #expect(revenue("seniority=senior") == "200")
    #expect(revenue("seniority=") == "400")
    #expect(revenue("product=X") == "500")
    #expect(revenue("product=X", "team:nord") == "100")
    #expect(revenue("product=Y", "rep:alice") == "200")
    #expect(result.value("win_rate_closed_n", segment: "product=") == "0")
    #expect(revenue("product=Y", "rep:bob") == "-")
  }

  // MARK: C6, C8, C9

  @Test func `C6 what is left out is counted and listed, and a reopened deal is not won`() {
    let result = analyse(
      testPlan(),
      table(
        .opportunities,
        """
        id | owner | status | amount_net | created_at | closed_at  | is_test | is_deleted
        1  | alice | won    | 100        | 2026-07-01 | 2026-08-01 | true    | false
        2  | alice | won    | 200        | 2026-07-01 | 2026-08-01 | false   | true
        3  | alice | open   | 400        | 2026-07-01 | 2026-08-01 | false   | false
        4  | alice | won    | 800        | 2026-07-01 | 2026-08-01 | false   | false
        """))
    #expect(result.value("revenue_won") == "800")
    #expect(result.value("open_pipeline", "company", "2026-08-14") == "400")
    #expect(
      result.findings.filter { ["record-is-a-test", "record-deleted"].contains($0.id) }
        .map(\.count) == [1, 1])
  }

  @Test func `C8 a rate of a team is sum over sum, not the mean of its reps`() {
    var rows = "1 | alice | won | 1 | 2026-07-01 | 2026-08-01 | |\n"
    for number in 2...51 {
      rows +=
        "\(number) | bob | \(number <= 11 ? "won" : "lost") | 1 | 2026-07-01 | 2026-08-01 | |\n"
    }
    var people = [person("alice", team: "nord"), person("bob", team: "nord")]
    people[0].name = "A"
    let result = analyse(testPlan(people: people), deals(rows))
    #expect(result.value("win_rate_closed_n", "rep:alice") == "1")
    #expect(result.value("win_rate_closed_n", "rep:bob") == "1/5")
    #expect(result.value("win_rate_closed_n", "team:nord") == "11/51")
  }

  @Test func `C9 what two reps share counts once for their team`() {
    var plan = testPlan(people: [person("alice", team: "nord"), person("bob", team: "nord")])
    plan.catalogue.measures["accounts"] = Measure(
      id: "accounts", entity: .opportunities, aggregate: .distinct, field: "account_id",
      date: "closed_on", filter: ["status": ["won"]])
    plan.catalogue.kpis.append(
      KPI(
        id: "accounts", formula: .simple(measure: "accounts"), unit: .count,
        place: Place(file: "test")))
    let result = analyse(
      plan,
      table(
        .opportunities,
        """
        id | owner | status | amount_net | created_at | closed_at  | account_id
        1  | alice | won    | 1          | 2026-07-01 | 2026-07-31 | A
        2  | bob   | won    | 1          | 2026-07-01 | 2026-08-01 | A
        3  | bob   | won    | 1          | 2026-07-01 | 2026-08-02 | B
        """))
    #expect(result.value("accounts", "rep:alice") == "1")
    #expect(result.value("accounts", "rep:bob") == "2")
    #expect(result.value("accounts", "team:nord") == "2")
    #expect(result.value("accounts", "company", "2026-07") == "1")
  }

  // MARK: C10 to C13

  @Test(arguments: [
    ("win_rate_closed_n", "no_event"), ("avg_deal", "no_event"), ("cycle_won", "no_event"),
    ("revenue_won", "0"), ("meetings_held", "missing_field"),
  ])
  func `C10 a rate of nothing is absent with a reason, a sum of nothing is 0`(
    kpi: String, expected: String
  ) {
    let result = analyse(testPlan(), deals("1 | bob | won | 1 | 2026-07-01 | 2026-07-31 | |"))
    #expect(
      result.value(kpi, kpi == "meetings_held" ? "company" : "rep:alice") == expected)
  }

  @Test(arguments: [
    (0, 5, 0, 434_482), (3, 5, 230_724, 882_379), (5, 20, 111_862, 468_701),
    (25, 100, 175_452, 343_045),
  ])
  func `C11 a rate of few records carries its Wilson interval`(
    won: Int, all: Int, low: Int64, high: Int64
  ) {
    let rows = (1...all).map { number in
      "\(number) | alice | \(number <= won ? "won" : "lost") | 1 | 2026-07-01 | 2026-08-01 | |"
    }
    let figure = analyse(testPlan(), deals(rows.joined(separator: "\n"))).figures.first {
      $0.kpi == "win_rate_closed_n" && $0.scope == .company && $0.period == "2026-Q3"
    }
    #expect(figure?.count == all)
    #expect(figure?.interval?.low.scaled(by: 1_000_000) == low)
    #expect(figure?.interval?.high.scaled(by: 1_000_000) == high)
  }

  @Test func `C12 a duration has mean, median, 80th percentile and n, pooled`() {
    let days = [1, 2, 3, 4, 90]
    let rows = days.enumerated().map { index, days in
      "\(index) | \(index < 2 ? "alice" : "bob") | won | 1 | "
        + "\(day("2026-08-14").adding(days: -days)) | 2026-08-14 | |"
    }
    var plan = testPlan()
    plan.catalogue.kpis.append(
      KPI(
        id: "cycle_won[p80]", formula: .statistic(measure: "won_days", statistic: "p80"),
        unit: .days, place: Place(file: "test")))
    let result = analyse(plan, deals(rows.joined(separator: "\n")))
    #expect(result.value("cycle_won") == "20")
    #expect(result.value("cycle_won[median]") == "3")
    #expect(result.value("cycle_won[p80]") == "4")
    let figure = result.figures.first {
      $0.kpi == "cycle_won" && $0.scope == .company && $0.period == "2026-Q3"
    }
    #expect(figure?.count == 5)
  }

  @Test(arguments: [("2026-08-29", "immature"), ("2026-08-30", "1/2")])
  func `C13 a cohort says nothing before all of it was watched long enough`(
    asOf: String, expected: String
  ) {
    var plan = testPlan(asOf: asOf, periods: ["2026-07"])
    plan.catalogue.measures["created"] = Measure(
      id: "created", entity: .opportunities, aggregate: .count, date: "created_at")
    plan.catalogue.kpis.append(
      KPI(
        id: "win_rate_cohort[30d]",
        formula: .conversion(
          measure: "created", to: "closed_on", filter: ["status": ["won"]], days: 30),
        unit: .rate, place: Place(file: "test")))
    let result = analyse(
      plan,
      deals(
        """
        1 | alice | won | 1 | 2026-07-01 | 2026-07-31 | |
        2 | alice | won | 1 | 2026-07-01 | 2026-08-01 | |
        """))
    #expect(result.value("win_rate_cohort[30d]", "company", "2026-07") == expected)
  }

  // MARK: C14, C15

  @Test(arguments: [
    (Objective.Comparator.below, false), (.atMost, true), (.above, false), (.atLeast, true),
  ])
  func `C14 strict and non-strict comparators are kept as written`(
    comparator: Objective.Comparator, isMet: Bool
  ) {
    #expect(comparator.isMet(Fraction(15, over: 100), Fraction(15, over: 100)) == isMet)
  }

  @Test func `C15 points and percent are different units`() {
    #expect(Quantity(.points, 15, over: 100) != Quantity(.rate, 15, over: 100))
  }

  // MARK: C17 to C19

  @Test func `C17 working days of two periods may differ, and are told`() {
    let calendar = WorkingCalendar()
    #expect(calendar.workingDays(in: period("2026-02")) == 20)
    #expect(calendar.workingDays(in: period("2026-03")) == 22)
  }

  @Test(arguments: [("2026-09-29", "-"), ("2026-09-30", "3/5")])
  func `C18 an unfinished period has no share of its last third`(asOf: String, expected: String) {
    var plan = testPlan(asOf: asOf)
    plan.catalogue.kpis.append(
      KPI(
        id: "linearity",
        formula: .algorithm(name: "linearity", measures: ["amount": "won_amount"]), unit: .rate,
        place: Place(file: "test")))
    let closings = ["2026-07-01", "2026-08-30", "2026-08-31", "2026-09-01", "2026-09-28"]
    let rows = closings.enumerated().map {
      "\($0.offset) | alice | won | 1 | 2026-06-01 | \($0.element) | |"
    }
    let result = analyse(plan, deals(rows.joined(separator: "\n")))
    #expect(result.value("linearity") == expected)
  }

  @Test func `C19 displayed parts add up to the displayed total`() {
    let parts = [Fraction(1, over: 3), Fraction(1, over: 3), Fraction(1, over: 3)]
    #expect(LargestRemainder.round(parts) == [1, 0, 0])
  }
}
