import Analysis
import Calendar
import FoundationEssentials
import Ingest
import Testing

@testable import Configuration

struct ConfigurationFileTests {
  /// `docs/configuration.yaml` beside the files it names.
  private func documented() throws -> MemoryFiles {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let text = try String(
      contentsOf: root.appending(path: "docs/configuration.yaml"), encoding: .utf8)
    var files = MemoryFiles([
      "jalon.yaml": text,
      "personnes.csv": """
      Nom;E-mail;Équipe;Du;Au;Chef de;Rôle
      Alice Dupont;alice.dupont@example.com;nord;01/01/2024;;Équipe Nord;MGR
      Bob Léger;bob@example.com;Équipe Sud;;;;AE
      """,
      "objectifs.csv": """
      Qui;KPI;Période;Objectif
      Bob Léger;CA signé;T3 2026;120 k€
      Équipe Sud;revenue_won;2026-Q3;300 000,00 €
      """,
      "quotas.csv": """
      Year,EmployeeID,M07,M08,M09
      2026,4711,10,-,20
      2026,Alice Dupont,50,60,à voir
      """,
      "espanol.yaml": """
      code: es
      name: español
      texts: {table.actual: Realizado}
      kpis: {revenue_won: Ingresos firmados}
      """,
      "indicateurs.yaml": """
      measures:
        big_won: {entity: opportunities, aggregate: count, date: closed_on, filter: {size: large}}
      kpis:
        - id: n_won_large
          label: Grands comptes
          formula: {measure: big_won}
          unit: count
      """,
      "exports/hubspot-crm-exports-transactions-2026-08-13.csv": "",
      "exports/hubspot-crm-exports-transactions-2026-08-14.csv": "",
      "exports/commandes.csv": "", "exports/appels-1.csv": "", "exports/appels-2.csv": "",
    ])
    // As a French Excel saves it.
    let people = try #require(files.files["personnes.csv"])
    files.files["personnes.csv"] = String(decoding: people, as: UTF8.self).unicodeScalars.map {
      UInt8(truncatingIfNeeded: $0.value)
    }
    return files
  }

  @Test func `the documented configuration loads without a finding`() throws {
    let (configuration, diagnostics) = Configuration.load(
      path: "jalon.yaml", files: try documented())
    #expect(diagnostics == [])
    let loaded = try #require(configuration)
    #expect(loaded.companyName == "Exemple SA")
    #expect(loaded.people.map(\.id) == ["alice-dupont", "bob-leger", "chloe", "file-d-attente"])
    #expect(loaded.teams.map(\.manager) == [nil, "alice-dupont", nil])
    #expect(loaded.inputs.map(\.name).contains("quotas.csv"))
  }

  @Test func `targets keep their money, owner and period`() throws {
    let loaded = try #require(
      Configuration.load(path: "jalon.yaml", files: try documented()).configuration)
    let targets = loaded.objectives.map { "\($0.id) \($0.target?.numerator ?? 0)" }
    #expect(
      targets == [
        "revenue_won.rep-bob-leger.2026-Q3 12000000",
        "revenue_won.team-sud.2026-Q3 30000000",
        "revenue_won.rep-chloe.2026-07 1000000",
        "revenue_won.rep-chloe.2026-09 2000000",
        "revenue_won.team-nord.2026-07 5000000",
        "revenue_won.team-nord.2026-08 6000000",
        "signed-2026 240000000",
        "win_rate_closed_n.team-nord.2026-H1 25",
        "calls.rep-chloe.2026-Q3 40",
      ])
  }

  @Test(arguments: [
    ("\";\"", UInt8(ascii: ";")), ("tab", 9), ("\"~\"", UInt8(ascii: "~")), ("\" \"", 32),
    ("\"\\x01\"", 1),
  ])
  func `any sign may part the cells of an export`(written: String, byte: UInt8) throws {
    let files = MemoryFiles([
      "jalon.yaml": """
      company: E
      exports: {deals: {entity: opportunities, files: x.csv, delimiter: \(written)}}
      """,
      "x.csv": "",
    ])
    let (configuration, diagnostics) = Configuration.load(path: "jalon.yaml", files: files)
    #expect(!diagnostics.contains { $0.id == "configuration-value-invalid" })
    let reading = try #require(configuration).readPlan(asOf: day("2026-08-31"), files: files)
    #expect(reading.plan.sources.map(\.format.delimiter) == [byte])
  }

  @Test func `the sample companies load without an error`() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "sample-data").path
    for name in LocalFiles().names(inDirectory: root) {
      let path = "\(root)/\(name)/jalon.yaml"
      guard FileManager.default.fileExists(atPath: path) else { continue }
      let (configuration, diagnostics) = Configuration.load(path: path, files: LocalFiles())
      #expect(diagnostics.map(brief) == [], "\(name)")
      let loaded = try #require(configuration)
      let asOf = loaded.defaultAsOf(now: 0, files: LocalFiles())
      #expect(asOf.isFromFileNames, "\(name)")
      let reading = loaded.readPlan(asOf: asOf.date, files: LocalFiles())
      #expect(reading.diagnostics == [], "\(name)")
      #expect(!loaded.analysisPlan(asOf: asOf.date, version: "").objectives.isEmpty, "\(name)")
    }
  }
}
