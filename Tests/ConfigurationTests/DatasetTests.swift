import Analysis
import Calendar
import FoundationEssentials
import Ingest
import Testing

@testable import Configuration

/// Published files of objectives and people, when they lie beside the checkout.
struct DatasetTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "shared/datasets").path

  private static let isPresent = FileManager.default.fileExists(atPath: folder)

  /// A configuration in memory over files on disk.
  private struct Overlay: FileAccess {
    let text: String
    func bytes(atPath path: String) throws(FileAccessFailure) -> [UInt8] {
      path.hasSuffix("jalon.yaml") ? Array(text.utf8) : try LocalFiles().bytes(atPath: path)
    }
    func names(inDirectory path: String) -> [String] { LocalFiles().names(inDirectory: path) }
  }

  @Test(.enabled(if: isPresent, "../shared/datasets is not there"))
  func `targets in thousands by national identifier are read`() throws {
    let text = """
      company: AdventureWorks
      currency: USD
      exports: {sales: {entity: orders, files: ../adventureworks_reseller_sales/FactResellerSales.csv}}
      people:
        - file: ../adventureworks_reseller_sales/DimEmployee_pipe_noheader.csv
          delimiter: "|"
          columns: [\(Self.employeeColumns)]
          headers: {NationalID: id, FullName: name, EmployeeKey: aliases}
      objectives:
        - {file: ResellerSalesTargets.csv, kpi: revenue_invoiced, scale: 1000}
      """
    let (configuration, diagnostics) = Configuration.load(
      path: Self.folder + "/microsoft_pl300_adventureworks_targets/jalon.yaml",
      files: Overlay(text: text))
    #expect(diagnostics.map(\.summary) == [])
    let loaded = try #require(configuration)
    let total = loaded.objectives.reduce(Int64(0)) { $0 + ($1.target?.numerator ?? 0) }
    #expect(loaded.objectives.count == 809)
    #expect(total == 676_210 * 1_000 * 100)
    // A person who changed post has several keys, all of which lead to them.
    #expect(loaded.people.contains { $0.name == "Rob Walters" && $0.aliases == ["4", "5"] })
  }

  private static let employeeColumns = (1...31).map { number in
    switch number {
    case 2: "EmployeeKey"
    case 4: "NationalID"
    case 18: "FullName"
    default: "c\(number)"
    }
  }.joined(separator: ", ")

  @Test(.enabled(if: isPresent, "../shared/datasets is not there"))
  func `a list of agents with their managers gives people and teams`() throws {
    let text = """
      company: Maven
      currency: USD
      exports: {deals: {entity: opportunities, files: sales_pipeline.csv}}
      people: {file: sales_teams.csv, headers: {sales_agent: name, manager: team}}
      """
    let (configuration, diagnostics) = Configuration.load(
      path: Self.folder + "/maven_crm_sales_opportunities/jalon.yaml", files: Overlay(text: text))
    #expect(diagnostics.map(\.summary) == [])
    let loaded = try #require(configuration)
    #expect(loaded.people.count == 35)
    #expect(loaded.teams.count == 6)
  }
}
