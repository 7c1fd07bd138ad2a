/// Identifiers of records as exports damage and repeat them.
enum RecordID {
  /// Whether an identifier is certain to be its own normal form: no formula, no list, no decimal point,
  /// no exponent, and not short of Salesforce's check characters.
  @inline(__always)
  static func isNormal(_ text: Span<UInt8>, isSalesforce: Bool) -> Bool {
    if isSalesforce && text.count == 15 { return false }
    if text.count > 2, text[0] == UInt8(ascii: "="), text[1] == Byte.quote { return false }
    return !ByteWords.contains(
      text, anyOf: UInt8(ascii: ";"), UInt8(ascii: "."), UInt8(ascii: "+"))
  }

  /// The identifier to join by; nothing when a spreadsheet has lost its digits.
  static func normalised(_ text: String, isSalesforce: Bool) -> String? {
    let cell = Array(text.utf8)
    var text = CellText.string(cell.span, CellText.unwrapped(cell.span))
    // Of several associated records the first is the primary one.
    if let end = text.firstIndex(of: ";") {
      text = HeaderText.cleaned(String(text[..<end]))
    }
    let bytes = Array(text.utf8)
    if let number = withoutDecimals(bytes) { return number }
    if isExponential(bytes) { return nil }
    return isSalesforce ? withCheckCharacters(bytes) ?? text : text
  }

  /// `4711` for `4711.0`; nothing for any other text.
  static func withoutDecimals(_ bytes: [UInt8]) -> String? {
    let digits = bytes.prefix { (0x30...0x39).contains($0) }
    guard !digits.isEmpty,
      bytes[digits.count...].elementsEqual([UInt8(ascii: "."), UInt8(ascii: "0")])
    else { return nil }
    return String(decoding: digits, as: UTF8.self)
  }

  /// `1.23E+11`, `1,23E+11`.
  private static func isExponential(_ bytes: [UInt8]) -> Bool {
    guard bytes.prefix(while: { (0x30...0x39).contains($0) }).count == 1 else { return false }
    var rest = bytes.dropFirst()
    if rest.first == UInt8(ascii: ".") || rest.first == UInt8(ascii: ",") {
      rest = rest.dropFirst().drop { (0x30...0x39).contains($0) }
    }
    guard rest.first == UInt8(ascii: "E") || rest.first == UInt8(ascii: "e"),
      rest.dropFirst().first == UInt8(ascii: "+")
    else { return false }
    let exponent = rest.dropFirst(2)
    return (1...3).contains(exponent.count) && exponent.allSatisfy { (0x30...0x39).contains($0) }
  }

  /// Whether a text has the shape of an identifier of Salesforce, of 15 or 18 characters.
  static func isSalesforce(_ text: String) -> Bool {
    [15, 18].contains(text.utf8.count) && text.contains(where: \.isNumber)
      && text.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
      }
  }

  /// The 18-character form of a Salesforce identifier of 15: for each block of five characters one
  /// that says which of them are upper-case letters.
  static func withCheckCharacters(_ bytes: [UInt8]) -> String? {
    guard bytes.count == 15,
      bytes.allSatisfy({
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
      })
    else { return nil }
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ012345".utf8)
    var result = bytes
    for block in 0..<3 {
      var index = 0
      for bit in 0..<5 where (0x41...0x5A).contains(bytes[block * 5 + bit]) { index |= 1 << bit }
      result.append(alphabet[index])
    }
    return String(decoding: result, as: UTF8.self)
  }
}
