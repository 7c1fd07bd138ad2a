import Analysis
import Ingest

/// A number as people write a target: `50 000 €`, `25 %`, `>= 25 %`, `< 2 h`, `120 k€`, `+15 points`,
/// `1.20 x`.
struct AmountText: Equatable {
  enum Suffix: Equatable {
    case none
    /// ISO code.
    case currency(String)
    case percent
    case points
    case days
    case weeks
    case hours
    case minutes
    /// `/5`: of a score with so many points at most.
    case outOf(Int64)
    /// `x`: so many times the baseline.
    case times
  }

  var comparator: Objective.Comparator?
  /// Whether a plus or minus sign stands before it, which makes it a change.
  var hasSign: Bool
  /// The value is `digits / scale`; thousands and millions are already multiplied in.
  var digits: Int64
  /// A power of ten.
  var scale: Int64
  var suffix: Suffix

  enum Failure: Error, Equatable {
    case notANumber
    /// `1.234` or `1,234`: thousands or three decimals.
    case ambiguous
    case unknownUnit(String)
    case tooLarge
  }

  /// Reads a whole text.
  ///
  /// Without a declared decimal mark either is taken where only one reading is
  /// possible.
  init(_ text: String, decimalMark: Character? = nil) throws(Failure) {
    var rest = Substring(HeaderText.cleaned(text)).trimmed
    (comparator, rest) = Self.comparator(rest)
    if comparator == nil { (comparator, rest) = Self.words(rest) }
    var isNegative = false
    hasSign = false
    if let first = rest.first, "+-−".contains(first) {
      hasSign = true
      isNegative = first != "+"
      rest = rest.dropFirst().trimmed
    }
    var prefix: Suffix?
    if let first = rest.first, let code = Self.currencySigns[String(first)] {
      prefix = .currency(code)
      rest = rest.dropFirst().trimmed
    }
    let number = rest.prefix { $0.isASCII && $0.isNumber || ".,' ".contains($0) }
    let unit = rest.dropFirst(number.count).trimmed
    let (digits, scale) = try Self.number(number.trimmed, decimalMark: decimalMark)
    let (suffix, factor) = try Self.unit(String(unit))
    let (scaled, overflow) = digits.multipliedReportingOverflow(by: isNegative ? -factor : factor)
    if overflow { throw .tooLarge }
    self.suffix = suffix == .none ? prefix ?? .none : suffix
    self.digits = scaled
    self.scale = scale
    while self.scale > 1, self.digits % 10 == 0 {
      self.digits /= 10
      self.scale /= 10
    }
  }

  private static func comparator(_ text: Substring) -> (Objective.Comparator?, Substring) {
    let signs: [(String, Objective.Comparator)] = [
      (">=", .atLeast), ("=>", .atLeast), ("≥", .atLeast), ("<=", .atMost), ("=<", .atMost),
      ("≤", .atMost), (">", .above), ("<", .below), ("=", .equal),
    ]
    for (sign, comparator) in signs where text.hasPrefix(sign) {
      return (comparator, text.dropFirst(sign.count).trimmed)
    }
    return (nil, text)
  }

  /// `au moins 10`, `15 % maximum`.
  private static func words(_ text: Substring) -> (Objective.Comparator?, Substring) {
    let folded = HeaderText.folded(String(text))
    guard folded.count == text.count else { return (nil, text) }
    for (words, comparator) in phrases {
      for word in words {
        if folded.hasPrefix(word + " ") { return (comparator, text.dropFirst(word.count).trimmed) }
        if folded.hasSuffix(" " + word) { return (comparator, text.dropLast(word.count).trimmed) }
      }
    }
    return (nil, text)
  }

  /// The comparator that a text as a whole names: `au moins`, `less than`.
  static func comparator(named text: String) -> Objective.Comparator? {
    let folded = HeaderText.folded(text)
    return phrases.first { $0.0.contains(folded) }?.1
  }

  private static let phrases: [([String], Objective.Comparator)] = [
    (["au moins", "at least", "minimum", "mini", "not less than"], .atLeast),
    (["pas plus de", "au plus", "at most", "no more than", "maximum", "maxi", "max"], .atMost),
    (["plus de", "more than", "over", "above", "superieur a", "superieure a"], .above),
    (["moins de", "less than", "under", "below", "inferieur a", "inferieure a", "sous"], .below),
  ]

  /// Digits with groups of three and one decimal mark.
  private static func number(
    _ text: Substring, decimalMark: Character?
  ) throws(Failure) -> (Int64, Int64) {
    let compact = text.filter { $0 != " " && $0 != "'" }
    guard compact.contains(where: \.isNumber) else { throw .notANumber }
    // Spaces and apostrophes may only part groups of three.
    let groups = text.split(maxSplits: .max, omittingEmptySubsequences: false) { " '".contains($0) }
    for group in groups.dropFirst() where group.prefix(while: \.isNumber).count != 3 {
      throw .notANumber
    }
    let points = compact.count { $0 == "." }
    let commas = compact.count { $0 == "," }
    var mark: Character?
    if let decimalMark {
      mark = decimalMark
    } else if points > 0, commas > 0 {
      mark = compact.last { ".,".contains($0) }
    } else if points + commas == 1, let only = compact.first(where: { ".,".contains($0) }) {
      let parts = compact.split(separator: only, omittingEmptySubsequences: false)
      if parts[1].count == 3, parts[0].count <= 3, parts[0] != "0", groups.count == 1 {
        throw .ambiguous
      }
      mark = only
    }
    let parts = compact.split(
      separator: mark ?? "\u{0}", maxSplits: .max, omittingEmptySubsequences: false)
    guard parts.count <= 2, let whole = parts.first else { throw .notANumber }
    let fraction = parts.count == 2 ? parts[1] : ""
    guard fraction.allSatisfy(\.isNumber) else { throw .notANumber }
    let wholeGroups = whole.split(omittingEmptySubsequences: false) { ".,".contains($0) }
    for group in wholeGroups.dropFirst() where group.count != 3 { throw .notANumber }
    guard fraction.count <= 9, let value = Int64(wholeGroups.joined() + fraction) else {
      throw .tooLarge
    }
    return (value, fraction.reduce(1) { scale, _ in scale * 10 })
  }

  private static let factors: [String: Int64] = [
    "mille": 1_000, "millier": 1_000, "milliers": 1_000, "thousand": 1_000,
    "million": 1_000_000, "millions": 1_000_000, "mio": 1_000_000,
  ]

  private static let currencySigns = ["€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY"]

  private static func unit(_ text: String) throws(Failure) -> (Suffix, Int64) {
    if text.isEmpty { return (.none, 1) }
    switch HeaderText.folded(text) {
    case "%": return (.percent, 1)
    case "point", "points", "pt", "pts", "pp", "points de %", "pts de %": return (.points, 1)
    case "j", "jour", "jours", "d", "day", "days": return (.days, 1)
    case "sem", "semaine", "semaines", "week", "weeks": return (.weeks, 1)
    case "h", "heure", "heures", "hour", "hours": return (.hours, 1)
    case "min", "minute", "minutes", "mn": return (.minutes, 1)
    case "/5", "/ 5", "sur 5", "out of 5": return (.outOf(5), 1)
    case "x", "×", "fois", "times", "x base", "x la base": return (.times, 1)
    default: break
    }
    var sign = text
    var factor: Int64 = 1
    let words = HeaderText.folded(text).split { " '’".contains($0) }.map(String.init)
    if let named = factors[words.first ?? ""] {
      let rest = words.dropFirst().filter { !["d", "de", "of"].contains($0) }
      factor = named
      sign = rest.joined(separator: " ")
    } else if let first = text.first, "kKM".contains(first) {
      factor = first == "M" ? 1_000_000 : 1_000
      sign = String(text.dropFirst())
    }
    let name = sign.trimmingSpaces
    if name.isEmpty { return (.none, factor) }
    if let code = currencySigns[name] { return (.currency(code), factor) }
    if CurrencyCode.minorDigits(of: text.uppercased()) != nil {
      return (.currency(text.uppercased()), 1)
    }
    if CurrencyCode.minorDigits(of: name.uppercased()) != nil {
      return (.currency(name.uppercased()), factor)
    }
    if ["euro", "euros"].contains(name.lowercased()) { return (.currency("EUR"), factor) }
    throw .unknownUnit(text)
  }
}

extension Substring {
  var trimmed: Substring {
    var text = drop { $0.isWhitespace }
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}

extension String {
  var trimmingSpaces: String { String(Substring(self).trimmed) }
}

extension String {
  /// Without a plus or minus before it.
  var trimmingSigns: String {
    String(Substring(self).trimmed.drop { "+-−".contains($0) })
  }
}
