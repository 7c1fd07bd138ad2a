import Testing

@testable import Markup

/// One writer rule: a fragment and what it is in both syntaxes, byte for byte.
struct WriterRule: CustomTestStringConvertible, Sendable {
  var testDescription: String
  var fragment: String
  var html: String
  var xhtml: String

  init(_ name: String, _ fragment: String, html: String, xhtml: String) {
    testDescription = name
    self.fragment = fragment
    self.html = html
    self.xhtml = xhtml
  }
}

private let svg = #"xmlns="http://www.w3.org/2000/svg""#
private let math = #"xmlns="http://www.w3.org/1998/Math/MathML""#
private let xlink = #"xmlns:xlink="http://www.w3.org/1999/xlink""#

private let voidElements = [
  "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
  "track", "wbr",
]

private let rules: [WriterRule] = [
  WriterRule(
    "text escapes", "a &amp; b &lt;c&gt; \"d\" 'e' \u{A0}\u{202F}é",
    html: "a &amp; b &lt;c&gt; \"d\" 'e' &nbsp;\u{202F}é",
    xhtml: "a &amp; b &lt;c&gt; \"d\" 'e' \u{A0}\u{202F}é"),
  WriterRule(
    "attribute escapes", "<p title='a &amp; b &lt;c> \"d\" \u{A0}é'>x</p>",
    html: "<p title=\"a &amp; b &lt;c&gt; &quot;d&quot; \u{A0}é\">x</p>",
    xhtml: "<p title=\"a &amp; b &lt;c&gt; &quot;d&quot; \u{A0}é\">x</p>"),
  WriterRule(
    "line ends and tabs in attributes", "<p title='a&#10;b&#9;c&#13;d'>x</p>",
    html: "<p title=\"a\nb\tc\nd\">x</p>", xhtml: "<p title=\"a&#10;b&#9;c&#10;d\">x</p>"),
  WriterRule("empty elements that are not void", "<p/>", html: "<p></p>", xhtml: "<p></p>"),
  WriterRule(
    "script is raw in HTML", "<script>if (a &lt; b &amp;&amp; c > d) e(\"\u{A0}\")</script>",
    html: "<script>if (a < b && c > d) e(\"\u{A0}\")</script>",
    xhtml: "<script>if (a &lt; b &amp;&amp; c &gt; d) e(\"\u{A0}\")</script>"),
  WriterRule(
    "style is raw in HTML", "<style><![CDATA[a > b::after { content: '<&' }]]></style>",
    html: "<style>a > b::after { content: '<&' }</style>",
    xhtml: "<style>a &gt; b::after { content: '&lt;&amp;' }</style>"),
  WriterRule(
    "style inside SVG is ordinary text", "<svg \(svg)><style>a > b</style></svg>",
    html: "<svg><style>a &gt; b</style></svg>",
    xhtml: "<svg \(svg)><style>a &gt; b</style></svg>"),
  WriterRule(
    "boolean attributes", "<input checked='checked' disabled='' hidden='until-found' alt=''/>",
    html: "<input checked disabled hidden=\"until-found\" alt=\"\">",
    xhtml:
      "<input checked=\"checked\" disabled=\"disabled\" hidden=\"until-found\" alt=\"\"/>"),
  WriterRule(
    "xml:lang becomes lang in HTML", "<p xml:lang='fr' xml:space='preserve'>x</p>",
    html: "<p lang=\"fr\">x</p>", xhtml: "<p xml:lang=\"fr\" xml:space=\"preserve\">x</p>"),
  WriterRule(
    "xml:lang yields to lang", "<p lang='de' xml:lang='fr'>x</p>",
    html: "<p lang=\"de\">x</p>", xhtml: "<p lang=\"de\" xml:lang=\"fr\">x</p>"),
  WriterRule(
    "SVG keeps its case and its namespace",
    "<svg \(svg) viewBox='0 0 1 1'><linearGradient id='g'/><g><path d='M0'/></g></svg>",
    html:
      "<svg viewBox=\"0 0 1 1\"><linearGradient id=\"g\"></linearGradient><g><path d=\"M0\"></path></g></svg>",
    xhtml:
      "<svg \(svg) viewBox=\"0 0 1 1\"><linearGradient id=\"g\"/><g><path d=\"M0\"/></g></svg>"),
  WriterRule(
    "HTML inside foreignObject",
    "<svg \(svg)><foreignObject><p \(namespaces)/></foreignObject></svg>",
    html: "<svg><foreignObject><p></p></foreignObject></svg>",
    xhtml:
      "<svg \(svg)><foreignObject><p xmlns=\"http://www.w3.org/1999/xhtml\"></p></foreignObject></svg>"
  ),
  WriterRule(
    "MathML", "<math \(math)><mi>x</mi><mspace/></math>",
    html: "<math><mi>x</mi><mspace></mspace></math>",
    xhtml: "<math \(math)><mi>x</mi><mspace/></math>"),
  WriterRule(
    "xlink is declared where it is used", "<svg \(svg)><use \(xlink) xlink:href='#a'/></svg>",
    html: "<svg><use xlink:href=\"#a\"></use></svg>",
    xhtml: "<svg \(svg)><use \(xlink) xlink:href=\"#a\"/></svg>"),
  WriterRule(
    "the first line end of pre is doubled in HTML",
    "<pre>\na</pre><pre>b</pre><textarea>\n</textarea>",
    html: "<pre>\n\na</pre><pre>b</pre><textarea>\n\n</textarea>",
    xhtml: "<pre>\na</pre><pre>b</pre><textarea>\n</textarea>"),
  WriterRule("comments are dropped", "a<!-- b --><!--# c -->d", html: "ad", xhtml: "ad"),
  WriterRule(
    "conditional comments survive in HTML", "<!--[if mso]><table width=\"640\"><![endif]-->x",
    html: "<!--[if mso]><table width=\"640\"><![endif]-->x", xhtml: "x"),
  WriterRule(
    "the downlevel-revealed pair survives", "<!--[if !mso]><!-->x<!--<![endif]-->",
    html: "<!--[if !mso]><!-->x<!--<![endif]-->", xhtml: "x"),
  WriterRule(
    "CDATA is text", "<p><![CDATA[<b>]]>&amp;</p>", html: "<p>&lt;b&gt;&amp;</p>",
    xhtml: "<p>&lt;b&gt;&amp;</p>"),
  WriterRule(
    "literal data addresses stay", "<img src='data:image/png;base64,AA' alt=''/>",
    html: "<img src=\"data:image/png;base64,AA\" alt=\"\">",
    xhtml: "<img src=\"data:image/png;base64,AA\" alt=\"\"/>"),
]

@Suite struct WriterTests {
  @Test(arguments: rules)
  func `each writer rule holds byte for byte in both syntaxes`(rule: WriterRule) throws {
    #expect(try rendered(rule.fragment, as: .html).text == rule.html)
    #expect(try rendered(rule.fragment, as: .xhtml).text == rule.xhtml)
  }

  @Test(arguments: voidElements)
  func `void elements have no end tag`(name: String) throws {
    #expect(try rendered("<\(name)/>", as: .html).text == "<\(name)>")
    #expect(try rendered("<\(name)></\(name)>", as: .xhtml).text == "<\(name)/>")
  }

  @Test func `a page opens with what its syntax needs`() throws {
    let source = """
      <?xml version="1.0" encoding="utf-8"?>
      <!DOCTYPE html>
      <!-- the author's -->
      <html \(namespaces) lang="fr"><head><title>é</title></head><body/></html>
      """
    let page = try #require(try compile("page.xhtml", ["page.xhtml": source]))
    #expect(
      page.render([:], as: .html).text == """
        <!DOCTYPE html>
        <html lang="fr"><head><title>é</title></head><body></body></html>

        """)
    #expect(
      page.render([:], as: .xhtml).text == """
        <?xml version="1.0" encoding="utf-8"?>
        <!DOCTYPE html>
        <html xmlns="http://www.w3.org/1999/xhtml" lang="fr"><head><title>é</title></head><body></body></html>

        """)
  }

  @Test(arguments: MarkupSyntax.allCases)
  func `pages have no byte order mark even when the template has one`(syntax: MarkupSyntax) throws {
    let page = try #require(try compile("page.xhtml", ["page.xhtml": "\u{FEFF}<p \(namespaces)/>"]))
    #expect(page.render([:], as: syntax).bytes.first == UInt8(ascii: "<"))
  }

  @Test func `a built tree is written with the same rules`() throws {
    let chart = MarkupElement(
      "svg", [MarkupAttribute("viewBox", "0 0 1 1"), MarkupAttribute("aria-label", "\"<&\u{A0}")],
      [
        .element(MarkupElement("title", text: "A & \u{A0}B")),
        .element(MarkupElement("linearGradient")),
        .element(MarkupElement("foreignObject", [], [.element(MarkupElement("br"))])),
      ])
    let html = try rendered("<i j:element='chart'/>", ["chart": .element(chart)], as: .html)
    #expect(
      html.text == """
        <svg viewBox="0 0 1 1" aria-label="&quot;&lt;&amp;\u{A0}"><title>A &amp; &nbsp;B</title>\
        <linearGradient></linearGradient><foreignObject><br></foreignObject></svg>
        """)
    let xhtml = try rendered("<i j:element='chart'/>", ["chart": .element(chart)], as: .xhtml)
    #expect(
      xhtml.text == """
        <svg \(svg) viewBox="0 0 1 1" aria-label="&quot;&lt;&amp;\u{A0}"><title>A &amp; \u{A0}B</title>\
        <linearGradient/><foreignObject><br xmlns="http://www.w3.org/1999/xhtml"/></foreignObject></svg>
        """)
  }

  @Test(arguments: [
    MarkupElement("script", text: "alert(1)"), MarkupElement("p><script"),
    MarkupElement("style", text: "x"), MarkupElement("iframe"), MarkupElement(""),
    MarkupElement("svg", [], [.element(MarkupElement("animate"))]),
    MarkupElement("svg", [], [.element(MarkupElement("Script"))]),
    MarkupElement("p", [MarkupAttribute("onclick", "alert(1)")]),
    MarkupElement("p", [MarkupAttribute("a b=\"c\"", "")]),
    MarkupElement("p", [MarkupAttribute("srcDoc", "<script>")]),
    MarkupElement("a", [MarkupAttribute("href", "java\nscript:alert(1)")]),
  ])
  func `what could run script is left out of a built tree and reported`(tree: MarkupElement) throws
  {
    let page = try rendered("<i j:element='chart'/>", ["chart": .element(tree)], as: .html)
    #expect(page.issues.map(\.id) == ["template-element-refused"])
    #expect(page.issues.first?.column == 98)
    let allowed = ["", "<p></p>", "<svg></svg>", "<a href=\"#\"></a>"]
    #expect(allowed.contains(page.text))
  }

  @Test func `escaped text is there for others`() {
    #expect(MarkupSyntax.html.escapedText("<\u{A0}\"") == "&lt;&nbsp;\"")
    #expect(MarkupSyntax.xhtml.escapedAttribute("\"\n") == "&quot;&#10;")
  }
}
