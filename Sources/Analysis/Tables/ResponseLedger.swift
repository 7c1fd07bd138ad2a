import Ingest

/// The times from one moment to another, in seconds, and how many still wait, by stay and span.
struct ResponseLedger: Sendable {
  struct Times: Sendable {
    var answered = Histogram()
    /// Rows without an answer.
    var waiting = 0
    /// Answers outside business hours, whose time is short or nothing.
    var outside = 0
  }

  let from: String
  let to: String
  let clock: ResponseClock
  private var times: [Int: Times] = [:]

  init(from: String, to: String, clock: ResponseClock) {
    self.from = from
    self.to = to
    self.clock = clock
  }

  /// `slots` has for each row `stay * spanCount + span`, or -1.
  mutating func add(_ rows: RowSet, accepted: [Bool], slots: [Int]) {
    guard let starts = rows.moments[from], let ends = rows.moments[to] else { return }
    for row in 0..<rows.count where accepted[row] && slots[row] >= 0 {
      guard starts[row] != Column.missingNumber else { continue }
      if ends[row] == Column.missingNumber {
        times[slots[row], default: Times()].waiting += 1
        continue
      }
      let seconds = clock.seconds(from: starts[row], to: ends[row])
      // An answer before the question is no answer to it.
      guard seconds >= 0 else { continue }
      times[slots[row], default: Times()].answered.add(seconds)
      if !clock.isOpen(at: ends[row]) { times[slots[row], default: Times()].outside += 1 }
    }
  }

  func total(stays: [Int], spans: Range<Int>, spanCount: Int) -> Times {
    var total = Times()
    for stay in stays {
      for span in spans {
        guard let part = times[stay * spanCount + span] else { continue }
        total.answered.add(part.answered)
        total.waiting += part.waiting
        total.outside += part.outside
      }
    }
    return total
  }
}
