import Analysis
import Markup

/// The formula of a KPI as MathML: measures and KPIs by the names that an analyst types.
enum FormulaMarkup {
  /// Nothing where a formula says no more than the definition: a plain measure, or none at all.
  static func element(_ kpi: KPI, _ text: PageText) -> MarkupElement? {
    switch kpi.formula {
    case .simple, .unavailable: nil
    case .ratio(let numerator, let denominator):
      math([fraction(name(numerator), name(denominator))])
    case .statistic(let measure, let statistic):
      math([name(statistic), sign("("), name(measure), sign(")")])
    case .cumulative(let measure):
      math([
        MarkupElement(
          "munder",
          [], [.element(sign("\u{2211}")), .element(words(text["formula.since_january"]))]),
        name(measure),
      ])
    case .conversion(let measure, let event, let filter, let days):
      math([
        fraction(
          lines(
            [
              row([name(measure)]),
              row([
                sign("\u{2192}"), name(event), sign("\u{2264}"), number(days),
                words(text["formula.days"]),
              ]),
            ]
              + filter.sorted { $0.key < $1.key }.map { field, values in
                row([name(field), sign("="), words(values.joined(separator: ", "))])
              }), name(measure))
      ])
    case .derived(let expression): math([self.expression(expression, text)])
    case .algorithm(let algorithm, let measures, let parameters):
      math([call(algorithm, measures, parameters)])
    }
  }

  /// `largest_share(won_values; top = 3)`, on lines of their own where that is too wide for a phone.
  private static func call(
    _ algorithm: String, _ measures: [String: String], _ parameters: [String: Int64]
  ) -> MarkupElement {
    let inputs = measures.sorted { $0.key < $1.key }.map { [name($0.value)] }
    let settings = parameters.sorted { $0.key < $1.key }.map {
      [name($0.key), sign("="), number(Int(clamping: $0.value))]
    }
    let parts = inputs + settings
    let length =
      algorithm.utf8.count + measures.values.reduce(0) { $0 + $1.utf8.count + 2 }
      + parameters.keys.reduce(0) { $0 + $1.utf8.count + 6 }
    let closed = parts.enumerated().map { number, part in
      part + [sign(number == parts.count - 1 ? ")" : ",")]
    }
    let head = [name(algorithm), sign("(")] + (parts.isEmpty ? [sign(")")] : [])
    return length > widest
      ? lines([row(head)] + closed.map { row($0) }) : row(head + closed.flatMap { $0 })
  }

  private static let widest = 34

  // MARK: Arithmetic

  private static func expression(_ expression: Expression, _ text: PageText) -> MarkupElement {
    switch expression {
    case .number(let number): return self.number(Int(clamping: number))
    case .kpi(let id, let window):
      guard window != .period else { return name(id) }
      return MarkupElement(
        "msub", [],
        [.element(name(id)), .element(words(text["formula.\(window.rawValue)"]))])
    case .sum(let left, let right):
      return row([self.expression(left, text), sign("+"), self.expression(right, text)])
    case .difference(let left, let right):
      return row([self.expression(left, text), sign("\u{2212}"), enclosed(right, text)])
    case .product:
      let factors = factors(expression).map { enclosed($0, text) }
      // One factor a line: a formula is no wider than a phone.
      return lines(
        factors.enumerated().map { number, factor in
          number == 0 ? row([factor]) : row([sign("\u{D7}"), factor])
        })
    case .quotient(let left, let right):
      return fraction(self.expression(left, text), self.expression(right, text))
    }
  }

  private static func factors(_ expression: Expression) -> [Expression] {
    guard case .product(let left, let right) = expression else { return [expression] }
    return factors(left) + factors(right)
  }

  private static func enclosed(_ expression: Expression, _ text: PageText) -> MarkupElement {
    switch expression {
    case .sum, .difference: row([sign("("), self.expression(expression, text), sign(")")])
    case .number, .kpi, .product, .quotient: self.expression(expression, text)
    }
  }

  // MARK: Elements

  private static func math(_ children: [MarkupElement]) -> MarkupElement {
    MarkupElement(
      "math", [MarkupAttribute("displaystyle", "true")], children.map { .element($0) })
  }

  private static func row(_ children: [MarkupElement]) -> MarkupElement {
    MarkupElement("mrow", [], children.map { .element($0) })
  }

  private static func lines(_ rows: [MarkupElement]) -> MarkupElement {
    guard rows.count > 1 else { return row(rows) }
    return MarkupElement(
      "mtable", [],
      rows.map { row in
        .element(MarkupElement("mtr", [], [.element(MarkupElement("mtd", [], [.element(row)]))]))
      })
  }

  private static func fraction(
    _ numerator: MarkupElement, _ denominator: MarkupElement
  ) -> MarkupElement {
    MarkupElement("mfrac", [], [.element(numerator), .element(denominator)])
  }

  private static func name(_ id: String) -> MarkupElement { MarkupElement("mi", text: id) }
  private static func sign(_ sign: String) -> MarkupElement { MarkupElement("mo", text: sign) }
  private static func words(_ text: String) -> MarkupElement { MarkupElement("mtext", text: text) }
  private static func number(_ number: Int) -> MarkupElement {
    MarkupElement("mn", text: String(number))
  }
}
