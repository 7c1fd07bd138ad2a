import Dispatch
import Synchronization

/// Makes written files and folders durable and closes them while the next ones are being written.
///
/// A disk takes as long to say that a small file is safe as a page takes to be made, and says it of
/// several at a time.
final class Durability: Sendable {
  /// Files that may be open at a time: a report of many is limited by the disk, not by descriptors.
  private static let openLimit = 32
  private static let queueCount = 4

  private let queues = (1...Durability.queueCount).map {
    DispatchQueue(label: "durability \($0)")
  }
  private let slots: DispatchSemaphore
  private let count = Atomic(0)
  /// What the earliest file met that is not durable, and its number.
  private let failure = Mutex<(number: Int, failure: PublishFailure)?>(nil)

  init() {
    // A semaphore must not end below the value it began with.
    slots = DispatchSemaphore(value: 0)
    for _ in 0..<Self.openLimit { slots.signal() }
  }

  /// Takes over a descriptor that was written to; throws what an earlier file met.
  func add(_ descriptor: Int32, _ path: String) throws(PublishFailure) {
    slots.wait()
    let number = count.wrappingAdd(1, ordering: .relaxed).oldValue
    queues[number % Self.queueCount].async { [self] in
      do throws(PublishFailure) {
        try FileSystem.settle(descriptor, path)
      } catch {
        failure.withLock { known in
          if known.map({ number < $0.number }) ?? true { known = (number, error) }
        }
      }
      slots.signal()
    }
    try check()
  }

  /// Returns when every file is durable; throws what the first of them met that is not.
  func finish() throws(PublishFailure) {
    for queue in queues { queue.sync {} }
    try check()
  }

  private func check() throws(PublishFailure) {
    if let (_, failure) = failure.withLock({ $0 }) { throw failure }
  }
}
