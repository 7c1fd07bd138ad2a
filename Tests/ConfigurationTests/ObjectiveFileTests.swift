import Analysis
import Calendar
import Ingest
import Testing

@testable import Configuration

/// Objective files as a sales director or an analyst writes them, right and wrong: each fault is one
/// finding, and nothing that follows from it is another.
struct ObjectiveFileTests {
  static let cases = [
    FaultCase(
      "a slip in a key is not also a missing number",
      """
      objectives:
        - {owner: company, kpi: revenue_won, ⟦traget: 1 000 €, period: 2026-Q4}
        - {ownr: company, kpi: n_won, target: 3, period: 2026-Q4}
        - {owner: {equip: nord}, kpi: calls, target: 3, period: 2026-Q4}
        - {owner: [company], kpi: emails, target: [10, 20], period: 2026-Q4}
      """.replacing("{ownr", with: "{⟦ownr").replacing("{equip", with: "{⟦equip")
        .replacing("[10,", with: "⟦[10,"),
      "configuration-key-unknown", "configuration-key-unknown", "configuration-key-unknown",
      "configuration-value-type"),
    FaultCase(
      "a decimal comma between braces",
      """
      objectives:
        - {owner: company, kpi: revenue_won, baseline_period: 2025-Q4, target: 1,⟦2 x, period: 2026-Q4}
      """, "configuration-key-unknown"),
    FaultCase(
      "wishes, whatever they stand under",
      """
      objectives:
        - ⟦{label: être les meilleurs, owner: company, kpi: meilleur, target: best, period: bientôt}
        - ⟦{label: augmenter les ventes, owner: company, period: 2026}
        - ⟦{owner: company, kpi: calls}
      """, "objective-vague", "objective-vague", "objective-vague"),
    FaultCase(
      "wishes in a sheet", "objectives: [o.csv]\n",
      files: [
        "o.csv": """
        qui;indicateur;objectif;période
        ⟦company;vendre plus;;
        ⟦Ann Lee;appels;;
        ⟦Bob Roy;;;2026-Q4
        Bob Roy;appels;;2026-Q4
        Total;;;
        """
      ], "objective-vague", "objective-vague", "objective-vague"),
    FaultCase(
      "a row that adds up the others", "objectives: [o.csv]\n",
      files: ["o.csv": "qui;kpi;période;valeur\nAnn Lee;n_won;2026;4\n⟦Total;;;4\n"],
      "objective-vague"),
    FaultCase(
      "a wide sheet without a month", "objectives: [{file: o.csv, layout: wide, kpi: n_won}]\n",
      files: ["o.csv": "⟦qui;hiver;été\nAnn Lee;1;2\n"], "objective-without-deadline"),
    FaultCase(
      "a score beyond its scale, two numbers, and a multiple in words",
      """
      objectives:
        - {owner: company, kpi: nps, kind: hold, target: ⟦180, period: 2026-Q4}
        - {owner: company, kpi: n_won, target: ⟦10 à 12, period: 2026-Q4}
        - {owner: company, kpi: revenue_won, target: ⟦doubler, period: 2026-Q4}
      """, "objective-unit-mismatch", "objective-without-number", "objective-without-number"),
    FaultCase(
      "a heading with a slip is told once", "objectives: [o.csv]\n",
      files: ["o.csv": "who,kpi,period,⟦targte\nAnn Lee,n_won,2026,4\nBob Roy,n_won,2026,4\n"],
      "objective-column-unknown"),
    FaultCase(
      "a column that is not there is told once", "objectives: [o.csv]\n",
      files: ["o.csv": "⟦EmployeeID,Target,TargetMonth\nAnn Lee,4,Oct 2026\nBob Roy,4,Oct 2026\n"],
      "objective-without-kpi"),
    FaultCase(
      "a quote that is not closed", "objectives: [o.csv]\n",
      files: ["o.csv": "qui,kpi,période,valeur\n⟦\"Ann Lee,n_won,2026,4\nBob Roy,n_won,2026,4\n"],
      "sheet-quote-open"),
    FaultCase(
      "files without objectives", "objectives: [o.csv]\n",
      files: ["o.csv": "⟦qui,kpi,valeur,période\n"], "objectives-empty"),
    FaultCase(
      "circles are told once",
      """
      objectives:
        - ⟦{id: a, owner: company, kpi: calls, target: 1, period: 2026, parent: c}
        - {id: b, owner: company, kpi: emails, target: 1, period: 2026, parent: a}
        - {id: c, owner: company, kpi: quotes, target: 1, period: 2026, parent: b}
        - ⟦{id: d, owner: company, kpi: followups, target: 1, period: 2026, parent: d}
        - ⟦{id: e, owner: company, kind: combo, members: [f], period: 2026}
        - {id: f, owner: company, kind: combo, members: [e], period: 2026}
      """, "objective-parent-cycle", "objective-parent-cycle", "objective-parent-cycle"),
    FaultCase(
      "who points to a wrong objective is not wrong",
      """
      objectives:
        - {id: a, owner: company, kpi: ⟦callls, target: 1, period: 2026}
        - {id: b, owner: company, kpi: emails, target: 1, period: 2026, parent: a}
        - {id: c, owner: company, kind: combo, members: [a, b], period: 2026}
        - {id: d, owner: company, kpi: emails, target: ⟦2 h, period: 2026}
      """, "objective-kpi-unknown", "objective-unit-mismatch"),
    FaultCase(
      "kinds that do not go with the KPI",
      """
      objectives:
        - {owner: company, kpi: win_rate_closed_n, kind: ⟦cumul, target: 25 %, period: 2026-Q1}
        - {owner: company, kpi: no_show_rate, target: ⟦">= 15 %", period: 2026-Q2}
        - {owner: company, kpi: cycle_won, kind: hold, target: ⟦60 jours, period: 2026-Q3}
        - {owner: company, kpi: win_rate_closed_n, target: ⟦"< 25 %", period: 2026-Q4}
        - {owner: company, kpi: no_show_rate, target: ">= 15 %", direction: up, period: 2026}
        - {owner: company, kpi: show_rate, target: ⟦150 %, period: 2026-Q4}
        - {owner: company, kpi: n_won, target: ⟦0, period: 2026-Q1}
      """,
      "objective-kind-mismatch", "objective-kind-mismatch", "objective-kind-mismatch",
      "objective-kind-mismatch", "objective-unit-mismatch", "objective-target-zero"),
    FaultCase(
      "days that cannot be",
      """
      objectives:
        - {owner: company, kpi: n_won, target: 1, period: {start: ⟦2026-02-30, end: 2026-12-31}}
        - {owner: company, kpi: n_won, target: 1, period: {start: ⟦2026-10-01}}
        - {owner: company, kpi: n_won, target: 1, period: {start: ⟦05/10/2026, end: ⟦06/11/2026}}
        - {owner: company, kpi: n_won, target: 1, period: ⟦1926-Q4}
        - {owner: company, kpi: n_won, target: 1, period: ⟦d'ici fin 2026}
        - {owner: company, kpi: n_won, target: +10 %, baseline_period: ⟦2027, period: 2026}
        - {owner: company, kpi: show_rate, target: 80 %, period: continuous, review: ⟦parfois}
        - {owner: company, kpi: calls, target: ⟦3 par an, period: 2026-11}
        - {owner: company, kpi: quotes, target: 3, period: 2026, valid_to: ⟦2026-06-30}
      """,
      "objective-period-invalid", "objective-without-deadline", "objective-period-invalid",
      "objective-period-invalid", "objective-period-invalid", "objective-period-invalid",
      "objective-period-invalid", "objective-value-invalid", "objective-value-invalid",
      "objective-period-invalid"),
    FaultCase(
      "a pace that falls, ends late or is not there",
      """
      objectives:
        - owner: company
          kpi: n_won
          target: 40
          period: 2026-Q4
          milestones: [{date: 2026-10-31, share: 70 %}, {date: 2026-11-30, share: ⟦60 %}, {date: ⟦2027-01-31, share: 100 %}]
        - {owner: company, kpi: calls, target: 40, period: 2026-Q4, pace: ⟦milestones}
      """, "objective-value-invalid", "objective-period-invalid", "objective-value-invalid"),
    FaultCase(
      "notes that are of no use",
      """
      objectives:
        - {owner: company, kpi: calls, target: 100, period: 2026, share_of_parent: ⟦lots, market_growth: ⟦big}
        - {owner: company, kpi: quotes, target: 100, period: 2026, minimum: ⟦120, maximum: 80}
        - {owner: company, kpi: emails, target: 100, period: 2026, filters: {⟦type: []}}
        - {owner: company, kpi: n_won, target: 9, period: 2026, gap_cause: ⟦la pluie}
        - ⟦{owner: company, kind: milestone, kpi: n_won, period: 2026}
      """,
      "objective-value-invalid", "objective-value-invalid", "objective-value-invalid",
      "objective-filter-unknown", "objective-value-invalid", "objective-without-number"),
  ]

  @Test(arguments: cases) func `a fault is one finding`(_ fault: FaultCase) { fault.check() }

  private func objectives(_ text: String) throws -> [Objective] {
    let (configuration, diagnostics) = Configuration.load(
      path: "jalon.yaml",
      files: MemoryFiles([
        "jalon.yaml": """
        company: Exemple
        exports: {deals: {entity: opportunities, files: deals.csv}}
        teams: [Nord, Sud]
        people: [{name: Ann Lee, team: nord}, {name: Bob Roy, team: sud}]
        objectives: [o.yaml]

        """, "o.yaml": text,
      ]))
    #expect(diagnostics.filter { $0.severity == .error } == [])
    return try #require(configuration).objectives
  }

  /// What an objective says, in one line.
  private func words(_ objective: Objective) -> String {
    let target = objective.target.map { "\($0.numerator)/\($0.denominator)" } ?? "-"
    return "\(objective.owner) \(objective.kpi) \(objective.kind.rawValue) "
      + "\(objective.comparator.rawValue) \(target) \(objective.period.id)"
  }

  @Test(arguments: [
    (
      "{qui: nord, indicateur: revenue_won, valeur: 450 k€, période: 4e trimestre 2026, priorité: 1}",
      "team:nord revenue_won cumul >= 45000000/1 2026-Q4"
    ),
    (
      "{owner: {équipe: nord}, kpi: win_rate_closed_n, target: passer de 20 % à 25 %, period: {début: 2026-10-01, fin: 2026-12-31}}",
      "team:nord win_rate_closed_n reach >= 25/100 2026-Q4"
    ),
    (
      "{owner: Ann Lee, kpi: calls, target: 40 appels, cadence: hebdo, period: octobre à décembre 2026}",
      "rep:ann-lee calls recur >= 40/1 2026-Q4"
    ),
    (
      "{owner: Ann Lee, kpi: meetings_held, target: au moins 20 RDV, period: du 01/10/2026 au 31/12/2026}",
      "rep:ann-lee meetings_held cumul >= 20/1 2026-Q4"
    ),
    (
      "{owner: company, kpi: no_show_rate, target: moins de 15 %, period: semaine 47 2026}",
      "company no_show_rate cap < 15/100 2026-W47"
    ),
    (
      "{owner: company, kpi: n_won, niveau: stratégique, target: 12 minimum, period: Q4'26}",
      "company n_won cumul >= 12/1 2026-Q4"
    ),
    (
      "{owner: company, kpi: n_won, target: 12, period: 12 semaines à partir du 2026-10-05}",
      "company n_won cumul >= 12/1 2026-10-05..2026-12-27"
    ),
    (
      "{owner: company, kpi: n_won, target: 12, period: {start: 01/10/2026, end: 31/12/2026}}",
      "company n_won cumul >= 12/1 2026-Q4"
    ),
    (
      "{owner: nord, quoi: rendez-vous tenus, combien: 60, quand: novembre 2026}",
      "team:nord meetings_held cumul >= 60/1 2026-11"
    ),
    (
      "{owner: company, kpi: CSAT, kind: hold, target: \"4,6/5\", period: 2026-Q4}",
      "company csat_mean hold >= 46/10 2026-Q4"
    ),
  ])
  func `what people write is understood`(entry: String, expected: String) throws {
    #expect(try objectives("- \(entry)\n").map(words) == [expected])
  }

  @Test func `milestones are a list, or each share under its day`() throws {
    let shares = try [
      "[{date: 2026-10-31, share: 20 %}, {date: 2026-12-31, share: 100 %}]",
      "{2026-10-31: 20 %, 2026-12-31: 100 %}",
    ].map { milestones in
      try objectives(
        "- {owner: sud, kpi: revenue_won, target: 400000, period: 2026-Q4, pace: milestones, "
          + "milestones: \(milestones)}\n"
      ).first?.paceMilestones
    }
    #expect(shares[0]?.count == 2 && shares[0] == shares[1])
  }

  @Test func `columns of a wide sheet may name their year`() throws {
    let (configuration, diagnostics) = Configuration.load(
      path: "jalon.yaml",
      files: MemoryFiles([
        "jalon.yaml": """
        company: Exemple
        exports: {deals: {entity: opportunities, files: deals.csv}}
        teams: [Nord]
        people: [{name: Ann Lee, team: nord}]
        objectives: [{file: o.csv, kpi: n_won}]
        """, "o.csv": "qui;déc. 2025;janv. 2026;T2 2026\nAnn Lee;4;5;-\n",
      ]))
    #expect(diagnostics.filter { $0.severity == .error } == [])
    #expect(
      try #require(configuration).objectives.map(words) == [
        "rep:ann-lee n_won cumul >= 4/1 2025-12", "rep:ann-lee n_won cumul >= 5/1 2026-01",
      ])
  }

  @Test func `anchors, merges and one entry alone are read`() throws {
    let merged = try objectives(
      """
      - &a {id: a, owner: team:nord, kpi: n_won, target: 30, period: 2026-Q4}
      - {<<: *a, id: b, owner: team:sud}
      """)
    #expect(
      merged.map(words) == [
        "team:nord n_won cumul >= 30/1 2026-Q4", "team:sud n_won cumul >= 30/1 2026-Q4",
      ])
    let alone = try objectives("id: a\nowner: company\nkpi: n_won\ntarget: 30\nperiod: 2026\n")
    #expect(alone.map(words) == ["company n_won cumul >= 30/1 2026"])
  }

  @Test func `a sentence in a file of objectives is a wish`() {
    let (_, diagnostics) = Configuration.load(
      path: "jalon.yaml",
      files: MemoryFiles([
        "jalon.yaml": """
        company: Exemple
        exports: {deals: {entity: opportunities, files: deals.csv}}
        objectives: [o.yaml]
        """, "o.yaml": "- Vendre plus\n- 20 RDV par mois\n",
      ]))
    #expect(diagnostics.map(\.id) == ["objective-vague", "objective-vague"])
  }

  @Test func `a list of owners gives each of them the target`() throws {
    let both = try objectives(
      "- {id: a, owner: [Ann Lee, team:sud], kpi: calls, target: 9, period: 2026}\n")
    #expect(both.map(\.id) == ["a.ann-lee", "a.team-sud"])
    #expect(both.map(\.owner.description) == ["rep:ann-lee", "team:sud"])
  }

  @Test func `a wish is given a form that keeps what it says already`() {
    let (_, diagnostics) = Configuration.load(
      path: "jalon.yaml",
      files: MemoryFiles([
        "jalon.yaml": """
        company: Exemple
        exports: {deals: {entity: opportunities, files: deals.csv}}
        objectives: [{label: augmenter les ventes, owner: company, period: 2026-H2}]
        """
      ]))
    #expect(
      diagnostics.flatMap(\.fixes) == [
        "say what, how much and by when: {kpi: n_won, target: 10, period: 2026-H2, owner: company}"
      ])
  }

  @Test(arguments: [
    ("d'ici fin 2026", "say from when, too: period: {start: …, end: 2026-12-31}"),
    ("d'ici la fin du T3 2026", "say from when, too: period: {start: …, end: 2026-09-30}"),
    ("by the end of Q4 2026", "say from when, too: period: {start: …, end: 2026-12-31}"),
    ("T4", "say of which year: 2026-Q4"),
  ])
  func `a deadline alone is told how to become a period`(text: String, proposal: String) {
    #expect(PeriodText.proposal(for: text, fiscal: .calendarYear) == proposal)
  }
}
