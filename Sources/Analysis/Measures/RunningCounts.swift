/// How many rows lie before each cell, for the counting measures of a group side by side: what a scope
/// has of all of them is a few differences of neighbours.
final class RunningCounts: Sendable {
  /// How many measures there are.
  let width: Int
  /// The number of the first of them among those of all groups.
  let first: Int
  /// By cell and measure, and once more behind the last cell.
  private let counts: [UInt32]
  /// The same where there may be more than such a number holds; then `counts` is empty.
  private let wideCounts: [Int64]

  /// `count` says how many rows of a class are in a cell, `isWide` whether they may be more than four
  /// bytes hold; `classes` has the classes of each measure.
  init(
    first: Int, classes: [[Int]], cellCount: Int, isWide: Bool, _ count: (Int, Int) -> Int64
  ) {
    self.first = first
    width = classes.count
    counts = isWide ? [] : Self.running(classes, cellCount, count)
    wideCounts = isWide ? Self.running(classes, cellCount, count) : []
  }

  private static func running<Count: FixedWidthInteger>(
    _ classes: [[Int]], _ cellCount: Int, _ count: (Int, Int) -> Int64
  ) -> [Count] {
    let width = classes.count
    var counts = [Count](repeating: 0, count: (cellCount + 1) * width)
    for (column, numbers) in classes.enumerated() {
      for number in numbers {
        for cell in 0..<cellCount {
          counts[(cell &+ 1) &* width &+ column] &+= Count(truncatingIfNeeded: count(number, cell))
        }
      }
    }
    for index in width..<max(width, counts.count) { counts[index] &+= counts[index &- width] }
    return counts
  }

  /// The rows of one measure in some cells.
  @inline(__always)
  func count(_ column: Int, in cells: Range<Int>) -> Int64 {
    let (low, high) = (cells.lowerBound &* width &+ column, cells.upperBound &* width &+ column)
    return counts.isEmpty
      ? wideCounts[high] &- wideCounts[low] : Int64(counts[high] &- counts[low])
  }

  /// Adds the rows of every measure in some cells to as many sums.
  @inline(__always)
  func add(_ cells: Range<Int>, to sums: inout MutableSpan<Int64>) {
    let (low, high) = (cells.lowerBound &* width, cells.upperBound &* width)
    if counts.isEmpty {
      for column in 0..<width {
        sums[first &+ column] &+= wideCounts[high &+ column] &- wideCounts[low &+ column]
      }
    } else {
      let held = counts
      let counts = held.span
      for column in 0..<width {
        sums[first &+ column] &+= Int64(counts[high &+ column] &- counts[low &+ column])
      }
    }
  }
}
