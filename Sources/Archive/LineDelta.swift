/// What one text has beyond another, in whole lines.
///
/// An export of a night differs from that of the night before by a few hundred lines, wherever they
/// stand: lines that the older one has are told by their number, the others are kept. The result is
/// a sequence of operations: a number n above 0 and n bytes to add, or 0, the number of a line and
/// how many lines to take from there; numbers are written seven bits a byte.
enum LineDelta {
  /// The operations that make `target` of `base`.
  static func make(base: [UInt8], target: [UInt8]) -> [UInt8] {
    let lines = lineEnds(base)
    // By hash, the first line with it; others of the same hash follow in `next`.
    var first: [UInt64: Int32] = [:]
    first.reserveCapacity(lines.count)
    for line in lines.indices.reversed() {
      first[hash(base, range(lines, line))] = Int32(line)
    }
    var delta: [UInt8] = []
    var literal = 0..<0
    var copy = (line: 0, count: 0)
    func flushCopy() {
      guard copy.count > 0 else { return }
      delta.append(0)
      write(copy.line, to: &delta)
      write(copy.count, to: &delta)
      copy.count = 0
    }
    func flushLiteral() {
      guard !literal.isEmpty else { return }
      write(literal.count, to: &delta)
      delta += target[literal]
      literal = literal.upperBound..<literal.upperBound
    }
    var start = 0
    for end in lineEnds(target) {
      let line = start..<end
      start = end
      // Most lines follow the one before in both texts.
      let next = copy.line + copy.count
      if copy.count > 0, next < lines.count, isEqual(base, range(lines, next), target, line) {
        copy.count += 1
        continue
      }
      if let found = first[hash(target, line)].map(Int.init),
        isEqual(base, range(lines, found), target, line)
      {
        flushCopy()
        flushLiteral()
        copy = (found, 1)
        continue
      }
      flushCopy()
      literal = literal.isEmpty ? line : literal.lowerBound..<line.upperBound
    }
    flushCopy()
    flushLiteral()
    return delta
  }

  /// The target; nothing when the operations do not fit the base.
  static func apply(_ delta: [UInt8], to base: [UInt8], byteCount: Int) -> [UInt8]? {
    let lines = lineEnds(base)
    var target: [UInt8] = []
    target.reserveCapacity(byteCount)
    var place = 0
    while place < delta.count {
      guard let count = read(delta, &place) else { return nil }
      if count > 0 {
        guard count <= delta.count - place else { return nil }
        target += delta[place..<place + count]
        place += count
      } else {
        guard let line = read(delta, &place), let taken = read(delta, &place), taken > 0,
          line >= 0, taken <= lines.count, line <= lines.count - taken
        else { return nil }
        target += base[range(lines, line).lowerBound..<lines[line + taken - 1]]
      }
    }
    return target.count == byteCount ? target : nil
  }

  // MARK: Lines

  /// One past the line feed of each line; the last line may lack it.
  private static func lineEnds(_ text: [UInt8]) -> [Int] {
    var ends: [Int] = []
    for place in text.indices where text[place] == 0x0A { ends.append(place + 1) }
    if let last = text.last, last != 0x0A { ends.append(text.count) }
    return ends
  }

  private static func range(_ ends: [Int], _ line: Int) -> Range<Int> {
    (line == 0 ? 0 : ends[line - 1])..<ends[line]
  }

  private static func isEqual(
    _ left: [UInt8], _ leftRange: Range<Int>, _ right: [UInt8], _ rightRange: Range<Int>
  ) -> Bool {
    leftRange.count == rightRange.count && left[leftRange] == right[rightRange]
  }

  private static func hash(_ text: [UInt8], _ range: Range<Int>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for place in range { hash = (hash ^ UInt64(text[place])) &* 0x0000_0100_0000_01B3 }
    return hash
  }

  // MARK: Numbers

  private static func write(_ number: Int, to bytes: inout [UInt8]) {
    var rest = UInt64(number)
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private static func read(_ bytes: [UInt8], _ place: inout Int) -> Int? {
    var number: UInt64 = 0
    var shift: UInt64 = 0
    while place < bytes.count, shift < 56 {
      let byte = bytes[place]
      place += 1
      number |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return Int(number) }
      shift += 7
    }
    return nil
  }
}
