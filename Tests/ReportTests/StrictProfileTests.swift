import Foundation
import Markup
import Report
import Testing

/// `templates/strict`: pages without charts that validate against the DTD of XHTML 1.0 Strict.
@Suite struct StrictProfileTests {
  private static let dtd =
    "/usr/share/xml/w3c-sgml-lib/schema/dtd/REC-xhtml1-20020801/xhtml1-strict.dtd"
  private static let xmllint = "/usr/bin/xmllint"
  private static let canValidate =
    FileManager.default.fileExists(atPath: dtd)
    && FileManager.default.isExecutableFile(atPath: xmllint)

  private static func pages() throws -> [Document] {
    let path = Files.package.appending(path: "templates/strict").path(percentEncoded: false)
    let reporter = try Reporter(
      templates: TemplateFolder(path: path).over(Files.templates), options: Fixture.options)
    return try reporter.documents(for: Fixture.result()).filter { $0.path.hasSuffix(".xhtml") }
  }

  @Test func `a page has the doctype and nothing that the DTD does not know`() throws {
    let unknown = #/<(svg|math|section|main|nav|header|footer|figure|details|time|small|script)\b/#
    let attributes = #/ (aria-[a-z]+|role|data-[a-z]+|tabindex|charset)="/#
    let pages = try Self.pages()
    #expect(pages.contains { $0.path == "dictionary.xhtml" })
    for page in pages {
      let text = String(decoding: page.bytes, as: UTF8.self)
      #expect(text.contains("\"-//W3C//DTD XHTML 1.0 Strict//EN\""), "\(page.path)")
      #expect(!text.contains(unknown), "\(page.path)")
      #expect(!text.contains(attributes), "\(page.path)")
    }
  }

  @Test(.enabled(if: canValidate, "needs xmllint and w3c-sgml-lib"))
  func `every page validates against the DTD`() throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "jalon-strict-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let pages = try Self.pages()
    var files: [String] = []
    for (number, page) in pages.enumerated() {
      let file = folder.appending(path: "\(number).xhtml")
      try Data(page.bytes).write(to: file)
      files.append(file.path(percentEncoded: false))
    }
    let process = Process()
    process.executableURL = URL(filePath: Self.xmllint)
    process.arguments = ["--noout", "--nonet", "--dtdvalid", Self.dtd] + files
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let said = try errors.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(String(decoding: said, as: UTF8.self).prefix(600))")
  }
}
