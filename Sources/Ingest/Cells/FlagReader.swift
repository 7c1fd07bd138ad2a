/// Reads yes and no in the words that exports use.
package enum FlagReader {
  private static let rue = Array("rue".utf8)
  private static let alse = Array("alse".utf8)

  /// 0 no, 1 yes, `Column.missingFlag` missing; nothing when the cell says neither.
  package static func read(_ cell: Span<UInt8>) -> UInt8? {
    if cell.count == 1 {
      if cell[0] == UInt8(ascii: "1") { return 1 }
      if cell[0] == UInt8(ascii: "0") { return 0 }
    }
    if cell.count == 4, cell[0] | 0x20 == UInt8(ascii: "t"), CellText.hasLetters(cell, rue) {
      return 1
    }
    if cell.count == 5, cell[0] | 0x20 == UInt8(ascii: "f"), CellText.hasLetters(cell, alse) {
      return 0
    }
    if CellText.isMissing(cell) { return Column.missingFlag }
    switch CellText.lowercased(cell, CellText.trimmed(cell)) {
    case "1", "true", "yes", "y", "t", "vrai", "oui", "o", "v": return 1
    case "0", "false", "no", "n", "f", "faux", "non": return 0
    default: return nil
    }
  }
}
