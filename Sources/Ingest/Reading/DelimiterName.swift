/// Delimiters by the name that people use.
enum DelimiterName {
  static func of(_ delimiter: UInt8) -> String {
    switch delimiter {
    case UInt8(ascii: ","): "comma"
    case UInt8(ascii: ";"): "semicolon"
    case 0x09: "tab"
    case UInt8(ascii: "|"): "bar"
    case 0x20: "blank"
    case ..<0x20: "character U+00" + hexadecimal(delimiter)
    default: "'\(Character(Unicode.Scalar(delimiter)))'"
    }
  }

  /// As it stands in the configuration.
  static func setting(_ delimiter: UInt8) -> String {
    switch delimiter {
    case 0x09: "tab"
    case ..<0x20: "\"\\x" + hexadecimal(delimiter) + "\""
    case UInt8(ascii: "\\"): "\"\\\\\""
    default: "\"\(Character(Unicode.Scalar(delimiter)))\""
    }
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    (byte < 0x10 ? "0" : "") + String(byte, radix: 16, uppercase: true)
  }
}
