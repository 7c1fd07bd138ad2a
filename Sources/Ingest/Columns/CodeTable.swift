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
  private var slots: [Int32]
  private var starts: [Int32] = [0]
  private var bytes: [UInt8] = []

  init() { slots = Array(repeating: -1, count: 64) }

  /// The number of a text that was seen before.
  @inline(__always)
  func number(of text: Span<UInt8>) -> Int32? {
    let mask = slots.count - 1
    var slot = Self.hash(text) & mask
    while slots[slot] >= 0 {
      if isEqual(slots[slot], text) { return slots[slot] }
      slot = (slot + 1) & mask
    }
    return nil
  }

  /// Gives a text that was not seen before the next number.
  mutating func add(_ text: Span<UInt8>, _ meaning: Meaning) -> Int32 {
    let mask = slots.count - 1
    var slot = Self.hash(text) & mask
    while slots[slot] >= 0 { slot = (slot + 1) & mask }
    let number = Int32(meanings.count)
    meanings.append(meaning)
    if case .unknown = meaning { hasUnknown = true }
    for index in text.indices { bytes.append(text[index]) }
    starts.append(Int32(bytes.count))
    slots[slot] = number
    if meanings.count * 2 > slots.count { grow() }
    return number
  }

  @inline(__always)
  private func isEqual(_ number: Int32, _ text: Span<UInt8>) -> Bool {
    let start = Int(starts[Int(number)])
    let count = text.count
    guard Int(starts[Int(number) + 1]) - start == count else { return false }
    let known = bytes.span.extracting(start..<start + count)
    for index in 0..<count where known[index] != text[index] { return false }
    return true
  }

  private mutating func grow() {
    let mask = slots.count * 2 - 1
    slots = Array(repeating: -1, count: mask + 1)
    for number in meanings.indices {
      let range = Int(starts[number])..<Int(starts[number + 1])
      var slot = Self.hash(bytes.span.extracting(range)) & mask
      while slots[slot] >= 0 { slot = (slot + 1) & mask }
      slots[slot] = Int32(number)
    }
  }

  /// FNV-1a: fixed, so that runs are alike.
  static func hash(_ text: Span<UInt8>) -> Int {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for index in text.indices {
      hash = (hash ^ UInt64(text[index])) &* 0x100_0000_01B3
    }
    return Int(truncatingIfNeeded: hash ^ (hash >> 32))
  }
}
