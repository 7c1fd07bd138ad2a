import Foundation
import Testing

/// `jalon explain` on the sample company.
@Suite struct ExplainTests {
  private static func explain(_ arguments: String...) throws -> Outcome {
    let work = try Workdir("explain").copy("sample-data/hubspot-fr", as: "sample")
    return try work.jalon(
      ["explain", "--config", "sample/jalon.yaml", "--as-of", "2026-11-20"] + arguments)
  }

  @Test func `the records add up to the figure, with the lines they stand on`() throws {
    let outcome = try Self.explain(
      "win_rate_closed_n", "--scope", "team:nord", "--period", "2026-Q3", "--format", "csv")
    outcome.expect(status: 0, errors: "")
    let lines = outcome.output.split(separator: "\n")
    let text = try Self.explain("win_rate_closed_n", "--scope", "team:nord", "--period", "2026-Q3")
    text.expect(status: 0, errors: "")
    let wins = lines.count { $0.contains(",numerator,won_count,") }
    let closed = lines.count { $0.contains(",denominator,closed_count,") }
    #expect(wins > 0 && wins < closed)
    #expect(text.output.contains("rate = \(wins) / \(closed), n = \(closed)"), "\(text)")
    #expect(text.output.contains("numerator, won_count: \(wins) records, total \(wins)"))
    #expect(text.output.contains("SHA-256 "))
  }

  @Test func `a cited line of the export holds the record`() throws {
    let outcome = try Self.explain("revenue_won", "--scope", "company", "--format", "json")
    outcome.expect(status: 0, errors: "")
    let rows =
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [[String: Any]] ?? []
    let counted = rows.filter { $0["role"] as? String == "counted" }
    #expect(counted.count > 20)
    for row in counted {
      let file = try #require(row["file"] as? String)
      let line = try #require(row["line"] as? Int)
      let id = try #require(row["id"] as? String)
      let text = try String(
        contentsOf: Package.root.appending(path: "sample-data/hubspot-fr/" + file),
        encoding: .utf8)
      let cited = text.split(separator: "\r\n", omittingEmptySubsequences: false)
        .flatMap { $0.split(separator: "\n", omittingEmptySubsequences: false) }[line - 1]
      #expect(cited.contains(id), "\(file):\(line)")
    }
  }

  @Test func `of a new customer only the first deal counts, and the others say which that was`()
    throws
  {
    let outcome = try Self.explain("n_new_customers", "--format", "json")
    outcome.expect(status: 0, errors: "")
    let rows =
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [[String: Any]] ?? []
    let counted = rows.filter { $0["role"] as? String == "counted" }
    let others = rows.filter { $0["left_out"] as? String == "not_first" }
    #expect(counted.count == 20)
    #expect(others.count == 21)
    for row in others {
      let reason = try #require(row["reason"] as? String)
      let first = try #require(row["field"] as? String)
      #expect(reason.hasPrefix("pas la première affaire gagnée de ce client (la première"))
      #expect(reason.contains(first) && first != row["id"] as? String)
    }
  }

  @Test(arguments: [
    ("win_rate_strict", "2026-Q4: "), ("grr", "2026-Q4: "), ("open_pipeline", "2026-11-20: "),
    ("revenue_won", "2026-Q4: "), ("rhythm", "2026-11-20: "),
  ])
  func `without a period it is the one that the KPI is told of`(kpi: String, period: String) throws
  {
    let outcome = try Self.explain(kpi, "--limit", "0")
    outcome.expect(status: 0, errors: "")
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.contains { $0.hasPrefix("  " + period) }, "\(outcome)")
    #expect(lines.contains { $0.hasPrefix("  value ") }, "\(outcome)")
  }

  @Test func `all KPIs of a period that no page shows are explained in one pass`() throws {
    let period = "2026-05-03..2026-08-17"
    let outcome = try Self.explain("all", "--period", period, "--limit", "0")
    outcome.expect(status: 0, errors: "")
    let alone = try Self.explain("linearity", "--period", period, "--limit", "0")
    alone.expect(status: 0, errors: "")
    // The last third of those days begins on none that another period begins on.
    let value = try #require(alone.output.split(separator: "\n").first { $0.contains("value ") })
    let total = try #require(
      alone.output.split(separator: "\n").first { $0.hasPrefix("numerator, won_amount") })
    let numerator = try #require(value.split(separator: " ").dropFirst(4).first)
    #expect(total.contains("total \(numerator)"), "\(alone)")
    #expect(outcome.output.contains(alone.output.split(separator: "\n")[0]))
    #expect(outcome.output.contains(value))
  }

  @Test(arguments: [
    "revenue_won@team:sud.2026-Q4", "revenue_won.rep-ines-garnier.2026-Q4",
    "revenue_won.rep-farid-benali.2026-Q4",
  ])
  func `an objective is accounted for to the cent`(objective: String) throws {
    let outcome = try Self.explain(objective, "--format", "json")
    outcome.expect(status: 0, errors: "")
    let rows =
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [[String: Any]] ?? []
    func cents(_ role: String) -> [Int] {
      rows.filter { $0["role"] as? String == role }.compactMap {
        ($0["value"] as? String).flatMap { Double($0) }.map { Int(($0 * 100).rounded()) }
      }
    }
    let target = try #require(cents("target").first)
    #expect(cents("target_term").reduce(0, +) == target)
    #expect(cents("target_term_to_date").reduce(0, +) == cents("expected_to_date").first)
    #expect(cents("cause").reduce(0, +) == cents("gap_to_date").first)
    #expect(cents("checksum") == cents("gap_to_date"))
    let weights = rows.filter { $0["role"] as? String == "method_weight" }
      .compactMap { ($0["value"] as? String).flatMap { Double($0) } }
    #expect(abs(weights.reduce(0, +) - 1) < 0.00001)
    #expect(cents("counted").reduce(0, +) == cents("achieved").first)
    let text = try Self.explain(objective)
    text.expect(status: 0, errors: "")
    for words in ["effective target", "checksum, sum of the causes = gap to date", "method weight"]
    {
      #expect(text.output.contains(words), "\(text)")
    }
  }

  @Test(arguments: [
    (["revenu_won"], "There is no KPI or objective 'revenu_won'; did you mean 'revenue_won'?"),
    (["revenue_won", "--scope", "team:nrod"], "did you mean 'team:nord'?"),
    (["revenue_won", "--period", "someday"], "--period must be a period such as 2026-Q3"),
    (["--objective", "nothing-like-it"], "There is no objective 'nothing-like-it'"),
    ([], "Name a KPI, or an objective with --objective."),
  ])
  func `a slip is named with what was meant`(arguments: [String], expected: String) throws {
    let work = try Workdir("explain").copy("sample-data/hubspot-fr", as: "sample")
    let outcome = try work.jalon(
      ["explain", "--config", "sample/jalon.yaml", "--as-of", "2026-11-20"] + arguments)
    outcome.expect(status: 64, output: "")
    #expect(outcome.errors.contains(expected), "\(outcome)")
  }
}
