/// Strict UTF-8: no overlong form, no surrogate, nothing above U+10FFFF.
enum UTF8Check {
  /// Whether a NUL or a byte that is not UTF-8 is among the bytes.
  static func hasOddBytes(
    in bytes: Span<UInt8>, allowsCutEnd: Bool = false, level: VectorLevel? = .best
  ) -> Bool {
    if let level, !level.finds(oddBytesIn: bytes) {
      if allowsCutEnd { return false }
      // All is well up to the last character, which the end may cut.
      var start = max(bytes.count - 1, 0)
      while start > 0 && bytes[start] & 0xC0 == 0x80 { start -= 1 }
      return firstInvalidOffset(in: bytes.extracting(start...)) != nil
    }
    for index in bytes.indices where bytes[index] == 0 { return true }
    return firstInvalidOffset(in: bytes, allowsCutEnd: allowsCutEnd) != nil
  }

  /// How many characters beyond ASCII are UTF-8, and how many bytes belong to none.
  static func tally(
    in bytes: Span<UInt8>, allowsCutEnd: Bool = false
  ) -> (characters: Int, invalid: Int) {
    var characters = 0
    var invalid = 0
    var start = 0
    while start < bytes.count {
      let rest = bytes.extracting(start...)
      let end = firstInvalidOffset(in: rest, allowsCutEnd: allowsCutEnd)
      for index in 0..<(end ?? rest.count) where rest[index] >= 0xC0 { characters += 1 }
      guard let end else { break }
      invalid += 1
      start += end + 1
    }
    return (characters, invalid)
  }

  /// Offset of the first byte that does not belong to a valid sequence.
  ///
  /// With `allowsCutEnd` a sequence that the end of the bytes cuts is not held against them.
  static func firstInvalidOffset(in bytes: Span<UInt8>, allowsCutEnd: Bool = false) -> Int? {
    var index = 0
    let count = bytes.count
    while index < count {
      let lead = bytes[index]
      if lead < 0x80 {
        index += 1
        continue
      }
      let length: Int
      var allowed: ClosedRange<UInt8> = 0x80...0xBF
      switch lead {
      case 0xC2...0xDF: length = 2
      case 0xE0:
        length = 3
        allowed = 0xA0...0xBF
      case 0xED:
        length = 3
        allowed = 0x80...0x9F
      case 0xE1...0xEF: length = 3
      case 0xF0:
        length = 4
        allowed = 0x90...0xBF
      case 0xF1...0xF3: length = 4
      case 0xF4:
        length = 4
        allowed = 0x80...0x8F
      default: return index
      }
      for step in 1..<length {
        guard index + step < count else { return allowsCutEnd ? nil : index }
        guard allowed.contains(bytes[index + step]) else { return index }
        allowed = 0x80...0xBF
      }
      index += length
    }
    return nil
  }
}
