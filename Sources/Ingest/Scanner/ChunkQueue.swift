/// Deals out the chunks of a file to threads and keeps what they found until its turn comes.
final class ChunkQueue<Part: Sendable>: @unchecked Sendable {
  /// A chunk that has been scanned from a guessed start.
  struct Outcome: Sendable {
    /// nil when no start could be guessed, or the scan failed: scan it anew when its turn comes.
    var result: (extent: ChunkFile.Extent, part: Part)?
  }

  /// What the caller's thread does next.
  enum Turn {
    case merge(Outcome)
    case scan(chunk: Int)
  }

  private let monitor = Monitor()
  private let chunkCount: Int
  /// Chunks that may be ahead of the merging: it bounds memory.
  private let window: Int
  private var nextChunk = 0
  private var mergedCount = 0
  private var outcomes: [Int: Outcome] = [:]
  private var isStopped = false

  init(chunkCount: Int, window: Int) {
    self.chunkCount = chunkCount
    self.window = window
  }

  /// The next chunk to scan, for a worker; waits while the workers are too far ahead.
  func take() -> Int? {
    monitor.locked {
      while !isStopped && nextChunk < chunkCount && nextChunk >= mergedCount + window {
        monitor.wait()
      }
      guard !isStopped, nextChunk < chunkCount else { return nil }
      nextChunk += 1
      return nextChunk - 1
    }
  }

  func put(_ outcome: Outcome, chunk: Int) {
    monitor.locked {
      outcomes[chunk] = outcome
      monitor.wakeAll()
    }
  }

  /// What the caller's thread does next, until `mergedCount` has reached the end.
  func turn() -> Turn? {
    monitor.locked {
      while mergedCount < chunkCount && !isStopped {
        if let outcome = outcomes.removeValue(forKey: mergedCount) { return .merge(outcome) }
        if nextChunk < chunkCount && nextChunk < mergedCount + window {
          nextChunk += 1
          return .scan(chunk: nextChunk - 1)
        }
        monitor.wait()
      }
      return nil
    }
  }

  func didMerge() {
    monitor.locked {
      mergedCount += 1
      monitor.wakeAll()
    }
  }

  func stop() {
    monitor.locked {
      isStopped = true
      monitor.wakeAll()
    }
  }
}
