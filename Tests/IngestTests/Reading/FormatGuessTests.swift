import Ingest
import Testing

/// Formats guessed from the first rows, and confirmed or not by the others.
struct FormatGuessTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var testDescription: String
    /// The cells of the rows at the beginning: date, amount, probability.
    var first: String
    /// What stands behind some megabytes of them.
    var last: String
    var restarts: Int
    /// What is said of the formats, and of the file's end.
    var findings: [String]
  }

  static let cases: [Case] = [
    Case(
      testDescription: "all in one way", first: "2026-01-31,10.50,0.1", last: "2026-02-01,1.00,0.1",
      restarts: 0, findings: ["format-inferred 2:12", "format-inferred 2:18"]),
    Case(
      testDescription: "a guess confirmed where it was made", first: "31/01/2026,10.50,20",
      last: "01/02/2026,1.00,5", restarts: 0,
      findings: ["format-inferred 2:12", "format-inferred 2:1", "format-inferred 2:18"]),
    Case(
      testDescription: "percent at the end only", first: "2026-01-31,10.50,0.1",
      last: "2026-02-01,1.00,25", restarts: 1,
      findings: ["format-inferred 2:12", "format-inferred 2:18", "format-inferred last:17"]),
    Case(
      testDescription: "the month first, and only the end tells", first: "01/02/2026,10.50,0.1",
      last: "01/31/2026,1.00,0.1", restarts: 0,
      findings: ["format-inferred 2:12", "format-inferred last:1", "format-inferred 2:18"]),
    Case(
      testDescription: "the day first, and only the end tells", first: "01/02/2026,10.50,0.1",
      last: "31/01/2026,1.00,0.1", restarts: 0,
      findings: ["format-inferred 2:12", "format-inferred last:1", "format-inferred 2:18"]),
    Case(
      testDescription: "nothing tells which is the day", first: "01/02/2026,10.50,0.1",
      last: "03/04/2026,1.00,0.1", restarts: 0,
      findings: ["format-inferred 2:12", "date-order-undecidable 2:1", "format-inferred 2:18"]),
    Case(
      testDescription: "the day first, and then the month", first: "31/01/2026,10.50,0.1",
      last: "01/31/2026,1.00,0.1", restarts: 1,
      findings: ["format-inferred 2:12", "date-order-mixed last:1", "format-inferred 2:18"]),
    Case(
      testDescription: "a point, and then a comma", first: "2026-01-31,10.50,0.1",
      last: "2026-02-01,\"1,50\",0.1", restarts: 1,
      findings: ["amount-format-mixed last:12", "format-inferred 2:18"]),
    Case(
      testDescription: "whole amounts, and then a comma", first: "2026-01-31,10,0",
      last: "2026-02-01,\"1,50\",0", restarts: 1, findings: ["format-inferred last:12"]),
    Case(
      testDescription: "whole amounts, and then a point", first: "2026-01-31,10,0",
      last: "2026-02-01,1.50,0", restarts: 0, findings: ["format-inferred last:12"]),
    Case(
      testDescription: "whole amounts, and then either", first: "2026-01-31,10,0",
      last: "2026-02-01,1.500,0", restarts: 1, findings: ["amount-format-undecidable last:12"]),
    Case(
      testDescription: "a file that ends inside quotes", first: "2026-01-31,10.50,20",
      last: "2026-02-01,\"1.00,0.1", restarts: 1, findings: ["quote-unclosed last:12"]),
  ]

  /// What is guessed, read and confirmed is what a look at all rows beforehand gives.
  @Test(arguments: cases, [1, 2])
  func `a guess gives the same as a look ahead`(_ example: Case, threadCount: Int) throws {
    let count = 70_000
    let lines =
      ["close_date,amount_net,probability,id,stage,owner"]
      + (0..<count).map { "\(example.first),\(1_000_000 + $0),New,A" }
    let folder = try Workfolder()
    let text = lines.joined(separator: "\n") + "\n\(example.last),2000000,New,A\n"
    let path = try folder.write("export.csv", Array(text.utf8))
    let source = ReadPlan.Source(
      name: "deals", entity: .opportunities, files: [(path: path, name: "export.csv")],
      projection: ["close_date", "amount_net", "probability"],
      place: Place(file: "jalon.yaml", line: 3))
    let plan = plan([source], threadCount: threadCount)
    let ahead = read(plan)
    var guessed = Readout()
    var tables: [ExportTable] = []
    var restarts = 0
    guessed.report = Ingestion(plan).read {
      tables.append($0)
    } restart: {
      restarts += 1
      tables = []
    }
    guessed.tables = tables
    #expect(restarts == example.restarts)
    #expect(guessed.report.diagnostics == ahead.report.diagnostics)
    #expect(guessed.days("close_date") == ahead.days("close_date"))
    #expect(guessed.numbers("amount_net") == ahead.numbers("amount_net"))
    #expect(guessed.numbers("probability") == ahead.numbers("probability"))
    let findings = guessed.report.diagnostics.map { finding in
      let line = finding.place?.line == count + 2 ? "last" : "\(finding.place?.line ?? 0)"
      return "\(finding.id) \(line):\(finding.place?.column ?? 0)"
    }
    #expect(findings == example.findings)
  }
}
