/// A text with markers such as `1️⃣` that show where a finding must point; the markers are taken
/// out of the text.
struct MarkedText {
  private(set) var text = ""
  /// By number of the marker, 1-based line and column in characters.
  private(set) var places: [Int: (line: Int, column: Int)] = [:]

  init(_ marked: String) {
    var line = 1
    var column = 1
    for character in marked {
      if let number = Self.number(of: character) {
        places[number] = (line, column)
        continue
      }
      text.append(character)
      if character.isNewline {
        line += 1
        column = 1
      } else {
        column += 1
      }
    }
  }

  private static func number(of character: Character) -> Int? {
    let scalars = Array(character.unicodeScalars)
    guard scalars.count == 3, scalars[1] == "\u{FE0F}", scalars[2] == "\u{20E3}" else { return nil }
    return Int(String(scalars[0]))
  }
}
