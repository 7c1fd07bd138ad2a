import Analysis
import Calendar
import Dispatch
import Synchronization

extension FigureSeries {
  /// The result with its figures, the periods shared out between some threads.
  func resultWithFigures(threadCount: Int) -> RunResult {
    let periods = result.periods
    let threadCount = max(1, min(threadCount, periods.count))
    let taken = Mutex(periods.indices.makeIterator())
    let made = Mutex([FigurePart?](repeating: nil, count: periods.count))
    DispatchQueue.concurrentPerform(iterations: threadCount) { _ in
      // The next one that nobody has taken: some take longer than others.
      while let place = taken.withLock({ $0.next() }) {
        let part = part(of: periods[place])
        made.withLock { $0[place] = part }
      }
    }
    var result = result
    result.figures = FigureList(made.withLock { $0.compactMap(\.self) })
    return result
  }
}
