/// How uneven counts are around the even rate of their own series (Fisher's index of dispersion).
///
/// A count c of so many days, where its series has the rate r a day, adds (c - r d)² / (r d): about 1
/// by chance alone, whatever the rate, so that less activity is not taken for irregular activity.
package struct Dispersion: Hashable, Sendable {
  private var squares = 0.0
  private var squaresOfSquares = 0.0
  private var count = 0
  /// Counts less one for each series.
  private var freedom = 0

  /// Fewer degrees of freedom say nothing.
  private static let minimumFreedom = 4

  /// Series in which nothing was counted are left out.
  package init(_ series: some Sequence<[(count: Int64, days: Int)]>) {
    for counts in series {
      let sum = counts.reduce(Int64(0)) { $0 + $1.count }
      let days = counts.reduce(0) { $0 + $1.days }
      guard sum > 0, days > 0, counts.count > 1 else { continue }
      let rate = Double(sum) / Double(days)
      for (count, days) in counts where days > 0 {
        let expected = rate * Double(days)
        let off = Double(count) - expected
        let square = off * off / expected
        squares += square
        squaresOfSquares += square * square
        self.count += 1
      }
      freedom += counts.count - 1
    }
  }

  /// The one-sided probability that counts are so much less even than `before` by chance alone;
  /// nothing where either is too few.
  ///
  /// The ratio of two indices follows F about as the ratio of two variances does; its tail is
  /// Paulson's, which is a normal one of cube roots. Counts with a few far ones say less than their
  /// number: the degrees of freedom are divided by how much the squares of before vary beyond those
  /// of a normal law, whose squared coefficient of variation is 2.
  package func probability(against before: Dispersion) -> Double? {
    guard freedom >= Self.minimumFreedom, before.freedom >= Self.minimumFreedom,
      before.squares > 0
    else { return nil }
    let ratio = squares / Double(freedom) / (before.squares / Double(before.freedom))
    guard ratio > 1 else { return 0.5 }
    let mean = before.squares / Double(before.count)
    let variation = before.squaresOfSquares / Double(before.count) / (mean * mean) - 1
    let weight = 2 / max(variation, 2)
    let (own, other) = (Double(freedom) * weight, Double(before.freedom) * weight)
    let (a, b) = (2 / (9 * own), 2 / (9 * other))
    let root = Self.cubeRoot(ratio)
    return Normal.upperTail(((1 - b) * root - (1 - a)) / (b * root * root + a).squareRoot())
  }

  /// Of a number above 1, by Newton's method: the roots of C libraries differ between machines.
  private static func cubeRoot(_ value: Double) -> Double {
    var root = value
    for _ in 0..<200 {
      let next = (2 * root + value / (root * root)) / 3
      if next >= root { break }
      root = next
    }
    return root
  }
}
