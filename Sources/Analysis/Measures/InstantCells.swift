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

    var line: Int { Int(code >> 44) }
    var `class`: Int { Int(code >> 30 & 0x3FFF) }
    var stage: Int32 { Int32(code >> 16 & 0x3FFF) - 1 }
    var bucket: Int { Int(code & 0xFFFF) }

    static func < (left: Key, right: Key) -> Bool { left.code < right.code }
  }

  struct Entry: Sendable {
    let key: Key
    var rowCount: Int64 = 0
    /// By field.
    var sums: [MeasureStore.Cell]
  }

  private var indices: [Key: Int] = [:]
  private(set) var entries: [Entry] = []

  /// The entry of a place, made with room for the sums of some fields where it is new.
  mutating func index(of key: Key, fieldCount: Int) -> Int {
    if let known = indices[key] { return known }
    indices[key] = entries.count
    entries.append(
      Entry(key: key, sums: Array(repeating: MeasureStore.Cell(), count: fieldCount)))
    return entries.count - 1
  }

  mutating func addRow(at index: Int) { entries[index].rowCount += 1 }

  mutating func add(_ value: Int64, field: Int, at index: Int) {
    entries[index].sums[field].add(value)
  }

  /// Sorts the entries by line; needed once before reading.
  mutating func settle() {
    entries.sort { $0.key < $1.key }
    indices = [:]
  }

  /// The entries of a line.
  func entries(ofLine line: Int) -> ArraySlice<Entry> {
    entries[firstIndex(line)..<firstIndex(line + 1)]
  }

  private func firstIndex(_ line: Int) -> Int {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].key.line < line { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
