/// RFC 2045's quoted-printable: lines of at most 76 characters, in ASCII, with CRLF.
enum QuotedPrintable {
  /// Encodes UTF-8 text; CR LF, CR and LF all end a line.
  static func encoded(_ bytes: [UInt8]) -> [UInt8] {
    let digits = Array("0123456789ABCDEF".utf8)
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count + bytes.count / 8)
    var column = 0
    func isLineEnd(_ place: Int) -> Bool {
      place >= bytes.count || bytes[place] == 0x0A || bytes[place] == 0x0D
    }
    for (place, byte) in bytes.enumerated() {
      if byte == 0x0A, place > 0, bytes[place - 1] == 0x0D { continue }
      if byte == 0x0A || byte == 0x0D {
        output += [0x0D, 0x0A]
        column = 0
        continue
      }
      let isBlankAtEnd = (byte == 0x20 || byte == 0x09) && isLineEnd(place + 1)
      // A lone dot ends an SMTP dialogue, and "From " begins a message in old mailboxes.
      let isDangerous = column == 0 && (byte == UInt8(ascii: ".") || byte == UInt8(ascii: "F"))
      let isPlain =
        ((0x20...0x7E).contains(byte) || byte == 0x09) && byte != UInt8(ascii: "=")
        && !isBlankAtEnd && !isDangerous
      let width = isPlain ? 1 : 3
      let room = isLineEnd(place + 1) ? 76 : 75
      if column + width > room {
        output += [UInt8(ascii: "="), 0x0D, 0x0A]
        column = 0
      }
      if isPlain {
        output.append(byte)
      } else {
        output += [UInt8(ascii: "="), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
      column += width
    }
    if column > 0 { output += [0x0D, 0x0A] }
    return output
  }
}
