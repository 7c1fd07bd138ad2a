import Analysis
import Calendar
import Ingest
import Testing

@testable import Configuration

struct ObjectiveTests {
  static let cases = [
    FaultCase(
      "who, what, how much, by when",
      """
      objectives:
        - ⟦{owner: company, target: 1, period: 2026}
        - {owner: company, kpi: ⟦revenue_wonn, target: 1, period: 2026}
        - ⟦{kpi: n_won, target: 1, period: 2026}
        - {owner: ⟦Anne Lee, kpi: n_won, target: 1, period: 2026}
        - ⟦{owner: company, kpi: n_won, period: 2026}
        - {owner: company, kpi: n_won, target: ⟦vendre plus, period: 2026}
        - ⟦{owner: company, kpi: n_won, target: 1}
        - {owner: company, kpi: n_won, target: 1, period: ⟦bientôt}
        - {owner: company, kpi: n_won, target: 1, period: ⟦continuous}
      """,
      "objective-without-kpi", "objective-kpi-unknown", "objective-without-owner",
      "objective-owner-unknown", "objective-without-number", "objective-without-number",
      "objective-without-deadline", "objective-period-invalid", "objective-without-deadline"),
    FaultCase(
      "an intention", "objectives: [⟦{label: Vendre plus, owner: company}]\n", "objective-vague"),
    FaultCase(
      "numbers",
      """
      objectives:
        - {owner: company, kpi: revenue_won, target: "⟦1.234", period: 2026-01}
        - {owner: company, kpi: revenue_won, target: "⟦100 $", period: 2026-02}
        - {owner: company, kpi: revenue_won, target: ⟦-5, period: 2026-03}
        - {owner: company, kpi: revenue_won, target: ⟦60 jours, period: 2026-04}
        - {owner: company, kpi: win_rate_closed_n, target: ⟦25, period: 2026-05}
        - {owner: company, kpi: revenue_won, target: ⟦0.001, period: 2026-06}
        - {owner: company, kpi: n_won, target: ⟦5 pommes, period: 2026-07}
      """.replacing("\"⟦", with: "⟦\""),
      "objective-number-ambiguous", "objective-currency-mismatch", "objective-negative",
      "objective-unit-mismatch", "objective-unit-mismatch", "objective-without-number",
      "objective-unit-mismatch"),
    FaultCase(
      "changes",
      """
      objectives:
        - {owner: company, kpi: win_rate_closed_n, target: ⟦+15 %, baseline: 20 %, period: 2026-Q1}
        - {owner: company, kpi: revenue_won, target: ⟦+20 %, period: 2026-Q2}
        - ⟦{owner: company, kpi: win_rate_closed_n, kind: reach, target: 25 %, period: 2026-Q3}
        - {owner: company, kpi: no_show_rate, kind: cap, target: ⟦"> 15 %", period: 2026-Q4}
      """,
      "objective-percent-or-points", "objective-relative-without-baseline",
      "objective-relative-without-baseline", "objective-kind-mismatch"),
    FaultCase(
      "kinds",
      """
      objectives:
        - ⟦{id: m, kind: milestone, label: Référence, owner: company, period: 2026}
        - ⟦{id: r, kind: recur, owner: company, kpi: calls, target: 40, period: 2026}
        - ⟦{id: c, kind: combo, owner: company, period: 2026, members: [r, x]}
        - {id: k, kind: ⟦cummul, owner: company, kpi: calls, target: 40, period: 2026}
      """,
      "objective-without-proxy", "objective-without-cadence", "objective-member-unknown",
      "objective-value-invalid"),
    FaultCase(
      "links",
      """
      objectives:
        - ⟦{id: a, parent: b, owner: company, kpi: calls, target: 1, period: 2026}
        - {id: b, parent: a, owner: company, kpi: emails, target: 1, period: 2026}
        - ⟦{id: c, parent: z, owner: company, kpi: quotes, target: 1, period: 2026}
        - ⟦{id: c, owner: company, kpi: quotes, target: 1, period: 2026}
        - {id: d, owner: company, kpi: followups, target: 1, period: 2026, filters: {⟦produit: X}}
        - {id: e, owner: company, kpi: linkedin, target: 1, period: 2026, priority: ⟦4}
      """,
      "objective-parent-cycle", "objective-parent-unknown",
      "objective-duplicate", "objective-filter-unknown", "objective-value-invalid"),
    FaultCase(
      "versions and milestones",
      """
      objectives:
        - owner: company
          kpi: revenue_won
          target: 10
          period: 2026-Q1
          versions: [{valid_from: ⟦2026-04-01, target: 12, reason: x}, ⟦{valid_from: 2026-02-01, target: 1}]
          milestones: [{date: 2026-01-31, share: ⟦30}]
      """,
      "objective-period-invalid", "configuration-key-missing", "objective-value-invalid"),
    FaultCase(
      "warnings",
      """
      objectives:
        - {id: a, owner: company, kpi: calls, target: 1, period: 2026, priority: 1}
        - {id: b, owner: company, kpi: emails, target: 1, period: 2026, priority: 1}
        - {id: c, owner: company, kpi: quotes, target: 1, period: 2026, priority: 1}
        - ⟦{id: d, owner: company, kpi: n_won, target: 1, period: 2026, priority: 1}
        - ⟦{id: e, owner: company, kpi: n_lost, target: 1, period: 2026, level: strategic}
        - ⟦{id: f, owner: company, kpi: revenue_won, target: +50 %, baseline_period: 2025, period: 2026}
      """,
      "objective-many-priorities", "objective-without-lever", "objective-growth-unrealistic"),
    FaultCase(
      "what does not go together",
      """
      objectives:
        - {id: a, owner: company, kpi: calls, target: 1, period: 2026-Q1, validated_by: Ann}
        - ⟦⟦{id: b, owner: company, kpi: quotes, target: 1, period: 2026-Q2, parent: a}
        - ⟦{id: c, owner: company, kpi: quotes, target: 2, period: 2026-Q2, validated_by: Ann}
        - ⟦{id: d, owner: Bob Roy, kpi: n_won, target: 2, period: 2026-Q2, validated_by: Ann}
        - {id: e, owner: Bob Roy, kpi: revenue_won, target: 2, period: 2026, validated_by: Ann}
      """,
      "objective-after-parent", "objective-not-validated", "objective-redundant",
      "objective-only-results"),
    FaultCase(
      "long sheets", "objectives: [long.csv]\n",
      files: [
        "long.csv": """
        qui;kpi;période;objectif;⟦couleur
        Ann Lee;revenue_won;2026-Q3;1000;x
        ⟦Zoé;revenue_won;2026-Q3;1000;x
        Bob Roy;⟦ca;2026-Q3;1000;x
        Bob Roy;revenue_won;⟦T5 2026;1000;x
        Bob Roy;revenue_won;2026-Q3;⟦beaucoup;x
        Bob Roy;revenue_won;2026-Q4;-;x
        """
      ],
      "objective-column-unknown", "objective-owner-unknown", "objective-kpi-ambiguous",
      "objective-period-invalid", "objective-without-number"),
    FaultCase(
      "wide sheets", "objectives: [{file: wide.csv, layout: wide, kpi: revenue_won}]\n",
      files: [
        "wide.csv": """
        année,matricule,janv,févr.,mars,T1
        2026,Ann Lee,1,⟦x,-,
        2026,⟦Zoé,,,5,
        ,Bob Roy,1,,,
        """.replacing(",Bob", with: "⟦,Bob")
      ],
      "objective-without-number", "objective-owner-unknown", "objective-without-deadline"),
    FaultCase(
      "a name of two",
      """
      people: [{name: Nord, team: Nord}]
      objectives:
        - {owner: ⟦nord, kpi: calls, target: 1, period: 2026}
        - {owner: rep:nord, kpi: calls, target: 1, period: 2026}
        - {owner: team:nord, kpi: calls, target: 1, period: 2026}
      """, "objective-owner-ambiguous"),
    FaultCase(
      "nobody in a sheet", "objectives: [o.csv]\n",
      files: ["o.csv": "⟦kpi,period,target\nn_won,2026,1\n"], "objective-without-owner"),
  ]

  @Test(arguments: cases) func `every fault is found, and its place`(_ fault: FaultCase) {
    fault.check()
  }

  private func load(_ lines: String, _ files: [String: String] = [:]) throws -> Configuration {
    var files = files
    files["jalon.yaml"] = """
      company: Exemple SA
      exports: {deals: {entity: opportunities, files: deals.csv}}
      teams: [Nord, Sud]
      people:
        - {name: Ann Lee, team: nord, manager_of: nord}
        - {name: Bob Roy, team: sud, aliases: ["4711"]}

      """ + lines
    let (configuration, diagnostics) = Configuration.load(
      path: "jalon.yaml", files: MemoryFiles(files))
    #expect(diagnostics.filter { $0.severity == .error } == [])
    return try #require(configuration)
  }

  private func objective(_ entry: String) throws -> Objective {
    try #require(try load("objectives: [\(entry)]\n").objectives.first)
  }

  /// Worked examples of objectives.md 1.5 on the KPIs of the catalogue.
  @Test(arguments: [
    (
      "EX 01", "target: 50 000 €, kpi: revenue_won, period: 2026-Q3, filters: {product: X}",
      "cumul >= 5000000/1 none 2026-Q3"
    ),
    (
      "EX 05",
      "target: 25 %, baseline: 20 %, kpi: win_rate_closed_n, period: 6 mois à partir du 2026-01-01",
      "reach >= 25/100 none 2026-H1"
    ),
    (
      "EX 08", "target: 1.20 x, baseline_period: 2025, kpi: revenue_won, period: 2026",
      "cumul >= 2/10 percent 2026"
    ),
    (
      "EX 12", "target: +20 %, baseline: 40, kpi: quotes, period: 2 months from 2026-03-01",
      "cumul >= 20/100 percent 2026-03-01..2026-04-30"
    ),
    (
      "EX 23", "target: +15 points, baseline: 20 %, kpi: win_rate_closed_n, period: T3 2026",
      "reach >= 15/100 points 2026-Q3"
    ),
    ("EX 32", "target: 40, cadence: week, kpi: calls, period: 2026", "recur >= 40/1 none 2026"),
    ("EX 42", "target: < 15 %, kpi: no_show_rate, period: 2026-08", "cap < 15/100 none 2026-08"),
    (
      "EX 44", "target: 120 k€, kpi: revenue_won, period: 2026-Q4",
      "cumul >= 12000000/1 none 2026-Q4"
    ),
    (
      "EX 45", "target: '>= 25 %', kpi: win_rate_closed_n, period: 2026-Q3",
      "hold >= 25/100 none 2026-Q3"
    ),
    ("EX 46", "target: < 60 jours, kpi: cycle_won, period: 2026-Q3", "cap < 60/1 none 2026-Q3"),
  ])
  func `worked examples load as they are written`(
    example: String, entry: String, expected: String
  ) throws {
    let objective = try objective("{owner: company, \(entry)}")
    let target = try #require(objective.target)
    let found =
      "\(objective.kind.rawValue) \(objective.comparator.rawValue) "
      + "\(target.numerator)/\(target.denominator) \(objective.relative.rawValue) "
      + objective.period.id
    #expect(found == expected, "\(example)")
  }

  @Test func `the objective of a manager is the team's, or their own`() throws {
    let entry = "objectives: [{owner: Ann Lee, kpi: revenue_won, target: 1, period: 2026}]\n"
    #expect(try load(entry).objectives.map(\.owner) == [ScopeID(.team, "nord")])
    #expect(
      try load(entry + "managers: {target_is: own}\n").objectives.map(\.owner)
        == [ScopeID(.rep, "ann-lee")])
  }

  @Test func `a standing objective is judged over its review`() throws {
    let loaded = try load(
      "objectives: [{owner: company, kpi: show_rate, target: 80 %, period: continu, review: month}]\n"
    )
    let plan = loaded.analysisPlan(asOf: day("2026-08-14"), version: "1")
    #expect(plan.objectives.map(\.period.id) == ["2026-08"])
  }

  @Test func `months add up to the quarter, at their own pace`() throws {
    let loaded = try load(
      "objectives: [{file: w.csv, kpi: revenue_won, scale: 1000}]\n",
      ["w.csv": "Year,EmployeeID,M07,M08,M09\n2026,4711,100,0,300\n"])
    let plan = loaded.analysisPlan(asOf: day("2026-08-14"), version: "1")
    #expect(plan.mainPeriod.id == "2026-Q3")
    #expect(
      plan.objectives.map(\.id) == [
        "revenue_won.rep-bob-roy.2026-07", "revenue_won.rep-bob-roy.2026-08",
        "revenue_won.rep-bob-roy.2026-09", "revenue_won.rep-bob-roy.2026-Q3",
      ])
    let sum = try #require(plan.objectives.last)
    #expect(sum.target == Quantity(.money, 40_000_000))
    #expect(sum.pace == .milestones)
    #expect(
      sum.paceMilestones.map { "\($0.date) \($0.share.numerator)/\($0.share.denominator)" } == [
        "2026-07-31 10000000/40000000", "2026-08-31 10000000/40000000",
        "2026-09-30 40000000/40000000",
      ])
  }

  @Test func `a quarter with a month without target has none`() throws {
    let loaded = try load(
      "objectives: [{file: w.csv, kpi: revenue_won}]\n",
      ["w.csv": "Year,EmployeeID,M07,M08,M09\n2026,4711,100,-,300\n"])
    let plan = loaded.analysisPlan(asOf: day("2026-08-14"), version: "1")
    #expect(plan.objectives.map(\.period.id) == ["2026-07", "2026-09"])
  }

  @Test func `a quarter that is given is not summed again`() throws {
    let loaded = try load(
      "objectives: [o.csv]\n",
      [
        "o.csv": """
        who,kpi,period,target
        Bob Roy,revenue_won,2026-07,100
        Bob Roy,revenue_won,2026-Q3,900
        """
      ])
    let plan = loaded.analysisPlan(asOf: day("2026-08-14"), version: "1")
    #expect(plan.objectives.map(\.period.id) == ["2026-07", "2026-Q3"])
  }
}

/// A day that is written in the test.
func day(_ iso: String) -> CalendarDate {
  CalendarDate(iso: iso) ?? CalendarDate(dayNumber: 0)
}
