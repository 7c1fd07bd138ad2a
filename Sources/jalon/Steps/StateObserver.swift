import Analysis
import Archive
import Dispatch
import Synchronization

/// Passes what opportunities were on to a snapshot, and remembers the first failure.
///
/// Some are written to the snapshot while the next ones are being read.
final class StateObserver: Sendable {
  private let snapshot: SnapshotDraft?
  private let isConcurrent: Bool
  private let queue = DispatchQueue(label: "snapshot")
  /// Signals for the tables whose opportunities may wait to be written.
  private let room = DispatchSemaphore(value: 4)
  private let firstFailure = Mutex<ArchiveFailure?>(nil)

  init(_ snapshot: SnapshotDraft?, isConcurrent: Bool) {
    self.snapshot = snapshot
    self.isConcurrent = isConcurrent
  }

  /// What went wrong, once all is finished.
  var failure: ArchiveFailure? { firstFailure.withLock { $0 } }

  var observe: (([OpportunityState]) -> Void)? {
    guard let snapshot else { return nil }
    return { states in
      guard self.failure == nil else { return }
      self.run { () throws(ArchiveFailure) in try snapshot.add(states) }
    }
  }

  /// The reading begins again.
  func restart() {
    finish()
    guard let snapshot else { return }
    run { () throws(ArchiveFailure) in try snapshot.clear() }
  }

  /// Returns when everything is written that was passed on.
  func finish() { queue.sync {} }

  private func run(_ body: @escaping @Sendable () throws(ArchiveFailure) -> Void) {
    @Sendable func noteFailure() {
      do throws(ArchiveFailure) { try body() } catch {
        firstFailure.withLock { $0 = $0 ?? error }
      }
    }
    guard isConcurrent else { return noteFailure() }
    room.wait()
    queue.async { [room] in
      noteFailure()
      room.signal()
    }
  }
}
