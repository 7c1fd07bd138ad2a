import Dispatch
import Glibc
import Synchronization

/// Makes written files durable and closes them while the next ones are being written.
///
/// A disk takes as long to say that a small file is safe as a page takes to be made.
final class Durability: Sendable {
  /// Files that may be open at a time: a report of many is limited by the disk, not by descriptors.
  private static let openLimit = 32

  private let queue = DispatchQueue(label: "durability")
  private let slots = DispatchSemaphore(value: Durability.openLimit)
  private let failure = Mutex<PublishFailure?>(nil)

  /// Takes over a descriptor that was written to; throws what an earlier file met.
  func add(_ descriptor: Int32, _ path: String) throws(PublishFailure) {
    slots.wait()
    queue.async { [self] in
      do throws(PublishFailure) {
        try FileSystem.settle(descriptor, path)
      } catch {
        failure.withLock { $0 = $0 ?? error }
      }
      slots.signal()
    }
    try check()
  }

  /// Returns when every file is durable; throws what the first of them met that is not.
  func finish() throws(PublishFailure) {
    queue.sync {}
    try check()
  }

  private func check() throws(PublishFailure) {
    if let failure = failure.withLock({ $0 }) { throw failure }
  }
}
