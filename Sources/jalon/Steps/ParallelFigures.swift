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
        // A period has about as many figures as the next, the as-of day a few more. The first thread's
        // make room for all: room that is not used costs nothing, and making it anew would copy all.
        if period == own.first {
          figures.reserveCapacity(figures.count * ((thread == 0 ? periods.count : own.count) + 2))
        }
      }
      made.withLock { $0[thread] = figures }
    }
    var figures: [Figure] = []
    made.withLock { parts in
      // Taken out of the list, to which the others could else only be added in a copy.
      swap(&figures, &parts[0])
      for part in parts.dropFirst() { figures += part }
      parts = []
    }
    var result = result
    result.figures = figures
    return result
  }
}
