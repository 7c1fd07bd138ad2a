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
/// | `verdict.txt` | the day, and what is said of each objective on it |
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
    files["jalon.yaml"] = Self.company + exports + "kpis: [standins.yaml]\n" + objectives
    files["standins.yaml"] = StandIns.catalogue
    return Configuration.load(
      path: "\(Self.folder)/\(name)/jalon.yaml", files: ExampleFiles(texts: files))
  }

  private static let company = """
    company: Exemple SA
    teams: [nord, sud, clients]
    people:
      - {id: alice, name: Alice, team: nord, role: AE, seniority: senior}
      - {id: bob, name: Bob, team: nord, role: AE, seniority: junior}
      - {id: carla, name: Carla, team: sud, role: SDR, seniority: junior}
      - {id: dan, name: Dan, team: sud, role: SDR, seniority: senior}
      - {id: eve, name: Eve, team: clients, role: CSM, seniority: senior}

    """

  private static let tables = [
    "deals": "opportunities", "activities": "activities", "accounts": "accounts",
    "contacts": "contacts", "leads": "leads", "readings": "readings",
  ]

  /// The tables of the folder; an example without data still needs one.
  private var exports: String {
    let present = Self.tables.keys.sorted().filter { text("\($0).csv") != nil }
    return "exports:\n"
      + present.map { "  \($0): {entity: \(Self.tables[$0] ?? ""), files: \($0).csv}\n" }.joined()
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
      + "index \(result.index.map { "\($0)" } ?? "-") \(result.position.rawValue) \(met)"
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

/// KPIs of kpis.md that the built-in catalogue does not have: made of readings, so that their
/// objectives can be judged all the same.
enum StandIns {
  /// The missing ones as a file of KPIs; a comment when none is missing.
  static let catalogue: String = {
    let known = Set(Configuration.builtInCatalogue().kpis.map(\.id))
    let missing = all.filter { !known.contains($0.id) }
    guard !missing.isEmpty else { return "kpis: []\n" }
    return "kpis:\n"
      + missing.map { entry in
        "  - {id: '\(entry.id)', label: \(entry.id.filter { $0 != "[" && $0 != "]" }), "
          + "formula: {algorithm: \(entry.sums ? "reading_sum" : "reading_last")}, "
          + "unit: \(entry.unit), direction: \(entry.isDown ? "down" : "up")}\n"
      }.joined()
  }()

  private static let all: [(id: String, unit: String, isDown: Bool, sums: Bool)] = [
    ("n_new_customers", "count", false, true), ("customers_active", "count", false, false),
    ("web_lead_to_meeting", "rate", false, false), ("demo_to_sale", "rate", false, false),
    ("renewal_rate", "rate", false, false), ("mrr", "money", false, false),
    ("logo_churn", "rate", true, false), ("churn_net", "rate", true, false),
    ("nrr", "rate", false, false), ("leads_48h", "rate", false, false),
    ("qualified_leads", "count", false, true), ("campaigns", "count", false, true),
    ("qualified_meeting_rate[calls]", "rate", false, false), ("nps", "score", false, false),
    ("at_risk_contacted", "rate", false, false), ("surveys_done", "count", false, true),
    ("followup_rate", "rate", false, false), ("sql_accepted", "count", false, true),
    ("references", "count", false, true), ("top_channel_share", "rate", true, false),
    ("feature_adoption", "rate", false, false), ("mql", "count", false, true),
    ("mql_to_sql", "rate", false, false), ("cost_per_mql", "money", true, false),
    ("mkt_pipeline_share", "rate", false, false), ("csat_mean", "score", false, false),
    ("frt", "hours", true, false), ("fcr", "rate", false, false),
  ]
}
