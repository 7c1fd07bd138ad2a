/// A word in a date, in lower case and without marks: `août` is `aout`.
///
/// Of more than 16 letters no word is known, and all such words are one.
struct DateWord: Hashable, Sendable, ExpressibleByStringLiteral {
  /// The last letter lowest.
  private let letters: UInt128

  init(stringLiteral text: String) { letters = Self.packed(text.utf8) }

  init(_ cell: Span<UInt8>, _ range: Range<Int>) {
    letters =
      Self.plain(cell, range)
      ?? Self.packed(HeaderText.folded(CellText.string(cell, range)).utf8)
  }

  private static func packed(_ bytes: some Collection<UInt8>) -> UInt128 {
    bytes.count > 16 ? .max : bytes.reduce(0) { $0 << 8 | UInt128($1) }
  }

  /// The letters of ASCII and those of Western European names of months; nothing for others.
  private static func plain(_ cell: Span<UInt8>, _ range: Range<Int>) -> UInt128? {
    guard range.count <= 16 else { return nil }
    var letters: UInt128 = 0
    var index = range.lowerBound
    while index < range.upperBound {
      var letter = cell[index] | 0x20
      if cell[index] == 0xC3, index + 1 < range.upperBound {
        index += 1
        guard let base = base(ofLatin: cell[index] | 0x20) else { return nil }
        letter = base
      } else if cell[index] >= 0x80 {
        return nil
      }
      letters = letters << 8 | UInt128(letter)
      index += 1
    }
    return letters
  }

  /// The letter under the mark of `à` to `ü`, by the second of its bytes.
  private static func base(ofLatin byte: UInt8) -> UInt8? {
    switch byte {
    case 0xA0...0xA5: UInt8(ascii: "a")
    case 0xA7: UInt8(ascii: "c")
    case 0xA8...0xAB: UInt8(ascii: "e")
    case 0xAC...0xAF: UInt8(ascii: "i")
    case 0xB1: UInt8(ascii: "n")
    case 0xB2...0xB6: UInt8(ascii: "o")
    case 0xB9...0xBC: UInt8(ascii: "u")
    default: nil
    }
  }
}
