/// What a cell that should hold an amount, a number or a rate turned out to hold.
package enum DecimalReading: Equatable, Sendable {
  /// The number times the reader's multiplier, rounded half away from zero. `inexact` when that
  /// changed it by more than a millionth of a unit (ruling 30).
  case value(Int64, inexact: Bool)
  case missing
  /// No number under either decimal mark.
  case notANumber
  /// A number, but only under the other decimal mark.
  case contradictsMark
  case tooLarge
  /// A currency sign or code that is not the company's.
  case otherCurrency
}

/// Reads decimal numbers as people and tools write them, with a declared decimal mark.
///
/// Groups of three may be parted by the other mark, a space (also U+00A0, U+202F, U+2009) or an
/// apostrophe; a sign may be `-`, `+`, U+2212 or brackets around the number. Nothing is guessed per
/// cell: `1.234` is 1234 under a decimal comma and 1.234 under a decimal point.
package struct DecimalReader: Sendable {
  private let mark: UInt8
  private let multiplier: UInt64
  private let isRate: Bool
  /// The currency whose sign may stand in the cell; nothing accepts every sign.
  private let currency: String?
  private let allowsCurrency: Bool
  private let allowsEuro: Bool
  /// What a value may be at most.
  private let largest: UInt64
  /// What a `k` or an `M` behind the number must stand for: what the file was declared to be in.
  private let scale: Int64
  /// By count of decimals, what the digits are multiplied by, as long as that is a whole number.
  private let exactFactors: [UInt64]

  /// Minor units that every tool behind a report holds exactly, spreadsheets too; sums of a thousand
  /// such amounts still fit into 64 bits.
  private static let largestAmount: UInt64 = 1 << 53

  private init(
    mark: UInt8, multiplier: UInt64, isRate: Bool, currency: String?, allowsCurrency: Bool,
    scale: Int64 = 1
  ) {
    self.mark = mark
    self.multiplier = multiplier
    self.isRate = isRate
    self.currency = currency
    self.allowsCurrency = allowsCurrency
    allowsEuro = allowsCurrency && (currency ?? "EUR") == "EUR"
    largest = allowsCurrency ? Self.largestAmount : UInt64(Int64.max)
    self.scale = scale
    exactFactors = Array(
      Self.powersOfTen.prefix { multiplier > 0 && multiplier % $0 == 0 }.map { multiplier / $0 })
  }

  /// Amounts in minor units of `currency`; `scale` is 1,000 for a file in thousands, in which `k€`
  /// may then stand behind the number.
  package static func money(
    mark: UInt8, minorUnitsPerUnit: Int64, scale: Int64 = 1, currency: String?
  ) -> DecimalReader {
    let product = minorUnitsPerUnit.magnitude.multipliedReportingOverflow(by: scale.magnitude)
    return DecimalReader(
      mark: mark, multiplier: product.overflow ? .max : product.partialValue, isRate: false,
      currency: currency, allowsCurrency: true, scale: scale)
  }

  /// Plain numbers in millionths.
  package static func number(mark: UInt8) -> DecimalReader {
    DecimalReader(
      mark: mark, multiplier: 1_000_000, isRate: false, currency: nil, allowsCurrency: false)
  }

  /// Shares as millionths of 1.
  ///
  /// `scale` is what the file writes for the whole: 1 or 100; a `%` sign in the cell always means
  /// 100.
  package static func rate(mark: UInt8, scale: Int64) -> DecimalReader {
    DecimalReader(
      mark: mark, multiplier: scale == 100 ? 10_000 : 1_000_000, isRate: true, currency: nil,
      allowsCurrency: false)
  }

  /// The number of a cell as it stands in the file, or why there is none.
  @inline(__always)
  package func read(_ cell: Span<UInt8>) -> DecimalReading {
    plain(cell) ?? grouped(cell) ?? readSlowly(cell)
  }

  /// The number of a cell of one of the usual shapes, where it is exact; nothing where `read` must
  /// look.
  @inline(__always)
  func plainValue(_ cell: Span<UInt8>) -> Int64? {
    if case .value(let value, inexact: false) = plain(cell) ?? grouped(cell) { return value }
    return nil
  }

  @inline(never)
  private func readSlowly(_ cell: Span<UInt8>) -> DecimalReading {
    let bare = CellText.bare(cell)
    guard bare.count < cell.count else { return readText(cell) }
    // One shell is taken off: a cell may be megabytes of them.
    let text = cell.extracting(bare)
    return plain(text) ?? grouped(text) ?? readText(text)
  }

  private func readText(_ cell: Span<UInt8>) -> DecimalReading {
    if CellText.isMissing(cell) { return .missing }
    guard let text = NumberText(cell) else { return .notANumber }
    if text.isPercent && !isRate { return .notANumber }
    if text.scale != 1 && text.scale != scale { return .notANumber }
    if let sign = text.currency {
      guard allowsCurrency else { return .notANumber }
      if let currency, !NumberText.currencies(of: sign).contains(currency) {
        return .otherCurrency
      }
    }
    guard let decimal = text.decimal(mark: mark) else {
      let other = mark == UInt8(ascii: ".") ? UInt8(ascii: ",") : UInt8(ascii: ".")
      return text.decimal(mark: other) == nil ? .notANumber : .contradictsMark
    }
    return scaled(
      decimal, by: text.isPercent ? 10_000 : multiplier, isNegative: text.isNegative)
  }

  /// Digits and at most one decimal mark, which is nearly every cell.
  @inline(__always)
  private func plain(_ cell: Span<UInt8>) -> DecimalReading? {
    let count = cell.count
    if count == 0 { return .missing }
    if count > 18 { return nil }
    var mantissa: UInt64 = 0
    var markIndex = -1
    for index in 0..<count {
      let digit = cell[index] &- 48
      if digit <= 9 {
        mantissa = mantissa &* 10 &+ UInt64(digit)
      } else if cell[index] == mark, markIndex < 0, index > 0 {
        markIndex = index
      } else {
        return nil
      }
    }
    return scaled(
      mantissa, fractionDigits: markIndex < 0 ? 0 : count - 1 - markIndex, isNegative: false)
  }

  /// Groups of digits, a minus and a euro; nothing where `readSlowly` must look.
  @inline(never)
  private func grouped(_ cell: Span<UInt8>) -> DecimalReading? {
    guard case .number(let number) = GroupedNumber.read(cell, mark: mark),
      allowsEuro || !number.hasEuro
    else { return nil }
    return scaled(
      number.mantissa, fractionDigits: number.fractionDigits, isNegative: number.isNegative)
  }

  @inline(__always)
  private func scaled(
    _ mantissa: UInt64, fractionDigits: Int, isNegative: Bool
  ) -> DecimalReading {
    if fractionDigits < exactFactors.count {
      // No rounding, as with nearly every amount; 18 digits may still be too many.
      let factor = exactFactors[fractionDigits]
      let (product, overflow) = mantissa.multipliedReportingOverflow(by: factor)
      if factor > 0, !overflow, product <= largest {
        let value = Int64(truncatingIfNeeded: product)
        return .value(isNegative ? -value : value, inexact: false)
      }
    }
    return scaled(
      Decimal(mantissa: UInt128(mantissa), fractionDigits: fractionDigits), by: multiplier,
      isNegative: isNegative)
  }

  /// A number as digits and the count of those after the decimal mark.
  ///
  /// 28 digits: 19 before rounding in an `Int64`, and enough behind them to round by.
  struct Decimal: Equatable {
    var mantissa: UInt128
    var fractionDigits: Int

    static let digits = 28
    static let largest = (0..<digits).reduce(UInt128(1)) { power, _ in power * 10 }
  }

  private static let powersOfTen: [UInt64] = [
    1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000,
    10_000_000_000, 100_000_000_000, 1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000,
    1_000_000_000_000_000, 10_000_000_000_000_000, 100_000_000_000_000_000,
    1_000_000_000_000_000_000,
  ]

  private func scaled(
    _ decimal: Decimal, by multiplier: UInt64, isNegative: Bool
  ) -> DecimalReading {
    var mantissa = decimal.mantissa
    var fractionDigits = decimal.fractionDigits
    if mantissa == 0 { return .value(0, inexact: false) }
    while fractionDigits < 0 {
      mantissa *= 10
      if mantissa > Decimal.largest { return .tooLarge }
      fractionDigits += 1
    }
    while fractionDigits > Decimal.digits, mantissa > 0 {
      mantissa /= 10
      fractionDigits -= 1
    }
    if mantissa == 0 { return .value(0, inexact: true) }
    let (product, overflow) = mantissa.multipliedReportingOverflow(by: UInt128(multiplier))
    if overflow { return .tooLarge }
    let divisor = (0..<fractionDigits).reduce(UInt128(1)) { power, _ in power * 10 }
    let (quotient, remainder) = product.quotientAndRemainder(dividingBy: divisor)
    // Half away from zero.
    let roundsUp = remainder != 0 && remainder >= divisor - remainder
    let magnitude = quotient + (roundsUp ? 1 : 0)
    if magnitude > UInt128(largest) { return .tooLarge }
    let difference = roundsUp ? divisor - remainder : remainder
    let value = Int64(magnitude)
    return .value(isNegative ? -value : value, inexact: difference > divisor / 1_000_000)
  }
}
