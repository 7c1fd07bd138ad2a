/// How often each number of days occurred in each cell: exact, and small.
///
/// Memory grows with the different numbers of days of a cell, never with rows.
struct DayCounts: Sendable {
  /// By every `cellsOfPart` cells.
  private var parts: [Part] = []

  private static let cellsOfPart = 1 << (UInt32.bitWidth - Part.bitsOfDays)

  /// `days` from 0 on, fewer than 2^24: dates lie in three centuries.
  mutating func add(cell: Int, days: Int32) {
    let part = cell / Self.cellsOfPart
    while part >= parts.count { parts.append(Part()) }
    parts[part].add(UInt32(cell % Self.cellsOfPart) << Part.bitsOfDays | UInt32(days))
  }

  /// Sorts in what was added; needed once before reading.
  mutating func settle() {
    for part in parts.indices { parts[part].settle() }
  }

  /// Calls `body` with the days and how often they occurred, for the cells of a range.
  func forEach(inCells cells: Range<Int>, _ body: (_ days: Int32, _ count: Int) -> Void) {
    // Of an array's element a copy would be made.
    let parts = parts.span
    for cell in cells where cell / Self.cellsOfPart < parts.count {
      parts[cell / Self.cellsOfPart].forEach(inCell: cell % Self.cellsOfPart, body)
    }
  }
}

/// The counts of some cells that lie together.
///
/// Entries are sorted and counted whenever half as many new ones have come as there are: few enough,
/// so that all of it stays near and what sorting needs beside it is small.
private struct Part: Sendable {
  /// The cell of the part in the upper bits, the days in the lower; ascending.
  private var keys: [UInt32] = []
  private var counts: [UInt32] = []
  private var waiting: [UInt32] = []

  static var bitsOfDays: Int { 24 }
  private static var smallestBatch: Int { 1 << 9 }

  mutating func add(_ key: UInt32) {
    waiting.append(key)
    if waiting.count >= max(Self.smallestBatch, keys.count / 2) { settle() }
  }

  mutating func settle() {
    guard !waiting.isEmpty else { return }
    waiting.sortByDigits()
    // As much room as is needed: there are many parts, and what one has too much is never used.
    var distinct = 0
    forEachAscending { _, _, isNew in distinct += isNew ? 1 : 0 }
    var keys: [UInt32] = []
    var counts: [UInt32] = []
    keys.reserveCapacity(distinct)
    counts.reserveCapacity(distinct)
    forEachAscending { key, count, isNew in
      if isNew {
        keys.append(key)
        counts.append(count)
      } else {
        counts[counts.count - 1] += count
      }
    }
    self.keys = keys
    self.counts = counts
    waiting.removeAll(keepingCapacity: true)
  }

  /// Calls `body` with the keys there are and those that wait, and whether each differs from the last.
  private func forEachAscending(_ body: (_ key: UInt32, _ count: UInt32, _ isNew: Bool) -> Void) {
    var (old, new) = (0, 0)
    var last: UInt32?
    while old < keys.count || new < waiting.count {
      let takesOld = new == waiting.count || (old < keys.count && keys[old] <= waiting[new])
      let key = takesOld ? keys[old] : waiting[new]
      body(key, takesOld ? counts[old] : 1, key != last)
      last = key
      if takesOld { old += 1 } else { new += 1 }
    }
  }

  func forEach(inCell cell: Int, _ body: (_ days: Int32, _ count: Int) -> Void) {
    let start = UInt32(cell) << Self.bitsOfDays
    var index = keys.partitioningIndex(where: { $0 >= start })
    while index < keys.count, keys[index] >> Self.bitsOfDays == UInt32(cell) {
      body(Int32(keys[index] & (1 << Self.bitsOfDays - 1)), Int(counts[index]))
      index += 1
    }
  }
}
