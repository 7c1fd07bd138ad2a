/// How often each number of days occurred in each cell: exact, and small.
///
/// Memory grows with the different numbers of days of a cell, never with rows.
struct DayCounts: Sendable {
  /// By every `cellsOfPart` cells.
  private var parts: [Part] = []

  private static let cellsOfPart = 1 << (UInt32.bitWidth - Part.bitsOfDays - Part.bitsOfCount)

  /// By cell, days that are more than three centuries, in which all dates of exports lie.
  private var distant: [Int: [Int32: Int]] = [:]

  /// `days` from 0 on.
  mutating func add(cell: Int, days: Int32) {
    guard days < 1 << Part.bitsOfDays else {
      distant[cell, default: [:]][days, default: 0] += 1
      return
    }
    let part = cell / Self.cellsOfPart
    while part >= parts.count { parts.append(Part()) }
    parts[part].add(UInt32(cell % Self.cellsOfPart) << Part.bitsOfDays | UInt32(days))
  }

  /// Sorts in what was added; needed once before reading.
  mutating func settle() {
    for part in parts.indices { parts[part].settle() }
  }

  /// Calls `body` with the days and how often they occurred, for the cells of a range: those of a cell
  /// ascending, but for very distant ones, which come last.
  func forEach(inCells cells: Range<Int>, _ body: (_ days: Int32, _ count: Int) -> Void) {
    // Of an array's element a copy would be made.
    let parts = parts.span
    var start = cells.lowerBound
    while start < cells.upperBound, start / Self.cellsOfPart < parts.count {
      let part = start / Self.cellsOfPart
      let first = part * Self.cellsOfPart
      let end = min(cells.upperBound, first + Self.cellsOfPart)
      parts[part].forEach(inCells: start - first..<end - first, body)
      start = end
    }
    guard !distant.isEmpty else { return }
    for cell in cells {
      guard let others = distant[cell] else { continue }
      for (days, count) in others.sorted(by: { $0.key < $1.key }) { body(days, count) }
    }
  }
}

/// The counts of some cells that lie together.
///
/// Entries are sorted and counted whenever a third as many new ones have come as there are: few enough,
/// so that all of it stays near and what sorting needs beside it is small.
private struct Part: Sendable {
  /// The cell of the part in the upper bits, then the days, then how often; ascending.
  ///
  /// What occurred more often than the bits can say has several entries.
  private var entries: [UInt32] = []
  /// The cells and days that came since.
  private var waiting: [UInt32] = []

  static var bitsOfDays: Int { 17 }
  static var bitsOfCount: Int { 10 }
  private static var largestCount: Int { 1 << bitsOfCount - 1 }
  private static var smallestBatch: Int { 1 << 7 }

  mutating func add(_ key: UInt32) {
    if waiting.isEmpty { waiting.reserveCapacity(batch) }
    waiting.append(key)
    if waiting.count >= batch { settle() }
  }

  private var batch: Int { max(Self.smallestBatch, entries.count / 3) }

  mutating func settle() {
    guard !waiting.isEmpty else { return }
    waiting.sortByDigits()
    // As much room as is needed: there are many parts, and what one has too much is never used.
    var room = 0
    forEach { _, count in room += (count + Self.largestCount - 1) / Self.largestCount }
    var entries: [UInt32] = []
    entries.reserveCapacity(room)
    forEach { key, count in
      var rest = count
      while rest > 0 {
        let some = min(rest, Self.largestCount)
        entries.append(key << Self.bitsOfCount | UInt32(some))
        rest -= some
      }
    }
    self.entries = entries
    waiting.removeAll(keepingCapacity: true)
  }

  /// Calls `body` with every cell and its days, ascending, and how often there are and wait.
  private func forEach(_ body: (_ key: UInt32, _ count: Int) -> Void) {
    var (old, new) = (0, 0)
    while old < entries.count || new < waiting.count {
      let key = min(
        old < entries.count ? entries[old] >> Self.bitsOfCount : .max,
        new < waiting.count ? waiting[new] : .max)
      var count = takeEntries(of: key, from: &old)
      while new < waiting.count, waiting[new] == key {
        count += 1
        new += 1
      }
      body(key, count)
    }
  }

  func forEach(inCells cells: Range<Int>, _ body: (_ days: Int32, _ count: Int) -> Void) {
    let start = UInt64(cells.lowerBound) << UInt64(Self.bitsOfDays)
    let end = UInt64(cells.upperBound) << UInt64(Self.bitsOfDays)
    var index = entries.partitioningIndex(where: { UInt64($0 >> Self.bitsOfCount) >= start })
    while index < entries.count {
      let key = entries[index] >> Self.bitsOfCount
      guard UInt64(key) < end else { return }
      let count = takeEntries(of: key, from: &index)
      body(Int32(key & (1 << Self.bitsOfDays - 1)), count)
    }
  }

  /// How often the entries of a cell and its days say that they occurred; `index` is moved behind them.
  @inline(__always)
  private func takeEntries(of key: UInt32, from index: inout Int) -> Int {
    var count = 0
    while index < entries.count, entries[index] >> Self.bitsOfCount == key {
      count += Int(entries[index] & UInt32(Self.largestCount))
      index += 1
    }
    return count
  }
}
