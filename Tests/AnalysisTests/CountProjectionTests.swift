import Calendar
import Ingest
import Testing

@testable import Analysis

/// Where counts of other records than deals will probably end (ruling 21).
struct CountProjectionTests {
  private let alice = ScopeID(.rep, "alice")

  private func meetings(
    _ target: Int64, kpi: String = "meetings_held", change: (inout Objective) -> Void = { _ in }
  ) -> Objective {
    var objective = Objective(
      id: "meetings", owner: alice, kpi: kpi, kind: .cumul, target: Quantity(.count, target),
      period: period("2026-08"), place: Place(file: "test"))
    change(&objective)
    return objective
  }

  /// In each month ten meetings on its third day and `rest` on its 27th; this month 22 so far, and
  /// some that are planned.
  private func activities(months: [String], rest: (Int) -> Int = { _ in 20 }) -> ExportTable {
    var rows = "id|type|owner|scheduled_at|outcome|product\n"
    var number = 0
    func add(_ count: Int, _ day: String, _ outcome: String = "done", owner: String = "alice") {
      for index in 0..<count {
        number += 1
        rows += "\(number)|meeting|\(owner)|\(day)|\(outcome)|\(index % 2 == 0 ? "X" : "Y")\n"
      }
    }
    for (index, month) in months.enumerated() {
      add(1, "\(month)-01", "cancelled")
      add(10, "\(month)-03")
      add(rest(index), "\(month)-27")
      add(5, "\(month)-27", owner: "bob")
    }
    add(22, "2026-08-10")
    add(7, "2026-08-25", "")
    return table(.activities, rows)
  }

  private func projection(
    _ objective: Objective, _ activities: ExportTable
  ) -> (ObjectiveResult.Projection?, RunResult.Forecast?) {
    let result = analyse(testPlan(main: "2026-08", objectives: [objective]), activities)
    return (result.objectives.first?.projection, result.forecasts.first)
  }

  @Test func `what came in the rest of past months comes again, one by one`() throws {
    let (found, forecast) = projection(
      meetings(47), activities(months: ["2026-05", "2026-06", "2026-07"]))
    let projection = try #require(found)
    #expect(projection.newDealPeriods == 3 && !projection.isCalibrated)
    // Poisson of mean 20 on top of 22: quantiles 14, 20 and 26, and 25 or more in 0.1568.
    #expect(projection.p10 == Quantity(.count, 36))
    #expect(projection.p50 == Quantity(.count, 42))
    #expect(projection.p90 == Quantity(.count, 48))
    #expect(projection.probability.scaled(by: 10_000) == 1_568)
    #expect(forecast?.estimates.first { $0.method == .historyWeighted }?.weight.rounded == 1)
  }

  @Test func `methods are weighed by their errors in closed months`() throws {
    // 22 in 10 of 20 working days; the rests of the past months differ.
    let months = [
      "2025-12", "2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06", "2026-07",
    ]
    let (found, forecast) = projection(
      meetings(47), activities(months: months) { 16 + $0 % 3 * 4 })
    let projection = try #require(found)
    let estimates = try #require(forecast?.estimates)
    let values = estimates.compactMap { $0.value?.numerator }
    #expect(forecast?.backTests.count == 7)
    #expect(forecast?.backTests.first?.actual == Quantity(.count, 30))
    #expect(projection.isCalibrated)
    #expect(estimates.first { $0.method == .runRate }?.value == Quantity(.count, 46))
    #expect(estimates.reduce(0) { $0 + $1.weight.scaled(by: 1_000) } == 1_000)
    #expect((values.min() ?? 0)...(values.max() ?? 0) ~= projection.p50.numerator)
    #expect(projection.p10.numerator >= 22 && projection.p10.numerator < projection.p90.numerator)
  }

  @Test func `a filter holds for the past as it does for the present`() throws {
    let (found, _) = projection(
      meetings(20) { $0.filters = ["product": ["X"]] },
      activities(months: ["2026-05", "2026-06", "2026-07"]))
    // Half of them: 11 done, Poisson of mean 10 to come.
    #expect(try #require(found).p50 == Quantity(.count, 21))
  }

  @Test func `what must be done every week is projected over the whole period`() throws {
    let (found, _) = projection(
      meetings(10) {
        $0.kind = .recur
        $0.cadence = .week
      }, activities(months: ["2026-05", "2026-06", "2026-07"]))
    #expect(try #require(found).p50 == Quantity(.count, 42))
  }

  @Test func `without a past month nothing is projected`() {
    #expect(projection(meetings(47), activities(months: [])).0 == nil)
  }
}
