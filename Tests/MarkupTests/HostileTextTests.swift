import Foundation
import Testing

@testable import Markup

/// Strings that people collected to break web pages, from the folder shared beside the package.
private enum Corpus {
  static let folder = packageRoot.deletingLastPathComponent()
    .appendingPathComponent("shared/corpora")

  static var isThere: Bool {
    FileManager.default.fileExists(atPath: folder.appendingPathComponent("blns/blns.json").path)
  }

  static func strings() throws -> [String] {
    let blns = try Data(contentsOf: folder.appendingPathComponent("blns/blns.json"))
    var strings = try JSONDecoder().decode([String].self, from: blns)
    let lists = folder.appendingPathComponent("xss-lists")
    for name in try FileManager.default.contentsOfDirectory(atPath: lists.path).sorted()
    where name.hasSuffix(".txt") {
      let data = try Data(contentsOf: lists.appendingPathComponent(name))
      strings += String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline)
        .map(String.init)
    }
    return strings
  }
}

/// The five characters of markup, each followed by a mark, a control or a format character.
private let marked: [String] = {
  var strings: [String] = []
  for value in UInt32(0)...0xFFFF {
    guard let scalar = Unicode.Scalar(value) else { continue }
    switch scalar.properties.generalCategory {
    case .control, .format, .nonspacingMark, .enclosingMark, .spacingMark:
      var text = ""
      for special in "<>&\"'".unicodeScalars {
        text.unicodeScalars.append(special)
        text.unicodeScalars.append(scalar)
      }
      strings.append("a\(text)script")
    default: break
    }
  }
  return strings
}()

private func chart(_ text: String) -> MarkupElement {
  MarkupElement(
    "svg", [MarkupAttribute("aria-label", text)],
    [.element(MarkupElement("title", text: text)), .element(MarkupElement("text", text: text))])
}

/// Every place where a value can stand.
private let page = """
  <html \(namespaces)><head><title>{{ name }}</title></head><body>
  <p title="{{ name }}" class='x {{ name }} y'>{{ name }}<b>{{ name | upper }}</b></p>
  <img src="{{ name }}" alt="{{ name }}"/><a href="{{ name }}">x</a>
  <a href="r/{{ name }}/?q={{ name }}#{{ name }}">x</a><a href="mailto:{{ name }}">x</a>
  <textarea>{{ name }}</textarea><pre>{{ name }}</pre><b style="color:{{ name | colour }}"/>
  <svg xmlns="http://www.w3.org/2000/svg"><title>{{ name }}</title><text x="{{ name }}">{{ name }}</text></svg>
  <i j:element="chart"/></body></html>
  """

private func template() throws -> Template {
  try #require(try compile("page.xhtml", ["page.xhtml": page]))
}

private func values(_ text: String) -> TemplateRecord {
  ["name": .text(text), "chart": .element(chart(text))]
}

/// What a reader must get back: the replacements and line ends of Markup, nothing else.
private func expected(_ text: String) -> String {
  var result = String.UnicodeScalarView()
  let scalars = Array(text.unicodeScalars)
  for (index, scalar) in scalars.enumerated() {
    let value = scalar.value
    if value == 0x0D {
      if index + 1 == scalars.count || scalars[index + 1].value != 0x0A { result.append("\n") }
    } else if value == 0x09 || value == 0x0A {
      result.append(scalar)
    } else if value < 0x20 || (0x7F...0x9F).contains(value) || (0xFDD0...0xFDEF).contains(value)
      || value & 0xFFFE == 0xFFFE
    {
      result.append("\u{FFFD}")
    } else {
      result.append(scalar)
    }
  }
  return String(result)
}

@Suite struct HostileTextTests {
  /// Elements and attribute names in order, with texts and values where they are plain.
  private func shape(_ element: SourceElement, _ texts: inout [String]) -> String {
    var shape = "<\(element.name)"
    for attribute in element.attributes {
      shape += " \(attribute.name)"
      if attribute.name == "title" || attribute.name == "alt" || attribute.name == "aria-label" {
        texts.append(attribute.value)
      }
    }
    shape += ">"
    for child in element.children {
      switch child {
      case .element(let child): shape += self.shape(child, &texts)
      case .text(let text, _, _):
        if ["title", "text", "p"].contains(element.name) { texts.append(text) }
      case .comment: shape += "<!---->"
      }
    }
    return shape + "</>"
  }

  private func checkXHTML(_ strings: [String]) throws {
    let template = try template()
    var texts: [String] = []
    let plain = SourceParser.parse(
      SourceFile(name: "x", bytes: template.render(values("a"), as: .xhtml).bytes))
    let wanted = shape(try #require(plain.root), &texts)
    let count = texts.count
    var failures: [String] = []
    for text in strings where !text.isEmpty {
      let bytes = template.render(values(text), as: .xhtml).bytes
      guard let root = SourceParser.parse(SourceFile(name: "x", bytes: bytes)).root else {
        failures.append("not well-formed: \(text)")
        continue
      }
      texts = []
      if shape(root, &texts) != wanted { failures.append("another shape: \(text)") }
      let reader = Array(expected(text).utf8)
      if texts.count != count || texts.contains(where: { Array($0.utf8) != reader }) {
        failures.append("another text: \(text)")
      }
    }
    #expect(failures.prefix(3) == [])
  }

  @Test func `quotes and angles followed by any mark stay quotes and angles`() throws {
    #expect(marked.count > 1000)
    try checkXHTML(marked)
  }

  @Test(.enabled(if: Corpus.isThere, "the corpora are not beside the package"))
  func `the XHTML of every hostile string has no new element or attribute`() throws {
    let strings = try Corpus.strings()
    #expect(strings.count > 2000)
    try checkXHTML(strings)
  }

  @Test(
    .enabled(if: HTML5Parser.python != nil, "no python3 with html5lib"),
    .enabled(if: Corpus.isThere, "the corpora are not beside the package"))
  func `the HTML of every hostile string has no new element or attribute`() throws {
    let template = try template()
    let strings = ["a"] + (try Corpus.strings() + marked).filter { !$0.isEmpty }
    let pages = strings.map { template.render(values($0), as: .html).text }
    let failures = try HTML5Parser.differences(pages, texts: strings.map(expected))
    #expect(failures.prefix(3) == [])
  }
}

/// html5lib, which parses as browsers do.
private enum HTML5Parser {
  /// `JALON_PYTHON` names an interpreter; else `python3`.
  static let python: String? = {
    let command = ProcessInfo.processInfo.environment["JALON_PYTHON"] ?? "python3"
    return (try? run(command, ["-c", "import html5lib"], input: Data()))?.status == 0
      ? command : nil
  }()

  private static let script = """
    import html5lib, json, sys
    pages, texts = json.load(sys.stdin)
    failures, wanted = [], None
    def shape(node, found):
        if not isinstance(node.tag, str):
            return '<!---->'
        found += [node.attrib[k] for k in ('title', 'alt', 'aria-label') if k in node.attrib]
        if node.tag.split('}')[-1] in ('title', 'text', 'p', 'textarea', 'pre') and node.text: found.append(node.text)
        return '<' + node.tag + ' ' + ' '.join(map(str, node.attrib)) + '>' + ''.join(shape(c, found) for c in node)
    for page, text in zip(pages, texts):
        found = []
        parser = html5lib.HTMLParser()
        got = shape(parser.parse(page), found)
        if wanted is None: wanted, count = got, len(found)
        if got != wanted: failures.append('another shape: ' + repr(text))
        if len(found) != count or any(f != text for f in found): failures.append('another text: ' + repr(text) + repr(found))
    print(json.dumps(failures))
    """

  static func differences(_ pages: [String], texts: [String]) throws -> [String] {
    let input = try JSONEncoder().encode([pages, texts])
    let result = try run(try #require(python), ["-c", script], input: input)
    return try JSONDecoder().decode([String].self, from: result.output)
  }

  private static func run(_ command: String, _ arguments: [String], input: Data) throws -> (
    status: Int32, output: Data
  ) {
    let folder = FileManager.default.temporaryDirectory
    let file = folder.appendingPathComponent("markup-\(UUID().uuidString).json")
    try input.write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [command] + arguments
    process.standardInput = try FileHandle(forReadingFrom: file)
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, output)
  }
}
