package import Calendar

/// How much more or less a month brings than its working days say: the mean over past years of its
/// amount per working day over the year's (objectives.md 4.2, for annual targets).
package struct SeasonalMonths: Hashable, Sendable {
  /// One month of one past year.
  package struct Month: Hashable, Sendable {
    package var total: Int64
    package var workingDays: Int

    package init(total: Int64, workingDays: Int) {
      self.total = total
      self.workingDays = workingDays
    }
  }

  /// Past years below which nothing is learnt.
  package static let minimumCount = 2
  private static let scale: Int64 = 10_000

  /// The weight of a working day of each month, January first, in `scale` parts.
  package let weights: [Int64]
  /// K: the years that they were learnt from.
  package let yearCount: Int

  /// `years` have twelve months each; nothing below two years that ended above 0.
  ///
  /// The index is drawn towards 1 by w = K / (K + 4), as the curves within a period are.
  package init?(years: [[Month]]) {
    let good = years.filter { year in
      year.count == 12 && year.reduce(0) { $0 + $1.total } > 0
        && year.reduce(0) { $0 + $1.workingDays } > 0
    }
    guard good.count >= Self.minimumCount else { return nil }
    yearCount = good.count
    let count = Int64(good.count)
    weights = (0..<12).map { month in
      let indices = good.map { year -> Fraction in
        let days = year.reduce(0) { $0 + $1.workingDays }
        let total = year.reduce(Int64(0)) { $0 + $1.total }
        guard year[month].workingDays > 0 else { return .one }
        return Fraction(Int128(max(year[month].total, 0)) * Int128(days), over: 1)
          / Fraction(Int128(total) * Int128(year[month].workingDays), over: 1)
      }
      let index = indices.sum() / Fraction(count)
      return ((index * Fraction(count) + Fraction(4)) / Fraction(count + 4))
        .scaled(by: Self.scale)
    }
  }
}

extension ProgressCurve {
  /// Working days, each with the weight of its month.
  package static func seasonal(
    _ period: Period, counting: [Bool], months: SeasonalMonths
  ) -> ProgressCurve? {
    let increments = counting.enumerated().map { index, counts -> Int64 in
      counts ? months.weights[period.start.adding(days: index).month - 1] : 0
    }
    return ProgressCurve(
      period: period, increments: increments, denominator: increments.reduce(0, +))
  }
}
