/// Turns the texts of a coded column into small numbers, without making a string of a text that was
/// seen before.
///
/// Numbers are given in the order of first appearance; texts that mean the same share one.
struct CodeTable: Sendable {
  /// What a text of the export stands for.
  enum Meaning: Sendable, Hashable {
    /// The canonical value, or the text itself where the field has no closed list of values.
    case value(String)
    case missing
    /// A text that no mapping knows, in a field with a closed list of values.
    case unknown(String)
  }

  /// By number.
  private(set) var meanings: [Meaning] = []
  /// The numbers of meanings that some text has which is not, byte by byte, what it means; those of
  /// other texts are found by the text.
  private var numbers: [Meaning: Int] = [:]
  /// Whether some text is unknown, so that rows must be looked at.
  private(set) var hasUnknown = false
  /// The numbers of the texts that were seen, `Column.missingCode` for one that says nothing.
  private(set) var texts = TextTable()

  /// Gives a text that was not seen before the next number, or that of a text that means the same.
  ///
  /// `isPlain` says that it stands for itself and is ASCII, so that no other text is the same one.
  mutating func add(_ text: Span<UInt8>, _ meaning: Meaning, isPlain: Bool) -> Int32 {
    var known = numbers.isEmpty ? nil : numbers[meaning]
    if known == nil, !isPlain { known = plainNumber(of: meaning) }
    let number = known ?? meanings.count
    if !isPlain { numbers[meaning] = number }
    if number == meanings.count {
      meanings.append(meaning)
      if case .unknown = meaning { hasUnknown = true }
    }
    texts.add(text, number: Int32(number))
    return Int32(number)
  }

  /// The number of a text that stands for itself.
  private func plainNumber(of meaning: Meaning) -> Int? {
    switch meaning {
    case .missing: return nil
    case .value(let text), .unknown(let text):
      guard let number = texts.number(of: text), number >= 0,
        meanings[Int(number)] == meaning
      else { return nil }
      return Int(number)
    }
  }

  /// Has a text that was not seen before stand for the same as another: with spaces around it, or
  /// for nothing.
  mutating func add(_ text: Span<UInt8>, number: Int32) { texts.add(text, number: number) }
}
