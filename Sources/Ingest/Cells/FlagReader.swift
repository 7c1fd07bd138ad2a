/// Reads yes and no in the words that exports use.
package enum FlagReader {
  /// 0 no, 1 yes, `Column.missingFlag` missing; nothing when the cell says neither.
  package static func read(_ cell: Span<UInt8>) -> UInt8? {
    if CellText.isMissing(cell.extracting(CellText.bare(cell))) { return Column.missingFlag }
    switch CellText.lowercased(cell, CellText.bare(cell)) {
    // People tick boxes in their tables with a cross.
    case "1", "true", "yes", "y", "t", "vrai", "oui", "o", "v", "x": return 1
    case "0", "false", "no", "n", "f", "faux", "non": return 0
    default: return nil
    }
  }

  /// The same of the usual texts, with eight bytes behind the cell to read; nothing where `read` must
  /// look.
  @inline(__always)
  static func plainFlag(_ place: CellPlace, in bytes: Span<UInt8>) -> UInt8? {
    let word = ByteWords.word(bytes, at: Int(place.start))
    // `true` and `false` in any case: bit 0x20 is what tells capital letters from small ones. Which of
    // them comes next nobody foresees, so that both are looked for.
    let small = word | 0x2020_2020_2020_2020
    let length = place.end &- place.start
    let isTrue = length == 4 && small & 0xFFFF_FFFF == 0x6575_7274
    let isFalse = length == 5 && small & 0xFF_FFFF_FFFF == 0x65_736C_6166
    if isTrue != isFalse { return isTrue ? 1 : 0 }
    if length == 0 { return Column.missingFlag }
    return length == 1 && word & 0xFE == 0x30 ? UInt8(truncatingIfNeeded: word & 1) : nil
  }
}
