import Foundation
import Testing

/// `jalon init`, through the binary: what it recognises, what it asks, and that a run obeys it.
@Suite struct InitTests {
  static let deals = """
    Record ID,Deal Name,Pipeline,Deal Stage,Amount,Close Date,Create Date,Deal owner
    1,Alpha,Sales,Closed Won,1500.50,2026-03-31 10:00,2026-01-05 09:00,Zoé Martin
    2,Beta,Sales,Negotiation,900,2026-12-31 10:00,2026-02-05 09:00,Karim Ali
    3,Gamma,Sales,Qualified,,2026-12-31 10:00,2026-02-05 09:00,

    """

  @Test func `a folder of HubSpot exports becomes a configuration that check accepts`() throws {
    let workdir = try Workdir("init")
    try workdir.write("exports/hubspot-crm-exports-all-deals-2026-08-30.csv", Self.deals)
    try workdir.write("exports/hubspot-crm-exports-all-deals-2026-08-31.csv", Self.deals)
    try workdir.jalon("init", "--company", "Acme").expect(status: 0, output: "")
    let text = try workdir.text("jalon.yaml")
    #expect(text.contains("company: \"Acme\"\nlanguage: en\n"))
    #expect(
      text.contains(
        """
          opportunities:
            # hubspot/en, 3 rows.
            entity: opportunities
            files: "exports/hubspot-crm-exports-all-deals-*.csv"
            crm: hubspot
            encoding: utf-8
            delimiter: ","
            decimal: "."
            dates: ymd

        """), "\(text)")
    #expect(
      try workdir.text("people.csv") == """
        id,name,email,aliases,team,manager_of,role
        karim-ali,Karim Ali,,,,,
        zoe-martin,Zoé Martin,,,,,

        """)
    #expect(text.hasSuffix("  - {name: \"Negotiation\"}\n  - {name: \"Qualified\"}\n"))
    try workdir.jalon("check", "--as-of", "2026-08-31").expectReadable()
  }

  @Test func `dates that can be two days are asked for, and nothing else is in doubt`() throws {
    let workdir = try Workdir("init")
    try workdir.write(
      "deals.csv",
      """
      Record ID,Deal Name,Deal Stage,Amount,Close Date,Create Date,Deal owner
      1,Alpha,Closed Won,"1.234,50",03/04/2026,01/02/2026,Zoé Martin
      2,Beta,Closed Won,"99,00",05/06/2026,01/02/2026,Zoé Martin

      """)
    let outcome = try workdir.jalon("init")
    outcome.expect(status: 78)
    #expect(outcome.errors.contains("[date-order-undecidable]"), "\(outcome)")
    #expect(!outcome.errors.contains("amount"), "\(outcome)")
    let text = try workdir.text("jalon.yaml")
    #expect(text.contains("    decimal: \",\"\n") && text.contains("    # dates: \n"), "\(text)")
    try workdir.write("jalon.yaml", text.replacing("# dates: ", with: "dates: dmy"))
    try workdir.jalon("check", "--as-of", "2026-08-31").expectReadable()
  }

  @Test func `a header alone proves no format`() throws {
    let workdir = try Workdir("init")
    try workdir.write("deals.csv", String(Self.deals.prefix { $0 != "\n" }) + "\n")
    try workdir.jalon("init").expect(status: 0)
    let text = try workdir.text("jalon.yaml")
    #expect(text.contains("crm: hubspot\n    encoding: utf-8\n    delimiter: \",\"\n"), "\(text)")
    #expect(!text.contains("decimal:") && !text.contains("dates:"), "\(text)")
  }

  @Test func `quotes escaped with a backslash are written down, and are no news`() throws {
    let workdir = try Workdir("init")
    try workdir.write(
      "deals.csv",
      """
      Record ID,Deal Name,Deal Stage,Amount,Close Date,Create Date,Deal owner
      1,"Hôtel \\"Nord\\", lot 2",Closed Won,1500.50,2026-08-20 10:00,2026-01-05 09:00,Zoé Martin
      2,Beta,Negotiation,900,2026-12-31 10:00,2026-02-05 09:00,Karim Ali

      """)
    let outcome = try workdir.jalon("init", "--currency", "EUR", "--time-zone", "UTC")
    outcome.expect(status: 0)
    #expect(!outcome.errors.contains("quotes-assumed"), "\(outcome)")
    #expect(try workdir.text("jalon.yaml").contains("    quotes: backslash\n"))
    let check = try workdir.jalon("check", "--as-of", "2026-08-31")
    check.expect(status: 0)
    #expect(!check.errors.contains("quotes-assumed"), "\(check)")
  }

  @Test func `a delimiter that a first line names is written down and read again`() throws {
    let workdir = try Workdir("init")
    try workdir.write("deals.csv", "sep=~\n" + Self.deals.replacing(",", with: "~"))
    try workdir.jalon("init").expect(status: 0)
    #expect(try workdir.text("jalon.yaml").contains("delimiter: \"~\""))
    try workdir.jalon("check", "--as-of", "2026-08-31").expectReadable()
  }

  @Test func `nothing that exists is overwritten`() throws {
    let workdir = try Workdir("init")
    try workdir.write("deals.csv", Self.deals).write("jalon.yaml", "mine").write(
      "people.csv", "also mine\n")
    let outcome = try workdir.jalon("init")
    outcome.expect(status: 73)
    #expect(outcome.errors.contains("[init-file-exists]"))
    try workdir.jalon("init", "--config", "other.yaml").expect(status: 0)
    #expect(try workdir.text("jalon.yaml") == "mine")
    #expect(try workdir.text("people.csv") == "also mine\n")
    #expect(try workdir.text("other.yaml").contains("file: \"people-2.csv\""))
  }

  @Test func `one number among dates makes no column of day numbers`() throws {
    let workdir = try Workdir("init")
    let rows = (1...28).map { "\($0),Zoé,1,won,\($0)/08/2026\n" }.joined()
    try workdir.write(
      "exports/opps.csv", "id,owner,amount_net,status,close_date\n\(rows)29,Zoé,1,won,45631\n")
    let outcome = try workdir.jalon("init", "--lang", "fr")
    #expect(outcome.errors.contains("1 of 29 rows of exports/opps.csv can't be read"))
    #expect(try workdir.text("jalon.yaml").contains("    dates: dmy\n"))
  }

  @Test func `what is not recognised is asked for, file by file`() throws {
    let workdir = try Workdir("init")
    try workdir.write("exports/notes.csv", "a,b\n1,2\n")
    try workdir.write(
      "exports/hats.csv", "id^owner^amount_net^status^close_date\n1^Zoé^1^won^2026-01-15\n")
    try workdir.write(
      "exports/opps.csv",
      """
      id;owner;amount_net;status;close_date
      1;Zoé;1,50;gagnissime;03/04/2026
      2;Zoé;2,50;won;05/06/2026

      """)
    let outcome = try workdir.jalon("init", "--lang", "fr")
    outcome.expect(status: 78)
    #expect(outcome.errors.contains("exports/notes.csv:1: warning: no CRM's export has these"))
    #expect(
      outcome.errors.contains(
        "  fix: the '^' parts it into known headings: name the file under 'exports' with its "
          + "'entity' and 'delimiter: \"^\"'\n"))
    #expect(outcome.errors.contains("can be two days: 2026-04-03 or 2026-03-04"))
    #expect(outcome.errors.contains("values that are not known: 'gagnissime'"))
    let text = try workdir.text("jalon.yaml")
    #expect(text.contains("    decimal: \",\"\n"))
    #expect(text.contains("    # dates: \n"))
    #expect(text.contains("      # status: {\"gagnissime\": }\n"))
    #expect(
      text.contains("# Fichiers qui ne sont pas lus : exports/hats.csv, exports/notes.csv.\n"))
    // Completed as asked, it is accepted.
    let completed = text.replacing("    # dates: \n", with: "    dates: dmy\n")
      .replacing("    # values:", with: "    values:")
      .replacing("      # status: {\"gagnissime\": }", with: "      status: {\"gagnissime\": won}")
    try workdir.write("jalon.yaml", completed)
    try workdir.jalon("check", "--as-of", "2026-08-31").expectReadable()
  }

  @Test func `a sheet of targets becomes objectives, or asks who its owners are`() throws {
    let workdir = try Workdir("init")
    try workdir.write("deals.csv", Self.deals).write(
      "quotas 2026.csv",
      """
      Commercial;Année;T1;T2;T3;T4
      Zoé Martin;2026;10 000;12 000;12 000;20 000
      Karim Ali;2026;9 000;9 000;-;9 000

      """
    ).write("goals.csv", "who,kpi,period,target\nNorth,meetings_held,2026-Q3,40\n")
    let outcome = try workdir.jalon("init")
    outcome.expect(status: 0)
    #expect(
      outcome.errors.contains(
        "the columns of quotas 2026.csv are taken for objectives by their headings, and their "
          + "targets for revenue_won"), "\(outcome.errors)")
    #expect(outcome.errors.contains("nobody is known by 'North'"))
    let text = try workdir.text("jalon.yaml")
    #expect(
      text.hasSuffix(
        """
        # To confirm: objectives, from the headings.
        objectives:
        #   - file: "goals.csv"
        #     encoding: utf-8
        #     delimiter: ","
          - file: "quotas 2026.csv"
            encoding: utf-8
            delimiter: ";"
            layout: wide
            kpi: revenue_won

        """), "\(text)")
    try workdir.jalon("check", "--as-of", "2026-08-31").expectReadable()
    let figures = try workdir.jalon(
      "figures", "--as-of", "2026-08-31", "--kpi", "quota_attainment", "--scope", "rep:zoe-martin")
    #expect(figures.output.contains("quota_attainment"), "\(figures)")
  }

  @Test func `what was spent, what selling costs and what customers use are told by their words`()
    throws
  {
    let workdir = try Workdir("init")
    try workdir.write("deals.csv", Self.deals).write(
      "depenses.csv", "Mois;Canal;Dépense\n2026-01;google_ads;1 200,50\n2026-02;salon;300,00\n"
    ).write("couts.csv", "Mois;Nature;Coût\n2026-01;Ventes;12 000,00\n2026-01;marketing;900,00\n")
      .write("usage.csv", "client;fonctionnalité;activée le\nc1;export;2026-01-03\n")
    let outcome = try workdir.jalon("init")
    outcome.expect(status: 0)
    let text = try workdir.text("jalon.yaml")
    for entity in ["spend", "costs", "features"] {
      #expect(text.contains("    entity: \(entity)\n"), "\(text)")
    }
    try workdir.jalon("check", "--as-of", "2026-08-31").expectReadable()
  }

  @Test func `a required column that is missing is named with the nearest heading`() throws {
    let workdir = try Workdir("init")
    try workdir.write(
      "deals.csv",
      "Record ID,Deal Name,Deal Stage,Amuont,Close Date,Deal owner\n1,A,x,1,2026-01-01,Z\n")
    let outcome = try workdir.jalon("init")
    outcome.expect(status: 78)
    #expect(
      outcome.errors.contains(
        "a column for amount_net is missing in opportunities; the nearest is 'Amuont'"))
    #expect(outcome.errors.contains("of source 'opportunities' in jalon.yaml"))
  }

  @Test func `an empty folder has nothing to configure`() throws {
    let workdir = try Workdir("init")
    try workdir.jalon("init").expect(
      status: 66,
      errors: "jalon: error: no CSV file in . [init-nothing-recognised]\n")
    #expect(!workdir.exists("jalon.yaml"))
  }

  @Test func `stages whose words tell a status are proposed, several spellings are one person`()
    throws
  {
    let workdir = try Workdir("init")
    try workdir.write(
      "affaires.csv",
      """
      ID de fiche d'informations,Nom de la transaction,Phase de la transaction,Montant,\
      Date de fermeture,Date de création,Propriétaire de la transaction
      1,A,Signé chez le client,10,2026-03-31 10:00,2026-01-05 09:00,Zoé Martin
      2,B,Devis,10,2026-12-31 10:00,2026-01-05 09:00,Zoé MARTIN
      3,C,Sans suite,10,2026-03-31 10:00,2026-01-05 09:00,zoe.martin@exemple.example

      """)
    let outcome = try workdir.jalon("init", "--currency", "EUR", "--time-zone", "Europe/Paris")
    outcome.expect(status: 0)
    #expect(outcome.errors.contains("stage 'Sans suite' is taken for lost because of its name"))
    let text = try workdir.text("jalon.yaml")
    #expect(
      text.contains(
        """
              status:
                "Signé chez le client": won
                "Sans suite": lost

        """), "\(text)")
    #expect(text.hasSuffix("stages:\n  - {name: \"Devis\"}\n"))
    #expect(
      try workdir.text("people.csv").contains(
        "zoe-martin,Zoé Martin,zoe.martin@exemple.example,Zoé MARTIN,"))
    let figures = try workdir.jalon("figures", "--as-of", "2026-08-31", "--period", "year")
    figures.expect(status: 0)
  }

  @Test func `without identifiers a key is proposed, and words are no probability`() throws {
    let workdir = try Workdir("init")
    try workdir.write(
      "pipeline.csv",
      """
      Deal Name,Client Code,Owner code,Deal Status,Deal Stage,Close Date (A),Closure Probability,\
      Deal value,Created Date
      Audit,C1,O1,Won,Signed,2025-03-31,High,10,2025-01-05
      Audit,C2,O2,Lost,Dropped,2025-03-31,Low,20,2025-01-05
      Audit,C2,O1,Open,Offer,2025-12-31,Medium,30,2025-02-07
      Deal Name,Client Code,Owner code,Deal Status,Deal Stage,Close Date (A),Closure Probability,\
      Deal value,Created Date

      """)
    let outcome = try workdir.jalon("init", "--currency", "EUR", "--time-zone", "Europe/Paris")
    outcome.expect(status: 0)
    let text = try workdir.text("jalon.yaml")
    #expect(
      text.contains("    key: [\"Deal Name\", \"Client Code\", \"Created Date\"]\n"), "\(text)")
    #expect(!text.contains("probability"), "\(text)")
    let figures = try workdir.jalon(
      "figures", "--as-of", "2025-12-30", "--period", "year", "--kpi", "revenue_won", "--scope",
      "company")
    figures.expect(status: 0)
    #expect(figures.output.contains(",revenue_won,"), "\(figures.output)")
    #expect(figures.output.contains("10.00"), "\(figures.output)")
  }

  @Test func `exports in a ZIP archive are named as its members`() throws {
    let workdir = try Workdir("init")
    try workdir.write("deals.csv", Self.deals).write("notes.csv", "x\n")
    let zip = try workdir.shell(
      "python3 -c \"import zipfile; z=zipfile.ZipFile('all-2026-08-31.zip','w'); "
        + "z.write('deals.csv'); z.write('notes.csv')\" && rm deals.csv notes.csv")
    try #require(zip.status == 0, "\(zip)")
    try workdir.jalon("init").expect(status: 0)
    #expect(try workdir.text("jalon.yaml").contains("files: \"all-*.zip/deals.csv\"\n"))
    try workdir.jalon("check", "--as-of", "2026-08-31").expectReadable()
  }

  // MARK: Real exports

  struct Dataset: CustomTestStringConvertible, Sendable {
    var folder: String
    var asOf: String
    var sources: Int
    var arguments: [String] = []
    var testDescription: String { folder }
    var isThere: Bool { FileManager.default.fileExists(atPath: path) }
    var path: String {
      Package.root.deletingLastPathComponent().path + "/shared/datasets/" + folder
    }
  }

  static let datasets = [
    Dataset(folder: "maven_crm_sales_opportunities", asOf: "2017-12-31", sources: 1),
    Dataset(folder: "adventureworks_reseller_sales", asOf: "2020-06-30", sources: 1),
    Dataset(folder: "salesforce_devorg_export", asOf: "2026-03-01", sources: 5),
  ]

  @Test(
    .enabled(if: datasets.allSatisfy(\.isThere), "shared data is missing"), arguments: datasets)
  func `a folder of real exports is recognised and checks clean`(dataset: Dataset) throws {
    let workdir = try Workdir("init")
    let outcome = try workdir.jalon("init", dataset.path, "--config", workdir.path + "/jalon.yaml")
    outcome.expect(status: 0)
    let text = try workdir.text("jalon.yaml")
    #expect(text.components(separatedBy: "    entity: ").count - 1 == dataset.sources, "\(text)")
    try workdir.jalon("check", "--as-of", dataset.asOf).expect(status: 0)
  }

  @Test func `the sample company's exports are recognised and check clean`() throws {
    let workdir = try Workdir("init")
    try workdir.copy("sample-data/hubspot-fr/exports", as: "exports")
    try workdir.jalon("init", "--company", "Exemple SA").expect(status: 0)
    let text = try workdir.text("jalon.yaml")
    #expect(text.contains("language: fr\n"))
    try workdir.jalon("check", "--as-of", "2026-11-20").expect(status: 0)
  }
}
