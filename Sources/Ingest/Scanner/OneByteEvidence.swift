/// What the bytes beyond ASCII of a text that is not UTF-8 say about its encoding: that of Windows or
/// that of the Macintosh.
///
/// Both give every byte a character, so that only the language tells: the accented small letters of
/// French are capitals and signs in the other encoding. ISO-8859-1 is read as Windows-1252, which
/// contains it.
struct OneByteEvidence {
  /// è ê ç ù in Mac Roman, which Windows-1252 leaves undefined.
  private static let macOnly: Set<UInt8> = [0x8F, 0x90, 0x8D, 0x9D]
  /// é à â û in Mac Roman; Ž ˆ ‰ ž in Windows-1252.
  private static let macLetters: Set<UInt8> = [0x8E, 0x88, 0x89, 0x9E]
  /// é è ê à â ç ù û in Windows-1252; È Ë Í ‡ ‚ Á ˘ ˚ in Mac Roman.
  private static let windowsLetters: Set<UInt8> = [
    0xE9, 0xE8, 0xEA, 0xE0, 0xE2, 0xE7, 0xF9, 0xFB,
  ]

  private var mac = 0
  private var undefined = 0
  private var windows = 0

  init(_ sample: [UInt8]) {
    for byte in sample where byte >= 0x80 {
      if Self.macOnly.contains(byte) { undefined += 1 }
      if Self.macLetters.contains(byte) { mac += 1 }
      if Self.windowsLetters.contains(byte) { windows += 1 }
    }
  }

  /// Nothing when the bytes may as well be the one as the other.
  var encoding: TextEncoding? {
    let known = mac + undefined
    if known <= windows { return .windows1252 }
    // A capital or a sign here and there is not a text of them.
    if known > 4 * windows, undefined > 0 || mac > 2 { return .macRoman }
    return windows > 0 ? .windows1252 : nil
  }
}
