/// A distribution of whole numbers (days, minor units) as counts by value: exact, and two of them
/// add up to the pooled distribution (rule C8).
package struct Histogram: Hashable, Sendable {
  package private(set) var counts: [Int64: Int]
  /// How many values there are.
  package private(set) var count: Int

  package init() {
    counts = [:]
    count = 0
  }

  package init(_ values: some Sequence<Int64>) {
    self.init()
    for value in values { add(value) }
  }

  /// From the number of times that 0, 1, 2… occurred.
  init(countsByValue: [Int]) {
    self.init()
    for (value, times) in countsByValue.enumerated() where times > 0 {
      add(Int64(value), times: times)
    }
  }

  package mutating func add(_ value: Int64, times: Int = 1) {
    counts[value, default: 0] += times
    count += times
  }

  package mutating func add(_ other: Histogram) {
    for (value, times) in other.counts { add(value, times: times) }
  }

  /// The arithmetic mean, exactly; nothing without values.
  package var mean: Fraction? {
    count > 0 ? Fraction(sum, over: count) : nil
  }

  /// The sum of all values, 0 without any.
  package var sum: Int64 {
    counts.reduce(0) { $0 + $1.key * Int64($1.value) }
  }

  /// The middle value, or the exact mean of the two middle ones; nothing without values.
  package var median: Fraction? {
    guard let low = value(atRank: (count + 1) / 2), let high = value(atRank: count / 2 + 1) else {
      return nil
    }
    return Fraction(Int128(low) + Int128(high), over: 2)
  }

  /// The percentile by nearest rank: the smallest value that at least `percent` % of the values do
  /// not exceed, that is the one of rank ceil(percent · n / 100).
  ///
  /// It is always a value that
  /// occurred: P80 of 1, 2, 3, 4, 5 is 4.
  package func percentile(_ percent: Int) -> Int64? {
    guard (0...100).contains(percent) else { return nil }
    return value(atRank: max(1, (percent * count + 99) / 100))
  }

  /// The value of a rank, 1 for the smallest.
  private func value(atRank rank: Int) -> Int64? {
    guard (1...max(count, 1)).contains(rank), count > 0 else { return nil }
    var seen = 0
    for (value, times) in counts.sorted(by: { $0.key < $1.key }) {
      seen += times
      if seen >= rank { return value }
    }
    return nil
  }
}
