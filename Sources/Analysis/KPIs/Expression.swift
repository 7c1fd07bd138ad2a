/// Arithmetic on other KPIs: names, whole numbers, `+ - * /` and parentheses.
///
/// It is read once, with the catalogue, and evaluated exactly; where a part has no value the whole
/// has none (rule C10).
package indirect enum Expression: Sendable, Codable, Hashable {
  case number(Int64)
  /// Another KPI of the same scope.
  case kpi(String, over: Window)
  case sum(Expression, Expression)
  case difference(Expression, Expression)
  case product(Expression, Expression)
  case quotient(Expression, Expression)

  /// Which period of a part is meant.
  package enum Window: String, Sendable, Codable, CaseIterable {
    /// That of the KPI itself.
    case period
    /// The twelve months that end with the as-of day.
    case trailingYear = "trailing_year"
    /// The as-of day.
    case instant = "as_of"
  }

  /// Nothing where the text is no expression, or names what `names` has not.
  package init?(_ text: String, names: [String: (kpi: String, over: Window)]) {
    var parser = ExpressionParser(text, names: names)
    guard let expression = parser.sum(), parser.isAtEnd else { return nil }
    self = expression
  }

  /// The KPIs it names with their windows, in the order of the text, each once.
  var parts: [Part] {
    switch self {
    case .number: []
    case .kpi(let id, let window): [Part(kpi: id, over: window)]
    case .sum(let left, let right), .difference(let left, let right),
      .product(let left, let right), .quotient(let left, let right):
      left.parts + right.parts.filter { !left.parts.contains($0) }
    }
  }

  struct Part: Hashable {
    var kpi: String
    var over: Window
  }

  /// The KPIs it names.
  package var kpis: Set<String> {
    switch self {
    case .number: []
    case .kpi(let id, _): [id]
    case .sum(let left, let right), .difference(let left, let right),
      .product(let left, let right), .quotient(let left, let right):
      left.kpis.union(right.kpis)
    }
  }

  /// The value; `value` gives that of a KPI.
  func evaluated(_ value: (String, Window) -> Outcome) -> Outcome {
    switch self {
    case .number(let number): return .value(Fraction(number))
    case .kpi(let id, let window): return value(id, window)
    case .sum(let left, let right):
      return left.evaluated(value).combined(right.evaluated(value)) { .value($0 + $1) }
    case .difference(let left, let right):
      return left.evaluated(value).combined(right.evaluated(value)) { .value($0 - $1) }
    case .product(let left, let right):
      return left.evaluated(value).combined(right.evaluated(value)) { .value($0 * $1) }
    case .quotient(let left, let right):
      return left.evaluated(value).combined(right.evaluated(value)) {
        $1.isZero ? .absent(.zeroDenominator) : .value($0 / $1)
      }
    }
  }

  /// A value, or the reason of the first part that has none.
  enum Outcome {
    case value(Fraction)
    case absent(AbsentReason)

    fileprivate func combined(
      _ other: Outcome, _ operation: (Fraction, Fraction) -> Outcome
    ) -> Outcome {
      switch (self, other) {
      case (.value(let left), .value(let right)): operation(left, right)
      case (.absent, _): self
      case (_, .absent): other
      }
    }
  }
}

/// Recursive descent over a text of a line.
private struct ExpressionParser {
  private let characters: [Character]
  private let names: [String: (kpi: String, over: Expression.Window)]
  private var position = 0

  init(_ text: String, names: [String: (kpi: String, over: Expression.Window)]) {
    characters = text.filter { !$0.isWhitespace }
    self.names = names
  }

  var isAtEnd: Bool { position == characters.count }

  mutating func sum() -> Expression? {
    guard var left = product() else { return nil }
    while let sign = next(among: "+-") {
      guard let right = product() else { return nil }
      left = sign == "+" ? .sum(left, right) : .difference(left, right)
    }
    return left
  }

  private mutating func product() -> Expression? {
    guard var left = factor() else { return nil }
    while let sign = next(among: "*/") {
      guard let right = factor() else { return nil }
      left = sign == "*" ? .product(left, right) : .quotient(left, right)
    }
    return left
  }

  private mutating func factor() -> Expression? {
    if next(among: "(") != nil {
      guard let inner = sum(), next(among: ")") != nil else { return nil }
      return inner
    }
    let start = position
    while position < characters.count, isWord(characters[position]) { position += 1 }
    let word = String(characters[start..<position])
    if let number = Int64(word) { return .number(number) }
    return names[word].map { .kpi($0.kpi, over: $0.over) }
  }

  private func isWord(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_"
  }

  private mutating func next(among signs: String) -> Character? {
    guard position < characters.count, signs.contains(characters[position]) else { return nil }
    defer { position += 1 }
    return characters[position]
  }
}
