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

  @Test(arguments: [
    ("n_new_customers", "product", ""),
    ("customers_active", "segment", "kind: reach, baseline: 0, "),
  ])
  func `each of seventy objectives is judged on its own filter`(
    kpi: String, field: String, kind: String
  ) throws {
    let numbers = 1...70
    let work = try Workdir("filters-\(field)")
      .write(
        "deals.csv",
        "id,owner,account_id,product,status,amount_net,created_at,closed_at\n"
          + numbers.map { "D\($0),bob,A\($0),P\($0),won,9000,2026-05-04,2026-09-06\n" }.joined()
      )
      .write(
        "customers.csv",
        "id,owner,segment,since\n" + numbers.map { "A\($0),bob,P\($0),2026-01-04\n" }.joined()
      )
      .write(
        "objectives.yaml",
        numbers.map {
          "- {id: new\($0), owner: team:nord, kpi: \(kpi), \(kind)target: 2, "
            + "period: 2026-Q3, filters: {\(field): P\($0)}}\n"
        }.joined()
      )
      .write(
        "jalon.yaml",
        try text("", "company.yaml")
          + "exports:\n  deals: {entity: opportunities, files: deals.csv}\n"
          + "  customers: {entity: customers, files: customers.csv}\n"
          + "objectives: [objectives.yaml]\narchive: false\n")
    try work.jalon("run", "--config", "jalon.yaml", "--as-of", "2026-09-30").expect(status: 0)
    let rows = try work.text("output/latest/figures.csv").split(separator: "\n")
    for number in numbers {
      let row = try #require(rows.first { $0.contains(",new\(number),") })
      #expect(row.contains(",\(kpi),,1,"), "\(row)")
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
