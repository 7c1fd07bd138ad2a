import Analysis
import Calendar
import Testing

/// Ruling 15 and objectives.md 4.5, on 17 working days of which 4 have elapsed: 17,000 euros are
/// 1,000 a day.
@Suite struct EffectiveTargetTests {
  private func judged(
    _ bench: Workbench, _ objective: Objective, _ scope: ScopeID? = nil
  ) -> ObjectiveResult {
    bench.context.evaluate(
      objective, scope: scope ?? objective.owner, actual: figure(euros(4_000)))
  }

  @Test func `a full-time rep is expected at 4 of 17 on 10 May`() throws {
    var bench = try Workbench()
    bench.addPerson("alice")
    let result = judged(bench, bench.add("a", rep("alice"), euros(17_000)))
    #expect(result.target == euros(17_000))
    #expect(result.expectedToDate == euros(4_000))
    #expect(result.index == 100)
    #expect(result.elapsedShare == Quantity(.rate, 4, over: 17))
    #expect((result.workingDaysElapsed, result.workingDaysTotal) == (4, 17))
  }

  @Test func `absence lowers the target by the working days absent, once`() throws {
    var bench = try Workbench()
    // From Saturday 2 May to Wednesday: three working days.
    try bench.addPerson("alice") { person in
      person.absences = [try span("2026-05-02", "2026-05-06")]
    }
    let result = judged(bench, bench.add("a", rep("alice"), euros(17_000)))
    #expect(result.target == euros(14_000))
    #expect(result.expectedToDate == euros(1_000))
    #expect((result.workingDaysElapsed, result.workingDaysTotal) == (1, 14))
    #expect(result.elapsedShare == Quantity(.rate, 1, over: 14))
  }

  @Test func `nothing more is expected while a rep is away`() throws {
    var expected: [Quantity?] = []
    for day in ["2026-05-11", "2026-05-12", "2026-05-13", "2026-05-15", "2026-05-18"] {
      var bench = try Workbench(asOf: day)
      try bench.addPerson("alice") { $0.absences = [try span("2026-05-12", "2026-05-15")] }
      expected.append(
        judged(bench, bench.add("a", rep("alice"), euros(17_000))).expectedToDate)
    }
    #expect(expected == [5_000, 5_000, 5_000, 5_000, 6_000].map(euros))
  }

  @Test func `an effective target keeps its amount and skips the absence`() throws {
    var bench = try Workbench()
    try bench.addPerson("alice") { person in
      person.absences = [try span("2026-05-04", "2026-05-06")]
      person.fte = Quantity(.rate, 1, over: 2)
      person.hiredAt = try date("2026-05-01")
      person.ramp = [percent(0)]
    }
    let objective = bench.add("a", rep("alice"), euros(14_000)) { $0.targetIsEffective = true }
    let result = judged(bench, objective)
    #expect(result.target == euros(14_000))
    #expect(result.expectedToDate == euros(1_000))
  }

  @Test func `a rep away all month has no working day`() throws {
    var bench = try Workbench()
    try bench.addPerson("alice") { $0.absences = [try span(nil, nil)] }
    for isEffective in [false, true] {
      let objective = bench.add("a", rep("alice"), euros(17_000)) {
        $0.targetIsEffective = isEffective
      }
      let result = judged(bench, objective)
      #expect(result.absentReason == .noWorkingDay)
      #expect(result.index == nil)
      #expect(result.position == .none)
      #expect(result.requiredPerDay == nil)
    }
  }

  @Test func `half time asks for half`() throws {
    var bench = try Workbench()
    bench.addPerson("alice") { $0.fte = Quantity(.rate, 1, over: 2) }
    let result = judged(bench, bench.add("a", rep("alice"), euros(17_000)))
    #expect(result.target == euros(8_500))
    #expect(result.statedTarget == euros(17_000))
    #expect(result.expectedToDate == euros(2_000))
  }

  @Test func `the ramp follows the month of tenure`() throws {
    var bench = try Workbench()
    // Second month of tenure until 18 May, third from the 19th: 9 and 8 working days.
    try bench.addPerson("alice") { person in
      person.hiredAt = try date("2026-03-19")
      person.ramp = [percent(0), percent(25), percent(50)]
    }
    let result = judged(bench, bench.add("a", rep("alice"), euros(17_000)))
    #expect(result.target == euros(9 * 250 + 8 * 500))
    #expect(result.expectedToDate == euros(1_000))
  }

  @Test func `a rep hired in mid-period is asked for the days since`() throws {
    var bench = try Workbench()
    try bench.addPerson("alice") { $0.hiredAt = try date("2026-05-18") }
    let result = judged(bench, bench.add("a", rep("alice"), euros(17_000)))
    // 18 to 29 May without Whit Monday: nine days.
    #expect(result.target == euros(9_000))
    #expect(result.expectedToDate == euros(0))
    #expect(result.position == .tooEarly)
    #expect(result.workingDaysElapsed == 0)
  }

  @Test func `a new version counts from its date`() throws {
    var bench = try Workbench(asOf: "2026-05-18")
    bench.addPerson("alice")
    let objective = try bench.addVersioned(rep("alice"))
    let result = judged(bench, objective)
    // Eight working days at 1,000 before the 18th, nine at 2,000 from then on.
    #expect(result.target == euros(8_000 + 18_000))
    #expect(result.expectedToDate == euros(8_000 + 2_000))
    #expect(result.statedTarget == euros(34_000))
  }

  @Test func `a transfer splits a rep's target on the day`() throws {
    var bench = try Workbench(asOf: "2026-05-20")
    bench.plan.teams = [Team(id: "nord", name: "Nord"), Team(id: "sud", name: "Sud")]
    try bench.addPerson("alice") { person in
      person.memberships = [
        Scope.Membership(team: "nord", span: try span(nil, "2026-05-17")),
        Scope.Membership(team: "sud", span: try span("2026-05-18", nil)),
      ]
    }
    let objective = bench.add("a", rep("alice"), euros(17_000))
    let nord = judged(bench, objective, team("nord"))
    let sud = judged(bench, objective, team("sud"))
    #expect(nord.target == euros(8_000))
    #expect(nord.expectedToDate == euros(8_000))
    #expect(sud.target == euros(9_000))
    #expect(sud.expectedToDate == euros(3_000))
    #expect(judged(bench, objective).target == euros(17_000))
  }

  @Test func `the holidays are those of the team's zone`() throws {
    var bench = try Workbench()
    bench.plan.teams = [
      Team(id: "fort-de-france", name: "Fort-de-France", holidayZone: "martinique")
    ]
    try bench.addPerson("alice") { person in
      person.memberships = [
        Scope.Membership(team: "fort-de-france", span: try span(nil, nil))
      ]
    }
    // 22 May is a holiday in Martinique.
    let result = judged(bench, bench.add("a", rep("alice"), euros(16_000)))
    #expect(result.workingDaysTotal == 16)
    #expect(result.expectedToDate == euros(4_000))
  }

  @Test func `a team without a number is asked for the sum of its reps' days`() throws {
    var bench = try Workbench()
    bench.plan.teams = [
      Team(id: "france", name: "France"), Team(id: "nord", name: "Nord", parent: "france"),
    ]
    for name in ["alice", "bruno", "chloe"] {
      try bench.addPerson(name) { person in
        let first = name == "chloe" ? "2026-05-18" : nil
        person.memberships = [Scope.Membership(team: "nord", span: try span(first, nil))]
        person.fte = Quantity(.rate, name == "bruno" ? 1 : 3, over: 3)
      }
      bench.add(name, rep(name), euros(17_000))
    }
    let implied = bench.context.impliedObjectives(bench.plan)
    #expect(
      implied.map(\.id) == [
        "revenue_won@team:france.2026-05", "revenue_won@team:nord.2026-05",
        "revenue_won@company.2026-05",
      ])
    for objective in implied {
      let result = judged(bench, objective)
      // Alice whole, Bruno a third, Chloe nine days.
      #expect(result.target == Quantity(.money, 1_700_000 + 566_667 + 900_000))
      #expect(result.expectedToDate == Quantity(.money, 400_000 + 133_333))
      #expect(result.overAssignment == nil)
    }
  }

  @Test func `days in a team that nobody declared still count for the company`() throws {
    var bench = try Workbench()
    try bench.addPerson("alice") { person in
      person.memberships = [Scope.Membership(team: "ghost", span: try span(nil, nil))]
    }
    bench.add("a", rep("alice"), euros(17_000))
    let implied = bench.context.impliedObjectives(bench.plan)
    #expect(implied.map(\.owner) == [.company])
    #expect(implied.map { judged(bench, $0).target } == [euros(17_000)])
  }

  @Test func `a sum is called what its parts agree on`() throws {
    var bench = try Workbench()
    for (name, priority) in [("alice", 3), ("bruno", 2)] {
      bench.addPerson(name)
      bench.add(name, rep(name), euros(100)) {
        $0.label = LocalizedText(["fr": name])
        $0.why = LocalizedText(["fr": "pour le budget"])
        $0.priority = priority
        $0.headline = true
      }
    }
    let implied = try #require(bench.context.impliedObjectives(bench.plan).first)
    #expect(implied.label == LocalizedText())
    #expect(implied.why["fr"] == "pour le budget")
    #expect(implied.priority == 2)
    #expect(!implied.headline)
    #expect(implied.target == nil)
  }

  @Test func `over-assignment compares the reps with the team's own number`() throws {
    var bench = try Workbench()
    bench.plan.teams = [Team(id: "nord", name: "Nord")]
    for name in ["alice", "bruno"] {
      try bench.addPerson(name) { person in
        person.memberships = [Scope.Membership(team: "nord", span: try span(nil, nil))]
      }
      bench.add(name, rep(name), euros(17_000))
    }
    // The manager's line is the team's target and must not be added to the reps'.
    try bench.addPerson("mona") { person in
      person.managerOf = team("nord")
      person.memberships = [Scope.Membership(team: "nord", span: try span(nil, nil))]
    }
    bench.add("m", rep("mona"), euros(34_000))
    let own = bench.add("n", team("nord"), euros(30_000))
    let result = judged(bench, own)
    #expect(result.target == euros(30_000))
    #expect(result.overAssignment == Quantity(.rate, 2, over: 15))
  }

  @Test func `parts of reps always add up to the team, whatever their days`() throws {
    var bench = try Workbench()
    bench.plan.teams = [Team(id: "nord", name: "Nord"), Team(id: "sud", name: "Sud")]
    for number in 0..<20 {
      bench.addPerson("rep\(number)") { person in
        person.hiredAt = CalendarDate(firstOfMonth: 1, of: 2026).adding(days: number * 6)
        person.ramp = [percent(10), percent(33), percent(70)]
        person.fte = Quantity(.rate, Int64(number % 5 + 1), over: 5)
        let change = Period.may.start.adding(days: number)
        person.memberships = [
          Scope.Membership(team: "nord", span: DaySpan(last: change)),
          Scope.Membership(team: "sud", span: DaySpan(first: change.adding(days: 1))),
        ]
        person.absences = [
          DaySpan(first: change.adding(days: 2), last: change.adding(days: number % 4 + 2))
        ]
      }
      bench.add("o\(number)", rep("rep\(number)"), Quantity(.money, Int64(1_234_567 + number)))
    }
    let context = bench.context
    let implied = context.impliedObjectives(bench.plan)
    let sums = implied.compactMap {
      context.exactTarget(of: $0, scope: $0.owner)
    }
    let reps = bench.plan.objectives.compactMap { context.exactTarget(of: $0, scope: $0.owner) }
    #expect(sums.count == 3)
    #expect(reps.count == 20)
    // Nord and Sud, then the company.
    #expect(sums[0].whole + sums[1].whole == sums[2].whole)
    #expect(sums[2].whole == reps.map(\.whole).sum())
    #expect(sums[2].toDate == reps.map(\.toDate).sum())
    for rep in reps {
      #expect(rep.parts.map(\.whole).sum() == rep.whole)
      #expect(rep.parts.map(\.toDate).sum() == rep.toDate)
    }
  }
}

extension Workbench {
  fileprivate mutating func addVersioned(_ owner: ScopeID) throws -> Objective {
    let from = try date("2026-05-18")
    return add("v", owner, euros(17_000)) {
      $0.versions = [Objective.TargetVersion(validFrom: from, target: euros(34_000))]
    }
  }
}
