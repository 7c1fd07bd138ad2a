import Archive
import Dispatch
import Synchronization

/// The contents of a run, made ready for the archive on a thread of their own.
final class ArchivePreparation: Sendable {
  private let outcome = Mutex<Result<PreparedContents, ArchiveFailure>?>(nil)
  private let group = DispatchGroup()

  init(of record: RunRecord, in archive: Archive) {
    DispatchQueue.global().async(group: group) { [self] in
      let result: Result<PreparedContents, ArchiveFailure>
      do throws(ArchiveFailure) {
        result = .success(try archive.prepare(record))
      } catch {
        result = .failure(error)
      }
      outcome.withLock { $0 = result }
    }
  }

  /// Waits for it; throws what stands against archiving the run.
  func contents() throws(ArchiveFailure) -> PreparedContents? {
    finish()
    return try outcome.withLock { $0 }?.get()
  }

  /// Returns when nothing is read any more.
  func finish() { group.wait() }
}
