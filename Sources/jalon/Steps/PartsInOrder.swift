import Dispatch
import Synchronization

/// Parts that are made on several threads and handed on in their order.
enum PartsInOrder {
  /// Fills parts with `make` and hands each to `take`, in the order of their numbers from 0 to below
  /// `count`; says whether `take` took all.
  ///
  /// The thread that made a part hands it on, while others make the next ones: there are never more
  /// parts than threads, and one thread makes and hands on in turn. A part is filled again and again, so
  /// that it keeps its room. After a `take` that says no nothing more is made.
  static func forEach<Part: Sendable>(
    _ count: Int, threadCount: Int, startingWith empty: Part,
    make: @Sendable (Int, inout Part) -> Void, take: @Sendable (Part) -> Bool
  ) -> Bool {
    let state = Mutex((next: 0, isRefused: false))
    let turns = (0...count).map { _ in DispatchSemaphore(value: 0) }
    turns[0].signal()
    DispatchQueue.concurrentPerform(iterations: max(1, min(threadCount, count))) { _ in
      var part = empty
      while true {
        let index = state.withLock { state -> Int in
          guard !state.isRefused else { return count }
          defer { state.next += 1 }
          return state.next
        }
        guard index < count else { return }
        make(index, &part)
        // The parts before it were begun before it, by threads that do not wait for it.
        turns[index].wait()
        if !state.withLock({ $0.isRefused }), !take(part) {
          state.withLock { $0.isRefused = true }
        }
        turns[index + 1].signal()
      }
    }
    return !state.withLock { $0.isRefused }
  }
}
