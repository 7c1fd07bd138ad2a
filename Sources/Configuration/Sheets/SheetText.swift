/// Turns the bytes of a small file that people keep by hand into text.
enum SheetText {
  static let encodings = [
    "utf-8", "utf-16le", "utf-16be", "windows-1252", "iso-8859-1",
  ]

  /// The text without its byte order mark, or nothing when the bytes are not text.
  ///
  /// Undeclared, a byte order mark decides, then UTF-8, then
  /// Windows-1252, in which a French Excel saves.
  static func decode(_ bytes: [UInt8], declared: String?) -> String? {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return utf8(bytes.dropFirst(3)) }
    if bytes.starts(with: [0xFF, 0xFE]) { return utf16(bytes.dropFirst(2), bigEndian: false) }
    if bytes.starts(with: [0xFE, 0xFF]) { return utf16(bytes.dropFirst(2), bigEndian: true) }
    switch declared {
    case "utf-8": return utf8(bytes[...])
    case "utf-16le": return utf16(bytes[...], bigEndian: false)
    case "utf-16be": return utf16(bytes[...], bigEndian: true)
    case "windows-1252", "iso-8859-1": return western(bytes)
    default: return bytes.contains(0) ? nil : utf8(bytes[...]) ?? western(bytes)
    }
  }

  private static func utf8(_ bytes: ArraySlice<UInt8>) -> String? {
    String(validating: bytes, as: UTF8.self)
  }

  private static func utf16(_ bytes: ArraySlice<UInt8>, bigEndian: Bool) -> String? {
    let bytes = Array(bytes)
    guard bytes.count % 2 == 0 else { return nil }
    let units = stride(from: 0, to: bytes.count, by: 2).map { index -> UInt16 in
      let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
      return bigEndian ? first << 8 | second : second << 8 | first
    }
    return String(validating: units, as: UTF16.self)
  }

  /// Windows-1252 is Latin-1 but for these 32 bytes; the five it leaves free stay as they are.
  private static func western(_ bytes: [UInt8]) -> String {
    var scalars = String.UnicodeScalarView()
    for byte in bytes {
      let index = Int(byte) - 0x80
      if high.indices.contains(index) {
        scalars.append(high[index])
      } else {
        scalars.append(Unicode.Scalar(byte))
      }
    }
    return String(scalars)
  }

  private static let high = Array(
    "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8D}Ž\u{8F}\u{90}‘’“”•–—˜™š›œ\u{9D}žŸ".unicodeScalars)
}
