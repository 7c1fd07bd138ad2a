import Ingest

/// The accepted values of one filter: texts however they are written, or bounds such as `> 200`.
///
/// Texts are compared without case and accents, because people write `pme` where an export has
/// `PME`. An empty text accepts a missing value.
package struct FilterMatch: Sendable {
  private let texts: Set<String>
  private let bounds: [(comparator: Objective.Comparator, value: Fraction)]
  /// Whether a row without a value is accepted.
  package let takesMissing: Bool

  package init(_ values: [String]) {
    var texts: Set<String> = []
    var bounds: [(Objective.Comparator, Fraction)] = []
    for value in values {
      if let bound = Self.bound(value) {
        bounds.append(bound)
      } else {
        texts.insert(HeaderText.folded(value))
      }
    }
    self.texts = texts
    self.bounds = bounds
    takesMissing = values.contains("")
  }

  /// Whether a text is among the values, or a number within one of the bounds.
  package func accepts(_ text: String) -> Bool {
    if texts.contains(HeaderText.folded(text)) { return true }
    guard !bounds.isEmpty, let number = Self.number(Substring(text)) else { return false }
    return accepts(number)
  }

  func accepts(_ number: Fraction) -> Bool {
    bounds.contains { $0.comparator.isMet(number, $0.value) }
      || texts.contains { Self.number(Substring($0)).map { $0 == number } ?? false }
  }

  private static func bound(_ text: String) -> (Objective.Comparator, Fraction)? {
    let signs: [(String, Objective.Comparator)] = [
      (">=", .atLeast), ("≥", .atLeast), ("<=", .atMost), ("≤", .atMost), (">", .above),
      ("<", .below),
    ]
    for (sign, comparator) in signs where text.hasPrefix(sign) {
      return number(text.dropFirst(sign.count)).map { (comparator, $0) }
    }
    return nil
  }

  /// Digits, perhaps with spaces between and a decimal mark.
  private static func number(_ text: Substring) -> Fraction? {
    let compact = text.filter { !$0.isWhitespace }
    let parts = compact.split(omittingEmptySubsequences: false) { $0 == "." || $0 == "," }
    guard parts.count <= 2, let whole = parts.first, let units = Int64(whole) else { return nil }
    guard parts.count == 2 else { return Fraction(units) }
    guard parts[1].count <= 6, let rest = Int64(parts[1]), rest >= 0 else { return nil }
    let scale = parts[1].reduce(Int64(1)) { scale, _ in scale * 10 }
    let part = Fraction(rest, over: scale)
    return compact.hasPrefix("-") ? Fraction(units) - part : Fraction(units) + part
  }
}
