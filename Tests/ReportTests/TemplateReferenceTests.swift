import Foundation
import Markup
import Report
import Testing

/// `docs/template-keys.md`, made of the schemas that templates are compiled against.
@Suite struct `Template reference` {
  private static let file = Files.package.appending(path: "docs/template-keys.md")

  private static let pages = [
    ("index.xhtml", "the contents page at the root of a run"),
    (
      "scope.xhtml",
      "the first page about the company, a team or a rep; the same keys as `objectives.xhtml`, "
        + "`forecast.xhtml`, `pipeline.xhtml`, `activity.xhtml`, `customers.xhtml`, "
        + "`indicators.xhtml`, `quality.xhtml` and `health.xhtml`"
    ), ("dictionary.xhtml", "the page of definitions at the root of a run"),
    ("mail.xhtml", "the HTML part of a mail"),
  ]

  private static func document() throws -> String {
    var lines = [
      "# Keys of the templates", "",
      "Made from the program (`RECORD=1 swift test --filter 'Template reference'`). How templates are",
      "written: [templates.md](templates.md). `[]` stands for an item of a list: `counters[].number` is",
      "`counter.number` inside `j:each=\"counter in counters\"`. Any key may be absent.",
    ]
    for (file, about) in pages {
      let schema = try #require(Reporter.schemas()[file])
      lines += ["", "## `\(file)`", "", "Is \(about).", "", "| key | kind | is |", "|---|---|---|"]
      for (key, kind, doc) in schema.reference() where !key.hasPrefix("words") {
        lines.append("| `\(key)` | \(kind) | \(doc.replacing("|", with: "\\|")) |")
      }
    }
    lines += [
      "", "## `words`", "", "The fixed texts of every page, here in French.", "",
      "| key | says |", "|---|---|",
    ]
    let index = try #require(Reporter.schemas()["index.xhtml"])
    for (key, kind, doc) in index.reference() where key.hasPrefix("words.") && kind == .text {
      lines.append("| `\(key)` | \(doc.replacing("|", with: "\\|")) |")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  @Test func `the document lists every key`() throws {
    let document = try Self.document()
    if Files.isRecording { try Data(document.utf8).write(to: Self.file) }
    let recorded = (try? String(contentsOf: Self.file, encoding: .utf8)) ?? ""
    #expect(
      document == recorded,
      "record docs/template-keys.md: RECORD=1 swift test --filter 'Template reference'")
  }

  @Test(arguments: ["minimal", "house", "strict"])
  func `a set of templates needs no Swift`(_ name: String) throws {
    let path = Files.package.appending(path: "templates/\(name)").path(percentEncoded: false)
    let folder = TemplateFolder(path: path).over(Files.templates)
    let reporter = try Reporter(templates: folder, options: Fixture.options)
    let documents = try reporter.documents(for: Fixture.result())
    let pages = documents.filter { $0.path.hasPrefix("company/") && $0.path.hasSuffix(".html") }
    let first = try #require(pages.first { $0.path == "company/index.html" })
    let text = String(decoding: first.bytes, as: UTF8.self)
    // One is another page, the other the same with a logo and other colours.
    #expect(text.contains("nav class=\"pages\"") == (name == "house"))
    #expect(text.contains("--bar: #5b2a86") == (name == "house"))
    #expect(pages.contains { $0.path == "company/forecast.html" } == (name == "house"))
    #expect(documents.contains { $0.path.hasSuffix(".eml") })
  }
}
