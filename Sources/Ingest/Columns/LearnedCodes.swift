import Synchronization

/// The texts that the first chunks of a file met in its coded columns, so that the chunks behind them
/// need not learn them anew.
///
/// Which chunks begin with these texts depends on timing, and nothing depends on that: codes are given
/// to texts where chunks are put together in file order.
final class LearnedCodes: Sendable {
  private let learned = Mutex<[CodeTable]>([])

  /// Behind the first chunk texts are learned as long as no column has more: a chunk that meets another
  /// one copies them all.
  private static let limit = 4_096

  /// By column; empty as long as no chunk is done.
  var tables: [CodeTable] { learned.withLock { $0 } }

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
