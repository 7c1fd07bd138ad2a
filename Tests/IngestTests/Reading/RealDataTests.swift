import Ingest
import Testing

/// Exports that nobody here wrote, read through the whole of Ingest.
struct RealDataTests {
  private static let maven = "datasets/maven_crm_sales_opportunities/sales_pipeline.csv"
  private static let adventureWorks = "datasets/adventureworks_reseller_sales/FactResellerSales.csv"
  private static let salesforce = "datasets/salesforce_devorg_export"

  private func source(
    _ entity: Entity, _ file: String, headers: [String: String] = [:], dateOrder: String? = nil
  ) -> ReadPlan.Source {
    var format = ReadPlan.FileFormat()
    format.dateOrder = dateOrder
    return ReadPlan.Source(
      name: "real", entity: entity, files: [(path: SharedData.path(file), name: file)],
      format: format, headers: headers, place: Place(file: "jalon.yaml", line: 1))
  }

  @Test(.enabled(if: SharedData.has(Self.maven), "shared data is missing"), arguments: [1, 2])
  func `Maven's 8800 opportunities, 4238 of them won`(threadCount: Int) {
    let readout = read(
      plan(
        [
          source(
            .opportunities, Self.maven,
            headers: [
              "opportunity_id": "id", "sales_agent": "owner", "deal_stage": "stage",
              "engage_date": "created_at", "close_value": "amount_net", "account": "account_name",
            ])
        ], threadCount: threadCount))
    #expect(readout.report.diagnostics.filter { $0.severity > .note } == [])
    #expect(readout.rowCount == 8_800)
    let statuses = readout.texts("status")
    #expect(statuses.filter { $0 == "won" }.count == 4_238)
    #expect(statuses.filter { $0 == "lost" }.count == 2_473)
    #expect(statuses.filter { $0 == "open" }.count == 2_089)
    let amounts = readout.numbers("amount_net")
    let won = zip(statuses, amounts).filter { $0.0 == "won" }.compactMap(\.1).reduce(0, +)
    #expect(won == 1_000_553_400)
    // Lost deals have a value of 0, open ones have none.
    #expect(amounts.filter { $0 == nil }.count == 2_089)
    #expect(readout.numbers("created_at").filter { $0 == nil }.count == 500)
    #expect(readout.texts("account_name").filter { $0 == nil }.count == 1_425)
    #expect(Set(readout.texts("owner")).count == 30)
  }

  @Test(.enabled(if: SharedData.has(Self.adventureWorks), "shared data is missing"))
  func `AdventureWorks' 57851 sales lines to the cent`() {
    let readout = read(
      plan([
        source(
          .orders, Self.adventureWorks,
          headers: [
            "SalesOrderNumber": "order_id", "OrderDate": "date", "SalesAmount": "amount",
            "EmployeeKey": "owner", "ResellerKey": "customer_id", "ProductKey": "product",
          ])
      ]))
    #expect(readout.report.diagnostics.filter { $0.severity > .note } == [])
    #expect(readout.rows(.orders) == 57_851)
    #expect(readout.numbers("amount", of: .orders).compactMap(\.self).reduce(0, +) == 7_754_857_020)
    #expect(Set(readout.texts("owner", of: .orders)).count == 17)
    #expect(readout.days("date", of: .orders).first == "2017-07-01")
  }

  @Test(.enabled(if: SharedData.has(Self.salesforce), "shared data is missing"))
  func `a Salesforce org's opportunities and their history, dates declared as month first`() {
    let readout = read(
      plan([
        source(.opportunities, Self.salesforce + "/Opportunity.csv", dateOrder: "mdy"),
        source(.stageHistory, Self.salesforce + "/OpportunityHistory.csv", dateOrder: "mdy"),
      ]))
    #expect(readout.report.diagnostics.filter { $0.severity == .error } == [])
    #expect(readout.rowCount == 36)
    #expect(readout.rows(.stageHistory) == 48)
    #expect(readout.report.files.map(\.dialect) == ["salesforce/api", "salesforce/api"])
    #expect(readout.numbers("amount_net").filter { $0 == nil }.count == 5)
    #expect(readout.days("close_date").first == "2024-02-03")
    #expect(readout.days("created_at").first == "2026-02-23")
    #expect(readout.numbers("probability").first == 100_000)
    #expect(
      readout.moments("entered_at", of: .stageHistory).first == "2026-02-23 20:55:00")
    #expect(readout.texts("opportunity_id", of: .stageHistory).first == "006bm00000LKJNNAA5")
  }

  @Test(.enabled(if: SharedData.has(Self.salesforce), "shared data is missing"))
  func `the same without a word on dates is refused, for the dialect says year first`() {
    let readout = read(plan([source(.opportunities, Self.salesforce + "/Opportunity.csv")]))
    #expect(readout.ids.contains("date-format-contradicts"))
    #expect(readout.ids.last == "too-many-rejects")
    #expect(readout.report.hasErrors)
  }
}
