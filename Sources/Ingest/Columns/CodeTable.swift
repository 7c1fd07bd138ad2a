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
  private var numbers: [Meaning: Int] = [:]
  /// Whether some text is unknown, so that rows must be looked at.
  private(set) var hasUnknown = false
  /// The numbers of the texts that were seen, `Column.missingCode` for one that says nothing.
  private(set) var texts = TextTable()

  /// Gives a text that was not seen before the next number, or that of a text that means the same.
  mutating func add(_ text: Span<UInt8>, _ meaning: Meaning) -> Int32 {
    let number = Int32(numbers[meaning] ?? meanings.count)
    if number == meanings.count {
      numbers[meaning] = meanings.count
      meanings.append(meaning)
      if case .unknown = meaning { hasUnknown = true }
    }
    texts.add(text, number: number)
    return number
  }

  /// Has a text that was not seen before stand for the same as another: with spaces around it, or
  /// for nothing.
  mutating func add(_ text: Span<UInt8>, number: Int32) { texts.add(text, number: number) }
}
