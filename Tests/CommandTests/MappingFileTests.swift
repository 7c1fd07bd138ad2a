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

  @Test func `rules keep to their table and column, dates to the order of the file`() throws {
    let workdir = try Workdir("mapping")
    try workdir.write(
      "deals.csv",
      """
      id,amount_net,status,close_date,owner,Kind,State,In stage Demo,Seen
      1,10,won,20/01/2026,Zoé,ghost,,25/01/2026,abc
      2,10,won,27/08/2026,Zoé,,zombie,25/01/2026,abc
      3,10,won,28/08/2026,Zoé,,zombie,25/01/2026,abc
      4,10,won,28/08/2026,Zoé,,,25/01/2026,abc

      """)
    try workdir.write(
      "jalon.yaml", Self.configuration.replacing("    crm: hubspot\n", with: ""))
    try workdir.write(
      "mapping.tsv",
      [
        "drop opportunities - - Kind ghost -", "drop opportunities - - State zombie -",
        "entered opportunities - - In_stage_* 1 -", "entered leads - - Se* 1 -",
      ].map { $0.replacing(" ", with: "\t").replacing("_", with: " ") + "\n" }.joined())
    let check = try workdir.jalon("check", "--verbose", "--as-of", "2026-08-31", "--lang", "en")
    #expect(check.errors.contains("1 record was left out because 'Kind' is 'ghost'"))
    #expect(check.errors.contains("2 records were left out because 'State' is 'zombie'"))
    #expect(check.errors.contains("jalon: read 1 rows of deals.csv, 0 rejected"))
  }
}
