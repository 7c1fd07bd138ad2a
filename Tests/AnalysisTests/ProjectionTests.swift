import Ingest
import Testing

@testable import Analysis

/// The analysis says itself which columns it needs.
struct ProjectionTests {
  private func projected(_ table: ExportTable, _ plan: AnalysisPlan) -> ExportTable {
    let wanted = plan.projection(of: table.entity)
    return ExportTable(
      entity: table.entity, file: table.file, lines: table.lines,
      columns: table.columns.filter { wanted.contains($0.key) },
      dictionaries: table.dictionaries.filter { wanted.contains($0.key) })
  }

  @Test func `columns outside of the projection change nothing`() {
    let opportunities = table(
      .opportunities,
      """
      id|name|owner|stage|status|amount_net|created_at|close_date|is_deleted|region|next_step
      1 |A   |alice|S    |won   |10        |2026-07-02|2026-08-01|false     |north |x
      2 |B   |bob  |S    |lost  |20        |2026-07-03|2026-08-02|false     |south |x
      3 |C   |alice|S    |open  |30        |2026-07-04|2026-08-03|false     |north |x
      4 |D   |alice|S    |won   |40        |2026-07-04|2026-08-03|true      |north |x
      """)
    let activities = table(
      .activities,
      """
      id|type   |owner|outcome|scheduled_at|due_at    |is_done|subject|contact_id
      1 |meeting|alice|done   |2026-08-01  |          |       |M      |7
      2 |task   |bob  |       |            |2026-08-02|false  |T      |8
      """)
    let plan = testPlan()
    let whole = analyse(plan, opportunities, activities)
    let narrow = analyse(plan, projected(opportunities, plan), projected(activities, plan))
    #expect(projected(opportunities, plan).columns["region"] == nil)
    #expect(narrow.figures == whole.figures)
    #expect(narrow.worklists == whole.worklists)
    #expect(whole.value("revenue_won") == "10")
  }

  @Test func `a measure asks for what it names, derived fields for nothing more`() {
    var plan = testPlan()
    plan.catalogue.measures["held"]?.filter["qualified"] = ["true"]
    plan.catalogue.measures["won_amount"]?.field = "margin"
    plan.catalogue.measures["won"]?.filter["region"] = ["north"]
    #expect(plan.projection(of: .activities).contains("qualified"))
    #expect(plan.projection(of: .opportunities).isSuperset(of: ["margin", "region", "closed_at"]))
    #expect(!plan.projection(of: .opportunities).contains("closed_on"))
    #expect(!plan.projection(of: .opportunities).contains("product"))
    for entity in Entity.allCases where entity != .opportunities {
      let known = Set(entity.fields.map(\.name)).union(["owner"])
      #expect(plan.projection(of: entity).isSubset(of: known), "\(entity)")
    }
  }
}
