import Foundation
import Testing

/// The worked examples of objectives.md 1.5 through the whole product: each is published with the
/// verdict worked out by hand.
struct ObjectiveExampleTests {
  static let names: [String] =
    ((try? FileManager.default.contentsOfDirectory(atPath: folder("").path)) ?? [])
    .filter { $0.hasPrefix("EX") }.sorted()

  private static func folder(_ name: String) -> URL {
    Package.root.appending(path: "Tests/ObjectiveExamples/\(name)")
  }

  @Test func `all of them are run`() { #expect(Self.names.count == 58) }

  @Test(arguments: names)
  func `an example is published`(_ name: String) throws {
    let files = Set(
      try FileManager.default.contentsOfDirectory(atPath: Self.folder(name).path))
    let isCompleted = files.contains("completed.yaml")
    let run = try company(
      name, files, objectives: isCompleted ? "completed.yaml" : "literal.yaml")
    try run.jalon("run", "--config", "jalon.yaml", "--as-of", asOf(name)).expect(status: 0)
    let published = try run.text("output/latest/figures.csv")
    for verdict in try text(name, "verdict.txt").split(separator: "\n").dropFirst() {
      let objective = verdict.prefix { $0 != " " }
      let position = ["ahead", "on_time", "late", "very_late", "none"].first {
        verdict.contains(" \($0) ")
      }
      #expect(
        verdict.contains(" actual - ")
          || published.split(separator: "\n").contains { row in
            row.contains(",\(objective),") && row.contains(",\(position ?? ""),")
          }, "\(verdict)")
    }
  }

  private func text(_ name: String, _ file: String) throws -> String {
    try String(contentsOf: Self.folder(name).appending(path: file), encoding: .utf8)
  }

  private func asOf(_ name: String) throws -> String {
    String(try text(name, "verdict.txt").prefix { $0 != "\n" }.suffix(10))
  }

  /// The company of all examples with the exports of one and a file of objectives.
  private func company(
    _ name: String, _ files: Set<String>, objectives: String
  ) throws -> Workdir {
    let folder = try Workdir("example")
    var configuration = try text("", "company.yaml") + "exports:\n"
    for file in files.filter({ $0.hasSuffix(".csv") }).sorted() {
      let table = String(file.dropLast(4))
      let entity = table == "deals" ? "opportunities" : table
      configuration += "  \(table): {entity: \(entity), files: \(file)}\n"
      try folder.copy("Tests/ObjectiveExamples/\(name)/\(file)", as: file)
    }
    try folder.copy("Tests/ObjectiveExamples/\(name)/\(objectives)", as: objectives)
    configuration += "objectives: [\(objectives)]\narchive: false\n"
    return try folder.write("jalon.yaml", configuration)
  }
}
