/// The encodings a CRM export is met in; raw values are the words of the configuration.
enum TextEncoding: String, Sendable, Hashable, CaseIterable {
  case utf8 = "utf-8"
  case utf16LittleEndian = "utf-16le"
  case utf16BigEndian = "utf-16be"
  case windows1252 = "windows-1252"
  case latin1 = "iso-8859-1"
  case macRoman = "mac-roman"

  /// Whether every byte of ASCII stands for itself, so that a text can be cut anywhere between two lines
  /// and its parts read by themselves.
  var isBytewise: Bool {
    switch self {
    case .utf8, .windows1252, .latin1, .macRoman: true
    case .utf16LittleEndian, .utf16BigEndian: false
    }
  }
}
