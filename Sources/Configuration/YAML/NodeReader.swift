import Ingest

/// Reads the nodes of a data file that was parsed when the program was built.
///
/// `NodeText` of `embed-text` writes them and describes their form.
struct NodeReader {
  private let bytes: [UInt8]
  private let file: String
  private var place = 0

  /// The root; nothing for text in another form, which no build makes.
  static func root(of text: String, file: String) -> YAMLNode? {
    var reader = NodeReader(bytes: Array(text.utf8), file: file)
    return reader.node()
  }

  private init(bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
  }

  private mutating func node() -> YAMLNode? {
    guard place < bytes.count else { return nil }
    let kind = bytes[place]
    place += 2
    guard let line = number(), let column = number(), let count = number() else { return nil }
    let found = Place(file: file, line: line, column: column)
    switch kind {
    case UInt8(ascii: "p"), UInt8(ascii: "q"):
      guard count < bytes.count - place else { return nil }
      let text = String(decoding: bytes[place..<place + count], as: UTF8.self)
      place += count + 1
      return YAMLNode(content: .text(text, isPlain: kind == UInt8(ascii: "p")), place: found)
    case UInt8(ascii: "l"):
      var items: [YAMLNode] = []
      for _ in 0..<count {
        guard let item = node() else { return nil }
        items.append(item)
      }
      return YAMLNode(content: .list(items), place: found)
    case UInt8(ascii: "m"):
      var entries: [YAMLNode.Entry] = []
      for _ in 0..<count {
        guard let key = node(), let name = key.text, let value = node() else { return nil }
        entries.append(YAMLNode.Entry(key: name, keyPlace: key.place, value: value))
      }
      return YAMLNode(content: .mapping(entries), place: found)
    default: return nil
    }
  }

  /// A whole number and the one byte behind it.
  private mutating func number() -> Int? {
    var number = 0
    while place < bytes.count, case let digit = bytes[place] &- UInt8(ascii: "0"), digit < 10 {
      guard number < bytes.count else { return nil }
      number = number * 10 + Int(digit)
      place += 1
    }
    place += 1
    return number
  }
}
