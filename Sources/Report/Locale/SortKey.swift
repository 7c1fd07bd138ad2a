/// The place of a name in an alphabetical list: accents, case, apostrophes and hyphens do not
/// matter, except between names that are otherwise the same; `Équipe 2` comes before `Équipe 10`.
///
/// It depends on the text alone, so that every machine sorts alike.
package struct SortKey: Comparable, Hashable, Sendable {
  /// The base letters in lower case.
  private let letters: [UInt32]
  private let original: [UInt8]

  package init(_ text: some StringProtocol) {
    var letters: [UInt32] = []
    var digits: [UInt32] = []
    for scalar in text.unicodeScalars {
      if ("0"..."9").contains(scalar) {
        digits.append(scalar.value)
      } else {
        Self.append(&digits, to: &letters)
        Self.append(scalar, to: &letters)
      }
    }
    Self.append(&digits, to: &letters)
    self.letters = letters
    original = Array(text.utf8)
  }

  package static func < (left: SortKey, right: SortKey) -> Bool {
    if left.letters != right.letters {
      return left.letters.lexicographicallyPrecedes(right.letters)
    }
    return left.original.lexicographicallyPrecedes(right.original)
  }

  /// A number stands where its first digit would, the shorter one first.
  private static func append(_ digits: inout [UInt32], to letters: inout [UInt32]) {
    guard !digits.isEmpty else { return }
    let zero: UInt32 = 0x30
    let significant = digits.drop { $0 == zero }
    letters += [zero, UInt32(significant.count)]
    letters += significant
    digits = []
  }

  private static func append(_ scalar: Unicode.Scalar, to letters: inout [UInt32]) {
    if scalar.isASCII {
      switch scalar {
      case "'", "-", "\u{0}"..."\u{1F}": break
      default: letters.append(contentsOf: lowercased(scalar))
      }
      return
    }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .format, .dashPunctuation, .finalPunctuation, .initialPunctuation: break
    case .spaceSeparator: letters.append(0x20)
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter:
      letters.append(contentsOf: latinBase(scalar) ?? lowercased(scalar))
    default: letters.append(scalar.value)
    }
  }

  private static func lowercased(_ scalar: Unicode.Scalar) -> [UInt32] {
    scalar.properties.lowercaseMapping.unicodeScalars.map(\.value)
  }

  /// The letters a Latin letter is sorted as, read from its Unicode name: `LATIN SMALL LETTER E
  /// WITH ACUTE` is an e, `LATIN SMALL LIGATURE OE` is o and e.
  private static func latinBase(_ scalar: Unicode.Scalar) -> [UInt32]? {
    switch scalar {
    case "ß", "ẞ": return spell("ss")
    case "þ", "Þ": return spell("th")
    case "ð", "Ð": return spell("d")
    case "ı": return spell("i")
    default: break
    }
    guard let words = scalar.properties.name?.split(separator: " "), words.count >= 4,
      words[0] == "LATIN", words[2] == "LETTER" || words[2] == "LIGATURE",
      words[3].utf8.count <= 2, words.count == 4 || words[4] == "WITH"
    else { return nil }
    return spell(words[3].lowercased())
  }

  private static func spell(_ text: String) -> [UInt32] { text.unicodeScalars.map(\.value) }
}
