/// Checks what was unpacked against the last eight bytes of a gzip file, which libarchive reads over.
///
/// A file of one member must have the check sum and the length that its trailer says. A file of
/// several members has a trailer behind each, of which only the last can be found without unpacking
/// again: such a file is known by its length and is accepted when another member begins in it.
struct GzipTrailer {
  private var sum: UInt32 = 0xFFFF_FFFF
  private var count: UInt32 = 0

  /// Takes the next unpacked bytes in.
  mutating func add(_ bytes: Span<UInt8>) {
    var sum = sum
    let tables = Self.tables
    var position = 0
    // Eight bytes at a time, each by the table of what follows it.
    while position + 8 <= bytes.count {
      let first = sum ^ Self.word(bytes, position)
      let second = Self.word(bytes, position + 4)
      sum = 0
      for byte in 0..<4 {
        let shift = UInt32(8 * byte)
        sum ^= tables[(7 - byte) << 8 | Int(first >> shift & 0xFF)]
        sum ^= tables[(3 - byte) << 8 | Int(second >> shift & 0xFF)]
      }
      position += 8
    }
    for index in position..<bytes.count {
      sum = tables[Int((sum ^ UInt32(bytes[index])) & 0xFF)] ^ sum >> 8
    }
    self.sum = sum
    count &+= UInt32(truncatingIfNeeded: bytes.count)
  }

  /// What is wrong at the end of the file; nothing when all is well.
  func fault(in file: FileSource) throws(ScanFailure) -> ScanFailure? {
    let size = file.storedByteCount
    guard size >= Self.smallest else { return .archive(.damaged(detail: "truncated gzip input")) }
    let trailer = try file.bytes(8, at: size - 8)
    guard trailer.count == 8 else { return .changedWhileReading }
    if Self.number(trailer[0..<4]) == ~sum, Self.number(trailer[4..<8]) == count { return nil }
    if Self.number(trailer[4..<8]) != count, try hasSecondMember(file) { return nil }
    return .archive(.damaged(detail: "the check sum of the gzip file does not fit its content"))
  }

  /// Header and trailer without content.
  private static let smallest = 18

  private func hasSecondMember(_ file: FileSource) throws(ScanFailure) -> Bool {
    let step = 1 << 20
    var start = Self.smallest
    while start + 3 <= file.storedByteCount {
      let bytes = try file.bytes(step + 2, at: start)
      for index in 0..<max(bytes.count - 2, 0)
      where bytes[index] == 0x1F && bytes[index + 1] == 0x8B && bytes[index + 2] == 8 {
        return true
      }
      start += step
    }
    return false
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }

  @inline(__always)
  private static func word(_ bytes: Span<UInt8>, _ start: Int) -> UInt32 {
    var word: UInt32 = 0
    for byte in 0..<4 { word |= UInt32(bytes[start + byte]) << UInt32(8 * byte) }
    return word
  }

  /// CRC-32 as gzip has it, by byte; then the same with one more byte of zero behind, up to seven.
  private static let tables: [UInt32] = {
    var tables = (0..<256).map { (byte: UInt32) -> UInt32 in
      (0..<8).reduce(byte) { sum, _ in sum & 1 == 1 ? 0xEDB8_8320 ^ sum >> 1 : sum >> 1 }
    }
    for index in 256..<8 * 256 {
      let before = tables[index - 256]
      tables.append(tables[Int(before & 0xFF)] ^ before >> 8)
    }
    return tables
  }()
}
