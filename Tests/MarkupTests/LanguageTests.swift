import Testing

@testable import Markup

/// A fragment of the language and the HTML it gives for the shared values.
struct LanguageCase: CustomTestStringConvertible, Sendable {
  var testDescription: String
  var fragment: String
  var html: String
  var files: [String: String] = [:]

  init(_ name: String, _ fragment: String, _ html: String, files: [String: String] = [:]) {
    testDescription = name
    self.fragment = fragment
    self.html = html
    self.files = files
  }
}

private let values: TemplateRecord = [
  "name": .text("Ana"), "count": .integer(-3), "late": .flag(true),
  "amount": .typed(Int64(123_456_700)), "rep": .record(["late": .flag(false), "name": .text("R")]),
  "reps": .list([
    .record([
      "name": .text("A"), "late": .flag(true), "deals": .list([.text("a1"), .text("a2")]),
    ]), .record(["name": .text("B"), "late": .flag(false)]),
  ]),
]

private let cases: [LanguageCase] = [
  LanguageCase("slots in text", "a {{ name }}{{count}}b", "a Ana-3b"),
  LanguageCase("a path", "{{ rep.name }}", "R"),
  LanguageCase(
    "several slots in an attribute", "<p class='x {{ name }}-{{ count }} y'/>",
    "<p class=\"x Ana--3 y\"></p>"),
  LanguageCase(
    "formats", "{{ amount | money }} {{ amount|money(short) }} {{ name | upper }}",
    "1234567€ 1234k ANA"),
  LanguageCase("absent text prints nothing", "<p>[{{ address }}]</p>", "<p>[]</p>"),
  LanguageCase(
    "an attribute that is an absent slot is left out",
    "<p id='a' class='{{ address }}' title='{{ address }}!'/>", "<p id=\"a\" title=\"!\"></p>"),
  LanguageCase(
    "a flag sets a boolean attribute",
    "<p hidden='{{ late }}'/><p hidden='{{ rep.late }}'/>", "<p hidden></p><p></p>"),
  LanguageCase(
    "a flag in another attribute is a word", "<p aria-hidden='{{ late }}'/>",
    "<p aria-hidden=\"true\"></p>"),
  LanguageCase(
    "if", "<b j:if='late'>y</b><b j:if='!late'>n</b><b j:if=' rep.late '>r</b>", "<b>y</b>"),
  LanguageCase("else", "<b j:if='rep.late'>y</b> <!-- c -->\n <i j:else=''>n</i>", "<i>n</i>"),
  LanguageCase(
    "else if",
    "<b j:if='rep.late'>1</b><b j:else='' j:if='late'>2</b><b j:else=''>3</b>", "<b>2</b>"),
  LanguageCase("each", "<b j:each='r in reps'>{{ r.name }}</b>", "<b>A</b><b>B</b>"),
  LanguageCase(
    "each with its place",
    "<b j:each='r in reps' class='{{ r@index }}' hidden='{{ r@last }}'>{{ r@number }}/{{ r@count }}<i j:if='r@first'/></b>",
    "<b class=\"0\">1/2<i></i></b><b class=\"1\" hidden>2/2</b>"),
  LanguageCase(
    "each within each",
    "<b j:each='r in reps'><i j:each='d in r.deals'>{{ r.name }}{{ d }}</i></b>",
    "<b><i>Aa1</i><i>Aa2</i></b><b></b>"),
  LanguageCase(
    "else of an empty list",
    "<b j:each='r in reps'><i j:each='d in r.deals'>{{ d }}</i><u j:else=''>{{ r.name }}</u></b>",
    "<b><i>a1</i><i>a2</i></b><b><u>B</u></b>"),
  LanguageCase(
    "each with if tests each item", "<b j:each='r in reps' j:if='r.late'>{{ r.name }}</b>",
    "<b>A</b>"),
  LanguageCase(
    "the line in front is repeated or dropped",
    "\n <b j:each='r in reps'>{{ r.name }}</b>\n <i j:if='!late'/>\n <u/>",
    "\n <b>A</b>\n <b>B</b>\n <u></u>"),
  LanguageCase("an absent element is nothing", "a<i j:element='chart'>placeholder</i>b", "ab"),
  LanguageCase(
    "include replaces the element", "<i j:each='r in reps'><u j:include='p/a.xhtml'>x</u></i>",
    "<i><p>A</p></i><i><p>B</p></i>",
    files: ["p/a.xhtml": "<p \(namespaces)>{{ r.name }}</p>"]),
  LanguageCase(
    "include takes the body of a page", "<u j:include='a.xhtml'/>", " <p></p> Ana",
    files: [
      "a.xhtml":
        "<html \(namespaces)><head><title>x</title></head><body> <p/> {{ name }}</body></html>"
    ]),
  LanguageCase(
    "include under a condition", "<u j:if='!late' j:include='a.xhtml'/><b j:else=''/>", "<b></b>",
    files: ["a.xhtml": "<p \(namespaces)/>"]),
  LanguageCase("a pre that begins with a slot", "<pre>{{ name }}</pre>", "<pre>\nAna</pre>"),
]

@Suite struct LanguageTests {
  @Test(arguments: cases)
  func `the language says what it means`(example: LanguageCase) throws {
    let page = try rendered(example.fragment, values, as: .html, files: example.files)
    #expect(page.text == example.html)
    #expect(page.issues.isEmpty)
  }

  @Test(arguments: [
    (TemplateValue.absent, false), (.text(""), false), (.text("0"), true), (.flag(false), false),
    (.integer(0), false), (.integer(-1), true), (.list([]), false), (.list([.absent]), true),
    (.record([:]), true), (.typed(0), true),
  ])
  func `what j if sees`(value: TemplateValue, isTrue: Bool) throws {
    let page = try rendered("<b j:if='name'/>", ["name": value], as: .html)
    #expect(page.text == (isTrue ? "<b></b>" : ""))
  }

  @Test func `a page fills the slots of its layout`() throws {
    let frame = """
      <html \(namespaces)><head><title j:slot="title">none</title></head>\
      <body><p j:slot="aside">default {{ name }}</p><main j:slot="main"/></body></html>
      """
    let page = """
      <html \(namespaces) j:layout="frame.xhtml"><head><title j:slot="title">{{ name }}</title>
      <link rel="x"/></head><body>preview<div j:slot="main" j:if="late" class="c"><p/></div></body></html>
      """
    let template = try #require(
      try compile("page.xhtml", ["page.xhtml": page, "frame.xhtml": frame]))
    #expect(
      template.render(values, as: .html).text == """
        <!DOCTYPE html>
        <html><head><title>Ana</title></head><body><p>default Ana</p><div class="c"><p></p></div></body></html>

        """)
  }

  @Test func `a value of another kind than the schema's is reported, not printed`() throws {
    let page = try rendered("<p title='{{ name }}'>{{ name }}</p>", ["name": .list([])], as: .html)
    #expect(page.text == "<p title=\"\"></p>")
    #expect(page.issues.map(\.id) == ["template-value-kind", "template-value-kind"])
    #expect(
      testSchema.mismatches(with: .record(["name": .list([]), "nome": .absent])) == [
        "'nome' is not in the schema", "'name' is list, the schema says text",
      ])
    #expect(
      testSchema.mismatches(with: .record(["reps": .list([.record(["late": .text("x")])])])) == [
        "'reps[0].late' is text, the schema says flag"
      ])
  }

  @Test func `the schema lists its keys for authors`() {
    let reference = testSchema.reference()
    #expect(
      reference.map { "\($0.key) \($0.kind) \($0.doc)" }.suffix(6) == [
        "rep.name text Name", "rep.late flag Late", "reps list A list", "reps[].name text Name",
        "reps[].late flag Late", "reps[].deals list Texts",
      ])
  }

  @Test func `records read in any order`() {
    var record: TemplateRecord = ["b": .integer(1), "a": .integer(2)]
    record["c"] = .integer(3)
    record["a"] = .integer(4)
    #expect(record.keys == ["b", "a", "c"])
    if case .integer(let a) = record["a"] { #expect(a == 4) } else { Issue.record("no a") }
    let short = TemplateRecord(names: ["x", "y"], values: [.flag(true)])
    #expect(short["x"].isTrue && !short["y"].isTrue && !short["z"].isTrue)
  }

  @Test func `many threads render and compile at once`() async throws {
    let page = "<p \(namespaces)><b j:each='r in reps'>{{ r.name }}</b></p>"
    let template = try #require(try compile("page.xhtml", ["page.xhtml": page]))
    let expected = template.render(values, as: .xhtml).bytes
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for _ in 0..<64 {
        group.addTask {
          let again = try compile("page.xhtml", ["page.xhtml": page])
          return again?.render(values, as: .xhtml).bytes == expected
            && template.render(values, as: .xhtml).bytes == expected
        }
      }
      for try await isSame in group { #expect(isSame) }
    }
  }
}
