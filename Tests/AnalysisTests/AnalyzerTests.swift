import Calendar
import Ingest
import Testing

@testable import Analysis

private let deals = table(
  .opportunities,
  """
  id | owner  | status | amount_net | created_at | close_date | expected_close | stage
  1  | alice  | won    | 1000       | 2026-05-01 | 2026-07-31 |                | Gagné
  2  | alice  | won    | 500        | 2026-07-01 | 2026-08-01 |                | Gagné
  3  | alice  | lost   | 800        | 2026-07-01 | 2026-08-14 |                | Perdu
  4  | bob    | won    | 300        | 2026-07-20 | 2026-08-10 |                | Gagné
  5  | bob    | open   | 4000       | 2026-07-20 |            | 2026-08-13     | Proposition
  6  | bob    | open   | 6000       | 2026-07-20 |            | 2026-09-15     | Négociation
  7  | zoe    | won    | 50         | 2026-07-20 | 2026-08-10 |                | Gagné
  8  | bob    | open   |            | 2026-07-20 |            |                | Négociation
  """)

@Suite struct AnalyzerTests {
  @Test(arguments: [
    ("company", "1850"), ("team:nord", "1500"), ("team:sud", "300"), ("rep:alice", "1500"),
    ("rep:bob", "300"), ("rep:unassigned", "50"),
  ])
  func `signed revenue adds up from reps to company, with a visible line for unknown owners`(
    scope: String, expected: String
  ) {
    #expect(analyse(testPlan(), deals).value("revenue_won", scope) == expected)
  }

  @Test(arguments: [("2026-07", "1000"), ("2026-08", "850"), ("2026-Q3", "1850")])
  func `periods are half-open: the 31st belongs to its month and the 1st to the next`(
    period: String, expected: String
  ) {
    #expect(analyse(testPlan(), deals).value("revenue_won", "company", period) == expected)
  }

  @Test func `a ratio is a sum over a sum`() {
    let result = analyse(testPlan(), deals)
    #expect(result.value("win_rate_closed_n", "rep:alice") == "2/3")
    #expect(result.value("win_rate_closed_n") == "4/5")
    #expect(result.value("avg_deal") == "46250/100")
  }

  @Test func `before the first record nothing is known, which is not zero`() {
    let result = analyse(testPlan(periods: ["2026-04", "2026-05"]), deals)
    #expect(result.value("revenue_won", "company", "2026-04") == "insufficient_history")
    #expect(result.value("n_won", "rep:bob", "2026-04") == "insufficient_history")
  }

  @Test func `a pipeline of more than fits in millionths is weighed all the same`() {
    let huge = table(
      .opportunities,
      """
      id | owner | status | amount_net      | created_at | expected_close | stage
      1  | alice | open   | 500000000000    | 2026-07-01 | 2026-09-01     | Proposition
      """)
    let stages = [
      AnalysisPlan.Stage(name: "Proposition", probability: Quantity(.rate, 1, over: 2))
    ]
    #expect(
      analyse(testPlan(stages: stages), huge).value("weighted_pipeline", "company", "2026-08-14")
        == "250000000000")
  }

  @Test func `in an empty table nothing happened`() {
    let empty = table(.opportunities, "id | owner | status | amount_net | created_at | closed_at")
    #expect(analyse(testPlan(), empty).value("revenue_won") == "0")
  }

  @Test func `of records none of which is of a known day nothing is known`() {
    let calls = table(
      .activities,
      """
      id | type    | owner | activity_at | done_at    | scheduled_at | outcome | is_done
      1  | call    | alice |             | 2026-08-20 |              |         | true
      2  | meeting | alice |             |            |              | done    | true
      """)
    #expect(analyse(testPlan(), calls).value("meetings_held") == "insufficient_history")
  }

  @Test(arguments: [("2026-05", "insufficient_history"), ("2026-06", "1"), ("2026-07", "0")])
  func `before its first move a stage history says nothing, whatever the deals do`(
    period: String, expected: String
  ) {
    var plan = testPlan(
      periods: [period],
      stages: ["Proposition", "Négociation"].map { AnalysisPlan.Stage(name: $0) })
    plan.catalogue.measures["regressed"] = Measure(
      id: "regressed", entity: .stageHistory, aggregate: .count, date: "entered_on",
      filter: ["stage": ["Négociation"], "went_back": ["true"]])
    plan.catalogue.kpis.append(
      KPI(
        id: "regressions", formula: .simple(measure: "regressed"), unit: .count,
        place: Place(file: "test")))
    let history = table(
      .stageHistory,
      """
      opportunity_id | stage       | entered_at
      1              | Négociation | 2026-06-02
      1              | Proposition | 2026-06-05
      """)
    let deals = table(
      .opportunities,
      """
      id | owner | status | amount_net | created_at | stage
      1  | alice | open   | 100        | 2026-05-01 | Proposition
      """)
    #expect(analyse(plan, history, deals).value("regressions", "company", period) == expected)
  }

  @Test func `no event is absent, never zero per cent`() {
    let created = Measure(
      id: "created", entity: .opportunities, aggregate: .count, date: "created_at")
    var plan = testPlan(periods: ["2026-06"])
    plan.catalogue.measures["created"] = created
    plan.catalogue.kpis.append(
      KPI(
        id: "n_created", formula: .simple(measure: "created"), unit: .count,
        place: Place(file: "test")))
    let result = analyse(plan, deals)
    #expect(result.value("win_rate_closed_n", "company", "2026-06") == "no_event")
    #expect(result.value("n_won", "company", "2026-06") == "0")
    #expect(result.value("cycle_won", "company", "2026-06") == "no_event")
  }

  @Test func `a KPI whose export was not given is absent, not zero`() {
    #expect(analyse(testPlan(), deals).value("meetings_held") == "missing_field")
  }

  @Test func `a kind of activity that no export holds is absent, not zero`() {
    let calls = table(
      .activities,
      """
      id | type    | owner | activity_at | outcome
      1  | call    | alice | 2026-08-03  | done
      """)
    #expect(analyse(testPlan(), calls).value("meetings_held") == "missing_field")
    let meetings = table(
      .activities,
      """
      id | type    | owner | scheduled_at | outcome
      2  | meeting | alice | 2026-01-03   | done
      """)
    #expect(analyse(testPlan(), meetings).value("meetings_held") == "0")
  }

  @Test func `a kind that a file of several kinds lacks did not happen`() {
    let mixed = table(
      .activities,
      """
      id | type | owner | activity_at | scheduled_at | outcome | due_at | is_done
      1  | call | alice | 2026-08-03  |              | done    |        | true
      2  | task | alice |             |              |         |        | false
      """)
    #expect(analyse(testPlan(), mixed).value("meetings_held") == "0")
  }

  @Test(arguments: [
    ("2026-08-14", "1850", "10000"), ("2026-08-10", "1850", "10800"),
    ("2026-08-09", "1500", "11150"), ("2026-07-31", "1000", "11650"),
    ("2026-06-30", "-", "1000"),
  ])
  func `what is closed after the as-of day was still open on it`(
    asOf: String, revenue: String, open: String
  ) {
    let result = analyse(testPlan(asOf: asOf, main: "2026-Q3"), deals)
    if revenue != "-" { #expect(result.value("revenue_won") == revenue) }
    #expect(result.value("open_pipeline", "company", asOf) == open)
  }

  @Test func `open pipeline keeps overdue, undated and planned apart`() {
    let result = analyse(testPlan(), deals)
    #expect(result.value("open_pipeline", "company", "2026-08-14") == "10000")
    #expect(result.value("open_pipeline", "company", "2026-08-14", segment: "overdue") == "4000")
    #expect(
      result.value("open_pipeline", "company", "2026-08-14", segment: "stage:Négociation") == "6000"
    )
    #expect(result.value("open_pipeline", "company", "2026-Q3") == "6000")
    #expect(result.value("open_pipeline", "company", "2026-08") == "0")
    #expect(result.value("overdue_open_share", "company", "2026-08-14") == "2/5")
  }

  @Test func `a stage that is not qualified is no pipeline`() {
    let stages = [AnalysisPlan.Stage(name: "proposition", isQualified: false)]
    let result = analyse(testPlan(stages: stages), deals)
    #expect(result.value("open_pipeline", "company", "2026-08-14") == "6000")
    #expect(result.value("open_pipeline", "company", "2026-08-14", segment: "overdue") == "0")
    #expect(result.value("revenue_won") == "1850")
  }

  @Test func `a configured stage probability weighs the pipeline`() {
    let stages = [
      AnalysisPlan.Stage(name: "Proposition", probability: Quantity(.rate, 1, over: 2)),
      AnalysisPlan.Stage(name: "négociation", probability: Quantity(.rate, 4, over: 5)),
    ]
    let result = analyse(testPlan(stages: stages), deals)
    #expect(result.value("weighted_pipeline", "company", "2026-08-14") == "6800")
    #expect(result.value("weighted_pipeline", "company", "2026-Q3") == "4800")
  }

  @Test func `the empirical probability of a stage draws its history towards the win rate`() {
    let history = table(
      .stageHistory,
      """
      opportunity_id | stage       | entered_at
      1              | Négociation | 2026-06-01
      2              | Négociation | 2026-07-05
      3              | Négociation | 2026-07-05
      """)
    // 4 won of 5 closed; 2 of 3 through this stage: (2 + 10 × 0.8) / (3 + 10) = 0.769231.
    let result = analyse(testPlan(), history, deals)
    #expect(result.value("weighted_pipeline", "company", "2026-Q3") == "461538600000/100000000")
  }

  @Test func `C2 the stage of the day counts, also where no deal is in it any more`() {
    let history = table(
      .stageHistory,
      """
      opportunity_id | stage       | entered_at
      1              | Proposition | 2026-07-01
      1              | Perdu       | 2026-08-20
      """)
    let closed = table(
      .opportunities,
      """
      id | owner | status | amount_net | created_at | close_date | expected_close | stage
      1  | alice | lost   | 100        | 2026-07-01 | 2026-08-20 | 2026-08-20     | Perdu
      2  | alice | won    | 100        | 2026-07-01 | 2026-08-01 |                | Gagné
      """)
    let stages = [
      AnalysisPlan.Stage(name: "proposition", probability: Quantity(.rate, 1, over: 4))
    ]
    let result = analyse(testPlan(stages: stages), history, closed)
    #expect(result.value("weighted_pipeline", "company", "2026-08-14") == "25")
  }

  @Test func `a rep who changes team in mid-period is split on the day`() {
    var alice = person("alice", team: "nord", to: "2026-08-09")
    alice.memberships.append(
      Scope.Membership(team: "sud", span: DaySpan(first: day("2026-08-10"))))
    let moved = table(
      .opportunities,
      """
      id | owner | status | amount_net | created_at | close_date
      1  | Alice | won    | 100        | 2026-05-01 | 2026-08-09
      2  | ALICE | won    | 20         | 2026-07-01 | 2026-08-10
      """)
    let result = analyse(testPlan(people: [alice]), moved)
    #expect(result.value("revenue_won", "team:nord") == "100")
    #expect(result.value("revenue_won", "team:sud") == "20")
    #expect(result.value("revenue_won", "rep:alice") == "120")
    #expect(result.value("revenue_won") == "120")
  }

  @Test func `people without deals appear with zero, and an empty team too`() {
    let plan = testPlan(people: [person("alice", team: "nord"), person("idle", team: "nord")])
    let result = analyse(plan, deals)
    #expect(result.value("revenue_won", "rep:idle") == "0")
    #expect(result.value("win_rate_closed_n", "rep:idle") == "no_event")
    #expect(result.value("n_won", "team:sud") == "0")
  }

  @Test func `a deal closed before it was created counts, but not in the cycle`() {
    let odd = table(
      .opportunities,
      """
      id | owner | status | amount_net | created_at | close_date
      1  | alice | won    | 100        | 2026-08-09 | 2026-08-01
      2  | alice | won    | 100        | 2026-08-01 | 2026-08-11
      3  | alice | won    | 100        | 2026-08-01 | 2026-08-06
      """)
    let result = analyse(testPlan(), odd)
    #expect(result.value("n_won") == "3")
    #expect(result.value("cycle_won") == "15/2")
    #expect(result.value("cycle_won[median]") == "15/2")
    #expect(result.findings.first { $0.id == "closed-before-created" }?.count == 1)
  }

  @Test func `a win counts although its creation is mistyped into the future`() {
    let odd = table(
      .opportunities,
      """
      id | owner | status | amount_net | created_at | close_date
      1  | alice | won    | 100        | 1900-01-01 | 2026-08-10
      2  | alice | won    | 70         | 2062-07-01 | 2026-08-14
      3  | alice | won    | 7          | 2026-08-20 | 2026-08-19
      4  | alice | open   | 1          | 2062-07-01 | 2026-08-14
      """)
    let result = analyse(testPlan(), odd)
    #expect(result.value("revenue_won") == "170")
    #expect(result.value("open_pipeline", "company", "2026-08-14") == "0")
    // What is left out is counted once, although it would be closed later too.
    #expect(
      result.findings.map { "\($0.id) \($0.count)" } == [
        "closed-before-created 1", "created-after-as-of 2",
      ])
  }

  @Test func `rows created after the as-of day are not known, and are counted as such`() {
    let future = table(
      .opportunities,
      """
      id | owner | status | amount_net | created_at | close_date | is_deleted
      1  | alice | open   | 100        | 2026-08-15 | 2026-09-01 | false
      2  | alice | open   | 10         | 2026-08-14 | 2026-09-01 | true
      3  | alice | open   | 1          | 2026-08-14 | 2026-09-01 | false
      """)
    let result = analyse(testPlan(), future)
    #expect(result.value("open_pipeline", "company", "2026-08-14") == "1")
    #expect(result.findings.map(\.id) == ["created-after-as-of", "record-deleted"])
  }

  @Test func `an order of the future is not known, whatever the period`() {
    var plan = testPlan()
    plan.catalogue.measures["invoiced"] = Measure(
      id: "invoiced", entity: .orders, aggregate: .sum, field: "amount", date: "date")
    plan.catalogue.kpis.append(
      KPI(
        id: "revenue_invoiced", formula: .simple(measure: "invoiced"), unit: .money,
        place: Place(file: "test")))
    let orders = table(
      .orders,
      """
      order_id | owner | date       | amount
      1        | alice | 2026-08-14 | 100
      2        | alice | 2026-08-15 | 20
      """)
    let result = analyse(plan, orders)
    #expect(result.value("revenue_invoiced") == "100")
    #expect(result.findings.map(\.id) == ["record-after-as-of"])
  }

  @Test(arguments: [["revenue_won"], []])
  func `since when something is known does not depend on what is asked for`(wanted: [String]) {
    var plan = testPlan()
    // Counts by the day of creation, which no KPI that is kept does.
    plan.catalogue.measures["created"] = Measure(
      id: "created", entity: .opportunities, aggregate: .count, date: "created_at")
    plan.catalogue.kpis.append(
      KPI(
        id: "n_created", formula: .simple(measure: "created"), unit: .count,
        place: Place(file: "test")))
    plan.catalogue.keep(wanted, for: [])
    let deals = table(
      .opportunities,
      """
      id | owner | status | amount_net | created_at | closed_at
      1  | alice | won    | 100        | 2026-06-02 | 2026-08-01
      """)
    // Nothing was won in July, and that is known: the deal was there.
    #expect(analyse(plan, deals).value("revenue_won", "company", "2026-07") == "0")
  }

  @Test func `a credit note takes back, whether or not the export writes its minus`() {
    var plan = testPlan()
    for field in ["amount", "margin"] {
      plan.catalogue.measures[field] = Measure(
        id: field, entity: .orders, aggregate: .sum, field: field, date: "date")
      plan.catalogue.kpis.append(
        KPI(id: field, formula: .simple(measure: field), unit: .money, place: Place(file: "test")))
    }
    let orders = table(
      .orders,
      """
      order_id | owner | date       | amount | margin | is_credit_note
      1        | alice | 2026-08-01 | 100    | 40     | false
      2        | alice | 2026-08-02 | 30     | 12     | true
      3        | alice | 2026-08-03 | -20    | -8     | true
      4        | alice | 2026-08-04 |        | 1      | true
      5        | alice | 2026-08-05 | 7      |        |
      """)
    let result = analyse(plan, orders)
    #expect(result.value("amount") == "57")
    #expect(result.value("margin") == "21")
  }

  @Test func `a task due on the as-of day and not done at its end is overdue`() {
    let tasks = table(
      .activities,
      """
      id | type | owner | due_at     | is_done | subject
      1  | task | alice | 2026-08-14 | false   | Relancer
      2  | task | alice | 2026-08-15 | false   | Appeler
      3  | task | alice | 2026-08-01 | true    | Fait
      4  | task | bob   |            | false   | Un jour
      """)
    let result = analyse(testPlan(), tasks)
    #expect(result.value("overdue_actions", "company", "2026-08-14") == "1")
    #expect(result.value("overdue_actions", "company", "2026-08-14", segment: "undated") == "1")
    #expect(result.worklists.map { $0.items.map(\.name) } == [["Relancer"]])
  }

  @Test func `the order of batches does not change a figure`() {
    let late = table(
      .opportunities,
      """
      id | owner | status | amount_net | created_at | close_date | expected_close | stage
      9  | bob   | won    | 77         | 2026-05-01 | 2026-08-09 |                | Gagné
      """, after: deals)
    let one = analyse(testPlan(), deals, late)
    let other = analyse(testPlan(), late, deals)
    let areEqual = one.figures == other.figures
    #expect(areEqual)
    #expect(one.value("revenue_won") == "1927")
  }
}
