/// Puts the texts of a column's cells one behind the other, as long as they can be taken as they stand.
///
/// What a text or an identifier is, `ChunkReader` says; this knows what nearly every cell looks like, and
/// leaves the others to it.
struct PlainTexts {
  /// Whether identifiers are read, which exports damage and repeat in many ways.
  let areIdentifiers: Bool
  /// Whether identifiers of 15 characters lack three.
  let isSalesforce: Bool
  /// Whether somebody must look at an empty cell.
  let needsValue: Bool

  /// Bytes behind the start of each cell that are readable; longer texts are not plain.
  private static let reach = 24

  /// Appends texts from a row on, up to the first that is not plain, whose row is given, or to the last.
  ///
  /// `ends` is as `TextColumn` has it. 24 bytes behind the start of each cell must be readable.
  func append(
    _ places: CellPlaces, from first: Int, in cells: Span<UInt8>, to bytes: inout [UInt8],
    _ ends: inout [Int32]
  ) -> Int {
    guard first < places.count else { return first }
    let room = (places.count - first) * Self.reach
    bytes.makeRoom(for: room)
    ends.makeRoom(for: places.count - first)
    let base = bytes.count
    var row = first
    unsafe cells.withUnsafeBytes { cells in
      bytes.append(addingCapacity: room) { output in
        unsafe output.withUnsafeMutableBufferPointer { buffer, filled in
          let target = UnsafeMutableRawBufferPointer(buffer)
          while row < places.count {
            let range = places[row].range
            guard !range.isEmpty || !needsValue else { break }
            if !range.isEmpty {
              guard unsafe isPlain(range, cells) else { break }
              unsafe Self.copy(range, cells, to: target, at: filled)
              filled &+= range.count
            }
            let end = Int32(truncatingIfNeeded: base &+ filled)
            ends.append(range.isEmpty ? ~end : end)
            row &+= 1
          }
        }
      }
    }
    return row
  }

  @inline(__always)
  private func isPlain(_ range: Range<Int>, _ cells: UnsafeRawBufferPointer) -> Bool {
    let (first, last) = unsafe (cells[range.lowerBound], cells[range.upperBound &- 1])
    let count = range.count
    guard count <= Self.reach, first > 0x20, first < 0x7F, last > 0x20, last < 0x7F else {
      return false
    }
    guard areIdentifiers else { return true }
    guard !(isSalesforce && count == 15) else { return false }
    // `null` says nothing.
    guard !(count == 4 && first | 0x20 == UInt8(ascii: "n")) else { return false }
    var odd: UInt64 = 0
    for index in stride(from: 0, to: Self.reach, by: 8) {
      let word = unsafe cells.loadUnaligned(
        fromByteOffset: range.lowerBound &+ index, as: UInt64.self
      ).littleEndian
      odd |= Self.odd(word, upTo: count &- index)
    }
    return odd == 0
  }

  /// Not 0 when one of the first bytes of a word is not visible ASCII from `0` on, or is `;`: no list,
  /// no decimal point and no exponent is among the others.
  @inline(__always)
  private static func odd(_ word: UInt64, upTo count: Int) -> UInt64 {
    let (ones, zeroes): (UInt64, UInt64) = (0x0101_0101_0101_0101, 0x3030_3030_3030_3030)
    let beyond = UInt64.max << UInt64(8 &* max(count, 0))
    let kept = word & ~beyond | zeroes & beyond
    let other = kept ^ (ones &* UInt64(UInt8(ascii: ";")))
    return ((kept &- zeroes) | kept | (kept &+ ones) | ((other &- ones) & ~other)) & (ones << 7)
  }

  /// Writes `reach` bytes, of which those behind the text are written over or never looked at.
  @inline(__always)
  private static func copy(
    _ range: Range<Int>, _ cells: UnsafeRawBufferPointer, to target: UnsafeMutableRawBufferPointer,
    at offset: Int
  ) {
    for index in stride(from: 0, to: reach, by: 8) {
      let word = unsafe cells.loadUnaligned(
        fromByteOffset: range.lowerBound &+ index, as: UInt64.self)
      unsafe target.storeBytes(of: word, toByteOffset: offset &+ index, as: UInt64.self)
    }
  }
}
