import Testing

@testable import Markup

/// A hostile value and what it is in each place.
struct EscapingCase: Sendable {
  var value: String
  var htmlText: String
  var htmlAttribute: String
  var xhtmlText: String
  var xhtmlAttribute: String
}

private func same(_ value: String, _ escaped: String) -> EscapingCase {
  EscapingCase(
    value: value, htmlText: escaped, htmlAttribute: escaped, xhtmlText: escaped,
    xhtmlAttribute: escaped)
}

/// Noncharacters cannot be written in a literal.
private func scalars(_ values: UInt32...) -> String {
  var text = ""
  for value in values { text.unicodeScalars.append(Unicode.Scalar(value) ?? "?") }
  return text
}

@Suite struct EscapingTests {
  @Test(arguments: [
    same("", ""), same("a", "a"), same("é€\u{202F}😀", "é€\u{202F}😀"),
    same("&amp;", "&amp;amp;"), same("<b>", "&lt;b&gt;"), same("]]>", "]]&gt;"),
    same("<\u{301}", "&lt;\u{301}"), same(">\u{338}", "&gt;\u{338}"),
    same("&\u{20E3}", "&amp;\u{20E3}"),
    EscapingCase(
      value: "\"\u{301}x", htmlText: "\"\u{301}x", htmlAttribute: "&quot;\u{301}x",
      xhtmlText: "\"\u{301}x", xhtmlAttribute: "&quot;\u{301}x"),
    same("a\0b", "a\u{FFFD}b"), same("\u{1}\u{1F}\u{7F}", "\u{FFFD}\u{FFFD}\u{FFFD}"),
    same("\u{80}\u{92}\u{9F}", "\u{FFFD}\u{FFFD}\u{FFFD}"), same("\u{A1}", "\u{A1}"),
    same(scalars(0xFFFE, 0xFFFF, 0xFDD0, 0xFDEF), "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"),
    same(scalars(0x1FFFE, 0x10FFFF, 0x8FFFF), "\u{FFFD}\u{FFFD}\u{FFFD}"),
    same("\u{1FFFD}\u{FDCF}\u{FDF0}", "\u{1FFFD}\u{FDCF}\u{FDF0}"),
    EscapingCase(
      value: "\r\n\r\t", htmlText: "\n\n\t", htmlAttribute: "\n\n\t", xhtmlText: "\n\n\t",
      xhtmlAttribute: "&#10;&#10;&#9;"),
    EscapingCase(
      value: "1\u{A0}€", htmlText: "1&nbsp;€", htmlAttribute: "1\u{A0}€", xhtmlText: "1\u{A0}€",
      xhtmlAttribute: "1\u{A0}€"),
  ])
  func `values are escaped for their place`(example: EscapingCase) throws {
    let values: TemplateRecord = ["name": .text(example.value)]
    let fragment = #"<p title="{{ name }} ">{{ name }}</p>"#
    let html = try rendered(fragment, values, as: .html).bytes
    #expect(
      html == Array("<p title=\"\(example.htmlAttribute) \">\(example.htmlText)</p>".utf8))
    let xhtml = try rendered(fragment, values, as: .xhtml).bytes
    #expect(
      xhtml == Array("<p title=\"\(example.xhtmlAttribute) \">\(example.xhtmlText)</p>".utf8))
  }

  @Test(arguments: [
    "https://example.com/a?b=c&d#e", "HTTP://example.com", "mailto:a@example.com", "a/b", "../a",
    "/a", "#a", "", "?a:b", "a/b:c", "é/ü", "a%20b", "./javascript:alert(1)", "&#106;avascript:x",
  ])
  func `harmless addresses pass`(address: String) throws {
    let page = try rendered(
      "<a href='{{ address }}'>x</a>", ["address": .text(address)], as: .xhtml)
    #expect(page.text == "<a href=\"\(MarkupSyntax.xhtml.escapedAttribute(address))\">x</a>")
    #expect(page.issues.isEmpty)
  }

  @Test(arguments: [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "java\nscript:x",
    "\u{1}javascript:x", "\u{A0}javascript:x", "vbscript:x", "data:text/html,<script>", "file:///a",
    "blob:x", "feed:javascript:x", "//example.com", "tel:1", "javascript\u{0}:x", "x:y",
    "view-source:x", "/\t/example.com",
  ])
  func `other addresses become a fragment and are reported`(address: String) throws {
    let page = try rendered("<a href='{{ address }}'>x</a>", ["address": .text(address)], as: .html)
    #expect(page.text == "<a href=\"#\">x</a>")
    #expect(page.issues.map(\.id) == ["template-address-refused"])
  }

  @Test(arguments: [
    (" javascript:x", "%20javascript:x"), ("\\\\example.com", "%5C%5Cexample.com"),
    ("/\\example.com", "/%5Cexample.com"), ("a b\"<>", "a%20b%22%3C%3E"),
  ])
  func `characters that no address holds are encoded`(address: String, encoded: String) throws {
    let page = try rendered("<img src='{{ address }}'/>", ["address": .text(address)], as: .html)
    let isRefused = encoded.contains(":")
    #expect(page.text == "<img src=\"\(isRefused ? "#" : encoded)\">")
  }

  @Test func `an address is judged whole`() throws {
    let values: TemplateRecord = ["name": .text("java"), "address": .text("script:x")]
    let page = try rendered("<a href='{{ name }}{{ address }}'>x</a>", values, as: .html)
    #expect(page.text == "<a href=\"#\">x</a>")
  }

  @Test(arguments: [
    ("#c2500a", "<b style=\"color:#c2500a;\"></b>", 0),
    ("12.5%", "<b style=\"color:12.5%;\"></b>", 0),
    ("red;background:url(x)", "<b style=\"color:;\"></b>", 1),
    ("expression(x)", "<b style=\"color:;\"></b>", 1), ("a\\62", "<b style=\"color:;\"></b>", 1),
  ])
  func `style holds plain words only`(value: String, html: String, issues: Int) throws {
    let page = try rendered(
      "<b style='color:{{ name | colour }};'/>", ["name": .text(value)], as: .html)
    #expect(page.text == html)
    #expect(page.issues.count == issues)
  }
}
