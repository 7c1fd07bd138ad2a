import Foundation
import Testing

@testable import Markup

/// A template that attacks, and the identifier and line of its refusal.
struct HostileTemplate: CustomTestStringConvertible, Sendable {
  var testDescription: String
  var files: [String: String]
  var id: String
  var line: Int

  init(_ name: String, _ page: String, _ id: String, line: Int, files: [String: String] = [:]) {
    testDescription = name
    self.files = files
    self.files["page.xhtml"] = page
    self.id = id
    self.line = line
  }
}

private let root = "<div \(namespaces)>"

private func laughs(_ levels: Int) -> String {
  var dtd = "<!DOCTYPE html [\n<!ENTITY a0 \"ha\">\n"
  for level in 1...levels {
    dtd += "<!ENTITY a\(level) \"\(String(repeating: "&a\(level - 1);", count: 10))\">\n"
  }
  return dtd + "]>\n\(root)&a\(levels);</div>"
}

private let hostile: [HostileTemplate] = [
  HostileTemplate(
    "external entity",
    "<!DOCTYPE html [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>\n\(root)&x;</div>",
    "template-doctype-refused", line: 1),
  HostileTemplate(
    "external entity after a comment and an instruction",
    "<?xml version=\"1.0\"?>\n<!-- <!DOCTYPE html> --><?x y?>\n<!DOCTYPE html [<!ENTITY x SYSTEM \"http://127.0.0.1/\">]>\(root)&x;</div>",
    "template-doctype-refused", line: 3),
  HostileTemplate(
    "parameter entity",
    "<!DOCTYPE html [<!ENTITY % x SYSTEM \"file:///dev/zero\"> %x;]>\(root)</div>",
    "template-doctype-refused", line: 1),
  HostileTemplate(
    "external subset", "\n<!DOCTYPE html SYSTEM \"http://127.0.0.1/x.dtd\">\(root)</div>",
    "template-doctype-refused", line: 2),
  HostileTemplate(
    "public identifier",
    "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\" \"xhtml1-strict.dtd\">\(root)&nbsp;</div>",
    "template-doctype-refused", line: 1),
  HostileTemplate("billion laughs", laughs(10), "template-doctype-refused", line: 1),
  HostileTemplate(
    "quadratic entity",
    "<!DOCTYPE html [<!ENTITY a \"\(String(repeating: "a", count: 100_000))\">]>\(root)\(String(repeating: "&a;", count: 50_000))</div>",
    "template-doctype-refused", line: 1),
  HostileTemplate(
    "attribute defaults",
    "<!DOCTYPE html [<!ATTLIST p onclick CDATA \"alert(1)\">]>\(root)<p/></div>",
    "template-doctype-refused", line: 1),
  HostileTemplate(
    "XInclude",
    "\(root)\n<xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" href=\"/etc/passwd\" parse=\"text\"/></div>",
    "template-namespace", line: 2),
  HostileTemplate(
    "style sheet instruction", "\(root)\n<?xml-stylesheet href=\"javascript:x\"?></div>",
    "template-processing-instruction", line: 2),
  HostileTemplate(
    "depth 10,000",
    root + String(repeating: "<b>", count: 10_000) + String(repeating: "</b>", count: 10_000)
      + "</div>", "template-not-well-formed", line: 1),
  HostileTemplate(
    "depth 230",
    root + String(repeating: "<b>", count: 230) + String(repeating: "</b>", count: 230) + "</div>",
    "template-too-deep", line: 1),
  HostileTemplate(
    "30,000 attributes",
    "\(root)\n<p \((0..<30_000).map { "a\($0)=''" }.joined(separator: " "))/></div>",
    "template-too-large", line: 2),
  HostileTemplate(
    "50 MB", "\(root)\(String(repeating: "x", count: 50_000_000))</div>", "template-too-large",
    line: 1),
  HostileTemplate(
    "a file that includes itself", "\(root)\n<p j:include='page.xhtml'/></div>",
    "template-include-loop", line: 2),
  HostileTemplate(
    "two files that include each other", "\(root)<p j:include='a.xhtml'/></div>",
    "template-include-loop", line: 1, files: ["a.xhtml": "\(root)<p j:include='page.xhtml'/></div>"]
  ),
  HostileTemplate(
    "a layout that includes its page", "<div \(namespaces) j:layout='a.xhtml'/>",
    "template-include-loop", line: 1, files: ["a.xhtml": "\(root)<p j:include='page.xhtml'/></div>"]
  ),
  HostileTemplate(
    "absolute include", "\(root)\n<p j:include='/etc/passwd'/></div>", "template-outside-folder",
    line: 2),
  HostileTemplate(
    "include above the folder", "\(root)\n<p j:include='a/../../x'/></div>",
    "template-outside-folder", line: 2),
  HostileTemplate(
    "layout above the folder", "<div \(namespaces)\n j:layout='../x'/>", "template-outside-folder",
    line: 2),
  HostileTemplate(
    "10,000 j:else",
    "\(root)<p j:if='late'/>\(String(repeating: "<p j:else='' j:if='late'/>", count: 10_000))</div>",
    "template-too-large", line: 1),
  HostileTemplate(
    "includes that grow tenfold at each level", "\(root)<p j:include='f0.xhtml'/></div>",
    "template-too-large", line: 1,
    files: Dictionary(
      uniqueKeysWithValues: (0..<15).map { level in
        (
          "f\(level).xhtml",
          root + String(repeating: "<p j:include='f\(level + 1).xhtml'/>", count: 10) + "</div>"
        )
      } + [("f15.xhtml", "\(root)x</div>")])),
]

@Suite struct HostileTemplateTests {
  @Test(arguments: hostile)
  func `hostile templates are refused quickly with their place`(template: HostileTemplate) throws {
    var found: [TemplateIssue] = []
    let duration = processorTime { found = issues(template.files) }
    #expect(found.map(\.id).contains(template.id))
    #expect(found.first { $0.id == template.id }?.line == template.line)
    // One second is the goal for the release build on a quiet machine.
    #expect(duration < .seconds(60))
  }

  /// A fixed sequence, so that a failure happens again (SplitMix64).
  private struct Sequence: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
  }

  @Test func `damaged templates give issues or pages, never a crash`() {
    let seed = Array(
      """
      <?xml version="1.0"?><!DOCTYPE html><!-- c --><html \(namespaces) lang='{{ name }}'>
      <body><p j:each="r in reps" class="a {{ r.name | upper }}">&amp;{{ r@number }}</p>
      <p j:else="">x<![CDATA[<y>]]></p><br/><style>a > b</style><i j:element="chart"/>
      <a href="{{ address }}">{{ amount | money(short) }}</a><pre>\n</pre></body></html>
      """.utf8)
    let pieces = [
      "<", ">", "/", "\"", "'", "&", "{{", "}}", "<!--", "-->", "<![CDATA[", "]]>", "=",
      "<?", "|", "(", ")", "@", ".", "!", " ", "\0", "é", "j:else=''", "<!DOCTYPE", "[",
    ].map { Array($0.utf8) }
    var random = Sequence(state: 42)
    var compiled = 0
    for _ in 0..<1000 {
      var bytes = seed
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let start = Int.random(in: 0..<bytes.count, using: &random)
        let end = min(bytes.count, start + Int.random(in: 0...8, using: &random))
        bytes.replaceSubrange(
          start..<end,
          with: Bool.random(using: &random) ? [] : pieces.randomElement(using: &random) ?? [])
      }
      if Int.random(in: 0..<4, using: &random) == 0 {
        bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random))
      }
      let folder = TemplateFolder(files: ["page.xhtml": bytes])
      do throws(TemplateFailure) {
        _ = try Template.compile(["page.xhtml": testSchema], in: folder, formats: testFormats)
        compiled += 1
      } catch {
        let isPlaced = error.issues.allSatisfy { $0.line >= 1 && $0.column >= 1 }
        #expect(isPlaced && !error.issues.isEmpty)
      }
    }
    // The damage is neither always fatal nor always harmless.
    #expect((25..<750).contains(compiled))
  }

  @Test func `forty thousand faults are cut short`() {
    var found: [TemplateIssue] = []
    let page = root + String(repeating: "{{ nmae }}", count: 40_000) + "</div>"
    let duration = processorTime { found = issues(["page.xhtml": page]) }
    #expect(found.count == 200)
    #expect(duration < .seconds(5))
  }

  @Test func `what is not UTF-8 is refused where it begins`() {
    for (bytes, column) in [
      (Array("<p>é\n".utf8) + [0xE9, 0x0A], 1), (Array("\nab".utf8) + [0xC0, 0xAF], 3),
      ([0xFF, 0xFE, 0x0A], 1), (Array("\nabc".utf8) + [0xED, 0xA0, 0x80], 4),
    ] {
      let folder = TemplateFolder(files: ["page.xhtml": bytes])
      #expect {
        try Template.compile(["page.xhtml": testSchema], in: folder)
      } throws: { error in
        let issue = (error as? TemplateFailure)?.issues.first
        return issue?.id == "template-not-utf8" && issue?.column == column
      }
    }
  }
}

@Suite struct TemplateFolderTests {
  /// A folder with a template, a link inside, a link outside, a folder, a pipe and a loop.
  private struct Scratch {
    let outer: URL
    let folder: URL

    init() throws {
      let manager = FileManager.default
      outer = manager.temporaryDirectory.appendingPathComponent("markup-\(UUID().uuidString)")
      folder = outer.appendingPathComponent("templates")
      try manager.createDirectory(
        at: folder.appendingPathComponent("parts"), withIntermediateDirectories: true)
      try "secret".write(
        to: outer.appendingPathComponent("secret"), atomically: false, encoding: .utf8)
      try "<p \(namespaces)>{{ name }}</p>".write(
        to: folder.appendingPathComponent("parts/a.xhtml"), atomically: false, encoding: .utf8)
      for (name, target) in [
        ("inside", "parts/a.xhtml"), ("outside", "../secret"), ("absolute", "/etc/hostname"),
        ("loop", "loop"), ("device", "/dev/zero"), ("up", ".."),
      ] {
        try manager.createSymbolicLink(
          atPath: folder.appendingPathComponent(name).path, withDestinationPath: target)
      }
      let status = unsafe mkfifo(folder.appendingPathComponent("pipe").path, 0o600)
      #expect(status == 0)
    }

    func remove() { try? FileManager.default.removeItem(at: outer) }
  }

  @Test(arguments: [
    ("outside", "template-outside-folder"), ("absolute", "template-outside-folder"),
    ("device", "template-outside-folder"), ("up/secret", "template-outside-folder"),
    ("loop", "template-unknown-file"), ("pipe", "template-unreadable"),
    ("parts", "template-unreadable"), ("parts/b.xhtml", "template-unknown-file"),
    ("parts/.hidden", "template-outside-folder"), ("", "template-outside-folder"),
    ("parts\\a.xhtml", "template-outside-folder"), ("parts//a.xhtml", "template-outside-folder"),
  ])
  func `only regular files of the folder are read`(name: String, id: String) throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let page = "<div \(namespaces)><p j:include='\(name)'/></div>"
    try page.write(
      to: scratch.folder.appendingPathComponent("page.xhtml"), atomically: false, encoding: .utf8)
    let folder = TemplateFolder(path: scratch.folder.path)
    #expect {
      try Template.compile(["page.xhtml": testSchema], in: folder)
    } throws: { error in
      let issues = (error as? TemplateFailure)?.issues ?? []
      return issues.map(\.id) == [id] && issues.first?.column == page.utf8.firstColumn(of: name)
    }
  }

  @Test func `files, folders and links inside are read`() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let pages = ["inside": testSchema, "parts/a.xhtml": testSchema]
    let templates = try Template.compile(pages, in: TemplateFolder(path: scratch.folder.path))
    for (_, template) in templates {
      #expect(template.render(["name": .text("x")], as: .html).text == "<p>x</p>")
    }
    #expect(templates.count == 2)
  }

  @Test func `a missing folder is said`() {
    #expect {
      try Template.compile(["a": testSchema], in: TemplateFolder(path: "/nowhere/at/all"))
    } throws: { error in
      (error as? TemplateFailure)?.issues.first?.summary
        == "'a' cannot be read: the folder '/nowhere/at/all' does not exist"
    }
  }
}

extension String.UTF8View {
  /// The 1-based place of the value of `j:include` in an ASCII line.
  fileprivate func firstColumn(of name: String) -> Int {
    let before = String(self).components(separatedBy: "j:include='")[0]
    return before.utf8.count + "j:include='".utf8.count + 1
  }
}

/// What this thread had of the processor meanwhile, however busy the machine is with others.
private func processorTime(of body: () -> Void) -> Duration {
  func now() -> Duration {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }
  let start = now()
  body()
  return now() - start
}
