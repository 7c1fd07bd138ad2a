import Ingest

/// What stands open on the as-of day, by class, line, stage and bucket of its planned day.
struct InstantCells: Sendable {
  /// A place in four small numbers.
  struct Key: Hashable, Comparable, Sendable {
    private let code: UInt64

    init(class number: Int, line: Int, stage: Int32, bucket: Int) {
      // The line stands first, so that a line's entries lie together.
      code =
        UInt64(line) << 44 | UInt64(number & 0x3FFF) << 30
        | UInt64(min(UInt32(bitPattern: stage &+ 1), 0x3FFF)) << 16 | UInt64(bucket & 0xFFFF)
    }

    /// Spreads keys over a table of 2^`bits` places.
    ///
    /// The upper bits of the product: a line stands so high in the code that no lower one knows of it.
    @inline(__always)
    fileprivate func place(bits: Int) -> Int {
      Int(truncatingIfNeeded: (code &* 0x9E37_79B9_7F4A_7C15) &>> UInt64(64 &- bits))
    }

    var line: Int { Int(code >> 44) }
    var `class`: Int { Int(code >> 30 & 0x3FFF) }
    var stage: Int32 { Int32(code >> 16 & 0x3FFF) - 1 }
    var bucket: Int { Int(code & 0xFFFF) }

    static func < (left: Key, right: Key) -> Bool { left.code < right.code }
  }

  private let fieldCount: Int
  private var keys: [Key] = []
  private var rowCounts: [Int64] = []
  /// For each key the sums of all fields.
  private var sums: [MeasureStore.Cell] = []
  /// By place the index of a key plus one, or 0; at most half full, and 2^`bits` of them.
  private var slots: [Int32] = Array(repeating: 0, count: 64)
  private var bits = 6
  /// The keys in order; empty until all is added.
  private var order: [Int] = []

  init(fieldCount: Int) { self.fieldCount = fieldCount }

  /// Adds a row to a place, and gives the index to add its values at.
  mutating func addRow(_ key: Key) -> Int {
    let mask = slots.count &- 1
    var slot = key.place(bits: bits)
    while slots[slot] != 0 {
      let index = Int(slots[slot]) &- 1
      if keys[index] == key {
        rowCounts[index] &+= 1
        return index
      }
      slot = (slot &+ 1) & mask
    }
    let index = keys.count
    keys.append(key)
    rowCounts.append(1)
    sums.append(contentsOf: repeatElement(MeasureStore.Cell(), count: fieldCount))
    slots[slot] = Int32(keys.count)
    if keys.count * 2 > slots.count { grow() }
    return index
  }

  mutating func add(_ value: Int64, field: Int, at index: Int) {
    sums[index &* fieldCount &+ field].add(value)
  }

  private mutating func grow() {
    bits += 1
    slots = Array(repeating: 0, count: 1 << bits)
    let mask = slots.count - 1
    for (index, key) in keys.enumerated() {
      var slot = key.place(bits: bits)
      while slots[slot] != 0 { slot = (slot + 1) & mask }
      slots[slot] = Int32(index + 1)
    }
  }

  /// Sorts the places by line; needed once before reading.
  mutating func settle() { order = keys.indices.sorted { keys[$0] < keys[$1] } }

  /// Calls `body` with the places of a line and their indices.
  func forEach(ofLine line: Int, _ body: (Key, _ index: Int) -> Void) {
    for index in order[firstIndex(line)..<firstIndex(line + 1)] { body(keys[index], index) }
  }

  /// Number of rows in a place.
  func rowCount(at index: Int) -> Int64 { rowCounts[index] }

  /// The sum of a field in a place.
  func sum(ofField field: Int, at index: Int) -> MeasureStore.Cell {
    sums[index * fieldCount + field]
  }

  /// Whether something stands open in a line.
  func hasEntries(ofLine line: Int) -> Bool { firstIndex(line) < firstIndex(line + 1) }

  private func firstIndex(_ line: Int) -> Int {
    order.partitioningIndex(where: { keys[$0].line >= line })
  }
}
