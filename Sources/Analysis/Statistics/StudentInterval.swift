/// The interval of a mean by Student's law.
package enum StudentInterval {
  /// 97.5 % quantiles for 1 to 30 degrees of freedom.
  private static let quantiles = [
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160,
    2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056,
    2.052, 2.048, 2.045, 2.042,
  ]

  /// Half the width of the 95 % interval, t s / sqrt(n); nothing for fewer than two values.
  ///
  /// Beyond 30 degrees of freedom the quantile is 1.96 + 2.4 / (n - 1), right to two thousandths.
  package static func halfWidth(_ values: [Double]) -> Double? {
    guard values.count >= 2 else { return nil }
    let n = Double(values.count)
    let mean = values.reduce(0, +) / n
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let freedom = values.count - 1
    let t = freedom <= quantiles.count ? quantiles[freedom - 1] : 1.96 + 2.4 / Double(freedom)
    return t * (squares / (n - 1) / n).squareRoot()
  }
}
