/// Which addresses a document may hold: http, https, mailto, relative ones and fragments.
enum AddressPolicy {
  /// True when a browser cannot read `address` as anything else.
  ///
  /// Stricter than browsers on purpose: they drop tabs and line ends anywhere and controls in
  /// front, so any control refuses the address, and so does an unknown word before the first `:`.
  /// `//host` and back slashes in front name another host without saying how, and are refused.
  static func allows(_ address: some Collection<UInt8>) -> Bool {
    guard address.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { return false }
    let slash = UInt8(ascii: "/")
    let backslash = UInt8(ascii: "\\")
    let trimmed = address.drop(while: { $0 == 0x20 })
    if trimmed.prefix(2).count(where: { $0 == slash || $0 == backslash }) == 2
      || trimmed.first == backslash
    {
      return false
    }
    let colon = UInt8(ascii: ":")
    let end = trimmed.firstIndex {
      $0 == colon || $0 == slash || $0 == backslash || $0 == UInt8(ascii: "?")
        || $0 == UInt8(ascii: "#")
    }
    guard let end, trimmed[end] == colon else { return true }
    let scheme = trimmed[..<end]
    return isScheme(scheme, "https") || isScheme(scheme, "mailto") || isScheme(scheme, "http")
  }

  private static func isScheme(_ written: some Collection<UInt8>, _ scheme: StaticString) -> Bool {
    scheme.description.utf8.elementsEqual(
      written.lazy.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 })
  }

  /// Appends a value to an address, percent-encoding the characters that no address holds.
  ///
  /// `%` and characters beyond ASCII stay.
  static func append(_ text: String, to address: inout [UInt8]) {
    guard text.utf8.contains(where: isUnfit) else {
      address += text.utf8
      return
    }
    let digits = Array("0123456789ABCDEF".utf8)
    for byte in text.utf8 {
      if isUnfit(byte) {
        address += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      } else {
        address.append(byte)
      }
    }
  }

  private static func isUnfit(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x20, 0x22, 0x3C, 0x3E, 0x5C, 0x5E, 0x60, 0x7B, 0x7C, 0x7D: true
    default: false
    }
  }
}
