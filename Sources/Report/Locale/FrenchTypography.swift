/// What French wants of a text that people typed: no line may begin with a colon, a question mark or
/// a percent sign, and an apostrophe is not a straight quote.
///
/// Blanks are made unbreakable where they stand; none is added, and nothing else is changed.
enum FrenchTypography {
  private static let noBreak: Unicode.Scalar = "\u{A0}"
  /// Before these a blank must not break.
  private static let bound: Set<Unicode.Scalar> = [":", ";", "?", "!", "»", "%", "€"]

  static func typeset(_ text: String) -> String {
    guard text.utf8.contains(where: { isConcerned($0) }) else { return text }
    var scalars = Array(text.unicodeScalars)
    for place in scalars.indices {
      let before = place > 0 ? scalars[place - 1] : nil
      let after = place + 1 < scalars.count ? scalars[place + 1] : nil
      switch scalars[place] {
      case " " where after.map(bound.contains) == true || before == "«": scalars[place] = noBreak
      case "'" where isLetter(before) && isLetter(after): scalars[place] = "\u{2019}"
      default: break
      }
    }
    var typeset = String.UnicodeScalarView()
    typeset.append(contentsOf: scalars)
    return String(typeset)
  }

  /// The bytes of the signs above: a quick look, because most names have none.
  private static func isConcerned(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "'"), UInt8(ascii: ":"), UInt8(ascii: ";"), UInt8(ascii: "?"),
      UInt8(ascii: "!"), UInt8(ascii: "%"), 0xC2, 0xE2:
      true
    default: false
    }
  }

  private static func isLetter(_ scalar: Unicode.Scalar?) -> Bool {
    scalar?.properties.isAlphabetic ?? false
  }
}
