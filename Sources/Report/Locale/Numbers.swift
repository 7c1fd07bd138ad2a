// Values are fractions of integers with a denominator above 0; all rounding is half away from zero
// and happens here, once.
extension Language {
  private static let noBreakSpace = "\u{A0}"

  /// `1 234,5`.
  package func number(
    _ numerator: Int64, over denominator: Int64 = 1, decimals: Int = 0,
    sign: SignStyle = .negative, medium: Medium
  ) -> String {
    format(
      FixedDecimal(Int128(numerator), over: Int128(denominator), decimals: decimals), sign: sign,
      medium: medium)
  }

  /// A share of one as a percentage: 1 over 8 is `12,5 %` with one decimal.
  package func percent(
    _ numerator: Int64, over denominator: Int64, decimals: Int = 0, sign: SignStyle = .negative,
    medium: Medium
  ) -> String {
    let value = FixedDecimal(
      Int128(numerator) * 100, over: Int128(denominator), decimals: decimals)
    return format(value, sign: sign, medium: medium) + numbers.percentSpace + "%"
  }

  /// A difference of shares in percentage points, with its sign: 2 over 100 is `+2 pts`.
  package func points(
    _ numerator: Int64, over denominator: Int64, decimals: Int = 0, sign: SignStyle = .change,
    medium: Medium
  ) -> String {
    let value = FixedDecimal(
      Int128(numerator) * 100, over: Int128(denominator), decimals: decimals)
    return plural("unit.points", value, sign: sign, medium: medium)
  }

  /// `12,5 jours`.
  package func days(
    _ numerator: Int64, over denominator: Int64 = 1, decimals: Int = 0,
    sign: SignStyle = .negative, medium: Medium
  ) -> String {
    plural(
      "unit.days", numerator, over: denominator, decimals: decimals, sign: sign, medium: medium)
  }

  /// `1,5 heure`.
  package func hours(
    _ numerator: Int64, over denominator: Int64 = 1, decimals: Int = 0,
    sign: SignStyle = .negative, medium: Medium
  ) -> String {
    plural(
      "unit.hours", numerator, over: denominator, decimals: decimals, sign: sign, medium: medium)
  }

  /// An amount given in minor units of a currency (ISO 4217 code), of which `minorDigits` make
  /// a unit: 123456 with 2 digits is `1 235 €`, or `1 234,56 €` in full.
  package func money(
    _ minorUnits: Int64, over denominator: Int64 = 1, currency: String, minorDigits: Int,
    style: MoneyStyle = .whole, sign: SignStyle = .negative, medium: Medium
  ) -> String {
    let unit = Int128(denominator) * FixedDecimal.power(of: minorDigits)
    func rounded(to size: Int128, decimals: Int) -> FixedDecimal {
      FixedDecimal(Int128(minorUnits), over: unit * size, decimals: decimals)
    }
    let value: FixedDecimal
    let isThousands: Bool
    switch style {
    case .full: (value, isThousands) = (rounded(to: 1, decimals: minorDigits), false)
    case .whole: (value, isThousands) = (rounded(to: 1, decimals: 0), false)
    case .thousands(let decimals):
      (value, isThousands) = (rounded(to: 1_000, decimals: decimals), true)
    case .compact:
      let whole = rounded(to: 1, decimals: 0)
      isThousands = whole.integer >= 10_000
      value = isThousands ? rounded(to: 1_000, decimals: 0) : whole
    }
    let symbol = numbers.currencySymbols[currency] ?? currency
    let prefix = isThousands ? "k" : ""
    let number = format(value, sign: sign, medium: medium)
    guard numbers.currencyFirst else { return number + Self.noBreakSpace + prefix + symbol }
    // A symbol that ends in a letter would run into the number.
    let space = symbol.last?.isLetter == true ? Self.noBreakSpace : ""
    let mark = value.signMark(sign)
    return mark + symbol + space + number.dropFirst(mark.count) + prefix
  }

  func format(_ value: FixedDecimal, sign: SignStyle, medium: Medium) -> String {
    let separator =
      switch numbers.grouping {
      case .space: medium == .web ? "\u{202F}" : Self.noBreakSpace
      case .mark(let mark): mark
      }
    // As bytes: a report has hundreds of numbers a page.
    let digits = Array(
      (UInt64(exactly: value.integer).map { String($0) } ?? String(value.integer)).utf8)
    var bytes = Array(value.signMark(sign).utf8)
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { bytes += separator.utf8 }
      bytes.append(digit)
    }
    if value.decimals > 0 {
      bytes += numbers.decimalMark.utf8
      bytes += value.fraction.utf8
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension FixedDecimal {
  fileprivate func signMark(_ style: SignStyle) -> String {
    if scaled < 0 { return "\u{2212}" }
    return style == .change && scaled > 0 ? "+" : ""
  }
}
