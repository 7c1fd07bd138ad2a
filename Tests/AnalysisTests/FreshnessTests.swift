import Calendar
import Ingest
import Testing

@testable import Analysis

/// How fresh an export is: by what has happened, not by what was planned.
@Suite struct FreshnessTests {
  private let report = IngestReport(files: [
    IngestReport.File(
      source: "crm", name: "x.csv", entity: .opportunities, byteCount: 0, rowCount: 0,
      rejectCount: 0, encoding: "utf-8", delimiter: ",", dialect: "plain/en")
  ])

  private func newest(_ tables: ExportTable...) -> [CalendarDate?] {
    var analyzer = Analyzer(plan: testPlan())
    for table in tables { analyzer.consume(table) }
    let result = analyzer.finish(report)
    return [result.health?.sources.first?.newest, result.dataQuality?.tables.first?.newest]
  }

  @Test(arguments: [
    // An expected close that has passed is still a plan, a closing is a fact.
    ("open | 2026-05-05 | 2026-08-01 |", "2026-05-05"),
    ("on_hold | 2026-05-05 | 2026-08-01 |", "2026-05-05"),
    ("won | 2026-05-05 | 2026-08-01 |", "2026-08-01"),
    ("lost | 2026-05-05 | 2026-08-01 |", "2026-08-01"),
    ("won | 2026-05-05 | 2026-09-01 |", "2026-05-05"),
    ("open | 2026-05-05 | | 2026-08-02", "2026-08-02"),
  ])
  func `of opportunities counts what was created, closed or changed`(row: String, last: String) {
    let deals = table(
      .opportunities,
      "id | owner | status | created_at | close_date | updated_at\n1 | alice | " + row)
    #expect(newest(deals) == [day(last), day(last)])
  }

  @Test(arguments: [
    ("task | | 2026-08-01 | 2026-05-05", "2026-05-05"),
    ("meeting | | 2026-08-01 | 2026-05-05", "2026-05-05"),
    ("meeting | done | 2026-08-01 | 2026-05-05", "2026-08-01"),
    ("call | | 2026-08-01 | 2026-05-05", "2026-08-01"),
  ])
  func `of activities counts what was created or done`(row: String, last: String) {
    let activities = table(
      .activities, "id | owner | type | outcome | activity_at | created_at\n1 | alice | " + row)
    #expect(newest(activities) == [day(last), day(last)])
  }
}
