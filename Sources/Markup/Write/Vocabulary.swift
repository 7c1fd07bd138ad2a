/// What HTML says about names; all lower case.
enum Vocabulary {
  /// Elements without content or end tag.
  static let void: Set<String> = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
  ]

  /// Elements whose content HTML does not unescape.
  static let rawText: Set<String> = ["script", "style"]

  /// Elements that hold text only, unescaped as usual.
  static let textOnly: Set<String> = ["title", "textarea"]

  /// Elements that drop one line end right after their start tag.
  static let dropsFirstLineEnd: Set<String> = ["pre", "textarea", "listing"]

  /// Elements that HTML and XML read so differently that no tree means the same in both.
  static let refused: Set<String> = [
    "frameset", "iframe", "noembed", "noframes", "noscript", "plaintext", "template", "xmp",
  ]

  /// SVG elements that change another element's attributes.
  static let animating: Set<String> = [
    "animate", "animatemotion", "animatetransform", "discard", "set",
  ]

  /// Present or not; the value says nothing.
  static let booleanAttributes: Set<String> = [
    "allowfullscreen", "async", "autofocus", "autoplay", "checked", "compact", "controls",
    "default", "defer", "disabled", "formnovalidate", "hidden", "inert", "ismap", "itemscope",
    "loop", "multiple", "muted", "nomodule", "noshade", "novalidate", "nowrap", "open",
    "playsinline", "readonly", "required", "reversed", "selected",
  ]

  /// True for attributes that hold one address; asked for every attribute of every chart.
  static func holdsAddress(_ attribute: String) -> Bool {
    switch attribute.utf8.count {
    case 3: attribute == "src"
    case 4: ["href", "data", "cite", "icon"].contains(attribute)
    case 6: ["action", "poster", "usemap"].contains(attribute)
    case 7: attribute == "profile"
    case 8: ["longdesc", "manifest"].contains(attribute)
    case 10: ["xlink:href", "formaction", "background"].contains(attribute)
    default: false
    }
  }

  /// Attributes that hold script, a document, several addresses or a policy: never filled.
  static let unfillableAttributes: Set<String> = [
    "archive", "classid", "codebase", "http-equiv", "imagesrcset", "integrity", "is", "nonce",
    "ping", "sandbox", "srcdoc", "srcset", "xlink:actuate", "xlink:show", "xml:base", "xmlns",
  ]

  /// True when the value of the attribute runs as script or is parsed as a document.
  static func isScripting(_ attribute: String) -> Bool {
    var bytes = attribute.utf8.makeIterator()
    if let first = bytes.next(), first | 0x20 == UInt8(ascii: "o"), let second = bytes.next(),
      second | 0x20 == UInt8(ascii: "n")
    {
      return true
    }
    return attribute.utf8.count == 6 && attribute.lowercased() == "srcdoc"
  }

  /// A name that both syntaxes accept and that needs no escaping.
  static func isName(_ name: String) -> Bool {
    guard let first = name.utf8.first, isLetter(first) || first == UInt8(ascii: "_") else {
      return false
    }
    return name.utf8.allSatisfy {
      isLetter($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-")
        || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".")
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
}
