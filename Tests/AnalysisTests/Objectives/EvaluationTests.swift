import Calendar
import Testing

@testable import Analysis

/// Whole results, on 10 May 2026: 4 of 17 working days.
@Suite struct EvaluationTests {
  @Test func `money: every figure of the three-second line`() throws {
    var bench = try Workbench()
    let objective = bench.add("c", .company, euros(17_000)) { $0.priority = 1 }
    let result = bench.context.evaluate(
      objective, scope: .company, actual: figure(euros(3_000), count: 3),
      evidence: ObjectiveEvidence(moments: AmountMoments(of: [50_000, 50_000])))
    #expect(result.target == euros(17_000))
    #expect(result.expectedToDate == euros(4_000))
    #expect(result.gapToDate == euros(-1_000))
    #expect(result.gapToTarget == euros(-14_000))
    #expect(result.attainment == Quantity(.rate, 3, over: 17))
    // 14,000 over 13 days left: 1,076.92 a day, against 750 a day so far.
    #expect(result.requiredPerDay == Quantity(.money, 107_692))
    #expect(result.requiredOverPace == Quantity(.ratio, 56, over: 39))
    #expect(result.index == 75)
    #expect(result.position == .veryLate)
    #expect(result.solidity == .toConfirm)
    #expect(result.isMet == false)
    #expect(result.absentReason == nil)
    #expect(result.actualCount == 3)
  }

  @Test func `counts: a fraction is expected, not a rounded number`() throws {
    var bench = try Workbench()
    let objective = bench.add("c", .company, Quantity(.count, 10), kpi: "n_won")
    let result = bench.context.evaluate(
      objective, scope: .company, actual: figure(Quantity(.count, 2)))
    #expect(result.expectedToDate == Quantity(.count, 40, over: 17))
    #expect(result.gapToDate == Quantity(.count, -6, over: 17))
    #expect(result.requiredPerDay == Quantity(.count, 8, over: 13))
    #expect(result.index == 85)
    #expect(result.position == .late)
    #expect(result.solidity == .toConfirm)
  }

  @Test func `printed gap is printed actual minus printed expectation`() throws {
    var bench = try Workbench()
    let objective = bench.add("c", .company, Quantity(.money, 101))
    let result = bench.context.evaluate(
      objective, scope: .company, actual: figure(Quantity(.money, 50)))
    // 23.76 cents are expected.
    #expect(result.expectedToDate == Quantity(.money, 24))
    #expect(result.gapToDate == Quantity(.money, 26))
  }

  @Test func `a met target requires nothing more`() throws {
    var bench = try Workbench()
    let objective = bench.add("c", .company, euros(17_000))
    let result = bench.context.evaluate(
      objective, scope: .company, actual: figure(euros(18_000)))
    #expect(result.isMet == true)
    #expect(result.requiredPerDay == euros(0))
    #expect(result.requiredOverPace == Quantity(.ratio, 0))
    #expect(result.position == .ahead)
  }

  @Test func `no day left leaves nothing to require per day`() throws {
    var bench = try Workbench(asOf: "2026-05-30")
    let objective = bench.add("c", .company, euros(17_000))
    let result = bench.context.evaluate(
      objective, scope: .company, actual: figure(euros(16_000)))
    #expect(result.requiredPerDay == nil)
    #expect(result.expectedToDate == euros(17_000))
    #expect(result.index == 94)
  }

  @Test func `no result yet has no pace to compare with`() throws {
    var bench = try Workbench()
    let objective = bench.add("c", .company, euros(17_000))
    let result = bench.context.evaluate(objective, scope: .company, actual: figure(euros(0)))
    #expect(result.index == 0)
    #expect(result.requiredOverPace == nil)
  }

  @Test func `an absent figure keeps its reason and the target is still told`() throws {
    var bench = try Workbench()
    let objective = bench.add("c", .company, euros(17_000))
    var absent = figure(nil)
    absent.absentReason = .noEvent
    let result = bench.context.evaluate(objective, scope: .company, actual: absent)
    #expect(result.absentReason == .noEvent)
    #expect(result.target == euros(17_000))
    #expect(result.expectedToDate == euros(4_000))
    #expect(result.position == .none)
    #expect(result.solidity == .none)
    #expect(result.isMet == nil)
    let nothing = bench.context.evaluate(objective, scope: .company, actual: nil)
    #expect(nothing.absentReason == .missingField)
  }

  @Test func `before a tenth of the period nothing is solid`() throws {
    var bench = try Workbench(asOf: "2026-05-04")
    let objective = bench.add("c", .company, Quantity(.count, 170), kpi: "calls")
    let result = bench.context.evaluate(
      objective, scope: .company, actual: figure(Quantity(.count, 1)))
    #expect(result.position == .veryLate)
    #expect(result.solidity == .tooEarly)
  }

  @Test func `a period without a working day has no pace`() throws {
    let weekend = Period.window(from: try date("2026-05-09"), to: try date("2026-05-10"))
    var bench = try Workbench()
    let objective = bench.add("c", .company, euros(100), period: weekend)
    let result = bench.context.evaluate(objective, scope: .company, actual: figure(euros(50)))
    #expect(result.absentReason == .noWorkingDay)
    #expect(result.index == nil)
    #expect(result.requiredPerDay == nil)
  }

  @Test func `relative money: base times one and the growth`() throws {
    var bench = try Workbench()
    let objective = bench.add("c", .company, percent(20)) { $0.relative = .percent }
    let actual = figure(euros(5_000))
    let context = bench.context(baselines: ["c": euros(17_000)])
    let result = context.evaluate(objective, scope: .company, actual: actual)
    #expect(result.target == euros(20_400))
    #expect(result.expectedToDate == euros(4_800))
    #expect(result.statedTarget == percent(20))
    let without = bench.context.evaluate(objective, scope: .company, actual: actual)
    #expect(without.target == nil)
    #expect(without.absentReason == .insufficientHistory)
  }

  @Test(arguments: [(Objective.Relative.percent, 23), (.points, 35)])
  func `C15 fifteen percent more than 20 percent is 23, fifteen points more is 35`(
    relative: Objective.Relative, target: Int
  ) throws {
    var bench = try Workbench()
    let objective = bench.add("c", .company, percent(15)) {
      $0.kind = .reach
      $0.relative = relative
    }
    let context = bench.context(baselines: ["c": percent(20)])
    #expect(context.targetInForce(of: objective) == Fraction(target, over: 100))
  }

  @Test func `a growth of revenue is money even before any revenue is known`() throws {
    var bench = try Workbench()
    let objective = bench.add("c", .company, percent(20)) { $0.relative = .percent }
    let context = bench.context(baselines: ["c": euros(17_000)])
    let result = context.evaluate(objective, scope: .company, actual: nil)
    #expect(result.target == euros(20_400))
  }

  @Test func `a target of nothing has no index`() throws {
    var bench = try Workbench()
    try bench.addPerson("alice") { person in
      person.hiredAt = try date("2026-05-01")
      person.ramp = [percent(0)]
    }
    let objective = bench.add("c", rep("alice"), euros(17_000))
    let result = bench.context.evaluate(
      objective, scope: rep("alice"), actual: figure(euros(500)))
    #expect(result.target == euros(0))
    #expect(result.index == nil)
    #expect(result.attainment == nil)
    #expect(result.position == .none)
    #expect(result.absentReason == .zeroDenominator)
  }

  @Test func `a weekly target asks for less in a week with a holiday`() throws {
    // EX 32: 40 calls a week, over 13 weeks from 6 April; Easter Monday is the first day.
    let period = Period.window(from: try date("2026-04-06"), to: try date("2026-07-05"))
    var bench = try Workbench(asOf: "2026-04-12")
    bench.addPerson("alice")
    let objective = bench.add(
      "c", rep("alice"), Quantity(.count, 40), kpi: "calls", kind: .recur, period: period
    ) { $0.cadence = .week }
    let result = bench.context.evaluate(
      objective, scope: rep("alice"), actual: figure(Quantity(.count, 32)))
    #expect(result.expectedToDate == Quantity(.count, 32))
    #expect(result.index == 100)
    // 13 weeks of 5 days without Easter Monday, 1, 8, 14 and 25 May.
    #expect(result.target == Quantity(.count, 60 * 8))
  }

  @Test func `weeks are met or not, each by the days worked in it`() throws {
    let period = Period.window(from: try date("2026-04-27"), to: try date("2026-05-24"))
    var bench = try Workbench(asOf: "2026-05-17")
    try bench.addPerson("alice") { $0.absences = [try span("2026-05-18", "2026-05-24")] }
    let objective = bench.add(
      "c", rep("alice"), Quantity(.count, 40), kpi: "calls", kind: .recur, period: period
    ) { $0.cadence = .week }
    let context = bench.context
    let units = context.recurTargets(of: objective, scope: rep("alice"))
    // 1 May, 8 May and Ascension Day; then a week away.
    #expect(units.map(\.target) == [32, 32, 32, 0].map { Fraction($0) })
    #expect(units.map(\.isFinished) == [true, true, true, false])
    #expect(
      units.map(\.target).sum()
        == context.exactTarget(of: objective, scope: rep("alice"))?.whole)
    let met = context.unitsMet(
      of: objective, scope: rep("alice"),
      actuals: [
        "2026-W18": Quantity(.count, 32), "2026-W19": Quantity(.count, 31),
        "2026-W21": Quantity(.count, 99),
      ])
    #expect(met == (1, 2))
  }

  @Test func `the weeks of a team are the sum of its reps' weeks`() throws {
    let period = Period.window(from: try date("2026-05-04"), to: try date("2026-05-17"))
    var bench = try Workbench(asOf: "2026-05-17")
    bench.addPerson("alice")
    try bench.addPerson("bruno") { $0.absences = [try span("2026-05-11", "2026-05-13")] }
    for name in ["alice", "bruno"] {
      bench.add(name, rep(name), Quantity(.count, 40), kpi: "calls", kind: .recur, period: period) {
        $0.cadence = .week
      }
    }
    let context = bench.context
    let implied = try #require(context.impliedObjectives(bench.plan).first)
    let units = context.recurTargets(of: implied, scope: .company)
    #expect(units.map(\.target) == [Fraction(64), Fraction(32 + 8)])
  }

  @Test func `a monthly target is meant for the month as it is`() throws {
    let year = Period.containing(try date("2026-05-10"), kind: .year)
    var bench = try Workbench()
    let objective = bench.add(
      "c", .company, Quantity(.count, 10), kpi: "meetings_held", kind: .recur, period: year
    ) { $0.cadence = .month }
    let result = bench.context.evaluate(
      objective, scope: .company, actual: figure(Quantity(.count, 42)))
    #expect(result.target == Quantity(.count, 120))
    // Four whole months and 4 of 17 days of May.
    #expect(result.expectedToDate == Quantity(.count, 720, over: 17))
    #expect(result.index == 99)
  }

  @Test func `a rate that must rise is judged by its way from the baseline`() throws {
    // EX 09: 18 % to 25 %; half of the period gone, 21.5 % expected.
    var bench = try Workbench(asOf: "2026-05-15")
    let period = Period.window(from: try date("2026-05-11"), to: try date("2026-05-21"))
    let objective = bench.add(
      "c", .company, percent(25), kpi: "win_rate", kind: .reach, period: period
    ) { $0.baseline = percent(18) }
    let result = bench.context.evaluate(
      objective, scope: .company, actual: rateFigure(21, of: 100))
    #expect(result.workingDaysTotal == 8)
    #expect(result.expectedToDate == Quantity(.rate, 43, over: 200))
    #expect(result.index == 86)
    #expect(result.position == .late)
    #expect(result.solidity == .toConfirm)
    #expect(result.isMet == false)
  }

  @Test func `a rate that must fall is judged the same way`() throws {
    var bench = try Workbench(asOf: "2026-05-31")
    let objective = bench.add("c", .company, percent(2), kpi: "churn", kind: .reach) {
      $0.baseline = percent(6)
      $0.direction = .down
      $0.comparator = .atMost
    }
    let result = bench.context.evaluate(
      objective, scope: .company, actual: rateFigure(3, of: 100))
    #expect(result.index == 75)
    #expect(result.attainment == nil)
  }

  @Test func `a way of less than a fifth of the period shows the level only`() throws {
    var bench = try Workbench(asOf: "2026-05-06")
    let objective = bench.add("c", .company, percent(25), kpi: "win_rate", kind: .reach) {
      $0.baseline = percent(18)
    }
    let result = bench.context.evaluate(
      objective, scope: .company, actual: rateFigure(10, of: 100))
    #expect(result.position == .tooEarly)
    #expect(result.index == nil)
    #expect(result.actual == Quantity(.rate, 10, over: 100))
  }

  @Test func `a way without baseline cannot be judged`() throws {
    var bench = try Workbench()
    let objective = bench.add("c", .company, percent(25), kpi: "win_rate", kind: .reach)
    let result = bench.context.evaluate(
      objective, scope: .company, actual: rateFigure(10, of: 100))
    #expect(result.absentReason == .insufficientHistory)
    #expect(result.position == .none)
  }

  /// EX 45 `>= 25 %` and EX 42 `< 15 %`.
  @Test(arguments: [
    (Objective.Kind.hold, 25, 27, ObjectiveResult.Position.ahead, true),
    (.hold, 25, 25, .onTime, true), (.hold, 25, 24, .onTime, false), (.hold, 25, 22, .late, false),
    (.hold, 25, 20, .veryLate, false), (.cap, 15, 13, .ahead, true), (.cap, 15, 15, .onTime, false),
    (.cap, 15, 16, .onTime, false), (.cap, 15, 19, .late, false), (.cap, 15, 20, .veryLate, false),
  ])
  func `a level is judged by its distance and met as written`(
    kind: Objective.Kind, target: Int64, actual: Int64, position: ObjectiveResult.Position,
    isMet: Bool
  ) throws {
    var bench = try Workbench()
    let objective = bench.add("c", .company, percent(target), kpi: "rate", kind: kind) {
      if kind == .cap { $0.comparator = .below }
    }
    let result = bench.context.evaluate(
      objective, scope: .company, actual: rateFigure(actual, of: 100))
    #expect(result.position == position)
    #expect(result.isMet == isMet)
    #expect(
      result.gapToTarget.map { Fraction($0) } == Fraction(actual - target, over: 100))
    #expect(result.gapToTarget?.unit == .points)
    #expect(result.expectedToDate == result.target)
    #expect(result.index == nil)
  }

  @Test func `units with two upsells a year fill up, a share is expected all along`() throws {
    var bench = try Workbench()
    let counted = bench.add("c", .company, Quantity(.count, 2), kpi: "upsells", kind: .each)
    let first = bench.context.evaluate(
      counted, scope: .company, actual: rateFigure(20, of: 100))
    #expect(first.target == Quantity(.rate, 1))
    #expect(first.expectedToDate == Quantity(.rate, 4, over: 17))
    #expect(first.index == 85)
    #expect(first.isMet == false)
    let shared = bench.add("d", .company, percent(100), kpi: "contacted", kind: .each) {
      $0.comparator = .equal
    }
    let second = bench.context.evaluate(
      shared, scope: .company, actual: rateFigure(96, of: 100))
    #expect(second.index == 96)
    #expect(second.position == .onTime)
    #expect(second.solidity == .signal)
    #expect(second.isMet == false)
  }

  @Test func `a combo shows its worst member and is met when all are`() throws {
    var bench = try Workbench()
    let late = bench.add("a", .company, euros(17_000))
    let fine = bench.add("b", .company, euros(17_000))
    let combo = bench.add("c", .company, nil, kind: .combo) { $0.members = ["a", "b"] }
    let context = bench.context
    let members = [
      context.evaluate(fine, scope: .company, actual: figure(euros(17_000))),
      context.evaluate(late, scope: .company, actual: figure(euros(3_500))),
    ]
    let result = context.evaluate(
      combo, scope: .company, actual: nil, evidence: ObjectiveEvidence(members: members))
    #expect(result.position == .late)
    #expect(result.index == 88)
    #expect(result.isMet == false)
    #expect(result.absentReason == nil)
  }

  @Test func `a milestone known only later is not done yet`() throws {
    var bench = try Workbench()
    let objective = bench.add("c", .company, nil, kind: .milestone)
    let done = try date("2026-05-11")
    let result = bench.context.evaluate(
      objective, scope: .company, actual: nil, evidence: ObjectiveEvidence(doneOn: done))
    #expect(result.position == .onTime)
    #expect(result.isMet == false)
  }
}

/// Ruling 20.
@Suite struct HeadlineTests {
  private func result(
    _ id: String, _ target: Quantity?, priority: Int? = nil, index: Int? = nil
  ) throws -> ObjectiveResult {
    var bench = try Workbench()
    var result = ObjectiveResult(objective: bench.add(id, .company, target), scope: .company)
    result.target = target
    result.priority = priority
    result.index = index
    return result
  }

  @Test func `the marked one wins`() throws {
    let results = [
      try result("a", euros(900), priority: 1), try result("b", Quantity(.count, 3), index: 90),
    ]
    #expect(ObjectiveContext.headline(of: results, marked: ["b"]) == "b")
  }

  @Test func `then the largest money target of priority 1`() throws {
    let results = [
      try result("a", euros(900)), try result("b", euros(500), priority: 1),
      try result("c", euros(700), priority: 1), try result("d", euros(700), priority: 1),
    ]
    #expect(ObjectiveContext.headline(of: results) == "c")
  }

  @Test func `then the largest money target, even beside a priority 1 count`() throws {
    let results = [
      try result("a", Quantity(.count, 9_999_999), priority: 1), try result("b", euros(5)),
      try result("c", euros(7)),
    ]
    #expect(ObjectiveContext.headline(of: results) == "c")
  }

  @Test func `then the lowest index, ties by identifier, unjudged last`() throws {
    let count = Quantity(.count, 5)
    let results = [
      try result("a", count), try result("d", count, index: 70), try result("c", count, index: 70),
    ]
    #expect(ObjectiveContext.headline(of: results) == "c")
    #expect(ObjectiveContext.headline(of: []) == nil)
  }
}
