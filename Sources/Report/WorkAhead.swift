import Dispatch
import Foundation
import Synchronization

/// Products that some threads make in advance, to be taken in their order.
///
/// Only so many are made ahead of the one that is taken, so that their number does not matter. With
/// one thread each is made when it is taken.
final class WorkAhead<Product: Sendable>: Sendable {
  private let count: Int
  private let make: @Sendable (Int) -> Product
  private let isConcurrent: Bool
  private let made: Mutex<[Product?]>
  private let taken = Atomic(0)
  private let begun = Atomic(0)
  private let isStopped = Atomic(false)
  /// One signal for each product that is there.
  private let ready: [DispatchSemaphore]
  /// One signal for each product that may be begun.
  private let room = DispatchSemaphore(value: 0)

  /// `make` gives the product of a number from 0.
  init(
    count: Int, threadCount: Int, ahead: Int, make: @escaping @Sendable (Int) -> Product
  ) {
    self.count = count
    self.make = make
    isConcurrent = threadCount > 1 && count > 0
    made = Mutex(isConcurrent ? [Product?](repeating: nil, count: count) : [])
    ready = isConcurrent ? (0..<count).map { _ in DispatchSemaphore(value: 0) } : []
    guard isConcurrent else { return }
    for _ in 0..<ahead { room.signal() }
    for _ in 0..<min(threadCount, count) {
      // Threads of their own: those of a pool must not wait for what others of it make.
      Thread.detachNewThread { [self] in work() }
    }
  }

  /// The next product; there are `count` of them.
  func next() -> Product {
    let number = taken.wrappingAdd(1, ordering: .relaxed).oldValue
    guard isConcurrent else { return make(number) }
    // What no thread has begun is made here, so that nobody waits for threads that cannot be had.
    if begun.compareExchange(
      expected: number, desired: number + 1, ordering: .relaxed
    ).exchanged {
      return make(number)
    }
    ready[number].wait()
    defer { room.signal() }
    return made.withLock { $0[number].take() } ?? make(number)
  }

  /// Ends the making of products that nobody will take; needed when not all were taken.
  func stop() {
    isStopped.store(true, ordering: .relaxed)
    // The thread that ends wakes the next one.
    if isConcurrent { room.signal() }
  }

  private func work() {
    while true {
      room.wait()
      let number = begun.wrappingAdd(1, ordering: .relaxed).oldValue
      guard number < count, !isStopped.load(ordering: .relaxed) else {
        // Another thread may be waiting for the same answer.
        room.signal()
        return
      }
      let product = make(number)
      made.withLock { $0[number] = product }
      ready[number].signal()
    }
  }
}
