/// Where tags, attributes and texts lie in a file, in the order of the file.
///
/// libxml2 2.9 gives lines but no columns, so this scan finds them. It runs on files that libxml2
/// has found well-formed and therefore need not be a parser: it only keeps comments, CDATA and
/// quotes apart. `declaration` alone runs before, on anything.
struct SourceScanner {
  struct Attribute {
    var name: Range<Int>
    var value: Range<Int>
  }
  enum Event {
    case startTag(start: Int, attributes: [Attribute])
    case endTag
    case text(Range<Int>)
    case cdata(Range<Int>)
    case comment(start: Int)
  }

  private let bytes: [UInt8]
  private var position = 0

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  static func events(of bytes: [UInt8]) -> [Event] {
    var scanner = SourceScanner(bytes)
    var events: [Event] = []
    while scanner.position < bytes.count { scanner.next(&events) }
    return events
  }

  /// What a file declares itself to be, and where.
  enum Declaration {
    case none
    case known(Doctype, Range<Int>)
    /// Anything else, so that libxml2 never sees an entity declaration; the offset of its `<`.
    case refused(Int)
  }

  static func declaration(in bytes: [UInt8]) -> Declaration {
    var scanner = SourceScanner(bytes)
    if scanner.at("\u{FEFF}") { scanner.position += 3 }
    while scanner.position < bytes.count {
      if scanner.at("<!--") {
        scanner.skip(past: "-->")
      } else if scanner.at("<?") {
        scanner.skip(past: "?>")
      } else if scanner.at("<!") {
        let start = scanner.position
        scanner.skip(past: ">")
        let place = start..<scanner.position
        return Doctype(String(decoding: bytes[place], as: UTF8.self))
          .map { .known($0, place) } ?? .refused(start)
      } else if bytes[scanner.position] == UInt8(ascii: "<") {
        return .none
      } else {
        scanner.position += 1
      }
    }
    return .none
  }

  private func at(_ text: StaticString) -> Bool {
    let wanted = text.description.utf8
    return bytes[position...].starts(with: wanted)
  }

  private mutating func skip(past text: StaticString) {
    let wanted = Array(text.description.utf8)
    while position < bytes.count {
      if bytes[position] == wanted[0], bytes[position...].starts(with: wanted) {
        position += wanted.count
        return
      }
      position += 1
    }
  }

  private mutating func next(_ events: inout [Event]) {
    let start = position
    guard bytes[position] == UInt8(ascii: "<") else {
      while position < bytes.count, bytes[position] != UInt8(ascii: "<") { position += 1 }
      events.append(.text(start..<position))
      return
    }
    if at("<!--") {
      skip(past: "-->")
      events.append(.comment(start: start))
    } else if at("<![CDATA[") {
      skip(past: "]]>")
      events.append(.cdata(start + 9..<max(start + 9, position - 3)))
    } else if at("<?") {
      skip(past: "?>")
    } else if at("<!") {
      skip(past: ">")
    } else if at("</") {
      skip(past: ">")
      events.append(.endTag)
    } else {
      startTag(&events)
    }
  }

  private mutating func startTag(_ events: inout [Event]) {
    let start = position
    var attributes: [Attribute] = []
    skipName()
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: ">"):
        position += 1
        events.append(.startTag(start: start, attributes: attributes))
        return
      case UInt8(ascii: "/"):
        position += 2
        events.append(.startTag(start: start, attributes: attributes))
        events.append(.endTag)
        return
      case 0x20, 0x09, 0x0A, 0x0D:
        position += 1
      default:
        let name = position
        skipName()
        let nameEnd = position
        while position < bytes.count, bytes[position] != UInt8(ascii: "\""),
          bytes[position] != UInt8(ascii: "'")
        { position += 1 }
        guard position < bytes.count else { return }
        let quote = bytes[position]
        position += 1
        let value = position
        while position < bytes.count, bytes[position] != quote { position += 1 }
        attributes.append(Attribute(name: name..<nameEnd, value: value..<position))
        position += 1
      }
    }
  }

  private mutating func skipName() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: "="), UInt8(ascii: ">"), UInt8(ascii: "/"):
        return
      default: position += 1
      }
    }
  }
}
