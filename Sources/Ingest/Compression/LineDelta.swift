import Glibc

/// What one text has beyond another, in whole lines.
///
/// An export of a night differs from that of the night before by a few hundred lines, wherever they
/// stand: lines that the older one has are told by their number, the others are kept. The result is
/// a sequence of operations: a number n above 0 and n bytes to add, or 0, the number of a line and
/// how many lines to take from there; numbers are written seven bits a byte.
package enum LineDelta {
  /// The operations that make `target` of `base`.
  package static func make(base: [UInt8], target: [UInt8]) -> [UInt8] {
    unsafe base.withUnsafeBytes { base in
      unsafe target.withUnsafeBytes { target in
        unsafe make(base: LineText(base), target: LineText(target))
      }
    }
  }

  private static func make(base: LineText, target: LineText) -> [UInt8] {
    let numbers = LineNumbers(base)
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
      target.append(literal, to: &delta)
      literal = literal.upperBound..<literal.upperBound
    }
    for number in target.ends.indices {
      let line = target.range(ofLine: number)
      // Most lines follow the one before in both texts.
      let next = copy.line + copy.count
      if copy.count > 0, next < base.ends.count,
        base.isEqual(base.range(ofLine: next), to: target, line)
      {
        copy.count += 1
        continue
      }
      if let found = numbers.firstLine(equalTo: target, line) {
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
  package static func apply(_ delta: [UInt8], to base: [UInt8], byteCount: Int) -> [UInt8]? {
    let target = unsafe base.withUnsafeBytes { base in
      unsafe apply(delta, to: LineText(base), byteCount: byteCount)
    }
    return target?.count == byteCount ? target : nil
  }

  private static func apply(_ delta: [UInt8], to base: LineText, byteCount: Int) -> [UInt8]? {
    var target: [UInt8] = []
    target.reserveCapacity(max(0, min(byteCount, 128 << 20)))
    var place = 0
    while place < delta.count {
      guard let count = read(delta, &place) else { return nil }
      if count > 0 {
        guard count <= delta.count - place, count <= byteCount - target.count else { return nil }
        target += delta[place..<place + count]
        place += count
      } else {
        guard let line = read(delta, &place), let taken = read(delta, &place), taken > 0,
          line >= 0, taken <= base.ends.count, line <= base.ends.count - taken
        else { return nil }
        let lines = base.range(ofLine: line).lowerBound..<base.ends[line + taken - 1]
        guard lines.count <= byteCount - target.count else { return nil }
        base.append(lines, to: &target)
      }
    }
    return target
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

/// A text in memory that belongs to somebody else, and where its lines end.
@safe private struct LineText {
  private let bytes: UnsafeRawBufferPointer
  /// One past the line feed of each line; the last line may lack it.
  let ends: [Int]

  init(_ bytes: UnsafeRawBufferPointer) {
    unsafe self.bytes = bytes
    var ends: [Int] = []
    if let start = bytes.baseAddress {
      var place = 0
      while place < bytes.count,
        let found = unsafe memchr(start + place, 0x0A, bytes.count - place)
      {
        unsafe place = UnsafeRawPointer(found) - start + 1
        ends.append(place)
      }
      if place < bytes.count { ends.append(bytes.count) }
    }
    self.ends = ends
  }

  var count: Int { unsafe bytes.count }

  func range(ofLine line: Int) -> Range<Int> { (line == 0 ? 0 : ends[line - 1])..<ends[line] }

  func append(_ range: Range<Int>, to other: inout [UInt8]) {
    unsafe other.append(contentsOf: bytes[range])
  }

  func isEqual(_ range: Range<Int>, to other: LineText, _ otherRange: Range<Int>) -> Bool {
    guard range.count == otherRange.count else { return false }
    guard let left = unsafe bytes[range].baseAddressOfSlice,
      let right = unsafe other.bytes[otherRange].baseAddressOfSlice
    else { return true }
    return unsafe memcmp(left, right, range.count) == 0
  }

  /// Spreads lines over a table; not kept, so that it may change.
  func hash(_ range: Range<Int>) -> UInt64 {
    let factor: UInt64 = 0x9E37_79B9_7F4A_7C15
    var hash = UInt64(range.count) &* factor
    var place = range.lowerBound
    while place + 8 <= range.upperBound {
      let word = unsafe bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)
      hash = (hash ^ word) &* factor
      hash ^= hash >> 29
      place += 8
    }
    while place < range.upperBound {
      hash = (hash ^ UInt64(unsafe bytes[place])) &* factor
      place += 1
    }
    return hash ^ hash >> 32
  }
}

extension Slice<UnsafeRawBufferPointer> {
  /// Where the slice begins; nothing for an empty text.
  fileprivate var baseAddressOfSlice: UnsafeRawPointer? {
    unsafe base.baseAddress.map { unsafe $0 + startIndex }
  }
}

/// The lines of a text by what they are; of equal ones the first.
private struct LineNumbers {
  private let text: LineText
  private var hashes: [UInt64] = []
  /// By hash the number of a line plus one, or 0; at most half full.
  private var slots: [Int32]

  init(_ text: LineText) {
    self.text = text
    var size = 64
    while size < text.ends.count * 2 { size *= 2 }
    slots = [Int32](repeating: 0, count: size)
    hashes.reserveCapacity(text.ends.count)
    for line in text.ends.indices {
      let range = text.range(ofLine: line)
      let hash = text.hash(range)
      hashes.append(hash)
      let slot = slot(of: text, range, hash)
      if slots[slot] == 0 { slots[slot] = Int32(line + 1) }
    }
  }

  func firstLine(equalTo other: LineText, _ range: Range<Int>) -> Int? {
    let line = slots[slot(of: other, range, other.hash(range))]
    return line == 0 ? nil : Int(line) - 1
  }

  /// The slot of a line, or the empty one where it would be.
  private func slot(of other: LineText, _ range: Range<Int>, _ hash: UInt64) -> Int {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] != 0 {
      let line = Int(slots[slot]) - 1
      if hashes[line] == hash, text.isEqual(text.range(ofLine: line), to: other, range) { break }
      slot = (slot + 1) & mask
    }
    return slot
  }
}
