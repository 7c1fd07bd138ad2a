import Analysis

/// Lines of figures in the order of their bytes, gathered in whatever order they come.
///
/// A line begins with its period and scope. Lines come period by period and scope by scope, so that
/// these heads are sorted, and within each of them its few lines.
struct SortedFigureLines {
  private struct Line {
    /// Its first eight bytes, which tell most lines apart.
    var key: UInt64
    var bytes: Range<Int>
  }

  private struct Group {
    var head: [UInt8]
    var lines: [Line] = []
  }

  private var groups: [Group] = []
  /// The places of groups by their heads.
  private var places: [[UInt8]: Int] = [:]
  private var text: [UInt8] = []
  /// The period and the scope of the last line, and the group of both.
  private var last: (period: String, scope: ScopeID, group: Int)?

  /// Adds a line: `body` appends what follows its period and scope, without a line end.
  mutating func append(period: String, scope: ScopeID, _ body: (inout [UInt8]) -> Void) {
    let group = group(period, scope)
    let start = text.count
    body(&text)
    groups[group].lines.append(Line(key: key(start..<text.count), bytes: start..<text.count))
  }

  /// All lines, each with a line end.
  func bytes() -> [UInt8] {
    var bytes: [UInt8] = []
    let headLength = groups.reduce(0) { $0 + $1.lines.count * ($1.head.count + 1) }
    bytes.reserveCapacity(text.count + headLength)
    for group in groups.sorted(by: { $0.head.lexicographicallyPrecedes($1.head) }) {
      let lines = group.lines.sorted { left, right in
        left.key == right.key
          ? text[left.bytes].lexicographicallyPrecedes(text[right.bytes]) : left.key < right.key
      }
      for line in lines {
        bytes += group.head
        bytes += text[line.bytes]
        bytes.append(UInt8(ascii: "\n"))
      }
    }
    return bytes
  }

  private mutating func group(_ period: String, _ scope: ScopeID) -> Int {
    if let last, last.period == period, last.scope == scope { return last.group }
    var head: [UInt8] = []
    for word in [period, scope.kind.rawValue, scope.id] {
      FigureLines.appendEscaped(word, to: &head)
      head.append(UInt8(ascii: "\t"))
    }
    let group = places[head] ?? groups.count
    if group == groups.count {
      places[head] = group
      groups.append(Group(head: head))
    }
    last = (period, scope, group)
    return group
  }

  /// The first eight bytes as a number that is in the same order; what is shorter ends in zeros.
  private func key(_ line: Range<Int>) -> UInt64 {
    var key: UInt64 = 0
    for place in line.lowerBound..<line.lowerBound + 8 {
      key = key << 8 | (place < line.upperBound ? UInt64(text[place]) : 0)
    }
    return key
  }
}

extension [UInt8] {
  /// Appends a whole number in decimal digits.
  mutating func append(decimal number: Int64) {
    if number < 0 { append(UInt8(ascii: "-")) }
    var rest = number.magnitude
    let start = count
    repeat {
      append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
      rest /= 10
    } while rest > 0
    var (low, high) = (start, count - 1)
    while low < high {
      swapAt(low, high)
      low += 1
      high -= 1
    }
  }
}
