import Analysis
import Foundation
import Markup
import Report
import Testing

/// Where the package's files are, from this file's own place.
enum Files {
  static let package = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  static let templates = TemplateFolder(
    path: package.appending(path: "templates/default").path(percentEncoded: false))
  static let golden = package.appending(path: "Tests/ReportTests/Golden")
  /// `RECORD=1 swift test` writes the golden files; it is refused where `CI` is set.
  static let isRecording =
    ProcessInfo.processInfo.environment["RECORD"] == "1"
    && ProcessInfo.processInfo.environment["CI"] == nil
}

@Suite struct GoldenTests {
  /// One page of each kind, in each syntax, a mail of each kind, and the tables.
  static let kept = [
    "index.html", "index.xhtml", "company/index.html", "company/index.xhtml",
    "company/en/index.html", "teams/sud/index.html", "reps/elodie/index.html",
    "reps/elodie/index.xhtml", "reps/zoe/index.html", "dictionary.html", "dictionary.xhtml",
    "company/pipeline.html", "company/quality.html", "company/health.html", "company/forecast.html",
    "reps/elodie/indicators.html", "figures.csv", "figures.json", "rejects.csv",
    "mail/dg-at-example.fr.eml", "mail/nord-at-example.fr.eml", "mail/elodie-at-example.fr.eml",
  ]

  @Test func `a company without objectives is what was recorded`() throws {
    var result = Fixture.result()
    result.objectives = []
    let page = try #require(
      PageTests.documents(result).first { $0.path == "company/index.html" })
    try compare(page, with: "no-objectives/company/index.html")
  }

  @Test(arguments: kept) func `a document is what was recorded`(_ path: String) throws {
    let document = try #require(PageTests.documents().first { $0.path == path })
    try compare(document, with: path)
  }

  private func compare(_ document: Document, with path: String) throws {
    let file = Files.golden.appending(path: path)
    if Files.isRecording {
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(document.bytes).write(to: file)
    }
    let recorded = try Data(contentsOf: file)
    #expect(
      document.bytes == Array(recorded),
      "\(path) changed; look at it, then record it with RECORD=1 swift test --filter GoldenTests")
  }
}
