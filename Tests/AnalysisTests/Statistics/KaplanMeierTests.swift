import Testing

@testable import Analysis

private func survival(_ ended: [Int64], _ still: [Int64]) -> KaplanMeier {
  KaplanMeier(
    ended.map { .init(time: $0, isEnded: true) } + still.map { .init(time: $0, isEnded: false) })
}

@Suite struct KaplanMeierTests {
  /// The remission times of 6-mercaptopurine (Freireich 1963), the textbook example: median 23.
  @Test func `the median of the textbook's remissions is 23 weeks`() {
    let survival = survival(
      [6, 6, 6, 7, 10, 13, 16, 22, 23], [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35])
    #expect(survival.median == 23)
    #expect(survival.longest == 35)
  }

  @Test(
    arguments: [
      // Exactly half has ended.
      ([10, 20], [30, 40], 20), ([10], [], 10), ([5, 5, 5], [], 5),
      ([10, 20], [15, 30], 20), ([10, 30], [20, 30, 30], nil), ([], [10, 20], nil),
      ([], [], nil), ([0], [0], 0),
    ] as [([Int64], [Int64], Int64?)])
  func `half has ended, or it is not reached`(ended: [Int64], still: [Int64], median: Int64?) {
    #expect(survival(ended, still).median == median)
  }

  @Test func `the restricted mean is the area under the curve`() {
    // 10 at 1, 20 at 3/4, the rest of 1,095 at 1/4.
    let area = survival([10, 30, 30], [100]).restrictedMean(limit: 1_095)
    #expect(area == 291_250_000)
    #expect(survival([], [40]).restrictedMean(limit: 100) == 100_000_000)
    #expect(survival([200], []).restrictedMean(limit: 100) == 100_000_000)
  }
}
