/// How far two rates may be apart: Newcombe's interval of a difference, made of the two Wilson
/// intervals, which holds for small samples.
package enum TwoProportions {
  /// The 95 % interval of the first rate minus the second, in points; nothing without trials.
  ///
  /// With d = p1 - p2 and Wilson bounds l, u of each:
  /// d - sqrt((p1 - l1)² + (u2 - p2)²) to d + sqrt((u1 - p1)² + (p2 - l2)²).
  package static func interval(
    _ first: (successes: Int, trials: Int), _ second: (successes: Int, trials: Int)
  ) -> Figure.Interval? {
    guard let one = Wilson.bounds(successes: first.successes, trials: first.trials),
      let two = Wilson.bounds(successes: second.successes, trials: second.trials)
    else { return nil }
    let p1 = Double(first.successes) / Double(first.trials)
    let p2 = Double(second.successes) / Double(second.trials)
    func length(_ a: Double, _ b: Double) -> Double { (a * a + b * b).squareRoot() }
    return Figure.Interval(
      low: Quantity(.points, millionthsOf: p1 - p2 - length(p1 - one.low, two.high - p2)),
      high: Quantity(.points, millionthsOf: p1 - p2 + length(one.high - p1, p2 - two.low)))
  }
}
