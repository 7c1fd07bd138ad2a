import Ingest
import Testing

@testable import Configuration

/// Files with the markers `⟦` where findings are expected, and the identifiers of these in order.
struct FaultCase: CustomTestStringConvertible, Sendable {
  var testDescription: String
  var files: [String: String]
  var expected: [String]

  /// A case whose lines are added to a small configuration without faults.
  init(_ name: String, _ lines: String, files: [String: String] = [:], _ expected: String...) {
    testDescription = name
    self.files = files
    self.files["jalon.yaml"] = Self.sound(with: lines)
    self.expected = expected
  }

  /// A case with the whole of `jalon.yaml`.
  init(whole text: String, _ name: String, _ expected: String...) {
    testDescription = name
    files = ["jalon.yaml": text]
    self.expected = expected
  }

  private static func sound(with lines: String) -> String {
    var text = ""
    if !lines.hasPrefix("company:") && !lines.contains("\ncompany:") {
      text += "company: Exemple\n"
    }
    if !lines.contains("exports:") {
      text += "exports: {deals: {entity: opportunities, files: deals.csv}}\n"
    }
    if !lines.contains("teams:") { text += "teams: [Nord, Sud]\n" }
    if !lines.contains("people:") {
      text += "people: [{name: Ann Lee, team: nord}, {name: Bob Roy, team: sud}]\n"
    }
    return text + lines
  }

  /// Loads the files and compares what is found, and where, with the markers.
  func check() {
    let (texts, places) = marked(files)
    let (configuration, diagnostics) = Configuration.load(
      path: "jalon.yaml", files: MemoryFiles(texts))
    let found = diagnostics.map { "\($0.place?.description ?? "nowhere") \($0.id)" }
    #expect(found == zip(places, expected).map { "\($0) \($1)" })
    #expect(places.count == expected.count, "a marker for every expected finding")
    #expect((configuration == nil) == diagnostics.contains { $0.severity == .error })
  }
}
