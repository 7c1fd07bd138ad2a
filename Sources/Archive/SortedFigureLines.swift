/// Lines of figures with the same beginning, gathered in whatever order they come and written in the
/// order of their bytes.
struct SortedFigureLines {
  private struct Line {
    /// Its first eight bytes, which tell most lines apart.
    var key: UInt64
    var bytes: Range<Int>
  }

  private var lines: [Line] = []
  private var text: [UInt8] = []

  /// Adds a line: `body` appends what follows the common beginning, without a line end.
  mutating func append(_ body: (inout [UInt8]) -> Void) {
    let start = text.count
    body(&text)
    lines.append(Line(key: key(start..<text.count), bytes: start..<text.count))
  }

  /// Writes all lines, each behind its beginning and with a line end, and forgets them.
  mutating func move(to bytes: inout [UInt8], head: [UInt8]) {
    sort()
    for line in lines {
      bytes += head
      bytes += text[line.bytes]
      bytes.append(UInt8(ascii: "\n"))
    }
    lines.removeAll(keepingCapacity: true)
    text.removeAll(keepingCapacity: true)
  }

  private mutating func sort() {
    let text = text
    lines.sort { left, right in
      left.key == right.key
        ? text[left.bytes].lexicographicallyPrecedes(text[right.bytes]) : left.key < right.key
    }
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
