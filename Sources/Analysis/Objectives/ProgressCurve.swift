package import Calendar

/// F(t): which share of a target is expected by the end of each day of a period (objectives.md
/// 4.2), held as whole-number increments per day over one denominator, so that any sum of days is
/// exact.
///
/// The increments of a period add up to 1; those of a `recur` to the number of its weeks or
/// months, each of which asks for the whole target.
package struct ProgressCurve: Hashable, Sendable {
  package let period: Period
  /// One per day of the period, in units of `1 / denominator`.
  package let increments: [Int64]
  package let denominator: Int64

  /// Nothing when no day carries any of the target: `no_working_day` (ruling 8).
  package init?(period: Period, increments: [Int64], denominator: Int64) {
    guard increments.contains(where: { $0 != 0 }), denominator > 0 else { return nil }
    self.period = period
    self.increments = increments
    self.denominator = denominator
  }

  /// ΔF of a day; 0 outside the period.
  package func increment(on date: CalendarDate) -> Fraction {
    guard period.contains(date) else { return .zero }
    return Fraction(increments[date.days(since: period.start)], over: denominator)
  }

  /// The sum of the increments up to and including a day: ruling 5 counts the as-of day as elapsed.
  package func share(through date: CalendarDate) -> Fraction {
    let days = min(max(date.days(since: period.start) + 1, 0), increments.count)
    let sum = increments.prefix(days).reduce(Int128(0)) { $0 + Int128($1) }
    return Fraction(sum, over: denominator)
  }

  /// 1, or the number of weeks or months of a `recur`.
  package var whole: Fraction { share(through: period.lastDay) }

  /// Equal increments on the days that count: working days, or every day for the pace `calendar`.
  package static func even(_ period: Period, counting: [Bool]) -> ProgressCurve? {
    ProgressCurve(
      period: period, increments: counting.map { $0 ? 1 : 0 },
      denominator: Int64(counting.count { $0 }))
  }

  /// The user's own milestones: between two of them the share grows evenly over the days that
  /// count, so that absence on the day of a milestone does not take all of it away.
  ///
  /// The share of a
  /// milestone is reached by the end of its day; what the last one leaves is due by the last day.
  /// A segment without a day that counts falls due on its last day. Shares are in millionths,
  /// never fall and stay within 0 and 1.
  package static func milestones(
    _ period: Period, counting: [Bool], milestones: [Objective.PaceMilestone]
  ) -> ProgressCurve? {
    guard counting.contains(true) else { return nil }
    let million: Int64 = 1_000_000
    var bounds: [(day: Int, share: Int64)] = []
    for milestone in milestones.sorted(by: { $0.date < $1.date }) {
      let day = min(max(milestone.date.days(since: period.start), 0), counting.count - 1)
      let share = min(max(milestone.share.scaled(by: million), bounds.last?.share ?? 0), million)
      bounds.append((day, share))
    }
    bounds.append((counting.count - 1, million))
    var parts = [Fraction](repeating: .zero, count: counting.count)
    var start = 0
    var reached: Int64 = 0
    for bound in bounds {
      let growth = bound.share - reached
      let days = (start..<max(start, bound.day + 1)).filter { counting[$0] }
      if days.isEmpty {
        parts[bound.day] += Fraction(growth, over: million)
      } else {
        for day in days { parts[day] += Fraction(growth, over: million * Int64(days.count)) }
      }
      start = max(start, bound.day + 1)
      reached = bound.share
    }
    return over(commonDenominatorOf: parts, period: period)
  }

  /// Learnt from past periods: F = w · median_k S_k(u) + (1 - w) · u with w = K / (K + 4), where u
  /// is the working-day share and K the number of past periods; forced never to fall, with
  /// F(0) = 0 and F(1) = 1.
  ///
  /// Below three past periods it is the working-day curve. It moves on days
  /// that count only.
  package static func seasonal(
    _ period: Period, counting: [Bool], past: [SeasonalShares]
  ) -> ProgressCurve? {
    let days = Int64(counting.count { $0 })
    guard past.count >= SeasonalShares.minimumCount, days > 0 else {
      return even(period, counting: counting)
    }
    let count = Int64(past.count)
    // Shares are halves of millionths of 1 / days; the two weights are over K + 4.
    let unit = 2 * 1_000_000 * days
    let denominator = unit * (count + 4)
    var cumulated: [Int64] = [0]
    for day in 1...days {
      let shares = past.map { $0.share(at: day, of: days) }.sorted()
      let middle = shares.count / 2
      let median = shares.count % 2 == 1 ? 2 * shares[middle] : shares[middle - 1] + shares[middle]
      let value = count * median + 4 * 2 * 1_000_000 * day
      let bounded = min(max(value, cumulated[Int(day) - 1]), denominator)
      cumulated.append(day == days ? denominator : bounded)
    }
    var worked = 0
    let increments = counting.map { counts -> Int64 in
      guard counts else { return 0 }
      worked += 1
      return cumulated[worked] - cumulated[worked - 1]
    }
    return ProgressCurve(period: period, increments: increments, denominator: denominator)
  }

  /// A `recur`: every unit (week, month) asks for the whole target, scaled to the days worked
  /// (objectives.md 4.2, kpis.md `rhythm`).
  ///
  /// `nominalDays` is what a whole unit consists of; a
  /// unit that reaches outside the period counts for its days within.
  package static func recurring(
    _ period: Period, units: [RecurUnit], counting: [Bool]
  ) -> ProgressCurve? {
    var parts = [Fraction](repeating: .zero, count: counting.count)
    for unit in units where unit.nominalDays > 0 {
      for day in unit.days(within: period) where counting[day] {
        parts[day] = Fraction(1, over: unit.nominalDays)
      }
    }
    return over(commonDenominatorOf: parts, period: period)
  }

  private static func over(
    commonDenominatorOf parts: [Fraction], period: Period
  ) -> ProgressCurve? {
    let denominator = parts.reduce(Int128(1)) { common, part in
      common / Int128(gcd(common.magnitude, part.denominator.magnitude)) * part.denominator
    }
    guard let short = Int64(exactly: denominator) else { return nil }
    return ProgressCurve(
      period: period,
      increments: parts.map { Int64(clamping: $0.numerator * (denominator / $0.denominator)) },
      denominator: short)
  }

  private static func gcd(_ left: UInt128, _ right: UInt128) -> UInt128 {
    var (a, b) = (left, right)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }
}

/// One week, month or quarter of a `recur`.
package struct RecurUnit: Hashable, Sendable {
  package let period: Period
  /// The days the target is meant for: those of the company's week for a week, so that a week with
  /// a public holiday asks for less; the working days of the calendar for anything longer, whose
  /// target is meant for the month as it is.
  package let nominalDays: Int

  package init(period: Period, nominalDays: Int) {
    self.period = period
    self.nominalDays = nominalDays
  }

  /// The unit's days as positions in another period.
  func days(within other: Period) -> Range<Int> {
    let first = max(period.start.days(since: other.start), 0)
    let last = min(period.end.days(since: other.start), other.dayCount)
    return first..<max(first, last)
  }
}

/// How a past period filled up: the share of its final total at the end of each of its working
/// days, in millionths.
package struct SeasonalShares: Hashable, Sendable {
  /// Past periods below which nothing is learnt (objectives.md 4.2).
  package static let minimumCount = 3

  /// `shares[i]` after `i` working days; the first is 0, the last 1,000,000.
  private let shares: [Int64]

  /// The running totals at the end of each working day, in order.
  ///
  /// Nothing when the period ended
  /// at 0 or below, which leaves no share to speak of. Reversals may make a total fall; the curve
  /// never does.
  package init?(runningTotals: [Int64]) {
    guard let total = runningTotals.last, total > 0 else { return nil }
    var shares: [Int64] = [0]
    for amount in runningTotals {
      let share = roundedQuotient(Int128(amount) * 1_000_000, Int128(total))
      shares.append(min(max(share, shares.last ?? 0), 1_000_000))
    }
    self.shares = shares
  }

  /// S(day / days) in millionths of `1 / days`, evenly between two of the past period's days.
  func share(at day: Int64, of days: Int64) -> Int64 {
    let (index, rest) = (day * Int64(shares.count - 1)).quotientAndRemainder(dividingBy: days)
    let low = shares[Int(index)]
    let high = shares[min(Int(index) + 1, shares.count - 1)]
    return low * (days - rest) + high * rest
  }
}
