import Synchronization

/// What the first chunks of a file teach those behind them: the texts in its coded columns, which need
/// not be learned anew, and how much room is needed.
///
/// Which chunks begin with that depends on timing, and nothing depends on it: codes are given to texts
/// where chunks are put together in file order.
final class LearnedParts: Sendable {
  private let learned = Mutex<[CodeTable]>([])
  private let fullest = Mutex(PartRoom())

  /// Behind the first chunk texts are learned as long as no column has more: a chunk that meets another
  /// one copies them all.
  private static let limit = 4_096

  /// By column; empty as long as no chunk is done.
  var tables: [CodeTable] { learned.withLock { $0 } }

  /// An eighth more than the fullest chunk so far had.
  var room: PartRoom { fullest.withLock { $0 } }

  /// Notes how much a chunk has.
  func noteRoom(_ part: ChunkPart) { fullest.withLock { $0.note(part) } }

  /// Takes in the tables of a chunk that began with the latest ones and met other texts; says no of
  /// any other.
  func learn(_ part: ChunkPart) -> Bool {
    learned.withLock { known in
      let counts = known.map { $0.meanings.count }
      guard known.isEmpty || part.learnedCounts == counts else { return false }
      let texts = part.tables.map { $0.texts.count }
      let isMore = zip(texts, known).contains { $0 > $1.texts.count }
      guard known.isEmpty || isMore && texts.allSatisfy({ $0 <= Self.limit }) else { return false }
      known = part.tables
      return true
    }
  }
}

/// How many rows a chunk is given room for, and how many bytes for the texts of each column: columns
/// that grow are copied, into memory that has to be fetched from the system.
struct PartRoom: Sendable {
  private(set) var rowCount = 0
  private(set) var byteCounts: [Int] = []

  mutating func note(_ part: ChunkPart) {
    rowCount = max(rowCount, Self.more(part.lines.count))
    byteCounts += repeatElement(0, count: max(0, part.columns.count - byteCounts.count))
    for (index, column) in part.columns.enumerated() {
      guard case .text(let values) = column else { continue }
      byteCounts[index] = max(byteCounts[index], Self.more(values.byteCount))
    }
  }

  private static func more(_ count: Int) -> Int { count + count / 8 }

  /// An empty column with the room for its number.
  func column<Value>(_ type: Value.Type) -> [Value] {
    var values: [Value] = []
    values.reserveCapacity(rowCount)
    return values
  }

  /// An empty text column.
  func texts(_ index: Int) -> TextColumn {
    var texts = TextColumn()
    if index < byteCounts.count { texts.makeRoom(for: rowCount, byteCount: byteCounts[index]) }
    return texts
  }
}
