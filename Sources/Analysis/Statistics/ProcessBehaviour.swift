/// Limits of the chart of individual values and moving ranges (XmR): what the ordinary variation
/// of a weekly figure is, and which points stand out of it (kpis.md, `signal`).
package struct ProcessBehaviour: Hashable, Sendable {
  package let mean: Fraction
  /// Mean of the differences between neighbours.
  package let movingRange: Fraction
  /// mean - 2.66 movingRange.
  package let lower: Fraction
  /// mean + 2.66 movingRange.
  package let upper: Fraction

  /// Points that must be there before anything is said.
  package static let minimumCount = 8

  /// Nothing below eight points.
  package init?(_ points: [Fraction]) {
    guard points.count >= Self.minimumCount else { return nil }
    mean = points.sum() / Fraction(points.count)
    movingRange =
      zip(points, points.dropFirst()).map { ($1 - $0).magnitude }.sum()
      / Fraction(points.count - 1)
    let reach = Fraction(266, over: 100) * movingRange
    lower = mean - reach
    upper = mean + reach
  }

  /// The positions of the points that are a signal: outside the limits, or the eighth and later
  /// ones of a run on one side of the mean.
  package func signals(in points: [Fraction]) -> [Int] {
    var run = 0
    var side = 0
    return points.indices.filter { index in
      let point = points[index]
      let newSide = point > mean ? 1 : point < mean ? -1 : 0
      run = newSide != 0 && newSide == side ? run + 1 : newSide == 0 ? 0 : 1
      side = newSide
      return point < lower || point > upper || run >= Self.minimumCount
    }
  }
}
