/// The normalisation of header texts, and of coded values (exports.md, rules 1 to 5).
package enum HeaderText {
  /// As people should see it: no byte order mark, zero-width or control character, every space one,
  /// straight quotes, no trailing `*`, not surrounded by quotes.
  package static func cleaned(_ text: String) -> String {
    var scalars: [Unicode.Scalar] = []
    var hasPendingSpace = false
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0xFEFF, 0x200B...0x200F, 0x2060, 0x00AD: continue
      case 0...8, 0x0E...0x1F, 0x7F, 0xFFFE, 0xFFFF: continue
      case 0x2018, 0x2019, 0x02BC: append("'")
      case 0x201C, 0x201D, 0x201E: append("\"")
      default:
        if scalar.properties.isWhitespace {
          hasPendingSpace = true
        } else {
          append(scalar)
        }
      }
    }
    func append(_ scalar: Unicode.Scalar) {
      if hasPendingSpace, !scalars.isEmpty { scalars.append(" ") }
      hasPendingSpace = false
      scalars.append(scalar)
    }
    while scalars.last == "*" || scalars.last == " " { scalars.removeLast() }
    if scalars.count >= 2, scalars.first == "\"", scalars.last == "\"",
      !scalars.dropFirst().dropLast().contains("\"")
    {
      scalars = Array(scalars.dropFirst().dropLast())
    }
    var result = String.UnicodeScalarView()
    result.append(contentsOf: scalars)
    return String(result)
  }

  /// For comparing: `cleaned`, in lower case, without diacritics and compatibility forms, so that
  /// `Étape`, `etape` and `ETAPE ` are one.
  package static func folded(_ text: String) -> String {
    if let plain = foldedPlain(text) { return plain }
    var result = String.UnicodeScalarView()
    for scalar in cleaned(text).unicodeScalars {
      if scalar.isASCII {
        result.append(
          (0x41...0x5A).contains(scalar.value)
            ? Unicode.Scalar(scalar.value | 0x20) ?? scalar : scalar)
      } else if scalar.properties.generalCategory != .nonspacingMark {
        result.append(contentsOf: base(of: scalar).unicodeScalars)
      }
    }
    return String(result)
  }

  /// The same for ASCII text in which only capital letters are to be changed, which most headers and
  /// values are; nothing for any other.
  private static func foldedPlain(_ text: String) -> String? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    var isCapital = false
    for byte in text.utf8 {
      guard byte >= 0x20, byte < 0x7F, byte != 0x20 || bytes.last != 0x20 else { return nil }
      let isLetter = byte >= 0x41 && byte <= 0x5A
      isCapital = isCapital || isLetter
      bytes.append(isLetter ? byte | 0x20 : byte)
    }
    guard let first = bytes.first, let last = bytes.last else { return text }
    guard first != 0x20, first != UInt8(ascii: "\""), last != 0x20, last != UInt8(ascii: "*"),
      last != UInt8(ascii: "\"")
    else { return nil }
    return isCapital ? String(decoding: bytes, as: UTF8.self) : text
  }

  /// `folded` for the start of a header, which keeps its final space.
  static func foldedPrefix(_ text: String) -> String {
    String(folded(text + "|").dropLast())
  }

  /// The lower-case letter under the marks of a Latin letter.
  ///
  /// It is found in the Unicode name: "LATIN CAPITAL LETTER E WITH ACUTE" is e. Other characters are only put in lower case.
  private static func base(of scalar: Unicode.Scalar) -> String {
    guard let name = scalar.properties.name else { return String(scalar) }
    for prefix in latinPrefixes where name.hasPrefix(prefix) {
      let rest = name.dropFirst(prefix.count)
      let letter = rest.prefix { $0 != " " }
      if letter.count <= 3,
        letter.count == rest.count || rest.dropFirst(letter.count).hasPrefix(" WITH ")
      {
        return letter.lowercased()
      }
    }
    if let digit = scalar.properties.numericValue, name.hasPrefix("FULLWIDTH DIGIT") {
      return String(Int(digit))
    }
    return scalar.properties.lowercaseMapping
  }

  private static let latinPrefixes = [
    "LATIN SMALL LETTER ", "LATIN CAPITAL LETTER ", "LATIN SMALL LIGATURE ",
    "LATIN CAPITAL LIGATURE ", "FULLWIDTH LATIN SMALL LETTER ", "FULLWIDTH LATIN CAPITAL LETTER ",
  ]
}

extension HeaderText {
  /// `Proposal (EMEA) (Sales Pipeline)`: the pipeline stands in the last brackets.
  static func stageAndPipeline(_ text: String) -> (String, String?) {
    guard text.hasSuffix(")"), let open = text.lastIndex(of: "("), open > text.startIndex else {
      return (text, nil)
    }
    let stage = cleaned(String(text[..<open]))
    let pipeline = cleaned(String(text[text.index(after: open)...].dropLast()))
    return stage.isEmpty ? (text, nil) : (stage, pipeline)
  }
}
