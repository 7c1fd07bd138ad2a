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
  /// A text that was seen, so that most comparisons need no more than this.
  private struct Known {
    /// The first eight bytes and the last eight; the same where the text is shorter.
    var head: UInt64
    var last: UInt64
    var start: Int32
    var count: Int32
  }

  private var known: [Known] = []
  /// The upper half of the text's bucket number, and the number plus one; 0 where nothing is.
  private var slots: [UInt64]
  private var bytes: [UInt8] = []

  init() { slots = Array(repeating: 0, count: 64) }

  /// The number of a text that was seen before; eight bytes behind it must be readable.
  @inline(__always)
  func number(of place: CellPlace, in bytes: Span<UInt8>) -> Int32? {
    let (head, last) = ByteWords.ends(place, in: bytes)
    return number(of: bytes.extracting(place.range), head, last)
  }

  /// The number of a text that was seen before.
  @inline(__always)
  func number(of text: Span<UInt8>) -> Int32? {
    let (head, last) = ByteWords.ends(text)
    return number(of: text, head, last)
  }

  @inline(__always)
  private func number(of text: Span<UInt8>, _ head: UInt64, _ last: UInt64) -> Int32? {
    let bucket = ByteWords.bucket(text, head, last)
    let mask = slots.count &- 1
    var slot = Int(truncatingIfNeeded: bucket) & mask
    while true {
      let entry = slots[slot]
      if entry == 0 { return nil }
      if (entry ^ bucket) >> 32 == 0 {
        let number = Int(truncatingIfNeeded: entry & 0xFFFF_FFFF) &- 1
        let candidate = known[number]
        if candidate.head == head, candidate.last == last,
          Int(candidate.count) == text.count, text.count <= 16 || hasInside(candidate, text)
        {
          return Int32(truncatingIfNeeded: number)
        }
      }
      slot = (slot &+ 1) & mask
    }
  }

  /// Whether a text of more than 16 bytes also has the bytes between the ends.
  @inline(__always)
  private func hasInside(_ candidate: Known, _ text: Span<UInt8>) -> Bool {
    let start = Int(candidate.start)
    let inside = 8..<text.count &- 8
    return ByteWords.isEqual(
      bytes.span.extracting(start &+ inside.lowerBound..<start &+ inside.upperBound),
      text.extracting(inside))
  }

  /// Gives a text that was not seen before the next number.
  mutating func add(_ text: Span<UInt8>, _ meaning: Meaning) -> Int32 {
    let number = Int32(meanings.count)
    meanings.append(meaning)
    if case .unknown = meaning { hasUnknown = true }
    let (head, last) = ByteWords.ends(text)
    known.append(
      Known(head: head, last: last, start: Int32(bytes.count), count: Int32(text.count)))
    ByteWords.append(text, to: &bytes)
    place(number, ByteWords.bucket(text, head, last))
    if meanings.count * 2 > slots.count { grow() }
    return number
  }

  private mutating func place(_ number: Int32, _ bucket: UInt64) {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: bucket) & mask
    while slots[slot] != 0 { slot = (slot + 1) & mask }
    slots[slot] = (bucket & ~0xFFFF_FFFF) | UInt64(number + 1)
  }

  private mutating func grow() {
    slots = Array(repeating: 0, count: slots.count * 2)
    let bytes = bytes
    for (number, entry) in known.enumerated() {
      let start = Int(entry.start)
      let text = bytes.span.extracting(start..<start + Int(entry.count))
      place(Int32(number), ByteWords.bucket(text, entry.head, entry.last))
    }
  }
}
