import Foundation
import Testing

/// A customer's own mapping: the same kind of file as a dialect, whose rules go before those of the CRM.
@Suite struct MappingFileTests {
  private static let deals = """
    ID de fiche d'informations,Nom de la transaction,Phase de la transaction,Montant,Montant pondéré,\
    Date de fermeture,Date de création,Propriétaire de la transaction,Type de transaction,\
    "Date d'entrée dans ""Négociation (Ventes)\""\"
    1,A,Négociation,,70,2026-12-10 10:00,2026-05-01 10:00,Jane,test,2026-06-10 10:00
    2,B,Négociation,,50,2026-12-10 10:00,2026-05-01 10:00,Jane,,2026-06-11 10:00

    """

  private static let configuration = """
    company: Exemple
    exports:
      deals:
        entity: opportunities
        files: deals.csv
        crm: hubspot
        mapping: mapping.tsv
    stages: [{name: Négociation}]

    """

  /// The example of docs/extending.md.
  private static func example() throws -> String {
    let document = try String(
      contentsOfFile: Package.root.path + "/docs/extending.md", encoding: .utf8)
    let block = document.split(separator: "```tsv\n").last?.split(separator: "```\n").first
    return String(try #require(block))
  }

  private static func value(_ kpi: String, _ output: String) -> Substring? {
    output.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
      .first { $0[1] == "2026" && $0[7] == kpi && $0[8].isEmpty }?[9]
  }

  @Test(arguments: ["\n", "\r\n"])
  func `the documented rules read stages, join columns and leave records out`(end: String) throws {
    let workdir = try Workdir("mapping")
    try workdir.write("deals.csv", Self.deals)
    try workdir.write("jalon.yaml", Self.configuration)
    try workdir.write("mapping.tsv", try Self.example().replacing("\n", with: end))
    let figures = try workdir.jalon(
      "figures", "--as-of", "2026-08-31", "--scope", "company", "--period", "year")
    figures.expect(status: 0)
    #expect(Self.value("n_open", figures.output) == "1")
    #expect(Self.value("open_pipeline", figures.output) == "50.00")
    #expect(Self.value("stage_waiting[negociation]", figures.output) == "1")
  }

  @Test func `without them the same export tells none of it`() throws {
    let workdir = try Workdir("mapping")
    try workdir.write("deals.csv", Self.deals)
    try workdir.write(
      "jalon.yaml", Self.configuration.replacing("    mapping: mapping.tsv\n", with: ""))
    let figures = try workdir.jalon(
      "figures", "--as-of", "2026-08-31", "--scope", "company", "--period", "year")
    figures.expect(status: 0)
    #expect(Self.value("n_open", figures.output) == "2")
    #expect(Self.value("stage_waiting[negociation]", figures.output) == "")
  }
}
