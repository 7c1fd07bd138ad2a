import CScan

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

  /// What there must be room for behind the texts of a column.
  static var spareRoom: Int { BatchStorage.cellsAtOnce * Int(CSCAN_PLAIN_REACH) }

  /// Appends texts from a row on, up to the first that is not plain, whose row is given, or to the last.
  ///
  /// `ends` is as `TextColumn` has it. 32 bytes behind the start and the end of each cell must be
  /// readable. Without a level, or where it has no kernel, fewer texts are plain: those that are more
  /// than 24 bytes long are left.
  func append(
    _ places: CellPlaces, from first: Int, in cells: Span<UInt8>, to bytes: inout [UInt8],
    _ ends: inout [Int32], level: VectorLevel? = .best
  ) -> Int {
    guard first < places.count else { return first }
    ends.makeRoom(for: places.count - first)
    guard let level, level.readsColumns else {
      return appendOneByOne(places, from: first, in: cells, to: &bytes, &ends)
    }
    let rest = places.dropFirst(first)
    let room = rest.count * Int(CSCAN_PLAIN_REACH)
    bytes.makeRoom(for: room)
    let base = Int32(bytes.count)
    var rules = cscan_plain_rules(
      are_identifiers: areIdentifiers ? 1 : 0, is_salesforce: isSalesforce ? 1 : 0,
      needs_value: needsValue ? 1 : 0)
    var taken = 0
    unsafe cells.withUnsafeBufferPointer { cells in
      bytes.append(addingCapacity: room) { output in
        unsafe output.withUnsafeMutableBufferPointer { target, filled in
          ends.append(addingCapacity: rest.count) { output in
            unsafe output.withUnsafeMutableBufferPointer { ends, endCount in
              unsafe rest.withEdges { edges, step in
                taken = unsafe Int(
                  cscan_plain(
                    level.code, cells.baseAddress, edges, step, Int32(rest.count), &rules,
                    target.baseAddress, base, ends.baseAddress))
              }
              endCount = taken
              guard taken > 0 else { return }
              let end = unsafe ends[taken - 1]
              filled = Int((end < 0 ? ~end : end) - base)
            }
          }
        }
      }
    }
    return first + taken
  }

  /// Bytes behind the start of each cell that are looked at one by one; longer texts are left.
  private static let reach = 24

  private func appendOneByOne(
    _ places: CellPlaces, from first: Int, in cells: Span<UInt8>, to bytes: inout [UInt8],
    _ ends: inout [Int32]
  ) -> Int {
    let room = (places.count - first) * Self.reach
    bytes.makeRoom(for: room)
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
