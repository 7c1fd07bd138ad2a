/// The line `sep=;` that Excel reads and writes before the header.
enum SeparatorLine {
  private static let prefix = Array("sep=".utf8)

  /// Its bytes with CRLF.
  static let longest = 7

  /// What stands behind the line, among the first bytes of a text that begins with it.
  static func rest(of bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let line = bytes.dropFirst(longest - 2)
    let isPair = line.starts(with: [Byte.carriageReturn, Byte.lineFeed])
    return line.dropFirst(isPair ? 2 : 1)
  }

  /// The delimiter that the first line declares.
  static func delimiter(in text: [UInt8]) -> UInt8? {
    let rest = text.dropFirst(4)
    guard text.prefix(4).map({ $0 | 0x20 }).elementsEqual(Self.prefix.map { $0 | 0x20 }),
      let delimiter = rest.first, delimiter > Byte.space || delimiter == Byte.tab,
      delimiter < 0x7F, delimiter != Byte.quote,
      let next = rest.dropFirst().first, next == Byte.lineFeed || next == Byte.carriageReturn
    else { return nil }
    return delimiter
  }
}
