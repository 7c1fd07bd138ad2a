import Foundation

/// What of a text is somebody's name, and what stands for it from now on.
///
/// A name counts where it is a word of its own: a letter or a digit beside it makes it part of
/// another.
package struct Pseudonymisation: Sendable {
  /// The longest first, so that a name is found before a part of it.
  private let names: [[UInt8]]
  private let pseudonym: [UInt8]

  /// Names are given as people write them; their forms in pages, JSON and older encodings follow.
  package init(names: some Sequence<String>, pseudonym: String) {
    var forms: Set<[UInt8]> = []
    for name in names where name.unicodeScalars.count > 1 {
      forms.insert(Array(name.utf8))
      let escaped = name.replacingOccurrences(of: "&", with: "&amp;")
      for quote in ["&#39;", "&apos;", "&#x27;"] {
        forms.insert(Array(escaped.replacingOccurrences(of: "'", with: quote).utf8))
      }
      forms.insert(Array(name.replacingOccurrences(of: "\"", with: "\\\"").utf8))
      let encodings: [String.Encoding] = [
        .windowsCP1252, .utf16LittleEndian, .utf16BigEndian, .macOSRoman,
      ]
      for encoding in encodings {
        if let data = name.data(using: encoding) { forms.insert(Array(data)) }
      }
    }
    self.names = forms.sorted { ($1.count, $0.first ?? 0) < ($0.count, $1.first ?? 0) }
    self.pseudonym = Array(pseudonym.utf8)
  }

  /// The text with every name replaced; nothing where none is in it.
  package func applied(to text: [UInt8]) -> [UInt8]? {
    let firsts = Set(names.compactMap(\.first))
    var result: [UInt8] = []
    var kept = 0
    var place = 0
    while place < text.count {
      guard firsts.contains(text[place]), place == 0 || !Self.isWord(text[place - 1]),
        let name = names.first(where: { matches($0, text, at: place) })
      else {
        place += 1
        continue
      }
      result += text[kept..<place]
      // UTF-16 has a zero beside each letter.
      result += name.contains(0) ? Self.widened(pseudonym, like: name) : pseudonym
      place += name.count
      kept = place
    }
    guard kept > 0 else { return nil }
    return result + text[kept...]
  }

  private func matches(_ name: [UInt8], _ text: [UInt8], at place: Int) -> Bool {
    let end = place + name.count
    guard end <= text.count, text[place..<end].elementsEqual(name) else { return false }
    return end == text.count || name.last == 0 || !Self.isWord(text[end])
  }

  /// Letters and digits of ASCII, and every byte of a letter beyond it.
  private static func isWord(_ byte: UInt8) -> Bool {
    byte >= 0x80 || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF)
  }

  private static func widened(_ text: [UInt8], like name: [UInt8]) -> [UInt8] {
    text.flatMap { name.first == 0 ? [0, $0] : [$0, 0] }
  }
}
