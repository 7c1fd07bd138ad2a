/// A distribution of whole numbers (days, minor units) as counts by value: exact, and two of them
/// add up to the pooled distribution (rule C8).
package struct Histogram: Hashable, Sendable {
  /// How often 0, 1, 2… occurred, up to the largest of the small values that did.
  private var small: [Int] = []
  /// How often other values occurred: negative ones and large ones.
  private var others: [Int64: Int] = [:]
  /// How many values there are.
  package private(set) var count = 0

  /// Values below are kept in a list: eleven years of days.
  private static let smallLimit: Int64 = 4_096

  package init() {}

  package init(_ values: some Sequence<Int64>) {
    for value in values { add(value) }
  }

  package mutating func add(_ value: Int64, times: Int = 1) {
    count += times
    guard value >= 0, value < Self.smallLimit else {
      others[value, default: 0] += times
      return
    }
    let index = Int(value)
    if index >= small.count {
      small += repeatElement(0, count: index + 1 - small.count)
    }
    small[index] += times
  }

  package mutating func add(_ other: Histogram) {
    count += other.count
    if other.small.count > small.count {
      small += repeatElement(0, count: other.small.count - small.count)
    }
    for (value, times) in other.small.enumerated() { small[value] += times }
    others.merge(other.others, uniquingKeysWith: +)
  }

  /// The arithmetic mean, exactly; nothing without values.
  package var mean: Fraction? {
    count > 0 ? Fraction(sum, over: count) : nil
  }

  /// The sum of all values, 0 without any; one that does not fit stays at the largest number.
  package var sum: Int64 {
    var sum = others.reduce(Int128(0)) { $0 + Int128($1.key) * Int128($1.value) }
    for (value, times) in small.enumerated() { sum += Int128(value) * Int128(times) }
    return Int64(clamping: sum)
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
    guard others.isEmpty else {
      return ascending.first { _, times in
        seen += times
        return seen >= rank
      }?.value
    }
    for (value, times) in small.enumerated() {
      seen += times
      if seen >= rank { return Int64(value) }
    }
    return nil
  }

  /// The sum of so many of the largest values, or of all where there are fewer; one that does not
  /// fit stays at the largest number.
  package func sumOfLargest(_ number: Int) -> Int64 {
    // Of each value one is enough to have that many, so that no more need be kept in order.
    var largest: [(value: Int64, times: Int)] = []
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
    for (value, times) in largest where value >= 0 { take(value, times) }
    for (value, times) in small.enumerated().reversed() where left > 0 { take(Int64(value), times) }
    for (value, times) in largest where value < 0 { take(value, times) }
    return Int64(clamping: sum)
  }

  /// How often each value occurred, in ascending order.
  package var ascending: [(value: Int64, times: Int)] {
    let rest = others.sorted { $0.key < $1.key }.map { (value: $0.key, times: $0.value) }
    let list = small.enumerated().compactMap { value, times in
      times > 0 ? (value: Int64(value), times: times) : nil
    }
    return rest.filter { $0.value < 0 } + list + rest.filter { $0.value >= 0 }
  }
}
