import Analysis
import Ingest

/// Turns the text of a target into a quantity of the KPI's unit.
struct TargetReader {
  let currency: Currency
  let findings: Findings
  /// Words that may follow the number of a KPI that counts.
  var nouns: Set<String> = []

  struct Target {
    var quantity: Quantity
    var comparator: Objective.Comparator?
    /// What the text itself says: `+20 %` of an amount is relative, `+15 points` of a rate too.
    var relative: Objective.Relative
    var hasSign: Bool
  }

  /// The target in a cell; what keeps it from being one is reported.
  ///
  /// `unit` is the KPI's, or nothing for an objective without KPI; `declared` is what the objective
  /// says under `relative`.
  func read(
    _ cell: ObjectiveDraft.Cell, unit: Unit?, draft: ObjectiveDraft,
    declared: Objective.Relative?
  ) -> Target? {
    let amount: AmountText
    do throws(AmountText.Failure) {
      amount = try AmountText(
        number(cell.text, unit) + unitText(draft, cell.text), decimalMark: draft.decimalMark)
    } catch {
      report(error, cell)
      return nil
    }
    var relative = declared ?? .none
    if declared == nil {
      switch amount.suffix {
      case .times: relative = .percent
      case .points where unit == .rate: relative = .points
      // A fifth more revenue may be written without a sign; of a level it would be no level.
      case .percent where amount.hasSign && unit != nil && unit != .rate: relative = .percent
      case .percent where unit == .money || unit == .count: relative = .percent
      default: break
      }
    }
    guard let quantity = quantity(amount, unit: unit, relative, draft, cell) else { return nil }
    return Target(
      quantity: quantity, comparator: amount.comparator, relative: relative,
      hasSign: amount.hasSign)
  }

  /// The unit of a column of its own, when the cell has none.
  private func unitText(_ draft: ObjectiveDraft, _ text: String) -> String {
    let own = draft["unit"]?.text ?? draft["currency"]?.text ?? ""
    return text.last?.isNumber == true && !own.isEmpty ? " \(own)" : ""
  }

  /// `40 appels` is 40 where calls are counted.
  private func number(_ text: String, _ unit: Unit?) -> String {
    guard unit == .count, let last = text.lastIndex(where: \.isNumber) else { return text }
    let rest = text[text.index(after: last)...]
    let words = ObjectiveWords.stems(String(rest))
    guard let first = rest.split(separator: " ").first, !words.isEmpty,
      !ObjectiveWords.stems(String(first)).isDisjoint(with: nouns)
    else { return text }
    return String(text[...last])
  }

  private static let bounds =
    "write the figure to be judged by, and the bounds under 'minimum' and 'maximum'"

  /// What a word for a multiple is as a growth.
  private static let factors: [(word: String, growth: String)] = [
    ("doubl", "+100 %"), ("tripl", "+200 %"), ("quadrupl", "+300 %"), ("halv", "-50 %"),
    ("diviser par deux", "-50 %"), ("diviser par 2", "-50 %"), ("moitie", "-50 %"),
  ]

  private func report(_ failure: AmountText.Failure, _ cell: ObjectiveDraft.Cell) {
    switch failure {
    case .notANumber:
      let folded = HeaderText.folded(cell.text)
      let isRange = folded.hasPrefix("entre ") || folded.hasPrefix("between ")
      let isFactor = Self.factors.first { folded.hasPrefix($0.word) }
      findings.error(
        "objective-without-number", at: cell.place, "'\(cell.text)' is not a number",
        explanation: "an objective that cannot be counted cannot be steered",
        fixes: [
          isRange
            ? Self.bounds
            : isFactor.map {
              "write \($0.growth) with 'relative: percent' and the figure it starts from under "
                + "'baseline' or 'baseline_period'"
            } ?? "write a figure, such as 50 000 €, 25 % or 10"
        ])
    case .ambiguous:
      findings.error(
        "objective-number-ambiguous", at: cell.place,
        "'\(cell.text)' may have thousands or three decimals",
        fixes: [
          "write \(cell.text.filter { !".,".contains($0) }) for thousands",
          "declare 'decimal' for the file",
        ])
    case .unknownUnit(let unit) where unit.contains(where: \.isNumber):
      findings.error(
        "objective-without-number", at: cell.place, "'\(cell.text)' is not one number",
        fixes: [Self.bounds])
    case .unknownUnit(let unit):
      findings.error(
        "objective-unit-mismatch", at: cell.place, "'\(unit)' is not a unit",
        fixes: ["write the number alone", "known: a currency, %, points, jours, h, min, x"])
    case .tooLarge:
      findings.error(
        "objective-without-number", at: cell.place, "'\(cell.text)' is too large a number",
        fixes: ["mend the figure"])
    }
  }

  private func quantity(
    _ amount: AmountText, unit: Unit?, _ relative: Objective.Relative, _ draft: ObjectiveDraft,
    _ cell: ObjectiveDraft.Cell
  ) -> Quantity? {
    switch relative {
    case .percent: return growth(amount, cell)
    case .points:
      guard [.percent, .points, .none].contains(amount.suffix) else {
        return mismatch(cell, "points")
      }
      return hundredths(.points, amount)
    case .none: break
    }
    switch (unit, amount.suffix) {
    case (.money, .none), (.money, .currency):
      if case .currency(let code) = amount.suffix, code != currency.code {
        findings.error(
          "objective-currency-mismatch", at: cell.place,
          "the target is in \(code), the company's currency is \(currency.code)",
          explanation: "amounts are never converted", fixes: ["write it in \(currency.code)"])
        return nil
      }
      return money(amount, scale: draft.scale, cell)
    case (.rate, .percent): return hundredths(.rate, amount)
    case (.rate, .none):
      if amount.digits > amount.scale {
        findings.error(
          "objective-unit-mismatch", at: cell.place,
          "'\(cell.text)' is above 1, so it is no share",
          fixes: ["write \(cell.text) % for a rate in percent"])
        return nil
      }
      return Quantity(.rate, amount.digits, over: amount.scale)
    case (.days, .none), (.days, .days), (.hours, .none), (.hours, .hours):
      return Quantity(unit ?? .days, amount.digits, over: amount.scale)
    case (.days, .weeks): return Quantity(.days, amount.digits * 7, over: amount.scale)
    case (.hours, .minutes): return Quantity(.hours, amount.digits, over: amount.scale * 60)
    case (.score, .outOf(let most)) where amount.digits <= most * amount.scale:
      return Quantity(.score, amount.digits, over: amount.scale)
    case (.count, .none), (.score, .none), (.ratio, .none), (.ratio, .times),
      (.points, .none), (.points, .points):
      return Quantity(unit ?? .count, amount.digits, over: amount.scale)
    case (nil, .currency): return money(amount, scale: draft.scale, cell)
    case (nil, .percent): return hundredths(.rate, amount)
    case (nil, _): return Quantity(.count, amount.digits, over: amount.scale)
    case (let unit?, _): return mismatch(cell, unit.rawValue)
    }
  }

  private static let examples = [
    "money": "50 000 €", "points": "5 points", "days": "60 jours", "hours": "2 h", "count": "40",
    "score": "4.6", "ratio": "1.2",
  ]

  private func mismatch(_ cell: ObjectiveDraft.Cell, _ unit: String) -> Quantity? {
    findings.error(
      "objective-unit-mismatch", at: cell.place,
      "'\(cell.text)' does not fit a KPI counted in \(unit)",
      fixes: ["write it as \(Self.examples[unit] ?? "20 %"), or name another KPI"])
    return nil
  }

  /// `20 %` and `1.20 x` are both a growth of a fifth.
  private func growth(_ amount: AmountText, _ cell: ObjectiveDraft.Cell) -> Quantity? {
    switch amount.suffix {
    case .percent: return hundredths(.rate, amount)
    case .times: return Quantity(.rate, amount.digits - amount.scale, over: amount.scale)
    case .none where amount.digits.magnitude <= amount.scale.magnitude:
      return Quantity(.rate, amount.digits, over: amount.scale)
    default: return mismatch(cell, "percent of its baseline")
    }
  }

  private func hundredths(_ unit: Unit, _ amount: AmountText) -> Quantity {
    Quantity(unit, amount.digits, over: amount.scale * 100)
  }

  /// Minor units, which must come out whole.
  private func money(
    _ amount: AmountText, scale: Int64, _ cell: ObjectiveDraft.Cell
  ) -> Quantity? {
    let minor = (0..<currency.minorDigits).reduce(Int128(1)) { value, _ in value * 10 }
    let product = Int128(amount.digits) * minor * Int128(scale)
    let (units, rest) = product.quotientAndRemainder(dividingBy: Int128(amount.scale))
    guard rest == 0, let value = Int64(exactly: units) else {
      findings.error(
        "objective-without-number", at: cell.place,
        "'\(cell.text)' has more decimals than \(currency.code) has, or is too large",
        fixes: ["round it to \(currency.minorDigits) decimals"])
      return nil
    }
    return Quantity(.money, value)
  }
}
