import Analysis
import Calendar
import Dispatch
import Synchronization

extension FigureSeries {
  /// The result with its figures, the periods shared out between some threads.
  func resultWithFigures(threadCount: Int) -> RunResult {
    let periods = result.periods
    let threadCount = max(1, min(threadCount, periods.count))
    let made = Mutex([[Figure]](repeating: [], count: threadCount))
    DispatchQueue.concurrentPerform(iterations: threadCount) { thread in
      // Periods that follow each other, so that the figures of a thread do.
      var figures: [Figure] = []
      let own = periods[
        periods.count * thread / threadCount..<periods.count * (thread + 1) / threadCount]
      for period in own {
        forEachFigure(in: period) { figures.append($0) }
        // A period has about as many figures as the next. The first thread's make room for all.
        if period == own.first {
          figures.reserveCapacity(figures.count * (thread == 0 ? periods.count : own.count))
        }
      }
      made.withLock { $0[thread] = figures }
    }
    var result = result
    for part in made.withLock({ $0 }) {
      if result.figures.isEmpty { result.figures = part } else { result.figures += part }
    }
    return result
  }
}
