import Foundation
import Testing

@testable import Markup

/// Keys that most tests share; every kind is there once.
let testSchema = TemplateSchema.record([
  TemplateKey("name", .text, "Any text"),
  TemplateKey("address", .text, "Text used as an address"),
  TemplateKey("count", .integer, "An integer"),
  TemplateKey("late", .flag, "A flag"),
  TemplateKey("amount", .typed("money"), "An amount"),
  TemplateKey("chart", .element, "A chart"),
  TemplateKey(
    "rep", .record([TemplateKey("name", .text, "Name"), TemplateKey("late", .flag, "Late")]),
    "A record"),
  TemplateKey(
    "reps",
    .list(
      .record([
        TemplateKey("name", .text, "Name"), TemplateKey("late", .flag, "Late"),
        TemplateKey("deals", .list(.text), "Texts"),
      ])), "A list"),
])

let testFormats: [String: TemplateFormat] = [
  "money": TemplateFormat(kinds: [.typed("money")], argument: .optional(["short", "long"])) {
    value, argument in
    guard case .typed(let any) = value, let cents = any as? Int64 else { return "–" }
    return argument == "short" ? "\(cents / 100_000)k" : "\(cents / 100)€"
  },
  "upper": TemplateFormat(kinds: [.text]) { value, _ in
    if case .text(let text) = value { text.uppercased() } else { nil }
  },
  "percent": TemplateFormat(kinds: [.integer], isStyleSafe: true) { value, _ in
    if case .integer(let integer) = value { "\(integer)%" } else { nil }
  },
  "colour": TemplateFormat(kinds: [.text], isStyleSafe: true) { value, _ in
    if case .text(let text) = value { text } else { nil }
  },
]

let namespaces =
  #"xmlns="http://www.w3.org/1999/xhtml" xmlns:j="https://jalon.example/template""#

/// Compiles one page among files given as text.
func compile(_ page: String, _ files: [String: String]) throws(TemplateFailure) -> Template? {
  let folder = TemplateFolder(files: files.mapValues { Array($0.utf8) })
  return try Template.compile([page: testSchema], in: folder, formats: testFormats)[page]
}

/// What a template fragment (the content of a `div`) becomes in one syntax.
func rendered(
  _ fragment: String, _ values: TemplateRecord = [:], as syntax: MarkupSyntax,
  files: [String: String] = [:]
) throws -> RenderedMarkup {
  var files = files
  files["page.xhtml"] = "<div \(namespaces)>\(fragment)</div>"
  var page = try #require(try compile("page.xhtml", files)).render(values, as: syntax)
  let opening = syntax == .html ? "<div>" : #"<div xmlns="http://www.w3.org/1999/xhtml">"#
  #expect(page.text.hasPrefix(opening))
  page.bytes = Array(page.bytes.dropFirst(opening.utf8.count).dropLast("</div>".utf8.count))
  return page
}

/// The issues of a set of files whose page is `page.xhtml`.
func issues(_ files: [String: String]) -> [TemplateIssue] {
  do throws(TemplateFailure) {
    _ = try compile("page.xhtml", files)
    return []
  } catch {
    return error.issues
  }
}

/// The folder that holds the package, wherever the test was built from.
let packageRoot = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
