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
