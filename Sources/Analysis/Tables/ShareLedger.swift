import Ingest

/// Both sums of a share, by stay and span.
struct ShareLedger: Sendable {
  struct Sums: Sendable, Hashable {
    var numerator: Int128 = 0
    var denominator: Int128 = 0
    /// Rows in the denominator.
    var count = 0
    /// Rows of the period that are too young to count.
    var pending = 0

    static func += (left: inout Sums, right: Sums) {
      left.numerator += right.numerator
      left.denominator += right.denominator
      left.count += right.count
      left.pending += right.pending
    }
  }

  let rule: ShareRule
  private var sums: [Int: Sums] = [:]

  init(_ rule: ShareRule) { self.rule = rule }

  /// `slots` has for each row `stay * spanCount + span`, or -1.
  mutating func add(_ rows: RowSet, accepted: [Bool], slots: [Int], now: Int64) {
    for row in 0..<rows.count where accepted[row] && slots[row] >= 0 {
      if let share = rule.share(rows, row, now: now) {
        sums[slots[row], default: Sums()] += Sums(
          numerator: Int128(share.numerator), denominator: Int128(share.denominator), count: 1)
      } else {
        sums[slots[row], default: Sums()].pending += 1
      }
    }
  }

  func total(stays: [Int], spans: Range<Int>, spanCount: Int) -> Sums {
    var total = Sums()
    for stay in stays {
      for span in spans {
        if let sums = sums[stay * spanCount + span] { total += sums }
      }
    }
    return total
  }
}
