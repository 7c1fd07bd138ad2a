/// The two languages that every template is written in.
package enum MarkupSyntax: Sendable, Hashable, CaseIterable {
  /// `text/html`
  case html
  /// `application/xhtml+xml`
  case xhtml
}

/// Escaping, byte by byte: a quote followed by a combining mark is one Character but stays a quote.
///
/// Characters that XML forbids, C1 controls, DEL and noncharacters become U+FFFD in both syntaxes
/// (browsers and mail clients each do something else with them); CR and CRLF become LF.
enum Escaping {
  enum Context {
    case text
    case attribute
  }

  static func append(
    _ text: String, to output: inout [UInt8], _ context: Context, _ syntax: MarkupSyntax
  ) {
    let done: Void? = unsafe text.utf8.withContiguousStorageIfAvailable { bytes in
      unsafe append(bytes, to: &output, context, syntax)
    }
    if done == nil {
      unsafe Array(text.utf8).withUnsafeBufferPointer { bytes in
        unsafe append(bytes, to: &output, context, syntax)
      }
    }
  }

  static func append(
    _ bytes: [UInt8], to output: inout [UInt8], _ context: Context, _ syntax: MarkupSyntax
  ) {
    unsafe bytes.withUnsafeBufferPointer { bytes in
      unsafe append(bytes, to: &output, context, syntax)
    }
  }

  private static func append(
    _ bytes: UnsafeBufferPointer<UInt8>, to output: inout [UInt8], _ context: Context,
    _ syntax: MarkupSyntax
  ) {
    var runStart = 0
    var index = 0
    while index < bytes.count {
      let byte = unsafe bytes[index]
      if !needsLook(byte) {
        index += 1
        continue
      }
      guard
        let (replacement, length) = unsafe replacement(
          for: byte, at: index, in: bytes, context, syntax)
      else {
        index += 1
        continue
      }
      unsafe output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[runStart..<index]))
      output.append(contentsOf: replacement.utf8)
      index = min(index + length, bytes.count)
      runStart = index
    }
    if runStart == 0 {
      unsafe output.append(contentsOf: bytes)
    } else {
      unsafe output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[runStart...]))
    }
  }

  /// True for the few bytes that might not stand for themselves.
  private static func needsLook(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x00...0x1F, 0x22, 0x26, 0x3C, 0x3E, 0x7F, 0xC2, 0xEF...0xFF: true
    default: false
    }
  }

  /// A byte, or 0 beyond the end: text cut within a character is not our doing, but is no crash.
  private static func byte(_ index: Int, of bytes: UnsafeBufferPointer<UInt8>) -> UInt8 {
    unsafe index < bytes.count ? bytes[index] : 0
  }

  /// What stands for the character at `index` and how many bytes it replaces; nil: itself.
  private static func replacement(
    for byte: UInt8, at index: Int, in bytes: UnsafeBufferPointer<UInt8>, _ context: Context,
    _ syntax: MarkupSyntax
  ) -> (String, Int)? {
    switch byte {
    case UInt8(ascii: "&"): return ("&amp;", 1)
    case UInt8(ascii: "<"): return ("&lt;", 1)
    case UInt8(ascii: ">"): return ("&gt;", 1)
    case UInt8(ascii: "\""): return context == .attribute ? ("&quot;", 1) : nil
    case 0x09: return context == .attribute && syntax == .xhtml ? ("&#9;", 1) : nil
    case 0x0A: return context == .attribute && syntax == .xhtml ? ("&#10;", 1) : nil
    case 0x0D:
      let isPair = unsafe self.byte(index + 1, of: bytes) == 0x0A
      return (context == .attribute && syntax == .xhtml ? "&#10;" : "\n", isPair ? 2 : 1)
    case 0x00...0x1F, 0x7F: return ("\u{FFFD}", 1)
    case 0xC2:
      let second = unsafe self.byte(index + 1, of: bytes)
      if second < 0xA0 { return ("\u{FFFD}", 2) }
      return second == 0xA0 && context == .text && syntax == .html ? ("&nbsp;", 2) : nil
    case 0xEF:
      let second = unsafe self.byte(index + 1, of: bytes)
      let third = unsafe self.byte(index + 2, of: bytes)
      let isNoncharacter =
        second == 0xBF && third >= 0xBE || second == 0xB7 && (0x90...0xAF).contains(third)
      return isNoncharacter ? ("\u{FFFD}", 3) : nil
    case 0xF0...0xFF:
      let second = unsafe self.byte(index + 1, of: bytes)
      let third = unsafe self.byte(index + 2, of: bytes)
      let fourth = unsafe self.byte(index + 3, of: bytes)
      let isNoncharacter = second & 0x0F == 0x0F && third == 0xBF && fourth >= 0xBE
      return isNoncharacter ? ("\u{FFFD}", 4) : nil
    default: return nil
    }
  }
}

extension MarkupSyntax {
  /// `text` as the content of an element.
  package func escapedText(_ text: String) -> String {
    var bytes: [UInt8] = []
    Escaping.append(text, to: &bytes, .text, self)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// `text` as an attribute value between double quotes.
  package func escapedAttribute(_ text: String) -> String {
    var bytes: [UInt8] = []
    Escaping.append(text, to: &bytes, .attribute, self)
    return String(decoding: bytes, as: UTF8.self)
  }
}
