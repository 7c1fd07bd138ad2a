/// A parsed template before it is compiled, every part with its byte offset in the file.
indirect enum SourceNode: Sendable {
  case element(SourceElement)
  /// Decoded text; `start` and `end` enclose it in the file as written.
  case text(String, start: Int, end: Int)
  case comment(String, start: Int)
}

struct SourceElement: Sendable {
  var name: String
  var namespace: Namespace
  var attributes: [SourceAttribute]
  /// Attributes of the template language, without prefix.
  var directives: [SourceAttribute]
  var children: [SourceNode]
  /// Where its `<` is.
  var start: Int

  func directive(_ name: String) -> SourceAttribute? {
    directives.first { $0.name == name }
  }
}

struct SourceAttribute: Sendable {
  /// With its `xml:` or `xlink:` prefix, if any.
  var name: String
  var value: String
  var nameStart: Int
  /// The value as written lies in `valueStart ..< valueEnd`.
  var valueStart: Int
  var valueEnd: Int
}

/// The namespaces of elements that HTML5 knows.
enum Namespace: Sendable, Hashable {
  case html
  case svg
  case math

  init?(uri: String) {
    switch uri {
    case "http://www.w3.org/1999/xhtml": self = .html
    case "http://www.w3.org/2000/svg": self = .svg
    case "http://www.w3.org/1998/Math/MathML": self = .math
    default: return nil
    }
  }

  var uri: String {
    switch self {
    case .html: "http://www.w3.org/1999/xhtml"
    case .svg: "http://www.w3.org/2000/svg"
    case .math: "http://www.w3.org/1998/Math/MathML"
    }
  }
}

/// What templates declare as `xmlns:j`.
package let templateNamespace = "https://jalon.example/template"

/// Bounds that no honest template comes near, and that a hostile one cannot pass.
enum TemplateLimit {
  static let fileBytes = 512 << 10
  static let depth = 200
  static let attributes = 200
  static let includeDepth = 20
  /// Elements, texts and slots of one page once its includes are in place.
  static let nodes = 200_000
  /// `j:else` elements after one `j:if`.
  static let alternatives = 50
  /// Issues reported together; the rest is noise, and compiling stops there.
  static let issues = 200
}
