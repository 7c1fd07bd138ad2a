import Analysis
import Calendar

/// Says figures and dates in one language, for one medium and one currency.
struct PageText: Sendable {
  let language: Language
  let medium: Medium
  let currency: Currency

  /// How much of a value is said.
  enum Precision {
    /// Whole units: `12 346 €`, `62 %`.
    case table
    /// As short as a headline wants it: `12 k€`, `62 %`.
    case headline
    /// With one decimal where a whole number hides too much: `14,7 %`.
    case tile
  }

  subscript(key: String) -> String { language[key] }

  func phrase(_ key: String, _ arguments: [String: String]) -> String {
    language.phrase(key, arguments)
  }

  func plural(_ key: String, _ count: Int, _ arguments: [String: String] = [:]) -> String {
    language.plural(key, Int64(count), medium: medium, arguments: arguments)
  }

  func count(_ number: Int) -> String { language.number(Int64(number), medium: medium) }

  func value(
    _ quantity: Quantity, _ precision: Precision = .table, sign: SignStyle = .negative
  ) -> String {
    let (numerator, denominator) = (quantity.numerator, quantity.denominator)
    let isWhole = quantity.rounded * denominator == numerator
    switch quantity.unit {
    case .money:
      return language.money(
        numerator, over: denominator, currency: currency.code, minorDigits: currency.minorDigits,
        style: precision == .headline ? .compact : .whole, sign: sign, medium: medium)
    case .count:
      return language.number(
        numerator, over: denominator, decimals: isWhole ? 0 : 1, sign: sign, medium: medium)
    case .rate:
      return language.percent(
        numerator, over: denominator, decimals: precision == .tile ? 1 : 0, sign: sign,
        medium: medium)
    case .points:
      return language.points(
        numerator, over: denominator, decimals: precision == .tile ? 1 : 0, medium: medium)
    case .days:
      return language.days(
        numerator, over: denominator, decimals: isWhole ? 0 : 1, sign: sign, medium: medium)
    case .hours:
      return language.hours(
        numerator, over: denominator, decimals: isWhole ? 0 : 1, sign: sign, medium: medium)
    case .score:
      return language.number(
        numerator, over: denominator, decimals: isWhole ? 0 : 1, sign: sign, medium: medium)
    case .ratio:
      let number = language.number(
        numerator, over: denominator, decimals: 1, sign: sign, medium: medium)
      return phrase("unit.times", ["value": number])
    }
  }

  /// A gap: signed; between two rates it is said in points.
  func gap(_ quantity: Quantity, _ precision: Precision = .table) -> String {
    let said =
      quantity.unit == .rate
      ? Quantity(.points, quantity.numerator, over: quantity.denominator) : quantity
    return value(said, precision, sign: .change)
  }

  /// Whole percent: `87 %`.
  func percent(_ whole: Int) -> String {
    language.percent(Int64(whole), over: 100, medium: medium)
  }

  /// `part` of `whole` in whole percent; nothing without a whole above 0.
  func share(_ part: Quantity?, of whole: Quantity?) -> String? {
    guard let part, let whole, whole.numerator > 0 else { return nil }
    return percent(Int(clamping: CellBar.percent(of: part, in: whole)))
  }

  /// `s. o.` with the reason, which is what stands where there is no value (rule C10).
  func absent(_ reason: AbsentReason?) -> String {
    guard let reason else { return language["absent.mark"] }
    return phrase("absent.with_reason", ["reason": language["absent.\(reason.rawValue)"]])
  }

  func date(_ date: CalendarDate, style: DateStyle = .long) -> String {
    language.date(date, style: style)
  }

  /// The text that people wrote in this language, else in another, else nothing.
  func written(_ text: LocalizedText) -> String? {
    let written = text[language.code]
    return written.flatMap { $0.isEmpty ? nil : language.typeset($0) }
  }
}
