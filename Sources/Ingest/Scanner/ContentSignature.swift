/// Knows by its first bytes a file that is no delimited text, whatever its name says.
enum ContentSignature {
  /// The kind that the stored bytes show.
  static func binary(of bytes: [UInt8]) -> ScanFailure.ContentKind? {
    if isBzip2(bytes) { return .bzip2 }
    return signatures.first { bytes.starts(with: $0.bytes) }?.kind
  }

  /// `BZh`, a level, and the beginning of a block; a heading may begin like the first.
  private static func isBzip2(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: "BZh".utf8) && bytes.dropFirst(3).prefix(1).allSatisfy { 0x31...0x39 ~= $0 }
      && bytes.dropFirst(4).starts(with: [0x31, 0x41, 0x59, 0x26, 0x53, 0x59])
  }

  /// The kind that the decoded text shows: a login page, mostly.
  static func markup(of text: [UInt8]) -> ScanFailure.ContentKind? {
    let start = text.prefix(4096).drop { $0 <= Byte.space }
    let word = start.prefix(16).map {
      (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0
    }
    if word.starts(with: "<!doctype".utf8) || word.starts(with: "<html".utf8)
      || word.starts(with: "<head".utf8) || word.starts(with: "<!--".utf8)
    {
      return .html
    }
    let structure = start.prefix(64).filter { $0 > Byte.space }
    if structure.starts(with: "{\"".utf8) || structure.starts(with: "[{".utf8) { return .json }
    guard word.starts(with: "<?xml".utf8) else { return nil }
    let text = String(decoding: text.prefix(4096), as: UTF8.self).lowercased()
    return text.contains("<html") ? .html : .xml
  }

  private static let signatures: [(kind: ScanFailure.ContentKind, bytes: [UInt8])] = [
    (.zip, [0x50, 0x4B, 0x03, 0x04]), (.zip, [0x50, 0x4B, 0x05, 0x06]), (.gzip, [0x1F, 0x8B]),
    (.pdf, Array("%PDF-".utf8)), (.oldOfficeDocument, [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1]),
    (.sevenZip, [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]), (.rar, Array("Rar!\u{1A}\u{07}".utf8)),
    (.xz, [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]), (.zstandard, [0x28, 0xB5, 0x2F, 0xFD]),
    (.parquet, Array("PAR1".utf8)), (.sqlite, Array("SQLite format 3\0".utf8)),
    (.image, [0x89, 0x50, 0x4E, 0x47]), (.image, [0xFF, 0xD8, 0xFF]),
    (.executable, [0x7F, 0x45, 0x4C, 0x46]),
    (.utf32, [0xFF, 0xFE, 0, 0]), (.utf32, [0, 0, 0xFE, 0xFF]),
  ]
}
