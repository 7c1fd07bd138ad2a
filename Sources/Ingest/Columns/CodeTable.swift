/// Turns the texts of a coded column into small numbers, without making a string of a text that was
/// seen before.
///
/// Numbers are given in the order of first appearance.
struct CodeTable: Sendable {
  /// What a text of the export stands for.
  enum Meaning: Sendable, Equatable {
    /// The canonical value, or the text itself where the field has no closed list of values.
    case value(String)
    case missing
    /// A text that no mapping knows, in a field with a closed list of values.
    case unknown(String)
  }

  /// By number.
  private(set) var meanings: [Meaning] = []
  /// Whether some text is unknown, so that rows must be looked at.
  private(set) var hasUnknown = false
  /// The upper half of the text's bucket number, and the number plus one; 0 where nothing is.
  private var slots: [UInt64]
  private var starts: [Int32] = [0]
  private var bytes: [UInt8] = []

  init() { slots = Array(repeating: 0, count: 64) }

  /// The number of a text that was seen before.
  @inline(__always)
  func number(of text: Span<UInt8>) -> Int32? {
    let bucket = ByteWords.bucket(text)
    let mask = slots.count &- 1
    var slot = Int(truncatingIfNeeded: bucket) & mask
    while slots[slot] != 0 {
      let entry = slots[slot]
      if (entry ^ bucket) >> 32 == 0 {
        let number = Int32(truncatingIfNeeded: entry) &- 1
        if isEqual(number, text) { return number }
      }
      slot = (slot &+ 1) & mask
    }
    return nil
  }

  /// Gives a text that was not seen before the next number.
  mutating func add(_ text: Span<UInt8>, _ meaning: Meaning) -> Int32 {
    let number = Int32(meanings.count)
    meanings.append(meaning)
    if case .unknown = meaning { hasUnknown = true }
    for index in text.indices { bytes.append(text[index]) }
    starts.append(Int32(bytes.count))
    place(number, ByteWords.bucket(text))
    if meanings.count * 2 > slots.count { grow() }
    return number
  }

  private mutating func place(_ number: Int32, _ bucket: UInt64) {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: bucket) & mask
    while slots[slot] != 0 { slot = (slot + 1) & mask }
    slots[slot] = (bucket & ~0xFFFF_FFFF) | UInt64(number + 1)
  }

  @inline(__always)
  private func isEqual(_ number: Int32, _ text: Span<UInt8>) -> Bool {
    let range = Int(starts[Int(number)])..<Int(starts[Int(number) &+ 1])
    return ByteWords.isEqual(bytes.span.extracting(range), text)
  }

  private mutating func grow() {
    slots = Array(repeating: 0, count: slots.count * 2)
    for number in meanings.indices {
      let range = Int(starts[number])..<Int(starts[number + 1])
      place(Int32(number), ByteWords.bucket(bytes.span.extracting(range)))
    }
  }
}
