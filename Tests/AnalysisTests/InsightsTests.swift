import Calendar
import Ingest
import Testing

@testable import Analysis

private func quota(_ owner: ScopeID, _ euros: Int64, period id: String = "2026-Q3") -> Objective {
  Objective(
    id: "revenue.\(owner.id).\(id)", owner: owner, kpi: "revenue_won", kind: .cumul,
    target: Quantity(.money, euros * 100), period: period(id), place: Place(file: "test"))
}

private let alice = ScopeID(.rep, "alice")
private let bob = ScopeID(.rep, "bob")
private let nord = ScopeID(.team, "nord")

/// A year before the quarter, and the quarter: 14 August is two days short of its half.
private let header =
  "id | owner | status | amount_net | created_at | close_date | expected_close | stage\n"
private let year = """
  1  | alice | won  | 1000 | 2025-08-01 | 2025-09-01 | | Late
  2  | alice | lost | 700  | 2025-08-01 | 2025-10-01 | | Late
  3  | alice | won  | 3000 | 2025-09-01 | 2026-01-12 | | Late
  4  | bob   | won  | 5000 | 2025-09-01 | 2026-02-02 | | Late
  5  | bob   | lost | 900  | 2025-09-01 | 2026-03-02 | | Late

  """
private let quarter = """
  6  | alice | won  | 700  | 2026-06-01 | 2026-07-10 | | Late
  7  | alice | lost | 700  | 2026-06-01 | 2026-07-11 | | Late
  8  | alice | won  | 333  | 2026-06-01 | 2026-08-03 | | Late
  9  | bob   | lost | 9000 | 2026-06-01 | 2026-08-04 | | Late
  10 | carol | won  | 111  | 2026-06-01 | 2026-08-05 | | Late

  """

private func deals(_ rows: String...) -> ExportTable {
  table(.opportunities, header + rows.joined())
}

@Suite struct GapCauseTests {
  private func parts(_ result: RunResult, _ scope: ScopeID) -> [String: Int64] {
    let attribution = result.attributions.first { $0.scope == scope }
    return Dictionary(
      (attribution?.parts ?? []).map { ($0.cause.rawValue, $0.amount.rounded) },
      uniquingKeysWith: { $1 })
  }

  @Test func `the causes add up to the gap to the cent, and those of the reps to the team's`()
    throws
  {
    let result = analyse(
      testPlan(objectives: [
        quota(alice, 7_001), quota(bob, 4_567), quota(nord, 6_500), quota(.company, 12_345),
      ]), deals(year, quarter))
    #expect(
      result.attributions.map(\.scope) == [.company, nord, ScopeID(.team, "sud"), alice, bob])
    for attribution in result.attributions {
      let objective = try #require(
        result.objectives.first { $0.objective == attribution.objective })
      #expect(attribution.gap == objective.gapToDate)
      #expect(attribution.checksum == attribution.gap)
      #expect(attribution.parts.reduce(0) { $0 + ($1.mix?.rounded ?? 0) } == 0)
    }
    let company = parts(result, .company)
    for cause in ["opportunities", "win_rate", "average_deal"] {
      #expect(
        company[cause] == (parts(result, alice)[cause] ?? 0) + (parts(result, bob)[cause] ?? 0))
    }
    // 111 euros of carol's, whom no people file knows.
    #expect(company["unassigned"] == 11_100)
    #expect(parts(result, nord)["unassigned"] == nil)
  }

  @Test func `what the reps carry beyond the target of their team is a cause of its own`() {
    let result = analyse(
      testPlan(objectives: [quota(alice, 7_000), quota(nord, 6_000)]), deals(year, quarter))
    let expected = result.objectives.map { ($0.scope, $0.expectedToDate?.rounded ?? 0) }
    let ofReps = expected.first { $0.0 == alice }?.1 ?? 0
    let ofTeam = expected.first { $0.0 == nord }?.1 ?? 0
    #expect(parts(result, nord)["over_assignment"] == ofReps - ofTeam)
    #expect(ofReps > ofTeam)
  }

  @Test func `without a win the whole gap is volume and win rate, and no average deal`() {
    let result = analyse(testPlan(objectives: [quota(bob, 4_000)]), deals(year, quarter))
    let causes = parts(result, bob)
    #expect(causes["average_deal"] == 0)
    // The exports say nothing of discounts.
    #expect(causes["discounts"] == nil)
    #expect((causes["win_rate"] ?? 0) < 0)
  }

  @Test func `without a closed deal the whole gap is volume`() {
    let result = analyse(testPlan(objectives: [quota(bob, 4_000)]), deals(year))
    let causes = parts(result, bob)
    let gap = result.objectives.first { $0.scope == bob }?.gapToDate?.rounded
    #expect(causes["opportunities"] == gap)
    #expect(causes["win_rate"] == 0)
  }

  @Test func `discounts are taken against the rate at which they were given before`() {
    var plan = testPlan(objectives: [quota(alice, 4_000)])
    for (id, field) in [("won_discount", "discount"), ("won_gross", "amount_gross")] {
      plan.catalogue.measures[id] = Measure(
        id: id, entity: .opportunities, aggregate: .sum, field: field, date: "closed_on",
        filter: ["status": ["won"]])
    }
    plan.catalogue.kpis.append(
      KPI(
        id: "discount_rate", formula: .ratio(numerator: "won_discount", denominator: "won_gross"),
        unit: .rate, place: Place(file: "test")))
    let result = analyse(
      plan,
      table(
        .opportunities,
        """
        id | owner | status | amount_net | amount_gross | discount | created_at | close_date
        1  | alice | won    | 900        | 1000         | 100      | 2025-08-01 | 2025-09-01
        2  | alice | lost   | 900        | 1000         | 100      | 2025-08-01 | 2025-09-01
        3  | alice | won    | 600        | 1000         | 400      | 2026-07-01 | 2026-08-01
        """))
    // A tenth of what is expected before discounts, against the 400 given.
    let expected = result.objectives.first { $0.scope == alice }?.expectedToDate?.rounded ?? 0
    #expect(expected > 0)
    #expect(
      parts(result, alice)["discounts"] == Fraction(expected, over: 9).rounded - 40_000)
    #expect(parts(result, alice)["average_deal"] == 0)
    #expect(result.attributions.allSatisfy { $0.checksum == $0.gap })
  }

  @Test func `a rep without history is explained with the company's`() {
    let only = "1 | bob | won | 1000 | 2025-08-01 | 2025-09-01 | | Late\n"
    let result = analyse(testPlan(objectives: [quota(alice, 4_000)]), deals(only, quarter))
    let attribution = result.attributions.first { $0.scope == alice }
    #expect(attribution?.absentReason == nil)
    #expect(attribution?.checksum == attribution?.gap)
  }

  @Test func `without any history nothing is made up, and the page can say from when`() {
    let result = analyse(testPlan(objectives: [quota(alice, 4_000)]), deals(quarter))
    let attribution = result.attributions.first { $0.scope == alice }
    #expect(attribution?.parts == [])
    #expect(attribution?.absentReason == .insufficientHistory)
    #expect(attribution?.availableFrom == day("2026-10-01"))
  }

  @Test func `a rep who changed team is split, and the parts meet in the company`() {
    var people = [person("alice", team: "nord", to: "2026-07-31"), person("bob", team: "sud")]
    people[0].memberships.append(
      Scope.Membership(team: "sud", span: DaySpan(first: day("2026-08-01"))))
    let result = analyse(
      testPlan(people: people, objectives: [quota(alice, 7_001), quota(bob, 3_333)]),
      deals(year, quarter))
    let sud = ScopeID(.team, "sud")
    for cause in ["opportunities", "win_rate", "average_deal"] {
      let teams = (parts(result, nord)[cause] ?? 0) + (parts(result, sud)[cause] ?? 0)
      #expect(teams == (parts(result, alice)[cause] ?? 0) + (parts(result, bob)[cause] ?? 0))
      #expect(teams == parts(result, .company)[cause])
    }
    #expect(result.attributions.allSatisfy { $0.checksum == $0.gap })
  }

  @Test(arguments: [1, 17, 99, 12_345, 1_000_003] as [Int64])
  func `the sum is exact whatever the target`(_ target: Int64) {
    let objectives = [quota(alice, target), quota(bob, target * 3 + 1), quota(nord, target)]
    let result = analyse(
      testPlan(objectives: objectives),
      deals(year, quarter))
    #expect(result.attributions.count >= 4)
    #expect(result.attributions.allSatisfy { $0.checksum == $0.gap })
  }
}

@Suite struct OutlookTests {
  private let stages = [
    AnalysisPlan.Stage(name: "Early", probability: Quantity(.rate, 1, over: 5)),
    AnalysisPlan.Stage(name: "Late", probability: Quantity(.rate, 7, over: 10)),
  ]
  private let open = """
    20 | alice | open | 400  | 2026-07-01 | | 2026-09-01 | Late
    21 | alice | open | 900  | 2026-07-01 | | 2026-09-30 | Early
    22 | alice | open | 5000 | 2026-07-01 | | 2026-10-01 | Late
    23 | alice | open | 5000 | 2026-07-01 | | 2026-08-14 | Late
    24 | alice | open | 5000 | 2026-07-01 | |            | Late
    25 | bob   | open | 8000 | 2026-07-01 | | 2026-09-01 | Late

    """

  private func outlook(
    _ result: RunResult, _ scope: ScopeID
  ) -> ObjectiveResult.Projection? {
    result.objectives.first { $0.scope == scope }?.projection
  }

  @Test func `only open deals planned for the rest of the period count, with their stage's chance`()
    throws
  {
    let result = analyse(
      testPlan(objectives: [quota(alice, 1_500)], stages: stages), deals(quarter, open))
    let projection = try #require(outlook(result, alice))
    // 1,033 done; + 0 (0.24), + 400 (0.56), + 900 (0.06), + 1,300 (0.14).
    #expect(projection.p10 == Quantity(.money, 103_300))
    #expect(projection.p50 == Quantity(.money, 143_300))
    #expect(projection.p90 == Quantity(.money, 233_300))
    #expect(projection.probability == Quantity(.rate, 200_000, over: 1_000_000))
    #expect(!projection.isCalibrated)
    // No past quarter is covered: the numbers are a floor.
    #expect(projection.newDealPeriods == 0)
  }

  @Test func `deals won are counted one by one for a number of deals`() throws {
    var objective = quota(alice, 1)
    objective.kpi = "n_won"
    objective.target = Quantity(.count, 3)
    let result = analyse(testPlan(objectives: [objective], stages: stages), deals(quarter, open))
    let projection = try #require(outlook(result, alice))
    #expect(projection.p50 == Quantity(.count, 3))
    #expect(projection.probability == Quantity(.rate, 760_000, over: 1_000_000))
  }

  @Test func `deals that came new and were won after the same point of past quarters come again`()
    throws
  {
    // The second quarter's point lies in the middle of May: one deal before it, one after it, one
    // that closed in the next quarter. The exports begin with that quarter.
    let past = """
      30 | alice | won | 50   | 2026-04-01 | 2026-04-01 | | Late
      31 | alice | won | 2000 | 2026-04-02 | 2026-06-20 | | Late
      32 | alice | won | 600  | 2026-06-01 | 2026-06-20 | | Late
      33 | alice | won | 7000 | 2026-06-01 | 2026-07-01 | | Late

      """
    let result = analyse(testPlan(objectives: [quota(alice, 9_000)]), deals(past))
    let projection = try #require(outlook(result, alice))
    #expect(projection.newDealPeriods == 1)
    // Poisson with mean 1 of 600 each on top of 7,000: P(0) = 0.37, P(1) = 0.37, P(2) = 0.18.
    #expect(projection.p10 == Quantity(.money, 700_000))
    #expect(projection.p50 == Quantity(.money, 760_000))
    #expect(projection.p90 == Quantity(.money, 820_000))
    // Four or more reach 9,000: 1 - 65/24/e... of which four is the first.
    #expect(projection.probability.scaled(by: 10_000) == 190)
  }

  @Test func `with stage histories a deal's chance is what its stage was worth at past points`()
    throws
  {
    // Forty opportunities were in stage Late on 20 May 2026, after the same share of the second
    // quarter; ten of them were won in June, ten in July, ten lost, ten are still open.
    var rows = "99 | bob | lost | 1 | 2026-04-01 | 2026-04-01 | | Late\n"
    var moves = "opportunity_id | stage | entered_at\n"
    for index in 100..<140 {
      let (status, date) =
        switch index % 4 {
        case 0: ("won", "2026-06-10")
        case 1: ("won", "2026-07-10")
        case 2: ("lost", "2026-06-10")
        default: ("open", "")
        }
      rows += "\(index) | bob | \(status) | 100 | 2026-04-01 | \(date) | | Late\n"
      // It went back to Early only afterwards.
      moves += "\(index) | Early | 2026-04-01\n\(index) | Late | 2026-05-02\n"
      moves += "\(index) | Early | 2026-07-01\n"
    }
    // One open deal without planned close.
    rows += "200 | alice | open | 400 | 2026-07-01 | | | Late\n"
    moves += "200 | Late | 2026-07-02\n"
    let result = analyse(
      testPlan(objectives: [quota(alice, 400)]), table(.stageHistory, moves), deals(rows))
    let projection = try #require(outlook(result, alice))
    // 10 of 40, drawn towards the same 10 of 40.
    #expect(projection.probability == Quantity(.rate, 250_000, over: 1_000_000))
    #expect(projection.newDealPeriods == 1)
  }

  @Test func `a year with one quarter left ends as quarters did`() throws {
    let past = """
      30 | alice | won | 50  | 2026-07-01 | 2026-07-01 | | Late
      31 | alice | won | 600 | 2026-09-01 | 2026-09-20 | | Late

      """
    let result = analyse(
      testPlan(
        asOf: "2026-11-14", main: "2026-Q4", objectives: [quota(alice, 650, period: "2026")]),
      deals(past))
    #expect(try #require(outlook(result, alice)).newDealPeriods == 1)
    #expect(result.objectives.first { $0.scope == alice }?.projection?.p90 == euros(1_850))
  }

  @Test func `a period that is over, or another kind of objective, is not projected`() {
    var rate = quota(alice, 1)
    rate.kpi = "win_rate_closed_n"
    rate.kind = .hold
    rate.target = Quantity(.rate, 1, over: 4)
    let result = analyse(
      testPlan(periods: ["2026-Q2"], objectives: [rate, quota(bob, 1_000, period: "2026-Q2")]),
      deals(year, quarter, open))
    #expect(result.objectives.count >= 2)
    #expect(result.objectives.allSatisfy { $0.projection == nil })
  }

  @Test func `the distribution is that of drawing every deal many times`() throws {
    let rows = (0..<9).map { index in
      "\(40 + index) | alice | open | \(300 + index * index * 70) | 2026-07-01 | | 2026-09-0\(index + 1) | \(index % 2 == 0 ? "Early" : "Late")\n"
    }
    let result = analyse(
      testPlan(objectives: [quota(alice, 3_500)], stages: stages), deals(quarter, rows.joined()))
    let projection = try #require(outlook(result, alice))
    var state: UInt64 = 42
    func draw() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) / Double(1 << 53)
    }
    var reached = 0
    var below = 0
    let runs = 40_000
    for _ in 0..<runs {
      var sum = 1_033
      for index in 0..<9 where draw() < (index % 2 == 0 ? 0.2 : 0.7) {
        sum += 300 + index * index * 70
      }
      if sum >= 3_500 { reached += 1 }
      if sum * 100 < projection.p50.rounded { below += 1 }
    }
    let chance = Double(projection.probability.scaled(by: 1_000_000)) / 1_000_000
    #expect(abs(Double(reached) / Double(runs) - chance) < 0.01)
    #expect(Double(below) / Double(runs) <= 0.51)
  }

  @Test func `merging thousands of small deals keeps mean and spread`() {
    let deals = (0..<5_000).map { index in
      BernoulliSum.Deal(
        amount: 1_000 + Int64(index % 40) * 25, probability: 0.1 + Double(index % 7) / 10)
    }
    func moments(_ deals: [BernoulliSum.Deal]) -> (mean: Double, deviation: Double) {
      var (mean, variance) = (0.0, 0.0)
      for deal in deals {
        mean += deal.probability * Double(deal.amount)
        variance +=
          deal.probability * (1 - deal.probability) * Double(deal.amount) * Double(deal.amount)
      }
      return (mean, variance.squareRoot())
    }
    let merged = BernoulliSum.Deal.merged(deals)
    #expect(merged.count == 2_101)
    #expect(abs(moments(merged).mean - moments(deals).mean) < 100)
    #expect(abs(moments(merged).deviation / moments(deals).deviation - 1) < 0.001)
  }
}
