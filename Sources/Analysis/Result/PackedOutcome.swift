/// Everything about an outcome but its numbers, in bits.
struct PackedOutcome: Hashable {
  private var bits: UInt64 = 0

  // Five quantities of five bits each (0 for none, else the unit's number and 1; whether it has a
  // denominator), then what is said of the outcome.
  private static let unitBits: UInt64 = 0b1111
  private static let denominatorBit: UInt64 = 0b10000
  private static let quantityBits: UInt64 = 0b11111
  /// All quantities but the value, and the value's denominator.
  private static let unplain: UInt64 = (1 << 25 - 1) & ~unitBits | isWide
  /// The value is the numerator over the denominator, both whole.
  private static let isQuotient: UInt64 = 1 << 25
  private static let isApproximate: UInt64 = 1 << 26
  private static let hasCount: UInt64 = 1 << 27
  /// The number of records takes more than four bytes.
  private static let isWide: UInt64 = 1 << 28
  private static let reasonShift: UInt64 = 32

  private static let units = Unit.allCases
  private static let reasons = AbsentReason.allCases

  init(_ outcome: Figure.Outcome) {
    set(outcome.value, 0)
    set(outcome.numerator, 1)
    set(outcome.denominator, 2)
    set(outcome.interval?.low, 3)
    set(outcome.interval?.high, 4)
    if let value = outcome.value, let numerator = outcome.numerator,
      let denominator = outcome.denominator, numerator.denominator == 1,
      denominator.denominator == 1, value.numerator == numerator.numerator,
      value.denominator == denominator.numerator
    {
      bits |= Self.isQuotient
    }
    if outcome.isApproximate { bits |= Self.isApproximate }
    if let count = outcome.count {
      bits |= UInt32(exactly: count) == nil ? Self.hasCount | Self.isWide : Self.hasCount
    }
    if let reason = outcome.absentReason { bits |= UInt64(reason.number + 1) << Self.reasonShift }
  }

  private mutating func set(_ quantity: Quantity?, _ place: UInt64) {
    guard let quantity else { return }
    bits |= UInt64(quantity.unit.number + 1) << (place * 5)
    if quantity.denominator != 1 { bits |= Self.denominatorBit << (place * 5) }
  }

  /// Whether the number of records and one number say it all.
  var isPlain: Bool { bits & Self.unplain == 0 }

  /// Appends the numbers of an outcome that is not plain.
  func append(_ outcome: Figure.Outcome, to rest: inout [Int64]) {
    if bits & Self.isQuotient == 0 { append(outcome.value, 0, to: &rest) }
    append(outcome.numerator, 1, to: &rest)
    append(outcome.denominator, 2, to: &rest)
    append(outcome.interval?.low, 3, to: &rest)
    append(outcome.interval?.high, 4, to: &rest)
    if bits & Self.isWide != 0, let count = outcome.count { rest.append(Int64(count)) }
  }

  private func append(_ quantity: Quantity?, _ place: UInt64, to rest: inout [Int64]) {
    guard let quantity else { return }
    rest.append(quantity.numerator)
    if bits & Self.denominatorBit << (place * 5) != 0 { rest.append(quantity.denominator) }
  }

  /// The outcome with its numbers: its own, or those in `rest` from there on.
  func outcome(count: UInt32, number: Int64, rest: Span<Int64>) -> Figure.Outcome {
    var outcome = Figure.Outcome(isApproximate: bits & Self.isApproximate != 0)
    if bits & Self.hasCount != 0 { outcome.count = Int(count) }
    let reason = bits >> Self.reasonShift
    if reason > 0 { outcome.absentReason = Self.reasons[Int(reason) - 1] }
    if isPlain {
      if let unit = unit(0) { outcome.value = Quantity(unit, number) }
      return outcome
    }
    var next = Int(number)
    if bits & Self.isQuotient == 0 { outcome.value = quantity(0, rest, &next) }
    outcome.numerator = quantity(1, rest, &next)
    outcome.denominator = quantity(2, rest, &next)
    if bits & Self.isQuotient != 0, let unit = unit(0), let numerator = outcome.numerator,
      let denominator = outcome.denominator
    {
      outcome.value = Quantity(unit, numerator.numerator, over: denominator.numerator)
    }
    if let low = quantity(3, rest, &next), let high = quantity(4, rest, &next) {
      outcome.interval = Figure.Interval(low: low, high: high)
    }
    if bits & Self.isWide != 0 { outcome.count = Int(rest[next]) }
    return outcome
  }

  private func unit(_ place: UInt64) -> Unit? {
    let number = Int(bits >> (place * 5) & Self.unitBits)
    return number == 0 ? nil : Self.units[number - 1]
  }

  private func quantity(_ place: UInt64, _ rest: Span<Int64>, _ next: inout Int) -> Quantity? {
    guard let unit = unit(place) else { return nil }
    let numerator = rest[next]
    next += 1
    guard bits >> (place * 5) & Self.denominatorBit != 0 else { return Quantity(unit, numerator) }
    next += 1
    return Quantity(unit, numerator, over: rest[next - 1])
  }
}

extension AbsentReason {
  /// The place in `allCases`.
  fileprivate var number: Int {
    switch self {
    case .noEvent: 0
    case .missingField: 1
    case .insufficientHistory: 2
    case .noObjective: 3
    case .zeroDenominator: 4
    case .immature: 5
    case .notProjectable: 6
    case .noWorkingDay: 7
    }
  }
}
