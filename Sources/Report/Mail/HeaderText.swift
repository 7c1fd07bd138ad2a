/// Header fields of a mail: nothing that a name holds can end a line or add a field.
enum HeaderText {
  /// Longest encoded word of RFC 2047.
  private static let wordLimit = 75
  /// Length that RFC 5322 recommends for a line.
  private static let lineLimit = 76

  /// `text` on one line: controls, line and paragraph separators, marks of writing direction and
  /// what is no character become blanks, blanks in a row become one.
  static func cleaned(_ text: String) -> String {
    var result = ""
    var wasBlank = true
    for scalar in text.unicodeScalars {
      let isBlank: Bool
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse,
        .unassigned:
        isBlank = true
      case .spaceSeparator: isBlank = scalar == " "
      default: isBlank = false
      }
      if isBlank {
        if !wasBlank { result.unicodeScalars.append(" ") }
      } else {
        result.unicodeScalars.append(scalar)
      }
      wasBlank = isBlank
    }
    if result.hasSuffix(" ") { result.removeLast() }
    return result
  }

  /// `Name: text`, encoded and folded, with its line end.
  static func unstructured(_ name: String, _ text: String) -> String {
    let clean = cleaned(text)
    if isPlain(clean), name.utf8.count + 2 + clean.utf8.count <= lineLimit {
      return "\(name): \(clean)\r\n"
    }
    return "\(name): " + encoded(clean, after: name.utf8.count + 2) + "\r\n"
  }

  /// `Name: Display Name <address>`; nothing for an address that a header cannot hold.
  static func mailbox(_ name: String, display: String, address: String) -> String? {
    guard isAddress(address) else { return nil }
    let clean = cleaned(display)
    guard !clean.isEmpty else { return "\(name): \(address)\r\n" }
    let isAtoms = clean.utf8.allSatisfy { isAtom($0) || $0 == UInt8(ascii: " ") }
    let phrase =
      isAtoms && clean.utf8.count <= 60 ? clean : encoded(clean, after: name.utf8.count + 2)
    let lastLine = phrase.utf8.split(separator: 0x0A).last?.count ?? 0
    let separator =
      lastLine + address.utf8.count + 4 + name.utf8.count > lineLimit ? "\r\n " : " "
    return "\(name): \(phrase)\(separator)<\(address)>\r\n"
  }

  /// An address in ASCII as mail servers all take it; quoted local parts are refused.
  static func isAddress(_ address: String) -> Bool {
    let parts = address.utf8.split(
      separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, parts[0].count <= 64, address.utf8.count <= 254,
      parts[0].allSatisfy({ isAtom($0) || $0 == UInt8(ascii: ".") }),
      parts[0].first != UInt8(ascii: "."), parts[0].last != UInt8(ascii: ".")
    else { return false }
    return isDomain(String(decoding: Array(parts[1]), as: UTF8.self))
  }

  static func isDomain(_ domain: String) -> Bool {
    let labels = domain.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return domain.utf8.count <= 253
      && labels.allSatisfy { label in
        !label.isEmpty && label.count <= 63 && label.first != UInt8(ascii: "-")
          && label.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "-") }
      }
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
  }

  private static func isAtom(_ byte: UInt8) -> Bool {
    isLetterOrDigit(byte) || "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
  }

  private static func isPlain(_ text: String) -> Bool {
    text.utf8.allSatisfy { (0x20...0x7E).contains($0) } && !text.contains("=?")
  }

  /// Encoded words of RFC 2047, one a line; a character is never split between two.
  private static func encoded(_ text: String, after used: Int) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    let opening = "=?utf-8?q?"
    var words: [String] = []
    var word: [UInt8] = []
    var limit = min(wordLimit, lineLimit - used) - opening.utf8.count - 2
    for scalar in text.unicodeScalars {
      var piece: [UInt8] = []
      for byte in String(scalar).utf8 {
        if isLetterOrDigit(byte) || "!*+-/".utf8.contains(byte) {
          piece.append(byte)
        } else if byte == UInt8(ascii: " ") {
          piece.append(UInt8(ascii: "_"))
        } else {
          piece += [UInt8(ascii: "="), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
      }
      if word.count + piece.count > limit {
        words.append(opening + String(decoding: word, as: UTF8.self) + "?=")
        word = []
        limit = wordLimit - opening.utf8.count - 2
      }
      word += piece
    }
    words.append(opening + String(decoding: word, as: UTF8.self) + "?=")
    return words.joined(separator: "\r\n ")
  }
}
