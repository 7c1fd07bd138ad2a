import Analysis
import Calendar
import Dispatch
import Synchronization

extension FigureSeries {
  /// The result with its figures, the periods shared out between some threads.
  func resultWithFigures(threadCount: Int) -> RunResult {
    let periods = result.periods
    let made = Mutex([[Figure]](repeating: [], count: periods.count))
    let threadCount = max(1, min(threadCount, periods.count))
    DispatchQueue.concurrentPerform(iterations: threadCount) { thread in
      for number in stride(from: thread, to: periods.count, by: threadCount) {
        var figures: [Figure] = []
        forEachFigure(in: periods[number]) { figures.append($0) }
        made.withLock { $0[number] = figures }
      }
    }
    var result = result
    let parts = made.withLock { $0 }
    result.figures.reserveCapacity(parts.reduce(0) { $0 + $1.count })
    for part in parts { result.figures += part }
    return result
  }
}
