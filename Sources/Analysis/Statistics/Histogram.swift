/// A distribution of whole numbers (days, minor units) as counts by value: exact, and two of them
/// add up to the pooled distribution (rule C8).
package struct Histogram: Sendable {
  package typealias Entry = (value: Int64, times: Int)

  /// How often 0, 1, 2… occurred, up to the largest of the small values that did; empty while there
  /// are few values: most of a run's distributions are of one person and one month.
  private var small: [Int] = []
  /// How often other values occurred, in any order; a value may come more than once.
  private var others: [Entry] = []
  /// How many of the others were different when they were last looked at.
  private var settledCount = 0
  /// How many values there are.
  package private(set) var count = 0

  /// Values below are kept in a list: eleven years of days.
  private static let smallLimit: Int64 = 4_096
  /// So many others are not worth looking at.
  private static let fewOthers = 64

  package init() {}

  package init(_ values: some Sequence<Int64>) {
    for value in values { add(value) }
  }

  package mutating func add(_ value: Int64, times: Int = 1) {
    count += times
    guard !small.isEmpty, value >= 0, value < Self.smallLimit else {
      others.append((value, times))
      if others.count >= max(Self.fewOthers, 2 * settledCount) { settle() }
      return
    }
    addSmall(Int(value), times)
  }

  private mutating func addSmall(_ index: Int, _ times: Int) {
    if index >= small.count {
      small += repeatElement(0, count: index + 1 - small.count)
    }
    small[index] += times
  }

  package mutating func add(_ other: Histogram) {
    // Most distributions are those of one cell.
    if count == 0 {
      self = other
      return
    }
    count += other.count
    if other.small.count > small.count {
      small += repeatElement(0, count: other.small.count - small.count)
    }
    for (value, times) in other.small.enumerated() { small[value] += times }
    others += other.others
  }

  /// Counts the others that are alike together, so that memory grows with different values, never with
  /// rows; many small ones go where they need no looking for.
  private mutating func settle() {
    var kept: [Entry] = []
    for entry in others.sorted(by: { $0.value < $1.value }) {
      if kept.last?.value == entry.value {
        kept[kept.count - 1].times += entry.times
      } else {
        kept.append(entry)
      }
    }
    others = kept
    if !small.isEmpty || kept.count > Self.fewOthers / 2 {
      for (value, times) in kept where Self.isSmall(value) { addSmall(Int(value), times) }
      others.removeAll { Self.isSmall($0.value) }
    }
    settledCount = others.count
  }

  private static func isSmall(_ value: Int64) -> Bool { value >= 0 && value < smallLimit }

  /// The arithmetic mean, exactly; nothing without values.
  package var mean: Fraction? {
    count > 0 ? Fraction(sum, over: count) : nil
  }

  /// The sum of all values, 0 without any; one that does not fit stays at the largest number.
  package var sum: Int64 {
    var sum = others.reduce(Int128(0)) { $0 + Int128($1.value) * Int128($1.times) }
    for (value, times) in small.enumerated() { sum += Int128(value) * Int128(times) }
    return Int64(clamping: sum)
  }

  /// The middle value, or the exact mean of the two middle ones; nothing without values.
  package var median: Fraction? {
    guard let (low, high) = values(atRanks: (count + 1) / 2, count / 2 + 1) else { return nil }
    return Fraction(Int128(low) + Int128(high), over: 2)
  }

  /// The percentile by nearest rank: the smallest value that at least `percent` % of the values do
  /// not exceed, that is the one of rank ceil(percent · n / 100).
  ///
  /// It is always a value that
  /// occurred: P80 of 1, 2, 3, 4, 5 is 4.
  package func percentile(_ percent: Int) -> Int64? {
    guard (0...100).contains(percent) else { return nil }
    if percent == 100 { return largest }
    let rank = max(1, (percent * count + 99) / 100)
    return values(atRanks: rank, rank)?.0
  }

  /// The largest value, which nothing has to be put in order for; nothing without values.
  private var largest: Int64? {
    let small = small.lastIndex { $0 > 0 }.map(Int64.init)
    return others.reduce(small) { largest, entry in max(largest ?? entry.value, entry.value) }
  }

  /// The values of two ranks, 1 for the smallest; the second is not below the first.
  private func values(atRanks first: Int, _ second: Int) -> (Int64, Int64)? {
    guard count > 0, first >= 1, second <= count else { return nil }
    var seen = 0
    var found: Int64?
    var both: (Int64, Int64)?
    forEachAscending { value, times in
      seen += times
      if found == nil, seen >= first { found = value }
      if let found, seen >= second { both = (found, value) }
      return both == nil
    }
    return both
  }

  /// Calls `body` with the values in ascending order, one perhaps more than once, as long as it says
  /// to go on.
  private func forEachAscending(_ body: (_ value: Int64, _ times: Int) -> Bool) {
    let others = others.count > 1 ? others.sorted { $0.value < $1.value } : others
    var next = 0
    for (value, times) in small.enumerated() where times > 0 {
      while next < others.count, others[next].value < Int64(value) {
        guard body(others[next].value, others[next].times) else { return }
        next += 1
      }
      guard body(Int64(value), times) else { return }
    }
    while next < others.count, body(others[next].value, others[next].times) { next += 1 }
  }

  /// The sum of so many of the largest values, or of all where there are fewer; one that does not
  /// fit stays at the largest number.
  package func sumOfLargest(_ number: Int) -> Int64 {
    // Each entry is one value or more, so that no more of them need be kept in order.
    var largest: [Entry] = []
    for (value, times) in others
    where largest.count < number || value > largest.last?.value ?? .min {
      largest.insert(
        (value, times), at: largest.firstIndex { $0.value < value } ?? largest.endIndex)
      if largest.count > number { largest.removeLast() }
    }
    var left = number
    var sum = Int128(0)
    func take(_ value: Int64, _ times: Int) {
      sum += Int128(value) * Int128(min(times, left))
      left -= min(times, left)
    }
    var next = 0
    for (value, times) in small.enumerated().reversed() where times > 0 && left > 0 {
      while next < largest.count, largest[next].value >= Int64(value) {
        take(largest[next].value, largest[next].times)
        next += 1
      }
      take(Int64(value), times)
    }
    for (value, times) in largest[next...] { take(value, times) }
    return Int64(clamping: sum)
  }

  /// How often each value occurred, in ascending order.
  package var ascending: [Entry] {
    var entries: [Entry] = []
    forEachAscending { value, times in
      if entries.last?.value == value {
        entries[entries.count - 1].times += times
      } else {
        entries.append((value, times))
      }
      return true
    }
    return entries
  }
}

extension Histogram {
  /// What is known of a distribution without keeping it.
  package struct Outline: Sendable {
    private let limit: Int64
    /// How many values there are.
    package private(set) var count = 0
    /// How many of them do not exceed the limit.
    package private(set) var countWithin = 0
    /// The smallest and the largest value; nothing without any.
    package private(set) var bounds: ClosedRange<Int64>?

    /// That of no values, to be told of those up to a limit and beyond.
    package init(limit: Int64) { self.limit = limit }

    /// Adds a value that occurred once or more.
    package mutating func add(_ value: Int64, times: Int = 1) {
      count += times
      if value <= limit { countWithin += times }
      let known = bounds ?? value...value
      bounds = min(known.lowerBound, value)...max(known.upperBound, value)
    }
  }
}

extension Histogram: Equatable {
  package static func == (left: Histogram, right: Histogram) -> Bool {
    left.count == right.count && left.ascending.elementsEqual(right.ascending, by: ==)
  }
}
