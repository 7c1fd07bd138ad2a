import Calendar
import Ingest
import Testing

@testable import Analysis

/// Objectives that the exports contradict: each finding with the least data that provokes it.
struct HistoryLintTests {
  private func objective(
    _ kpi: String, _ target: Quantity?, _ period: String = "2026-Q3", owner: ScopeID = .company,
    id: String = "o", line: Int = 1, change: (inout Objective) -> Void = { _ in }
  ) -> Objective {
    var objective = Objective(
      id: id, owner: owner, kpi: kpi, kind: .cumul, target: target,
      period: AnalysisTests.period(period), place: Place(file: "objectives.yaml", line: line))
    change(&objective)
    return objective
  }

  private func found(
    _ objectives: [Objective], _ tables: [ExportTable], periods: [String] = ["2026-07"]
  ) -> [String] {
    var analyzer = Analyzer(plan: testPlan(periods: periods, objectives: objectives))
    for table in tables { analyzer.consume(table) }
    return analyzer.finish(IngestReport()).objectiveFindings.map {
      "\($0.severity.rawValue) \($0.id)"
    }
  }

  private let sales = table(
    .opportunities,
    """
    id|owner|status|amount_net|created_at|close_date|product
    1 |alice|won   |1000      |2025-02-01|2025-08-12|Chaudières
    2 |alice|won   |1500      |2026-03-01|2026-05-12|Chaudières
    3 |bob  |won   |200       |2026-06-01|2026-07-12|Pompes
    """)

  @Test func `twice the best of last year and last quarter needs more means`() {
    #expect(
      found([objective("revenue_won", Quantity(.money, 300_000))], [sales])
        == ["warning objective-growth-beyond-history"])
    #expect(found([objective("revenue_won", Quantity(.money, 220_000))], [sales]) == [])
    let explained = objective("revenue_won", Quantity(.money, 300_000)) {
      $0.annotations["capacity_assumption"] = "two more reps"
    }
    #expect(found([explained], [sales]) == [])
  }

  @Test func `a table that is not exported, and a field that an exported table lacks`() {
    #expect(
      found([objective("meetings_held", Quantity(.count, 5))], [sales])
        == ["warning objective-not-measured"])
    let bare = table(
      .opportunities,
      """
      id|owner|status|close_date
      1 |alice|won   |2026-07-12
      """)
    #expect(
      found([objective("revenue_won", Quantity(.money, 5))], [bare])
        == ["error objective-field-missing"])
  }

  @Test func `a filter value that is a slip is an error, one that is new a warning`() {
    func findings(_ value: String) -> [String] {
      found(
        [
          objective("n_won", Quantity(.count, 1)) { $0.filters = ["product": [value]] }
        ], [sales])
    }
    #expect(findings("chaudieres") == [])
    #expect(findings("Chaudière") == ["error objective-filter-value-unknown"])
    #expect(findings("Climatisation") == ["warning objective-filter-value-unknown"])
  }

  @Test func `a deadline nearer than half of the sales take`() {
    let rows = (1...6).map {
      "\($0)|alice|won|10|2026-0\(1 + $0 % 3)-01|2026-0\(5 + $0 % 2)-1\($0)"
    }
    let slow = table(
      .opportunities,
      "id|owner|status|amount_net|created_at|close_date\n"
        + rows.joined(separator: "\n"))
    #expect(
      found([objective("n_won", Quantity(.count, 1), "2026-08")], [slow])
        == ["warning objective-shorter-than-cycle"])
    #expect(found([objective("n_won", Quantity(.count, 1), "2026-H2")], [slow]) == [])
  }

  @Test func `more meetings a day than in the best month`() {
    let rows = (1...22).map { "\($0)|meeting|alice|done|2026-07-\($0 < 10 ? "0" : "")\($0)" }
    let meetings = table(
      .activities, "id|type|owner|outcome|scheduled_at\n" + rows.joined(separator: "\n"))
    // July has 22 working days; the quarter has 65.
    func findings(_ count: Int64) -> [String] {
      found([objective("meetings_held", Quantity(.count, count))], [meetings])
    }
    #expect(findings(65) == [])
    #expect(findings(130) == ["warning objective-over-capacity"])
  }

  @Test func `activity that leads to its result only at a rate never seen`() {
    let rows =
      ["0|meeting|alice|done|2025-08-01"]
      + (1...40).map { "\($0)|meeting|alice|done|2026-0\(1 + $0 % 7)-1\($0 % 9)" }
    let meetings = table(
      .activities, "id|type|owner|outcome|scheduled_at\n" + rows.joined(separator: "\n"))
    func findings(_ meetingCount: Int64) -> [String] {
      found(
        [
          objective("n_won", Quantity(.count, 4), id: "won"),
          objective("meetings_held", Quantity(.count, meetingCount), id: "held", line: 2) {
            $0.parent = "won"
            $0.annotations["capacity_assumption"] = "enough"
          },
        ], [sales, meetings])
    }
    // Two of forty meetings became deals in the twelve months before.
    #expect(findings(20) == ["warning objective-implied-conversion"])
    #expect(findings(70) == [])
  }

  @Test func `more accounts than the market has`() {
    let limited = objective("n_won", Quantity(.count, 4)) { $0.annotations["market_size"] = "3" }
    #expect(found([limited], [sales]) == ["warning objective-beyond-market"])
  }
}
