import Analysis
import Calendar
import Ingest
import Testing

@testable import Configuration

/// Objectives that are well written and ask for what cannot be, or for nothing.
struct ObjectiveNonsenseTests {
  static let cases = [
    FaultCase(
      "beyond all there is",
      """
      objectives:
        - {owner: company, kpi: win_rate_closed_n, target: ⟦"> 100 %", period: 2026-Q1}
        - {owner: company, kpi: cycle_won, target: ⟦"< 0 jours", period: 2026-Q1}
        - {owner: company, kpi: win_rate_closed_n, baseline: 25 %, target: ⟦+90 points, period: 2026-Q2}
        - {owner: company, kpi: win_rate_closed_n, baseline: 60 %, target: ⟦+80 %, relative: percent, period: 2026-Q3, capacity_assumption: x}
        - {owner: company, kpi: win_rate_closed_n, target: ">= 100 %", period: 2026-Q4}
      """,
      "objective-unit-mismatch", "objective-negative", "objective-unit-mismatch",
      "objective-unit-mismatch"),
    FaultCase(
      "the wrong way",
      """
      objectives:
        - {owner: company, kpi: revenue_won, target: ⟦-20 %, baseline_period: 2025-Q1, period: 2026-Q1}
        - {owner: company, kpi: no_show_rate, target: ⟦+2 points, baseline: 10 %, period: 2026-Q2}
        - {owner: company, kpi: revenue_won, target: -20 %, direction: down, baseline_period: 2025-Q3, period: 2026-Q3}
      """,
      "objective-target-behind-baseline", "objective-target-behind-baseline"),
    FaultCase(
      "nobody there",
      """
      people:
        - {id: ann, name: Ann, team: Nord, left_at: 2026-03-31}
        - {id: bob, name: Bob, memberships: [{team: Nord, from: 2026-04-01}]}
        - {id: eve, name: Eve, memberships: [{team: Nord, from: 2025-01-01, to: 2025-12-31}]}
      objectives:
        - {owner: ann, kpi: calls, target: 10, period: 2026-Q1}
        - ⟦{owner: ann, kpi: calls, target: 10, period: 2026-Q2}
        - ⟦{owner: bob, kpi: calls, target: 10, period: 2026-Q1}
        - {owner: bob, kpi: calls, target: 10, period: 2026}
        - ⟦{owner: eve, kpi: calls, target: 10, period: 2026}
        - ⟦{owner: team:sud, kpi: quotes, target: 10, period: 2026}
        - {owner: team:nord, kpi: quotes, target: 10, period: 2026}
      """,
      "objective-owner-absent", "objective-owner-absent", "objective-owner-absent",
      "objective-owner-absent"),
    FaultCase(
      "combinations",
      """
      objectives:
        - {id: a, owner: company, kpi: calls, target: 10, period: 2026-Q3}
        - {id: b, owner: company, kpi: quotes, target: 10, period: 2025-Q3}
        - ⟦{id: c, kind: combo, owner: company, members: [a, a], period: 2026-Q3}
        - ⟦{id: d, kind: combo, owner: company, members: [a, b], period: 2026-Q3}
        - {id: e, kind: combo, owner: company, members: [a, c], target: ⟦5, period: 2026-Q3}
        - {id: f, kind: combo, owner: company, members: [a, c], period: 2026-Q3}
      """,
      "objective-redundant", "objective-period-invalid", "objective-kind-mismatch"),
    FaultCase(
      "owners and words",
      """
      objectives:
        - {owner: ⟦everyone, kpi: calls, target: 10, period: 2026-Q1}
        - ⟦{owner: [], kpi: calls, target: 10, period: 2026-Q1}
        - ⟦{owner: {}, kpi: calls, target: 10, period: 2026-Q1}
        - {owner: company, kpi: ⟦taux de transfo, target: 10 %, period: 2026-Q1}
        - {owner: company, kpi: required_coverage, kind: cap, target: 3, period: 2026-Q1, filters: {⟦product: X}}
      """,
      "objective-owner-unknown", "objective-without-owner", "objective-without-owner",
      "objective-kpi-ambiguous", "objective-filter-unknown"),
    FaultCase(
      "two versions of a day",
      """
      objectives:
        - owner: company
          kpi: n_won
          target: 10
          period: 2026-Q3
          versions:
            - {valid_from: 2026-08-01, target: 12, reason: x}
            - {valid_from: ⟦2026-08-01, target: 14, reason: y}
      """,
      "objective-period-invalid"),
  ]

  /// A company that has these lines beside what every one has, and what was found in it.
  private func load(
    _ lines: String, _ others: [String: String] = [:]
  ) -> (configuration: Configuration?, diagnostics: [Diagnostic]) {
    let company = """
      company: Exemple
      exports: {deals: {entity: opportunities, files: deals.csv}}

      """
    return Configuration.load(
      path: "jalon.yaml",
      files: MemoryFiles(["jalon.yaml": company + lines].merging(others) { own, _ in own }))
  }

  @Test func `a qualitative objective is what its key results are`() throws {
    let loaded = load(
      """
      objectives:
        - {id: o, okr_role: objective, label: Être la référence, owner: company, period: 2026}
        - {id: a, okr_role: key_result, parent: o, owner: company, kpi: n_won, target: 9, period: 2026}
        - {id: b, okr_role: key_result, parent: o, owner: company, kpi: calls, target: 9, period: 2026}
      """)
    #expect(loaded.diagnostics.filter { $0.severity == .error } == [])
    let objective = try #require(loaded.configuration?.objectives.first { $0.id == "o" })
    #expect(objective.kind == .combo)
    #expect(objective.members == ["a", "b"])
  }

  @Test func `keys in capitals, days with a time and the first line of Excel are read`() throws {
    let loaded = load(
      "objectives: [o.csv, p.yaml]",
      [
        "p.yaml": "- {Id: p, Owner: company, KPI: calls, Target: 9, Period: 2026-Q3}\n",
        "o.csv": """
        sep=;
        id;owner;kpi;target;start;end
        a;company;n_won;9;2026-07-01T00:00:00Z;2026-09-30T00:00:00Z
        b;company;quotes;9;1-Jul-2026;30-Sep-2026
        """,
      ])
    #expect(loaded.diagnostics.filter { $0.severity == .error } == [])
    #expect(loaded.configuration?.objectives.map(\.period.id) == ["2026-Q3", "2026-Q3", "2026-Q3"])
  }

  @Test(arguments: cases)
  func `what cannot be is told where it is written`(_ fault: FaultCase) { fault.check() }

  @Test(arguments: [
    ("100 k€", "33 k€", "33 k€", "33 k€", true), ("100 k€", "33 k€", "33 k€", "32 k€", false),
    ("100 000 €", "33 333.33 €", "33 333.33 €", "33 333.33 €", true),
    ("100 000 €", "50 000 €", "40 000 €", "0 €", false), ("10", "3", "3", "3", false),
    ("100", "33", "33", "33", true),
  ])
  func `parts that are short of the whole by rounding only are no finding`(
    whole: String, one: String, two: String, three: String, isWhole: Bool
  ) {
    let kpi = whole.contains("€") ? "revenue_won" : "n_won"
    let parts = zip(["ann-lee", "bob-roy", "team:nord"], [one, two, three]).map { owner, target in
      "  - {owner: '\(owner)', kpi: \(kpi), target: \(target), period: 2026-Q3, parent: top}\n"
    }
    let loaded = load(
      """
      teams: [Nord]
      people: [{id: ann-lee, name: Ann Lee, team: nord}, {id: bob-roy, name: Bob Roy, team: nord}]
      objectives:
        - {id: top, owner: company, kpi: \(kpi), target: \(whole), period: 2026-Q3}
      \(parts.joined())
      """)
    let isShort = loaded.diagnostics.contains { $0.id == "objective-children-below-parent" }
    #expect(isShort == !isWhole, "\(loaded.diagnostics.map(\.summary))")
  }
}
