import Testing

@testable import Analysis

@Suite struct StatisticsTests {
  @Test(
    arguments: [
      ([1, 2, 3, 4, 5], 80, 4), ([1, 2, 3, 4, 5], 81, 5), ([7], 80, 7), ([1, 2, 3, 4], 50, 2),
      ([5, 5, 5, 9], 80, 9), ([1, 2, 3], 0, 1), ([3, 1, 2], 100, 3),
    ] as [([Int64], Int, Int64)])
  func `a percentile is the value of the nearest rank`(
    values: [Int64], percent: Int, expected: Int64
  ) {
    #expect(Histogram(values).percentile(percent) == expected)
  }

  @Test(
    arguments: [([1, 2, 3], 4), ([1, 2], 3), ([4], 8), ([1, 1, 9, 9], 10)] as [([Int64], Int)])
  func `a median is the middle value or the mean of the two`(values: [Int64], doubled: Int) {
    #expect(Histogram(values).median == Fraction(doubled, over: 2))
  }

  @Test(
    arguments: [[], [3], [5, 5, 9], [4, -1, 4, 12, 0], [6, 6, 6]] as [[Int64]],
    [0, 4, 5, 12] as [Int64])
  func `an outline tells what the distribution would`(values: [Int64], limit: Int64) {
    var outline = Histogram.Outline(limit: limit)
    for (value, times) in Histogram(values).ascending { outline.add(value, times: times) }
    #expect(outline.count == values.count)
    #expect(outline.countWithin == values.count { $0 <= limit })
    #expect(outline.bounds?.lowerBound == values.min())
    #expect(outline.bounds?.upperBound == values.max())
  }

  @Test(arguments: [2, 3, 12, 60, 1_000])
  func `rates of weeks vary as fractions of them do`(number: Int) throws {
    var state = UInt64(number)
    func random(_ limit: UInt64) -> Int64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int64((state >> 33) % limit)
    }
    let weeks = (0..<number).map { _ in (count: random(90), days: Int(random(7)) + 1) }
    let quick = try #require(KPIAlgorithm.moments(weeks))
    let slow = KPIAlgorithm.moments(weeks.map { Fraction($0.count, over: $0.days) })
    #expect(quick.mean == slow.mean)
    #expect(quick.squares == slow.squares)
  }

  @Test(arguments: [(3, 8), (1 << 32, 5), (3, 0)] as [(Int64, Int)])
  func `rates that are no whole parts of a week's are left to fractions`(count: Int64, days: Int) {
    #expect(KPIAlgorithm.moments([(count: 1, days: 1), (count: count, days: days)]) == nil)
  }

  @Test(arguments: [0, 1, 2, 3, 4, 5, 6, 7] as [UInt64])
  func `a share of which nobody goes out of sight is that of those counted`(seed: UInt64) {
    var state = seed
    func random(_ limit: UInt64) -> Int64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int64((state >> 33) % limit)
    }
    let won = (0..<random(60)).map { _ in random(200) }
    let lost = (0..<random(60)).map { _ in random(200) }
    // Seen for all of the 90 days: to their end is enough.
    let open = (0..<random(60) + 1).map { _ in 90 + random(3) }
    let counted = Fraction(
      won.count { $0 <= 90 }, over: won.count + lost.count + open.count)
    let share = AalenJohansen.share(
      Histogram(won), besides: Histogram(lost), censored: Histogram(open), by: 90)
    #expect(share == counted)
  }

  @Test func `a sum that does not fit stays at the largest number`() {
    #expect(Histogram([.max, .max, 1]).sum == .max)
    #expect(Histogram([.min, -1]).sum == .min)
  }

  @Test(
    arguments: [
      (2.5, 3), (-2.5, -3), (0.49, 0), (1e30, 4_000_000_000_000_000_000),
      (-Double.infinity, -4_000_000_000_000_000_000), (.nan, 0),
    ] as [(Double, Int64)])
  func `a statistic that is no whole number of cents never ends a run`(
    value: Double, nearest: Int64
  ) {
    #expect(Int64(nearest: value) == nearest)
  }

  @Test func `no value has no median, percentile or mean`() {
    let empty = Histogram()
    #expect(empty.median == nil)
    #expect(empty.percentile(80) == nil)
    #expect(empty.mean == nil)
  }

  @Test func `histograms pool instead of averaging medians`() {
    var pooled = Histogram([1, 1, 1])
    pooled.add(Histogram([100]))
    #expect(pooled.median == Fraction(1))
    #expect(pooled.mean == Fraction(103, over: 4))
  }

  @Test(arguments: [
    (0.0, 0.5), (1, 0.158655253931457), (1.644853626951473, 0.05), (1.959963984540054, 0.025),
    (2.99, 0.001394887243), (3.01, 0.001306238452), (-1, 0.841344746068543),
    (5, 2.866515718791939e-7), (8, 6.220960574271786e-16),
  ])
  func `the normal tail agrees with the tables`(z: Double, expected: Double) {
    #expect((Normal.upperTail(z) / expected - 1).magnitude < 1e-7)
  }

  @Test(arguments: [
    (0, 2_000.0), (2_000, 2_000), (2_100, 2_000), (100_000, 100_000), (1_000_000_000, 500_000_000),
    (0, 1e9),
  ])
  func `large expectations neither underflow nor loop`(count: Int, expected: Double) throws {
    let probability = try #require(Poisson.midP(count: count, expected: expected))
    let z = (Double(count) - expected).magnitude / expected.squareRoot()
    #expect((probability - Normal.upperTail(z)).magnitude < 0.01)
  }

  @Test func `no expectation has no probability`() {
    #expect(Poisson.midP(count: 3, expected: 0) == nil)
  }

  @Test func `a compound sum of equal amounts is a count`() throws {
    // 16 expected deals of 1,000: sd = 4 deals, so 12 done lies one deviation below.
    let moments = AmountMoments(of: [1_000, 1_000, 1_000])
    let tail = try #require(
      Poisson.compoundTail(actual: 12_000, expected: 16_000, moments: moments))
    #expect((tail - Normal.upperTail(1)).magnitude < 1e-12)
  }

  @Test func `unequal amounts make a gap less certain`() throws {
    let even = AmountMoments(of: [1_000, 1_000])
    let uneven = AmountMoments(of: [100, 1_900])
    let first = try #require(Poisson.compoundTail(actual: 5, expected: 9_000, moments: even))
    let second = try #require(Poisson.compoundTail(actual: 5, expected: 9_000, moments: uneven))
    #expect(first < second)
  }

  // Parts in thirtieths.
  @Test(
    arguments: [
      ([10, 10, 10], [1, 0, 0]), ([-10, -10, -10], [0, 0, -1]), ([75, -75], [3, -3]),
      ([42, 39, 39], [2, 1, 1]), ([], []),
    ] as [([Int], [Int64])])
  func `largest remainders keep the sum`(thirtieths: [Int], expected: [Int64]) {
    #expect(LargestRemainder.round(thirtieths.map { Fraction($0, over: 30) }) == expected)
  }

  @Test func `parts that no whole number holds are clamped`() {
    let huge = Fraction(Int128(Int64.max)) * Fraction(11)
    #expect(LargestRemainder.round([-huge, huge, Fraction(1, over: 2)]) == [.min, .max, 0])
    #expect(LargestRemainder.round([Fraction(Int64.max), Fraction(Int64.max)]) == [.max, .max])
  }

  @Test func `Shapley parts of up to six factors add up exactly`() {
    var generator = TestGenerator(state: 7)
    for count in 1...6 {
      let plan = (0..<count).map { _ in generator.fraction() }
      let actual = (0..<count).map { _ in generator.fraction() }
      let parts = Shapley.productParts(from: plan, to: actual)
      let gap = actual.reduce(.one, *) - plan.reduce(.one, *)
      #expect(parts.sum() == gap, "\(count) factors")
    }
  }

  @Test func `one factor that does not move has no part`() {
    let same = Fraction(5)
    let parts = Shapley.productParts(from: [Fraction(2), same], to: [Fraction(3), same])
    #expect(parts == [Fraction(5), .zero])
  }

  @Test func `a distribution says of its values what their sorted list says`() {
    var generator = TestGenerator(state: 11)
    for size in [0, 1, 2, 7, 40, 300] {
      func values() -> [Int64] {
        (0..<size).map { _ in
          let wide = Int64.random(in: -9_000...9_000, using: &generator)
          return Bool.random(using: &generator) ? wide : wide / 700
        }
      }
      let (first, second) = (values(), values())
      var both = Histogram(first)
      both.add(Histogram(second))
      let sorted = (first + second).sorted()
      #expect(both == Histogram(sorted))
      #expect(both.ascending.flatMap { Array(repeating: $0.value, count: $0.times) } == sorted)
      for number in [0, 1, 3, size, 2 * size + 1] {
        #expect(both.sumOfLargest(number) == sorted.suffix(number).reduce(0, +), "\(number)")
      }
    }
  }

  @Test func `negative amounts shift the distribution`() {
    let sum = BernoulliSum([
      BernoulliSum.Deal(amount: 300, probability: 0.5),
      BernoulliSum.Deal(amount: -100, probability: 0.25),
    ])
    #expect(sum.mean == 125)
    #expect(sum.probability(atLeast: 0) == 0.875)
    #expect(sum.probability(atLeast: 200) == 0.5)
    #expect(sum.quantile(0.01) == -100)
  }

  @Test func `no deal is a certain zero`() {
    let sum = BernoulliSum([])
    #expect(sum.mean == 0)
    #expect(sum.quantile(0.9) == 0)
    #expect(sum.probability(atLeast: 1) == 0)
  }

  @Test func `amounts without a common grid are put on one of bounded size`() {
    let deals = (0..<200).map {
      BernoulliSum.Deal(amount: Int64(1_000_003 + 7_919 * $0), probability: 0.3)
    }
    let sum = BernoulliSum(deals)
    #expect(sum.probabilities.count <= 20_300)
    let exact = deals.reduce(0.0) { $0 + Double($1.amount) * $1.probability }
    #expect((sum.mean / exact - 1).magnitude < 0.002)
  }

  @Test func `no success and full success have bounds of exactly 0 and 1`() {
    for trials in 1...200 {
      #expect(Wilson.bounds(successes: 0, trials: trials)?.low == 0)
      #expect(Wilson.bounds(successes: trials, trials: trials)?.high == 1)
    }
    #expect(Wilson.interval(successes: 1, trials: 0) == nil)
  }

  @Test func `a score against a target of everything: one miss cannot be chance`() {
    #expect(Wilson.tail(successes: 99, trials: 100, expected: 1) == 0)
    #expect(Wilson.tail(successes: 100, trials: 100, expected: 1) == 0.5)
    #expect(Wilson.tail(successes: 0, trials: 0, expected: 0.5) == nil)
  }
}

/// Repeatable numbers for properties that must hold for any input.
struct TestGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ (state >> 29)
  }

  mutating func fraction() -> Fraction {
    Fraction(Int.random(in: -500...500, using: &self), over: Int.random(in: 1...40, using: &self))
  }
}
