import Calendar
import Ingest
import Testing

@testable import Analysis

@Suite struct DiagnosisTests {
  private func quota(_ euros: Int64) -> Objective {
    Objective(
      id: "revenue", owner: .company, kpi: "revenue_won", kind: .cumul,
      target: Quantity(.money, euros * 100), period: period("2026-Q3"), place: Place(file: "test"))
  }

  private func rule(_ id: String, _ conditions: DiagnosisRule.Conditions) -> DiagnosisRule {
    DiagnosisRule(
      id: id, conditions: conditions, factor: nil, cause: LocalizedText(["fr": id]),
      action: LocalizedText(["fr": id]))
  }

  /// Eighty opportunities a year before, half of them won in ten days; `won` of twenty in June; and
  /// thirty of August that nobody can know about yet.
  private func deals(won: Int) -> ExportTable {
    var rows = "id|owner|status|amount_net|created_at|close_date\n"
    for index in 0..<80 {
      let status = index % 2 == 0 ? "won" : "lost"
      rows += "p\(index)|alice|\(status)|1000|2026-0\(1 + index % 4)-05|2026-0\(1 + index % 4)-15\n"
    }
    for index in 0..<20 {
      let status = index < won ? "won" : "lost"
      rows += "n\(index)|alice|\(status)|1000|2026-06-10|2026-07-0\(1 + index % 8)\n"
    }
    for index in 0..<30 { rows += "y\(index)|alice|open|1000|2026-08-0\(1 + index % 9)|\n" }
    return table(.opportunities, rows)
  }

  private func diagnosis(
    won: Int, _ rules: [DiagnosisRule], cause: String? = nil
  ) -> RunResult.Diagnosis? {
    var objective = quota(60_000)
    objective.annotations["gap_cause"] = cause
    var plan = testPlan(objectives: [objective])
    plan.catalogue.measures["created"] = Measure(
      id: "created", entity: .opportunities, aggregate: .count, date: "created_at")
    for days in 30...39 {
      plan.catalogue.kpis.append(
        KPI(
          id: "cohort[\(days)d]",
          formula: .conversion(
            measure: "created", to: "closed_on", filter: ["status": ["won"]], days: days),
          unit: .rate, place: Place(file: "test")))
    }
    plan.catalogue.diagnoses = rules
    return analyse(plan, deals(won: won)).diagnoses.first { $0.scope == .company }
  }

  @Test func `a conversion is compared over the latest rows that had all their days`() throws {
    let rules = [rule("D7", DiagnosisRule.Conditions(falls: ["cohort[30d]"]))]
    let found = try #require(diagnosis(won: 2, rules))
    let evidence = try #require(found.items.first?.evidence.first)
    #expect(evidence.nowCount == 20)
    #expect(evidence.now == Quantity(.rate, 1, over: 10))
    #expect(evidence.before == Quantity(.rate, 1, over: 2))
    #expect(evidence.since == day("2026-06-01"))
    #expect(evidence.until == day("2026-07-15"))
    #expect(diagnosis(won: 10, rules)?.items.isEmpty != false)
  }

  @Test func `of a family each has to be that much surer`() {
    // The most that is still a signal of one test is none of ten.
    let alone = [rule("D8", DiagnosisRule.Conditions(falls: ["cohort[30d]"]))]
    let family = [rule("D8", DiagnosisRule.Conditions(falls: ["cohort[*]"]))]
    let won = (0...10).last { diagnosis(won: $0, alone)?.items.isEmpty == false } ?? 0
    #expect(won > 0)
    #expect(diagnosis(won: won, family)?.items.isEmpty == true)
    #expect(diagnosis(won: 0, family)?.items.isEmpty == false)
  }

  @Test(arguments: [(nil, ["D9"]), ("market", ["D9.market"]), ("resources", ["D9"])])
  func `a recorded cause takes the place of the question for one`(
    cause: String?, expected: [String]
  ) {
    let rules = [
      rule("D9", DiagnosisRule.Conditions(headline: "late", isOtherwise: true)),
      rule(
        "D9.market",
        DiagnosisRule.Conditions(headline: "late", isOtherwise: true, recorded: "market")),
    ]
    #expect(diagnosis(won: 2, rules, cause: cause)?.items.map(\.rule) == expected)
  }
}
