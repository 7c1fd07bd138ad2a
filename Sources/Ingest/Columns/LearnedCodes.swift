import Synchronization

/// The texts that the first chunk of a file met in its coded columns, so that the chunks behind it
/// need not learn them anew.
///
/// Which chunks begin with these texts depends on timing, and nothing depends on that: codes are given
/// to texts where chunks are put together in file order, behind those of the first chunk.
final class LearnedCodes: Sendable {
  private let learned = Mutex<[CodeTable]>([])

  /// By column; empty as long as no chunk is done.
  var tables: [CodeTable] { learned.withLock { $0 } }

  /// Takes the tables of the first chunk in; says no when that has been done.
  func learn(_ tables: [CodeTable]) -> Bool {
    learned.withLock { known in
      guard known.isEmpty else { return false }
      known = tables
      return true
    }
  }
}
