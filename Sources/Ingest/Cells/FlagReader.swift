/// Reads yes and no in the words that exports use.
package enum FlagReader {
  /// 0 no, 1 yes, `Column.missingFlag` missing; nothing when the cell says neither.
  @inline(__always)
  package static func read(_ cell: Span<UInt8>) -> UInt8? {
    switch cell.count {
    case 0: return Column.missingFlag
    case 1:
      if cell[0] == UInt8(ascii: "1") { return 1 }
      if cell[0] == UInt8(ascii: "0") { return 0 }
    // `true` and `false` in any case: bit 0x20 is what tells capital letters from small ones.
    case 4:
      if ByteWords.tail(cell, from: 0) | 0x2020_2020 == 0x6575_7274 { return 1 }
    case 5:
      if ByteWords.tail(cell, from: 0) | 0x20_2020_2020 == 0x65_736C_6166 { return 0 }
    default: break
    }
    return readSlowly(cell)
  }

  /// The same of the usual texts, with eight bytes behind the cell to read; nothing where `read` must
  /// look.
  @inline(__always)
  static func plainFlag(_ place: CellPlace, in bytes: Span<UInt8>) -> UInt8? {
    let count = place.end &- place.start
    // `true` and `false` in any case: bit 0x20 is what tells capital letters from small ones.
    let word = ByteWords.word(bytes, at: Int(place.start)) | 0x2020_2020_2020_2020
    if count == 4, word & 0xFFFF_FFFF == 0x6575_7274 { return 1 }
    if count == 5, word & 0xFF_FFFF_FFFF == 0x65_736C_6166 { return 0 }
    return count == 0 ? Column.missingFlag : nil
  }

  @inline(never)
  private static func readSlowly(_ cell: Span<UInt8>) -> UInt8? {
    if CellText.isMissing(cell) { return Column.missingFlag }
    switch CellText.lowercased(cell, CellText.trimmed(cell)) {
    case "1", "true", "yes", "y", "t", "vrai", "oui", "o", "v": return 1
    case "0", "false", "no", "n", "f", "faux", "non": return 0
    default: return nil
    }
  }
}
