import CScan

/// Numbers by text, for looking up whole columns of cells.
///
/// Open addressing with a fixed hash, so that runs are alike. A text of up to 32 bytes, which nearly
/// every one is, is compared as a whole.
struct TextTable: Sendable {
  /// The first stands for none.
  private var entries = [cscan_text(words: (0, 0, 0, 0), length: .min, number: 0)]
  /// By place, of which there are 2^`bits`, the index of an entry; 0 where nothing is.
  ///
  /// Mostly empty as long as they are few: a text that does not stand where its hash points is one that
  /// the processor did not foresee.
  private var slots: [UInt32] = Array(repeating: 0, count: 1 << 8)
  private var bits = 8
  private var bytes: [UInt8] = []
  /// By entry, where its text begins in `bytes`.
  private var starts = [0]

  /// How many texts there are.
  var count: Int { entries.count - 1 }

  /// Up to so many bits every text has the place to itself where its hash points, if it can.
  private static let lonelyBits = 13
  /// Up to so many an eighth of the places may be taken, beyond them half.
  private static let roomyBits = 15

  /// Writes the numbers of cells behind `start`; returns the rows whose text is not in the table.
  ///
  /// 32 bytes behind the start of each cell must be readable. Without a level, or where it has no
  /// kernel, texts are looked up one by one.
  func look(
    up places: CellPlaces, in bytes: Span<UInt8>, into numbers: inout MutableSpan<Int32>,
    at start: Int, level: VectorLevel? = .best
  ) -> [Int] {
    precondition(start >= 0 && start + places.count <= numbers.count)
    var unknown: [Int] = []
    guard let level, level.readsColumns else {
      for row in places.indices { look(up: row, places, bytes, &numbers, start, &unknown) }
      return unknown
    }
    unsafe withUnsafeTemporaryAllocation(of: Int32.self, capacity: places.count) { others in
      let count = unsafe lookAtOnce(up: places, bytes, &numbers, start, level, others)
      for index in 0..<count {
        unsafe look(up: Int(others[index]), places, bytes, &numbers, start, &unknown)
      }
    }
    return unknown
  }

  @inline(__always)
  private func look(
    up row: Int, _ places: CellPlaces, _ bytes: Span<UInt8>,
    _ numbers: inout MutableSpan<Int32>, _ start: Int, _ unknown: inout [Int]
  ) {
    let place = places[row]
    let text = bytes.extracting(place.range)
    let index = find(PaddedText(place, in: bytes), text)
    if index > 0 { numbers[start &+ row] = entries[index].number } else { unknown.append(row) }
  }

  private func lookAtOnce(
    up places: CellPlaces, _ bytes: Span<UInt8>, _ numbers: inout MutableSpan<Int32>,
    _ start: Int, _ level: VectorLevel, _ others: UnsafeMutableBufferPointer<Int32>
  ) -> Int {
    unsafe numbers.withUnsafeMutableBufferPointer { numbers in
      unsafe slots.withUnsafeBufferPointer { slots in
        unsafe entries.withUnsafeBufferPointer { entries in
          unsafe bytes.withUnsafeBufferPointer { bytes in
            unsafe places.withEdges { edges, step in
              unsafe Int(
                cscan_texts(
                  level.code, bytes.baseAddress, edges, step, Int32(places.count),
                  slots.baseAddress, Int32(bits), entries.baseAddress,
                  numbers.baseAddress.map { unsafe $0 + start }, others.baseAddress))
            }
          }
        }
      }
    }
  }

  /// The number of a text.
  func number(of text: Span<UInt8>) -> Int32? {
    let index = find(PaddedText(text), text)
    return index > 0 ? entries[index].number : nil
  }

  /// The number of a text; where it has none yet, `next`, which is its own from now on.
  mutating func number(of text: String, next: Int32) -> Int32 {
    var text = text
    return text.withUTF8 { bytes in
      let span = unsafe Span(_unsafeElements: bytes)
      if let number = number(of: span) { return number }
      add(span, number: next)
      return next
    }
  }

  /// The number of a text.
  func number(of text: String) -> Int32? {
    var text = text
    return text.withUTF8 { bytes in number(of: unsafe Span(_unsafeElements: bytes)) }
  }

  /// The index of a text's entry; 0 where it has none.
  @inline(__always)
  private func find(_ words: PaddedText, _ text: Span<UInt8>) -> Int {
    let mask = slots.count &- 1
    var slot = slot(words.hash(text))
    while true {
      // There is always a place that nothing takes.
      let index = Int(slots[slot])
      if index == 0 { return 0 }
      let entry = entries[index]
      if length(entry) == text.count, words.begins(entry),
        text.count <= PaddedText.reach || hasRest(index, text)
      {
        return index
      }
      slot = (slot &+ 1) & mask
    }
  }

  /// Where the search for a text begins.
  @inline(__always)
  private func slot(_ hash: UInt64) -> Int {
    Int(truncatingIfNeeded: hash &>> UInt64(64 &- bits))
  }

  @inline(__always)
  private func length(_ entry: cscan_text) -> Int {
    Int(entry.length < 0 ? ~entry.length : entry.length)
  }

  /// Whether a long text also has the bytes behind those that are compared as words.
  @inline(never)
  private func hasRest(_ index: Int, _ text: Span<UInt8>) -> Bool {
    let start = starts[index]
    return ByteWords.isEqual(
      bytes.span.extracting(start + PaddedText.reach..<start + text.count),
      text.extracting(PaddedText.reach...))
  }

  /// Adds a text that is not in the table.
  mutating func add(_ text: Span<UInt8>, number: Int32) {
    let words = PaddedText(text)
    entries.append(words.entry(length: text.count, number: number))
    starts.append(bytes.count)
    ByteWords.append(text, to: &bytes)
    var isAlone = place(entries.count - 1, words.hash(text))
    while count << (bits < Self.roomyBits ? 3 : 1) > slots.count
      || (!isAlone && bits < Self.lonelyBits)
    {
      isAlone = grow()
    }
  }

  /// Says whether the entry stands where its hash points.
  private mutating func place(_ entry: Int, _ hash: UInt64) -> Bool {
    let (first, mask) = (slot(hash), slots.count - 1)
    var slot = first
    while slots[slot] != 0 { slot = (slot + 1) & mask }
    slots[slot] = UInt32(entry)
    return slot == first
  }

  /// Says whether all entries stand where their hashes point.
  private mutating func grow() -> Bool {
    bits += 1
    slots = Array(repeating: 0, count: 1 << bits)
    var areAlone = true
    let bytes = bytes
    for index in entries.indices.dropFirst() {
      let start = starts[index]
      let text = bytes.span.extracting(start..<start + length(entries[index]))
      if !place(index, PaddedText(text).hash(text)) { areAlone = false }
    }
    return areAlone
  }
}
