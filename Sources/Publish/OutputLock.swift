import CFiles
import Glibc

/// Held while a run writes to an output folder.
///
/// The system lets go of it when the process ends, however it ends, so a killed run never blocks
/// the next one.
package struct OutputLock: ~Copyable {
  private let descriptor: Int32

  /// Takes the lock of `folder`, which must exist, or fails at once.
  package init(folder: String) throws(PublishFailure) {
    let path = folder + "/" + OutputNames.lock
    descriptor = FileSystem.retrying { jalon_open_lock_file(path, 0o640) }
    guard descriptor >= 0 else { throw .cannotCreate(path: path, reason: .last) }
    guard FileSystem.retrying({ flock(descriptor, LOCK_EX | LOCK_NB) }) == 0 else {
      let reason = SystemReason.last
      _ = close(descriptor)
      if reason.code == EWOULDBLOCK { throw .locked(folder: folder) }
      throw .readOrWrite(path: path, reason: reason)
    }
  }

  /// A child process that is being started has a copy of the descriptor until its program runs:
  /// closing alone would leave the lock with it for that long.
  deinit {
    _ = flock(descriptor, LOCK_UN)
    _ = close(descriptor)
  }

  /// Lets go of the lock here, and not earlier.
  package consuming func release() {}
}
