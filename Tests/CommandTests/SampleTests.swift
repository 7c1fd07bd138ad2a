import Foundation
import Testing

/// The sample company: what `make report` shows.
@Suite struct SampleTests {
  private static let options = ["--config", "sample/jalon.yaml", "--as-of", "2026-11-20"]

  private static func sample(_ name: String) throws -> Workdir {
    try Workdir(name).copy("sample-data/hubspot-fr", as: "sample").copy(
      "templates", as: "templates")
  }

  @Test func `its exports are what the generator writes`() throws {
    let work = try Workdir("generator")
    let generator = Package.binary.deletingLastPathComponent()
      .appending(path: "sample-data-generator")
    let process = Process()
    process.executableURL = generator
    process.arguments = [work.path + "/exports"]
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    for name in try work.names("exports") {
      let written = try Data(contentsOf: URL(filePath: work.path + "/exports/" + name))
      let committed = try Data(
        contentsOf: Package.root.appending(path: "sample-data/hubspot-fr/exports/" + name))
      #expect(written == committed, "\(name): run sample-data-generator again")
    }
  }

  @Test(arguments: [
    ("company", "company", "revenue_won", "500950.00"),
    ("company", "company", "win_rate_closed_n", "0.303704"),
    ("company", "company", "cycle_won", "48.804878"),
    ("team", "nord", "revenue_won", "212950.00"), ("team", "sud", "revenue_won", "288000.00"),
    ("team", "nord", "no_show_rate", "0.107914"), ("team", "sud", "meetings_held", "78"),
    ("company", "company", "open_pipeline", "1014000.00"),
  ])
  func `its figures are those of an independent count`(
    kind: String, id: String, kpi: String, expected: String
  ) throws {
    let work = try Self.sample("figures")
    let outcome = try work.jalon(["figures"] + Self.options)
    outcome.expect(status: 0)
    #expect(FigureRows(outcome.output).value("2026-Q4", kind, id, kpi) == expected)
  }

  @Test func `every file has the same bytes under other zones, languages and thread counts`() throws
  {
    let work = try Self.sample("bytes")
    let plain = "$JALON run " + Self.options.joined(separator: " ") + " --output "
    let lines = [
      plain + "a --threads 1", "TZ=Pacific/Auckland LANG=tr_TR.UTF-8 " + plain + "b --threads 2",
      "TZ=America/St_Johns LC_ALL=C LANG=fr_FR " + plain + "c --threads 4",
    ]
    for line in lines { try work.shell(line).expect(status: 0, output: "", errors: "") }
    for other in ["b", "c"] {
      let difference = try work.shell("diff -r a/runs/2026-11-20.1 \(other)/runs/2026-11-20.1")
      difference.expect(status: 0, output: "", errors: "")
    }
  }

  @Test func `the whole report is there, and latest leads to it`() throws {
    let work = try Self.sample("whole")
    try work.jalon(["run"] + Self.options + ["--output", "out"]).expect(
      status: 0, output: "", errors: "")
    let expected = [
      "index.html", "index.xhtml", "company/index.html", "company/index.xhtml",
      "company/en/index.html", "teams/nord/index.html", "teams/sud/index.xhtml",
      "reps/bruno-lefevre/index.html", "reps/chloe-martin/en/index.xhtml", "figures.csv",
      "figures.json", "rejects.csv", "run.json", "manifest.json",
    ]
    for name in expected { #expect(work.exists("out/latest/" + name), "\(name) is missing") }
    #expect(try work.names("out/latest/mail").count == 4)
    #expect(try work.names("out/latest/reps").count == 9)
    try work.jalon("verify", "out/latest").expect(status: 0)
  }

  @Test func `a rep's page holds no other rep`() throws {
    let work = try Self.sample("alone")
    try work.jalon(["run"] + Self.options + ["--output", "out"]).expect(status: 0)
    let page = try work.text("out/latest/reps/hugo-bernard/index.html")
    #expect(page.contains("Hugo Bernard"))
    for other in ["Rousseau", "Benali", "Garnier", "Durand", "N'Guyen", "Petit", "Lefèvre"] {
      #expect(!page.contains(other), "\(other) is on Hugo's page")
    }
  }
}
