import Foundation
import Testing

/// Runs on public data that nobody here wrote; skipped where it does not lie beside the checkout.
///
/// The totals were counted independently, from the raw files.
@Suite(.enabled(if: RealData.isThere, "the data sets are not beside this checkout"))
struct RealDataTests {
  @Test(arguments: [
    ("2017", "company", "company", "n_won", "4238"),
    ("2017", "company", "company", "n_lost", "2473"),
    ("2017", "company", "company", "revenue_won", "10005534.00"),
    // 4,238 of 6,711: 63.15 %.
    ("2017", "company", "company", "win_rate_closed_n", "0.631501"),
    ("2017", "company", "company", "cycle_won", "51.781973"),
    ("2017", "company", "company", "cycle_won[median]", "57"),
    ("2017", "company", "company", "cycle_won[p80]", "93"),
    ("2017", "team", "melvin-marxen", "n_won", "882"),
    ("2017", "team", "summer-sewald", "n_lost", "459"),
    // An agent without a deal is there, with zero and without a rate.
    ("2017", "rep", "mei-mei-johns", "n_won", "0"),
    ("2017", "rep", "mei-mei-johns", "win_rate_closed_n", "no_event"),
    // Open deals have no amount: that is not 0.
    ("2017-12-31", "company", "company", "open_pipeline", "missing_field"),
  ])
  func `Maven's opportunities`(
    period: String, kind: String, id: String, kpi: String, expected: String
  ) throws {
    let figures = try RealData.figures("maven", asOf: "2017-12-31")
    #expect(figures.value(period, kind, id, kpi) == expected)
  }

  @Test func `Adventure Works's lines add up to the cent`() throws {
    let figures = try RealData.figures(
      "adventureworks", asOf: "2020-05-31", "--period", "year", "--from", "2017", "--to", "2020")
    let years = ["2017", "2018", "2019", "2020"].map {
      figures.row($0, "company", "company", "revenue_invoiced")
    }
    #expect(
      years.map { $0?["value"] } == ["8069755.58", "24328786.25", "32500005.58", "12650022.79"])
    #expect(years.compactMap { $0?["n"] }.compactMap { Int($0) }.reduce(0, +) == 57_851)
    // In cents, because the whole is what must be right: 77,548,570.20.
    let cents = years.compactMap { $0?["value"] }
      .compactMap { Int($0.replacingOccurrences(of: ".", with: "")) }
    #expect(cents.reduce(0, +) == 7_754_857_020)
  }

  @Test(arguments: [
    // 20,861,210.52 of 21,250,000: a manager's target is the team's.
    ("team", "north-america", "0.981704"),
    // The vice president's target is the company's, and not the sum of everybody's.
    ("company", "company", "1.069397"),
    // Six months with a target make no year, and none makes none.
    ("team", "europe", "no_objective"), ("team", "pacific", "no_objective"),
  ])
  func `targets of another file, in thousands and keyed by another number`(
    kind: String, id: String, expected: String
  ) throws {
    let figures = try RealData.figures("adventureworks", asOf: "2018-12-31")
    #expect(figures.value("2018", kind, id, "quota_attainment") == expected)
  }

  @Test func `a manager's target is never added to those of the reps`() throws {
    let figures = try RealData.figures("adventureworks", asOf: "2018-12-31")
    let row = figures.row("2018", "team", "north-america", "quota_attainment")
    #expect(row?["denominator"] == "21250000.00")
    #expect(row?["numerator"] == "20861210.52")
  }

  @Test(arguments: [
    ("n_won", "12"), ("n_lost", "6"), ("revenue_won", "2815000.00"),
    ("win_rate_closed_n", "0.666667"), ("win_rate_closed_v", "0.772291"),
    // Every closing is dated before the creation.
    ("cycle_won", "no_event"),
  ])
  func `a Salesforce org that Excel has touched`(kpi: String, expected: String) throws {
    let figures = try RealData.figures(
      "salesforce-org", asOf: "2026-03-31", "--period", "year", "--from", "2024", "--to", "2024")
    #expect(figures.value("2024", "company", "company", kpi) == expected)
  }

  @Test func `an export without owners gives company figures only, and says so`() throws {
    let work = try Workdir("no-owner")
    let outcome = try work.jalon(
      "check", "--config", RealData.configuration("salesforce-org"), "--as-of", "2026-03-31")
    #expect(outcome.status == 0, "\(outcome)")
    #expect(outcome.errors.contains("owner") || outcome.output.contains("owner"), "\(outcome)")
    let run = try work.jalon(
      "run", "--config", RealData.configuration("salesforce-org"), "--as-of", "2026-03-31",
      "--output", "out", "--release")
    run.expect(status: 0)
    #expect(work.exists("out/latest/company/index.html"))
    #expect(!work.exists("out/latest/reps"))
  }
}

enum RealData {
  static let isThere = FileManager.default.fileExists(
    atPath: Package.root.path + "/../shared/datasets")

  static func configuration(_ name: String) -> String {
    Package.root.path + "/Tests/RealData/\(name)/jalon.yaml"
  }

  /// What `jalon figures` prints.
  static func figures(_ name: String, asOf: String, _ options: String...) throws -> FigureRows {
    let work = try Workdir(name)
    let outcome = try work.jalon(
      ["figures", "--config", configuration(name), "--as-of", asOf] + options)
    try #require(outcome.status == 0, "\(outcome)")
    return FigureRows(outcome.output)
  }
}

/// The tidy figures, to look rows up in.
///
/// No cell of the sets used here holds a comma or a quote.
struct FigureRows {
  private let rows: [String: [String: String]]

  init(_ csv: String) {
    let lines = csv.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    var rows: [String: [String: String]] = [:]
    for line in lines.dropFirst() where line.count == lines[0].count {
      let row = Dictionary(zip(lines[0], line)) { first, _ in first }
      guard row["objective_id"] == "", row["segment"] == "" else { continue }
      rows[Self.key(row["period"], row["scope_kind"], row["scope_id"], row["kpi"])] = row
    }
    self.rows = rows
  }

  private static func key(_ parts: String?...) -> String {
    parts.map { $0 ?? "" }.joined(separator: " ")
  }

  func row(_ period: String, _ kind: String, _ id: String, _ kpi: String) -> [String: String]? {
    rows[Self.key(period, kind, id, kpi)]
  }

  /// The value, or the reason why there is none.
  func value(_ period: String, _ kind: String, _ id: String, _ kpi: String) -> String? {
    guard let row = row(period, kind, id, kpi), let value = row["value"] else { return nil }
    return value.isEmpty ? row["absent_reason"] : value
  }
}
