/// Wilson's score interval of a rate (rule C11), the choice for small samples.
package enum Wilson {
  /// Both bounds in [0, 1], or nothing without trials.
  ///
  /// With p = k / n the bounds are
  /// (p + z²/2n ± z sqrt(p(1-p)/n + z²/4n²)) / (1 + z²/n).
  package static func bounds(
    successes: Int, trials: Int, z: Double = Normal.z95
  ) -> (low: Double, high: Double)? {
    guard trials > 0, (0...trials).contains(successes) else { return nil }
    let n = Double(trials)
    let p = Double(successes) / n
    let squared = z * z
    let centre = p + squared / (2 * n)
    let half = z * (p * (1 - p) / n + squared / (4 * n * n)).squareRoot()
    let scale = 1 + squared / n
    // At no success and at full success the bound is exactly 0 or 1, whatever the rounding.
    return (
      successes == 0 ? 0 : (centre - half) / scale,
      successes == trials ? 1 : (centre + half) / scale
    )
  }

  /// The 95 % interval of a rate as a figure shows it.
  package static func interval(successes: Int, trials: Int) -> Figure.Interval? {
    guard let bounds = bounds(successes: successes, trials: trials) else { return nil }
    return Figure.Interval(
      low: Quantity(.rate, millionthsOf: bounds.low),
      high: Quantity(.rate, millionthsOf: bounds.high))
  }

  /// The one-sided probability of a rate at least this far from `expected` (Wilson's score test:
  /// z = (k/n - e) / sqrt(e(1-e)/n), the test whose inversion is the interval).
  ///
  /// An expected rate of 0 or 1 leaves no room for chance: any miss has probability 0.
  package static func tail(successes: Int, trials: Int, expected: Double) -> Double? {
    guard trials > 0, (0...1).contains(expected) else { return nil }
    let n = Double(trials)
    let distance = (Double(successes) / n - expected).magnitude
    if distance == 0 { return 0.5 }
    return Normal.upperTail(distance / (expected * (1 - expected) / n).squareRoot())
  }
}
