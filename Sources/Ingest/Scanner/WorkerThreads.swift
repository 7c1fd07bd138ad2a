import Glibc

/// Threads of the system that run one closure each.
@safe
struct WorkerThreads {
  private var threads: [pthread_t] = []

  private final class Body {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// Starts up to `count` threads; where the system gives fewer, fewer run.
  init(count: Int, _ run: @escaping @Sendable () -> Void) {
    for _ in 0..<max(count, 0) {
      let body = unsafe Unmanaged.passRetained(Body(run))
      var thread = pthread_t()
      let code = unsafe pthread_create(
        &thread, nil,
        { argument in
          guard let argument = unsafe argument else { return nil }
          unsafe Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
          return nil
        }, body.toOpaque())
      guard code == 0 else {
        unsafe body.release()
        return
      }
      threads.append(thread)
    }
  }

  var isEmpty: Bool { threads.isEmpty }

  /// Waits until all have ended.
  func join() {
    for thread in threads { pthread_join(thread, nil) }
  }
}
