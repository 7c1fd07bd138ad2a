/// How often each number of days occurred in each cell: exact, and small.
///
/// Entries are sorted and counted whenever as many new ones have come as there are, so that memory
/// grows with the different numbers of days of a cell, never with rows.
struct DayCounts: Sendable {
  /// The cell in the upper half, the days in the lower; ascending.
  private var keys: [UInt64] = []
  private var counts: [UInt32] = []
  private var waiting: [UInt64] = []

  private static let smallestBatch = 1 << 14

  mutating func add(cell: Int, days: Int32) {
    waiting.append(
      UInt64(UInt32(truncatingIfNeeded: cell)) << 32 | UInt64(UInt32(bitPattern: days)))
    if waiting.count >= max(Self.smallestBatch, keys.count / 2) { settle() }
  }

  /// Sorts in what was added; needed once before reading.
  mutating func settle() {
    guard !waiting.isEmpty else { return }
    waiting.sortByDigits()
    var keys: [UInt64] = []
    var counts: [UInt32] = []
    keys.reserveCapacity(self.keys.count + waiting.count)
    counts.reserveCapacity(self.keys.count + waiting.count)
    var old = 0
    var new = 0
    while old < self.keys.count || new < waiting.count {
      let takesOld =
        new == waiting.count || (old < self.keys.count && self.keys[old] <= waiting[new])
      let key = takesOld ? self.keys[old] : waiting[new]
      let count = takesOld ? self.counts[old] : 1
      if takesOld { old += 1 } else { new += 1 }
      if keys.last == key {
        counts[counts.count - 1] += count
      } else {
        keys.append(key)
        counts.append(count)
      }
    }
    self.keys = keys
    self.counts = counts
    waiting.removeAll(keepingCapacity: true)
  }

  /// Calls `body` with the days and how often they occurred, for the cells of a range.
  func forEach(inCells cells: Range<Int>, _ body: (_ days: Int32, _ count: Int) -> Void) {
    let start = UInt64(cells.lowerBound) << 32
    var index = keys.partitioningIndex(where: { $0 >= start })
    let end = UInt64(cells.upperBound) << 32
    while index < keys.count, keys[index] < end {
      body(Int32(truncatingIfNeeded: keys[index] & 0xFFFF_FFFF), Int(counts[index]))
      index += 1
    }
  }
}
