/// The few transcendental functions that the statistics need, made of additions, multiplications
/// and divisions only.
///
/// IEEE 754 fixes these to the last bit, while the `exp` and `erf` of C libraries differ between
/// machines; figures must not.
enum Exponential {
  /// e^x, to about 1e-15 relative: Taylor's series of x / 2^k, squared k times.
  static func exp(_ x: Double) -> Double {
    if x < -745 { return 0 }
    if x > 709 { return .infinity }
    var reduced = x
    var halvings = 0
    while reduced.magnitude > 0.5 {
      reduced /= 2
      halvings += 1
    }
    var term = 1.0
    var sum = 1.0
    for index in 1...20 {
      term = term * reduced / Double(index)
      sum += term
    }
    for _ in 0..<halvings { sum *= sum }
    return sum
  }
}

/// The standard normal distribution.
package enum Normal {
  /// P(Z >= z).
  ///
  /// Below 3 in magnitude by the series phi(z) (z + z^3/3 + z^5/15 + ...), beyond by the
  /// continued fraction phi(z) / (z + 1/(z + 2/(z + ...))).
  package static func upperTail(_ z: Double) -> Double {
    if z.isNaN { return .nan }
    if z < 0 { return 1 - upperTail(-z) }
    let density = Exponential.exp(-z * z / 2) * 0.3989422804014327
    guard z < 3 else {
      var fraction = z
      for step in stride(from: 120.0, through: 1, by: -1) { fraction = z + step / fraction }
      return density / fraction
    }
    var term = z
    var sum = z
    var odd = 1.0
    while term > 1e-17 {
      odd += 2
      term = term * z * z / odd
      sum += term
    }
    return 0.5 - density * sum
  }

  /// The two-sided 95 % point, as every printed interval uses it.
  package static let z95 = 1.959963984540054
}

extension Int64 {
  /// The nearest whole number, half away from zero; one that does not fit stays at 4·10^18, which
  /// leaves room for a sum, and what is no number is 0.
  package init(nearest value: Double) {
    let bound = 4_000_000_000_000_000_000.0
    self = value.isNaN ? 0 : Int64(Swift.min(Swift.max(value, -bound), bound).rounded())
  }
}

extension Quantity {
  /// A statistic as a figure, in millionths, half away from zero.
  ///
  /// The statistic itself is right to
  /// about 1e-12, so a value that lies closer than that to the middle of two millionths may fall
  /// on either side; it does so the same way on every machine.
  package init(_ unit: Unit, millionthsOf value: Double) {
    let scaled = (value * 1_000_000).rounded(.toNearestOrAwayFromZero)
    let bound = 9_000_000_000_000_000_000.0
    self.init(
      unit, scaled.isNaN ? 0 : Int64(min(max(scaled, -bound), bound)), over: 1_000_000)
  }
}
