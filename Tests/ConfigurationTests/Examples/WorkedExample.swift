import Analysis
import Calendar
import FoundationEssentials
import Ingest
import Testing

@testable import Configuration

/// One worked example of objectives.md 1.5, as a folder of `Tests/ObjectiveExamples`.
///
/// | file | meaning |
/// |---|---|
/// | `about.txt` | the sentence it comes from |
/// | `literal.yaml` | what that sentence says, no more |
/// | `completed.yaml` | its twin with what the sentence lacks (ruling 22), where it lacks something |
/// | `*.sheet` | the last of the two as rows of a spreadsheet |
/// | `lint.txt` | the identifiers found in each, all of them |
/// | `*.csv` | data made for it, one file a table |
/// | `verdict.txt` | the day, and what is said of each objective on it, worked out by hand |
struct WorkedExample: CustomTestStringConvertible, Sendable {
  let name: String

  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "ObjectiveExamples")
    .path

  /// All of them, by name.
  static let all: [WorkedExample] = LocalFiles().names(inDirectory: folder).filter {
    $0.hasPrefix("EX")
  }.map(WorkedExample.init)

  var testDescription: String { name }

  /// `literal`, and `completed` where there is one.
  var variants: [String] {
    ["literal", "completed"].filter { text("\($0).yaml") != nil }
  }

  func text(_ file: String) -> String? {
    guard let bytes = try? LocalFiles().bytes(atPath: "\(Self.folder)/\(name)/\(file)") else {
      return nil
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// `lint.txt` by variant, sorted.
  var expectedLint: [String: [String]] {
    var lint: [String: [String]] = [:]
    for line in (text("lint.txt") ?? "").split(separator: "\n") {
      let parts = line.split(separator: ":").map(String.init)
      guard parts.count == 2 else { continue }
      lint[parts[0]] = parts[1].split(separator: " ").map(String.init).filter { $0 != "none" }
        .sorted()
    }
    return lint
  }

  // MARK: Loading

  /// The company of all examples around one file of objectives.
  func load(_ variant: String) -> (configuration: Configuration?, diagnostics: [Diagnostic]) {
    load("objectives: [\(variant).yaml]\n", [:])
  }

  func load(
    _ objectives: String, _ files: [String: String]
  ) -> (configuration: Configuration?, diagnostics: [Diagnostic]) {
    var files = files
    files["jalon.yaml"] = Self.company + exports + objectives
    return Configuration.load(
      path: "\(Self.folder)/\(name)/jalon.yaml", files: ExampleFiles(texts: files))
  }

  private static let company =
    (try? LocalFiles().bytes(atPath: "\(folder)/company.yaml"))
    .map { String(decoding: $0, as: UTF8.self) } ?? ""

  /// The tables of the folder; an example without data still needs one.
  private var exports: String {
    let tables = Entity.allCases.map {
      (entity: $0, file: $0 == .opportunities ? "deals" : $0.rawValue)
    }
    .filter { text("\($0.file).csv") != nil }
    return "exports:\n"
      + tables.map { "  \($0.file): {entity: \($0.entity.rawValue), files: \($0.file).csv}\n" }
      .joined()
  }

  // MARK: Judging

  /// The objectives on the day of `verdict.txt`, as lines of that file.
  func verdicts(_ configuration: Configuration) throws -> [String] {
    let asOf = try #require(
      (text("verdict.txt")?.split(separator: "\n").first?.split(separator: " ").last)
        .flatMap { CalendarDate(iso: String($0)) })
    let plan = configuration.analysisPlan(asOf: asOf, version: "test")
    let (reading, missing) = configuration.readPlan(asOf: asOf, files: LocalFiles())
    #expect(missing == [])
    var analyzer = Analyzer(plan: plan)
    let report = Ingestion(reading).read { analyzer.consume($0) }
    #expect(report.diagnostics.filter { $0.severity == .error } == [])
    return analyzer.finish(report).objectives.sorted { $0.objective < $1.objective }
      .filter { !$0.objective.contains("@") }.map(Self.line)
  }

  private static func line(_ result: ObjectiveResult) -> String {
    let met = result.isMet.map { $0 ? "met" : "not_met" } ?? "-"
    return "\(result.objective) \(result.scope): actual \(number(result.actual)) "
      + "target \(number(result.target)) expected \(number(result.expectedToDate)) "
      + "index \(result.index.map { "\($0)" } ?? "-") \(result.position.rawValue) \(met) "
      + "attainment \(number(result.attainment)) elapsed \(number(result.elapsedShare)) "
      + "\(result.solidity.rawValue) projected \(projected(result.projection))"
  }

  /// P10, P50, P90 and the chance to reach the target.
  private static func projected(_ projection: ObjectiveResult.Projection?) -> String {
    guard let projection else { return "-" }
    return [projection.p10, projection.p50, projection.p90, projection.probability].map(number)
      .joined(separator: " ")
  }

  private static func number(_ quantity: Quantity?) -> String {
    guard let quantity else { return "-" }
    let value = Fraction(quantity)
    return value.denominator == 1
      ? "\(value.numerator)" : "\(value.numerator)/\(value.denominator)"
  }
}

/// Files on disk, and some in memory under the same folder.
struct ExampleFiles: FileAccess {
  var texts: [String: String]

  func bytes(atPath path: String) throws(FileAccessFailure) -> [UInt8] {
    if let text = texts[FilePath.name(of: path)] { return Array(text.utf8) }
    return try LocalFiles().bytes(atPath: path)
  }

  func names(inDirectory path: String) -> [String] { LocalFiles().names(inDirectory: path) }
}
