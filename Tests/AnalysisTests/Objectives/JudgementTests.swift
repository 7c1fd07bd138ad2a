import Analysis
import Calendar
import Testing

/// The table of ruling 19 and the solidity of objectives.md 4.2, 4.
@Suite struct JudgementTests {
  typealias Position = ObjectiveResult.Position
  typealias Solidity = ObjectiveResult.Solidity

  @Test(arguments: [
    (10_500, 105, Position.ahead), (10_449, 104, .onTime), (10_450, 105, .ahead),
    (9_450, 95, .onTime), (9_449, 94, .late), (7_950, 80, .late), (7_949, 79, .veryLate),
    (0, 0, .veryLate), (-300, -3, .veryLate),
  ])
  func `the index is rounded to the whole percent before it is judged`(
    actual: Int64, index: Int, position: Position
  ) {
    let judged = Thresholds.index(Fraction(actual), over: Fraction(10_000))
    #expect(judged == index)
    #expect(judged.map { Thresholds().position(ofIndex: $0) } == position)
  }

  @Test func `nothing expected has no index`() {
    #expect(Thresholds.index(Fraction(5), over: .zero) == nil)
  }

  /// Distances in tenths of a point around a rate of 25 %.
  @Test(arguments: [
    (11, Position.ahead), (10, .onTime), (0, .onTime), (-10, .onTime), (-11, .late),
    (-40, .late), (-41, .veryLate),
  ])
  func `a rate is on time within one point`(tenthsOfPoint: Int, position: Position) {
    let judged = Thresholds().position(
      ofDistance: Fraction(tenthsOfPoint, over: 1_000), target: Fraction(1, over: 4), unit: .rate)
    #expect(judged == position)
  }

  /// Distances in days around 60.
  @Test(arguments: [
    (4, Position.ahead), (3, .onTime), (-3, .onTime), (-4, .late), (-12, .late),
    (-13, .veryLate),
  ])
  func `any other level is on time within 5 percent of the target`(
    days: Int, position: Position
  ) {
    let judged = Thresholds().position(
      ofDistance: Fraction(days), target: Fraction(60), unit: .days)
    #expect(judged == position)
  }

  @Test(
    arguments: [
      ("2026-05-31", nil, Position.onTime), ("2026-05-20", "2026-05-12", .ahead),
      ("2026-08-01", "2026-05-31", .ahead), ("2026-06-01", nil, .late),
      ("2026-06-30", nil, .late), ("2026-07-01", nil, .veryLate),
      ("2026-09-01", "2026-06-02", .late),
    ] as [(String, String?, Position)])
  func `a milestone due on 31 May is done, due or overdue`(
    asOf: String, doneOn: String?, position: Position
  ) throws {
    let judged = Thresholds().position(
      ofMilestoneDue: try date("2026-05-31"), doneOn: try doneOn.map(date),
      asOf: try date(asOf))
    #expect(judged == position)
  }

  @Test(arguments: [
    ([Position.ahead, .late, .onTime], Position.late), ([.ahead, .tooEarly], .ahead),
    ([.tooEarly, .none], .tooEarly), ([.none], .none), ([], .none),
    ([.late, .veryLate], .veryLate),
  ])
  func `the worst member decides a combo`(members: [Position], position: Position) {
    #expect(Position.worst(members) == position)
  }

  /// EX 15 `> 45`, EX 42 `< 15 %`, EX 34 `= 100 %`: at the very target.
  @Test(arguments: [
    (Objective.Comparator.atLeast, 45, true), (.above, 45, false), (.above, 46, true),
    (.atMost, 45, true), (.below, 45, false), (.below, 44, true), (.equal, 45, true),
    (.equal, 46, false),
  ])
  func `a comparator is kept as written`(
    comparator: Objective.Comparator, actual: Int, isMet: Bool
  ) {
    #expect(comparator.isMet(Fraction(actual), Fraction(45)) == isMet)
  }

  @Test(arguments: [
    (3, 10, Solidity.toConfirm), (21, 60, .signal), (35, 80, .toConfirm), (0, 3, .toConfirm),
    (0, 1, .tooEarly), (0, 2, .toConfirm),
  ])
  func `a count is a signal when mid-p is below 5 percent`(
    done: Int, doubledExpectation: Int, solidity: Solidity
  ) {
    let judged = SolidityTest.count(
      Fraction(done), expected: Fraction(doubledExpectation, over: 2))
    #expect(judged == solidity)
  }

  @Test func `the size of single deals decides whether a money gap is a signal`() {
    let even = AmountMoments(of: [Int64](repeating: 100_000, count: 40))
    let lumpy = AmountMoments(of: [10_000, 10_000, 10_000, 2_000_000])
    let (actual, expected) = (Fraction(1_500_000), Fraction(3_000_000))
    #expect(SolidityTest.sum(actual, expected: expected, moments: even) == .signal)
    #expect(SolidityTest.sum(actual, expected: expected, moments: lumpy) == .toConfirm)
    #expect(SolidityTest.sum(actual, expected: expected, moments: nil) == .toConfirm)
    #expect(SolidityTest.sum(.zero, expected: Fraction(50_000), moments: even) == .tooEarly)
  }

  @Test(arguments: [(5, 20, Solidity.toConfirm), (25, 100, .signal), (0, 0, .none)])
  func `a rate below 35 percent needs enough trials`(
    successes: Int, trials: Int, solidity: Solidity
  ) {
    let judged = SolidityTest.rate(
      successes: successes, trials: trials, expected: Fraction(35, over: 100))
    #expect(judged == solidity)
  }

  @Test func `twenty answers cannot call a score of 45 below 60`() {
    let answers = NetPromoterScore(promoters: 12, passives: 5, detractors: 3)
    #expect(SolidityTest.score(answers, expected: Fraction(60)) == .toConfirm)
    let many = NetPromoterScore(promoters: 1_200, passives: 500, detractors: 300)
    #expect(SolidityTest.score(many, expected: Fraction(60)) == .signal)
  }
}
