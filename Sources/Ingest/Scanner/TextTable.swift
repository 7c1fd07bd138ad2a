/// Numbers by text, for looking up whole columns of cells.
///
/// Open addressing with a fixed hash, so that runs are alike. A text of up to 32 bytes, which nearly
/// every one is, is compared as four words.
struct TextTable: Sendable {
  private struct Entry {
    var words: TextWords
    var count: Int
    var number: Int32
    /// Where the text begins in `bytes`.
    var start: Int
  }

  private var entries: [Entry] = []
  /// The upper half of a text's hash, and the index of its entry plus one; 0 where nothing is.
  private var slots: [UInt64] = Array(repeating: 0, count: 64)
  private var bytes: [UInt8] = []

  /// Writes the numbers of cells behind `start`, from a row on up to the first whose text is not in
  /// the table; returns the row of that one, or the count of cells.
  ///
  /// Eight bytes behind each cell must be readable.
  func look(
    up places: Span<CellPlace>, in bytes: Span<UInt8>, from first: Int,
    into numbers: inout MutableSpan<Int32>, at start: Int
  ) -> Int {
    unsafe slots.withUnsafeBufferPointer { slots in
      unsafe entries.withUnsafeBufferPointer { entries in
        for row in first..<places.count {
          let place = places[row]
          let words = TextWords(place, in: bytes)
          let count = Int(place.end &- place.start)
          let hash = words.hash(bytes, place)
          let index = unsafe find(words, count, hash, slots, entries) {
            hasInside($0, bytes.extracting(place.range))
          }
          if index < 0 { return row }
          numbers[start &+ row] = unsafe entries[index].number
        }
        return places.count
      }
    }
  }

  /// The number of a text.
  func number(of text: Span<UInt8>) -> Int32? {
    let words = TextWords(text)
    let index = unsafe slots.withUnsafeBufferPointer { slots in
      unsafe entries.withUnsafeBufferPointer { entries in
        unsafe find(words, text.count, words.hash(text), slots, entries) { hasInside($0, text) }
      }
    }
    return index < 0 ? nil : entries[index].number
  }

  /// The index of a text's entry, or -1.
  @inline(__always)
  private func find(
    _ words: TextWords, _ count: Int, _ hash: UInt64, _ slots: UnsafeBufferPointer<UInt64>,
    _ entries: UnsafeBufferPointer<Entry>, hasInside: (Int) -> Bool
  ) -> Int {
    let mask = slots.count &- 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while true {
      // Masked, so it lies inside: there are always some slots, and a power of two.
      let found = unsafe slots[slot]
      if found == 0 { return -1 }
      if (found ^ hash) >> 32 == 0 {
        let index = Int(truncatingIfNeeded: found & 0xFFFF_FFFF) &- 1
        let isFound =
          unsafe entries[index].count == count
          && entries[index].words.isEqual(words, length: count)
          && (count <= TextWords.reach || hasInside(index))
        if isFound { return index }
      }
      slot = (slot &+ 1) & mask
    }
  }

  /// Whether a long text also has the bytes between the ends.
  @inline(never)
  private func hasInside(_ index: Int, _ text: Span<UInt8>) -> Bool {
    let inside = TextWords.reach / 2..<text.count - TextWords.reach / 2
    let start = entries[index].start
    return ByteWords.isEqual(
      bytes.span.extracting(start + inside.lowerBound..<start + inside.upperBound),
      text.extracting(inside))
  }

  /// Adds a text that is not in the table.
  mutating func add(_ text: Span<UInt8>, number: Int32) {
    let words = TextWords(text)
    entries.append(Entry(words: words, count: text.count, number: number, start: bytes.count))
    ByteWords.append(text, to: &bytes)
    place(entries.count, words.hash(text))
    if entries.count * 2 > slots.count { grow() }
  }

  private mutating func place(_ entry: Int, _ hash: UInt64) {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] != 0 { slot = (slot + 1) & mask }
    slots[slot] = (hash & ~0xFFFF_FFFF) | UInt64(entry)
  }

  private mutating func grow() {
    slots = Array(repeating: 0, count: slots.count * 2)
    let bytes = bytes
    for (index, entry) in entries.enumerated() {
      place(
        index + 1, entry.words.hash(bytes.span.extracting(entry.start..<entry.start + entry.count)))
    }
  }
}
