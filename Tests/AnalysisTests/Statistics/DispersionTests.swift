import Testing

@testable import Analysis

struct DispersionTests {
  private func weeks(_ counts: [Int64]) -> [(count: Int64, days: Int)] { counts.map { ($0, 5) } }

  /// Forty weeks of about thirty, as chance makes them.
  private let even: [Int64] = (0..<40).map { [30, 25, 35, 28, 33, 22, 38, 29][$0 % 8] }

  @Test(arguments: [
    // As even as before, on another level, more even.
    ([30, 24, 36, 29, 33, 23, 37, 28], false), ([15, 12, 18, 14, 16, 11, 19, 15], false),
    ([30, 30, 30, 30, 30, 30, 30, 30], false),
    // All in one week of four, or nothing in the second half.
    ([80, 0, 0, 0, 80, 0, 0, 0], true), ([60, 55, 65, 58, 0, 0, 0, 0], true),
    // One poor week is chance, too few weeks say nothing.
    ([30, 25, 14, 28, 33, 22, 38, 29], false), ([80, 0, 0, 0], false),
  ])
  func `an irregular rhythm is told from less work`(counts: [Int64], isIrregular: Bool) {
    let found = Dispersion([weeks(counts)]).probability(against: Dispersion([weeks(even)]))
    #expect(((found ?? 1) < 0.01) == isIrregular)
  }

  /// Of F with 10 and 20, and 7 and 300 degrees of freedom, the tables have these upper points.
  @Test(arguments: [
    (10, 20, 2.348, 0.05), (10, 20, 3.368, 0.01), (7, 300, 2.04, 0.05), (30, 120, 1.55, 0.05),
  ])
  func `the tail is that of the ratio of two variances`(
    own: Int, other: Int, ratio: Double, tail: Double
  ) throws {
    // Counts of 1000 with two opposite deviations a pair have the index that their size makes, and
    // squares that do not vary.
    func series(_ freedom: Int, _ index: Double) -> [(count: Int64, days: Int)] {
      let off = (index * Double(freedom) / Double(freedom + 1) * 1_000_000).squareRoot()
      return (0...freedom).map { (Int64(1_000_000 + ($0 % 2 == 0 ? off : -off)), 1) }
    }
    // An odd number of degrees of freedom has an even number of counts.
    let now = Dispersion([series(own | 1, ratio)])
    let before = Dispersion([series(other | 1, 1)])
    let found = try #require(now.probability(against: before))
    #expect(abs(found - tail) < 0.012)
  }

  @Test func `people are compared with themselves`() throws {
    let before = Dispersion([weeks(even), weeks(even.map { $0 * 10 })])
    let same = Dispersion([weeks(Array(even.prefix(8))), weeks(even.prefix(8).map { $0 * 10 })])
    #expect(try #require(same.probability(against: before)) > 0.2)
    #expect(Dispersion([weeks([])]).probability(against: before) == nil)
    #expect(before.probability(against: Dispersion([weeks([0, 0, 0, 0, 0, 0, 0, 0])])) == nil)
  }
}
