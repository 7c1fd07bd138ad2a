import Testing

@testable import Markup

/// A template with a marker `⚑` in front of each fault, and what must be said there.
struct FaultCase: CustomTestStringConvertible, Sendable {
  var marked: String
  /// Identifier, summary and fix of each fault, in order of place.
  var expected: [Expected]
  var testDescription: String { marked }

  struct Expected: Sendable {
    var id: String
    var summary: String
    var fix: String?
  }

  init(_ marked: String, _ id: String, _ summary: String, _ fix: String? = nil) {
    self.marked = marked
    expected = [Expected(id: id, summary: summary, fix: fix)]
  }
}

private let faults: [FaultCase] = [
  FaultCase("é{{ ⚑nmae }}", "template-unknown-key", "unknown key 'nmae'", "did you mean 'name'?"),
  FaultCase(
    "<p title='&amp;&lt;x {{ rep.⚑nam }}'/>", "template-unknown-key", "unknown key 'rep.nam'",
    "did you mean 'name'?"),
  FaultCase(
    "{{ rep.⚑zzzzz }}", "template-unknown-key", "unknown key 'rep.zzzzz'",
    "known here: 'name', 'late'"),
  FaultCase(
    "<p j:if='!⚑lat'/>", "template-unknown-key", "unknown key 'lat'", "did you mean 'late'?"),
  FaultCase(
    "<p j:each='r in rep.⚑s'/>", "template-unknown-key", "unknown key 'rep.s'",
    "known here: 'name', 'late'"),
  FaultCase(
    "<p j:each='r in reps'>{{ r.⚑nane }}</p>", "template-unknown-key", "unknown key 'r.nane'",
    "did you mean 'name'?"),
  FaultCase(
    "<p j:each='r in reps'/>{{ ⚑r.name }}", "template-unknown-key", "unknown key 'r.name'",
    "known here: 'name', 'address', 'count', 'late', 'amount', 'chart', 'rep', 'reps'"),
  FaultCase(
    "{{ reps.⚑name }}", "template-unknown-key", "'reps' is a list, it has no key 'name'",
    "repeat an element over it: j:each=\"item in reps\""),
  FaultCase(
    "{{ name.⚑x }}", "template-unknown-key", "'name' is text, it has no key 'x'",
    "write 'name' alone"),
  FaultCase(
    "<p j:each='r in reps'>{{ r@⚑lst }}</p>", "template-unknown-key", "unknown property '@lst'",
    "did you mean '@last'?"),
  FaultCase(
    "{{ name | ⚑uper }}", "template-unknown-format", "unknown format 'uper'",
    "did you mean 'upper'?"),
  FaultCase(
    "{{ amount | ⚑rate }}", "template-unknown-format", "unknown format 'rate'",
    "formats for money: 'money'"),
  FaultCase(
    "{{ name | ⚑money }}", "template-format-kind",
    "format 'money' does not print text, and 'name' is text",
    "formats for text: 'colour', 'upper'"),
  FaultCase(
    "{{ amount | money( ⚑shrt ) }}", "template-format-argument",
    "format 'money' does not know 'shrt'", "did you mean 'short'?"),
  FaultCase(
    "{{ name | upper(⚑x) }}", "template-format-argument", "format 'upper' takes no argument"),
  FaultCase(
    "a &amp; {{ name }} {{ ⚑amount }}", "template-value-kind",
    "money does not print without a format", "formats for money: 'money'"),
  FaultCase("{{ ⚑late }}", "template-value-kind", "a flag is not text", "use j:if, or a format"),
  FaultCase(
    "<p j:each='r in ⚑name'/>", "template-value-kind", "'name' is text, j:each needs a list",
    "take j:each out, or name a list"),
  FaultCase(
    "<p j:element='⚑name'/>", "template-value-kind", "'name' is text, j:element needs an element",
    "print it with a slot, {{ name }}"),
  FaultCase(
    "\n\n  x ⚑{{ name", "template-syntax", "a slot is not closed", "write }} after the key"),
  FaultCase("{{⚑ }}", "template-syntax", "a slot has no key", "write {{ key }}"),
  FaultCase(
    "{{ ⚑a b }}", "template-syntax", "'a b' is not a key",
    "a key is names joined by dots, such as rep.name"),
  FaultCase(
    "<p j:each='⚑reps'/>", "template-syntax", "'reps' is not a repetition",
    "write j:each=\"item in list\""),
  FaultCase(
    "<p j:each='⚑name in reps'/>", "template-syntax", "'name' is a key already",
    "give the item another name"),
  FaultCase(
    "<p ⚑j:eech='r in reps'/>", "template-unknown-directive", "unknown directive 'j:eech'",
    "did you mean 'j:each'?"),
  FaultCase(
    "<p ⚑j:else=''/>", "template-else", "j:else does not follow an element with j:if or j:each",
    "put it on the next element, with nothing but blanks between"),
  FaultCase(
    "<p/><p ⚑j:else=''/>", "template-else", "j:else follows an element without j:if or j:each",
    "put j:if on the element before"),
  FaultCase(
    "<p j:include='⚑part.xhtm'/>", "template-unknown-file",
    "'part.xhtm' is not in the template folder", "did you mean 'part.xhtml'?"),
  FaultCase(
    "<p j:include='⚑../part.xhtml'/>", "template-outside-folder",
    "'../part.xhtml' leads outside the template folder",
    "name a file of the template folder, without '..' and without leading '/'"),
  FaultCase(
    "<p ⚑j:layout='part.xhtml'/>", "template-layout", "j:layout stands on the root of a page only",
    "put it on the root, or take it out"),
  FaultCase(
    "<style>a ⚑{{ name }}</style>", "template-slot-refused", "'style' cannot hold slots",
    "put the value into an attribute (data-…, class, width)"),
  FaultCase(
    "<script><![CDATA[ ⚑{{ name }}]]></script>", "template-slot-refused",
    "'script' cannot hold slots", "put the value into an attribute (data-…, class, width)"),
  FaultCase(
    "<p onclick='x(⚑{{ count }})'/>", "template-slot-refused",
    "'onclick' runs as script: no slots", "write a fixed value"),
  FaultCase(
    "<img srcset='⚑{{ name }}' alt=''/>", "template-slot-refused", "'srcset' cannot hold slots",
    "write a fixed value"),
  FaultCase(
    "<meta http-equiv='refresh' content='0;⚑{{ address }}'/>", "template-slot-refused",
    "'content' of an http-equiv cannot hold slots", "write a fixed value"),
  FaultCase(
    "<p style='color:{{ ⚑name }}'/>", "template-slot-refused",
    "'style' takes integers and formats that are safe there only",
    "formats safe there: 'colour', 'percent'"),
  FaultCase(
    "⚑<!--[if mso]>{{ name }}<![endif]-->", "template-slot-refused",
    "a conditional comment cannot hold slots", "put the slot into an element"),
  FaultCase(
    "<a href='⚑JavaScript:x()'>x</a>", "template-address-refused",
    "address 'JavaScript:x()' runs script", "link to a page"),
  FaultCase(
    "⚑<br>x</br>", "template-void-content", "element 'br' cannot have content", "write <br/>"),
  FaultCase(
    "<title>x<⚑b/></title>".replacingMarker("<⚑", with: "⚑<"), "template-text-only",
    "element 'title' holds text only", "take the element out"),
  FaultCase(
    "⚑<script>\"&lt;/scRipt>\"</script>", "template-raw-text",
    "'</script' cannot stand in 'script': HTML would end or hide it there",
    "split the text, for instance with a back slash in a string"),
  FaultCase(
    "⚑<style>&lt;!-- a --></style>", "template-raw-text",
    "'<!--' cannot stand in 'style': HTML would end or hide it there",
    "split the text, for instance with a back slash in a string"),
  FaultCase(
    "⚑<iframe/>", "template-element-refused",
    "element 'iframe' is refused: HTML and XML read its content differently", "take it out"),
  FaultCase(
    "⚑<x xmlns='urn:x'/>", "template-namespace", "element 'x' has an unknown namespace",
    "declare xmlns=\"http://www.w3.org/1999/xhtml\" on the root (SVG and MathML have their own)"),
  FaultCase(
    "<b xmlns:k='urn:k' ⚑k:if='x'/>", "template-namespace",
    "attribute 'k:if' has an unknown namespace",
    "the language's own is xmlns:j=\"https://jalon.example/template\""),
]

extension String {
  fileprivate func replacingMarker(_ old: String, with new: String) -> String {
    split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
  }
}

@Suite struct IssueTests {
  @Test(arguments: faults)
  func `each fault is named at its place`(fault: FaultCase) throws {
    // Two lines with wide characters in front show that columns are counted in the right unit.
    let marked = "<div \(namespaces)>\n<!-- é😀 --> é {{ name }} &#233; \(fault.marked)</div>"
    let parts = marked.split(separator: "⚑", omittingEmptySubsequences: false)
    #expect(parts.count == 2)
    let before = parts[0]
    let line = before.utf8.count(where: { $0 == 0x0A }) + 1
    let lastLine = before.split(separator: "\n", omittingEmptySubsequences: false).last ?? ""
    let column = lastLine.unicodeScalars.count + 1
    let found = issues([
      "page.xhtml": parts.joined(), "part.xhtml": "<p \(namespaces)/>",
    ])
    #expect(found.count == 1)
    let issue = try #require(found.first)
    let expected = fault.expected[0]
    #expect(issue.id == expected.id)
    #expect(issue.summary == expected.summary)
    #expect(issue.fix == expected.fix)
    #expect("\(issue.line):\(issue.column)" == "\(line):\(column)")
    #expect(issue.file == "page.xhtml")
  }

  @Test(arguments: [
    (
      "<p>é\n &nbsp;</p>", 2,
      "write the character itself (U+00A0 for nbsp): only &amp; &lt; &gt; &quot; &apos; exist"
    ),
    ("<p>\n<b></p>", 2, "close every element"),
    ("<p a=1/>", 1, "put the value in quotes"),
    ("", 1, nil), ("<p/><p/>", 1, nil), ("<p>\u{1}</p>", 1, nil), ("<p>&#1;</p>", 1, nil),
    ("<p><!-- a -- b --></p>", 1, nil),
  ])
  func `what is not well-formed is said with its line`(page: String, line: Int, fix: String?) {
    let source = page.isEmpty ? "" : "<div \(namespaces)>\(page)</div>"
    let found = issues(["page.xhtml": page == "<p/><p/>" ? page : source])
    #expect(found.map(\.id) == ["template-not-well-formed"])
    #expect(found.first?.line == line)
    #expect(found.first?.fix == fix)
  }

  @Test func `all issues of all files come together, once each`() {
    let found = issues([
      "page.xhtml":
        "<p \(namespaces)>{{ a }}{{ b }}<i j:include='x.xhtml'/><i j:include='x.xhtml'/></p>",
      "x.xhtml": "<p \(namespaces)>{{ c }}</p>",
    ])
    #expect(found.map(\.file) == ["page.xhtml", "page.xhtml", "x.xhtml"])
    #expect(found.map(\.id) == Array(repeating: "template-unknown-key", count: 3))
  }

  @Test func `an issue prints as file, line, column, rule`() {
    let found = issues(["page.xhtml": "<p \(namespaces)>\n  {{ nmae }}</p>"])
    #expect(
      found.first?.description == """
        page.xhtml:2:6: error: unknown key 'nmae' [template-unknown-key]
          {{ nmae }}</p>
          fix: did you mean 'name'?
        """)
  }

  @Test func `a slot that the layout lacks is an error`() {
    let found = issues([
      "page.xhtml": "<div \(namespaces) j:layout='frame.xhtml'><p j:slot='mian'/></div>",
      "frame.xhtml": "<div \(namespaces)><p j:slot='main'/></div>",
    ])
    #expect(found.map(\.fix) == ["did you mean 'main'?"])
  }
}
