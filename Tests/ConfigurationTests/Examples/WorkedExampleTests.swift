import Analysis
import Ingest
import Testing

@testable import Configuration

/// The 58 worked examples of objectives.md 1.5 (ruling 22): each loads, is found fault with exactly
/// as stated, and is judged on data made for it.
struct WorkedExampleTests {
  @Test func `all of them are there`() {
    #expect(
      WorkedExample.all.map(\.name) == (1...58).map { $0 < 10 ? "EX0\($0)" : "EX\($0)" })
  }

  @Test(arguments: WorkedExample.all)
  func `an example is found fault with as stated`(_ example: WorkedExample) {
    for variant in example.variants {
      let diagnostics = example.load(variant).diagnostics
      #expect(
        diagnostics.map(\.id).sorted() == example.expectedLint[variant] ?? ["lint.txt?"],
        "\(example.name) \(variant): \(diagnostics.map(\.summary))")
      for diagnostic in diagnostics {
        #expect(diagnostic.place?.file == "\(variant).yaml", "\(diagnostic.id)")
        #expect(diagnostic.place?.line != nil && !diagnostic.fixes.isEmpty, "\(diagnostic.id)")
      }
    }
  }

  @Test(arguments: WorkedExample.all)
  func `an example is judged`(_ example: WorkedExample) throws {
    let loaded = try #require(example.variants.last.map(example.load))
    let configuration = try #require(loaded.configuration, "\(loaded.diagnostics.map(\.summary))")
    let expected = try #require(example.text("verdict.txt")).split(separator: "\n").dropFirst()
      .sorted()
    let verdicts = try example.verdicts(configuration)
    #expect(verdicts == expected.map(String.init))
  }

  @Test(arguments: WorkedExample.all)
  func `a row of a spreadsheet says the same as YAML`(_ example: WorkedExample) throws {
    let variant = try #require(example.variants.last)
    let sheet = try #require(example.text("\(variant).sheet"))
    let rows = example.load("objectives: [rows.csv]\n", ["rows.csv": sheet])
    let entries = example.load(variant)
    #expect(rows.diagnostics.map(\.id).sorted() == entries.diagnostics.map(\.id).sorted())
    func plain(_ configuration: Configuration?) -> [Objective]? {
      configuration?.objectives.map { objective in
        var objective = objective
        objective.place = Place(file: "")
        return objective
      }
    }
    #expect(plain(rows.configuration) == plain(entries.configuration))
  }
}
