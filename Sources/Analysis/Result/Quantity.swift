/// What a figure counts in (ruling 35).
package enum Unit: String, Sendable, Codable, CaseIterable {
  /// Minor units of the run's currency.
  case money
  case count
  /// A share of one: 0.25 is 25 %.
  case rate
  /// Percentage points: 0.02 is 2 points.
  case points
  case days
  case hours
  case score
  /// A quotient that is no share, such as pipeline coverage.
  case ratio

  /// The place in `allCases`, from 0; stored results have it instead of the name (`run.json`).
  package var number: Int {
    switch self {
    case .money: 0
    case .count: 1
    case .rate: 2
    case .points: 3
    case .days: 4
    case .hours: 5
    case .score: 6
    case .ratio: 7
    }
  }
}

/// An exact value with its unit: a fraction of integers, never a floating-point number, so that
/// every machine prints the same digits.
///
/// Money is in minor units (`123456` is 1,234.56 euros); a mean may have a denominator beside 1.
package struct Quantity: Hashable, Sendable, Codable {
  package let unit: Unit
  package let numerator: Int64
  /// Always above 0.
  package let denominator: Int64

  package init(_ unit: Unit, _ numerator: Int64, over denominator: Int64 = 1) {
    self.unit = unit
    self.numerator = numerator
    self.denominator = denominator
  }

  /// Nothing when the denominator is 0: the caller says why there is no value (rule C10).
  package init?(_ unit: Unit, _ numerator: Int64, dividedBy denominator: Int64) {
    guard denominator != 0 else { return nil }
    self.init(
      unit, denominator < 0 ? -numerator : numerator, over: denominator.magnitude.asInt64)
  }

  /// The nearest integer, half away from zero.
  package var rounded: Int64 { scaled(by: 1) }

  /// The nearest integer to this value times `factor`, half away from zero.
  package func scaled(by factor: Int64) -> Int64 {
    roundedQuotient(Int128(numerator) * Int128(factor), Int128(denominator))
  }

  /// As a decimal: how many times 10 to the power of minus `places`, with at most six places, and
  /// fewer where the number is too large for them.
  package var decimal: (scaled: Int64, places: Int) {
    for (index, scale) in Self.scales.enumerated() {
      let limit = Int128(Int64.max) / Int128(scale)
      guard (-limit...limit).contains(Int128(numerator) / Int128(denominator)) else { continue }
      return (scaled(by: scale), 6 - index)
    }
    return (rounded, 0)
  }

  /// Millionths, and each power of ten up to one.
  static let scales: [Int64] = [1_000_000, 100_000, 10_000, 1_000, 100, 10, 1]

  package static let zeroMoney = Quantity(.money, 0)
}

extension UInt64 {
  fileprivate var asInt64: Int64 { Int64(clamping: self) }
}

/// A quotient rounded half away from zero; the denominator must be above 0.
///
/// Values beyond `Int64` are clamped, which no sum of money in minor units reaches.
package func roundedQuotient(_ numerator: Int128, _ denominator: Int128) -> Int64 {
  if let short = Int64(exactly: numerator), let under = Int64(exactly: denominator) {
    let (quotient, remainder) = short.quotientAndRemainder(dividingBy: under)
    let isAway = remainder.magnitude >= under.magnitude - remainder.magnitude
    return isAway ? quotient + (short < 0 ? -1 : 1) : quotient
  }
  let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
  let away: Int128 = remainder.magnitude * 2 >= denominator.magnitude ? (numerator < 0 ? -1 : 1) : 0
  return Int64(clamping: quotient + away)
}

/// Why there is no value (ruling 35); never replaced by 0.
package enum AbsentReason: String, Sendable, Codable, CaseIterable {
  case noEvent = "no_event"
  case missingField = "missing_field"
  case insufficientHistory = "insufficient_history"
  case noObjective = "no_objective"
  case zeroDenominator = "zero_denominator"
  case immature
  case notProjectable = "not_projectable"
  case noWorkingDay = "no_working_day"
}
