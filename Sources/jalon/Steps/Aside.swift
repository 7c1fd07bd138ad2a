import Dispatch
import Synchronization

/// A value that is made on another thread while this one does something else.
final class Aside<Value: Sendable>: Sendable {
  private let make: @Sendable () -> Value
  private let made = Mutex<Value?>(nil)
  private let group = DispatchGroup()

  /// With one thread it is made when it is asked for.
  init(threadCount: Int = 2, _ make: @escaping @Sendable () -> Value) {
    self.make = make
    guard threadCount > 1 else { return }
    DispatchQueue.global().async(group: group) { [self] in
      let value = make()
      made.withLock { $0 = value }
    }
  }

  /// Waits for it.
  func value() -> Value {
    group.wait()
    return made.withLock { made in
      let value = made ?? make()
      made = value
      return value
    }
  }
}
