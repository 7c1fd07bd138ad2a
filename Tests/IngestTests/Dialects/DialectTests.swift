import Foundation
import Ingest
import Testing

/// The dialects as data: every rule is usable, every known header line is recognised.
struct DialectTests {
  @Test func `every built-in dialect is there, in the order of the signatures`() {
    #expect(
      DialectCatalogue.builtIn.names == [
        "zoho", "hubspot", "salesforce", "pipedrive", "dynamics", "odoo", "koban", "plain",
      ])
  }

  @Test(arguments: DialectCatalogue.builtIn.names)
  func `no rule of the data files is unusable`(name: String) {
    #expect(DialectCatalogue.faults(inDialect: name) == [])
  }

  struct Line: CustomTestStringConvertible, Sendable {
    var file: String
    var dialect: String
    var entity: Entity
    var language: String
    var testDescription: String { file }
  }

  static let lines: [Line] = [
    Line(file: "hubspot_activities_en", dialect: "hubspot", entity: .activities, language: "en"),
    Line(file: "hubspot_companies_en", dialect: "hubspot", entity: .accounts, language: "en"),
    Line(file: "hubspot_companies_fr", dialect: "hubspot", entity: .accounts, language: "fr"),
    Line(file: "hubspot_contacts_en", dialect: "hubspot", entity: .leads, language: "en"),
    Line(file: "hubspot_contacts_fr", dialect: "hubspot", entity: .leads, language: "fr"),
    Line(file: "hubspot_deals_en", dialect: "hubspot", entity: .opportunities, language: "en"),
    Line(file: "hubspot_deals_fr", dialect: "hubspot", entity: .opportunities, language: "fr"),
    Line(file: "hubspot_tickets_en", dialect: "hubspot", entity: .tickets, language: "en"),
    Line(file: "hubspot_tickets_fr", dialect: "hubspot", entity: .tickets, language: "fr"),
    Line(
      file: "koban_actions_devis_factures_fr", dialect: "koban", entity: .activities, language: "fr"
    ),
    Line(file: "koban_opportunites_fr", dialect: "koban", entity: .opportunities, language: "fr"),
    Line(
      file: "pipedrive_activities_en", dialect: "pipedrive", entity: .activities, language: "en"),
    Line(
      file: "pipedrive_activities_fr", dialect: "pipedrive", entity: .activities, language: "fr"),
    Line(file: "pipedrive_deals_en", dialect: "pipedrive", entity: .opportunities, language: "en"),
    Line(file: "pipedrive_deals_fr", dialect: "pipedrive", entity: .opportunities, language: "fr"),
    Line(
      file: "pipedrive_leads_people_orgs_en", dialect: "pipedrive", entity: .leads, language: "en"),
    Line(
      file: "pipedrive_leads_people_orgs_fr", dialect: "pipedrive", entity: .contacts,
      language: "fr"),
    Line(
      file: "salesforce_opportunity_report_en", dialect: "salesforce", entity: .opportunities,
      language: "en"),
    Line(
      file: "salesforce_opportunity_report_fr", dialect: "salesforce", entity: .opportunities,
      language: "fr"),
    Line(file: "zoho_deals_en", dialect: "zoho", entity: .opportunities, language: "en"),
    Line(file: "zoho_deals_fr", dialect: "zoho", entity: .opportunities, language: "fr"),
  ]

  @Test(
    .enabled(if: SharedData.has("spec/header_lines"), "shared data is missing"), arguments: lines)
  func `every header line of the specification is recognised`(line: Line) throws {
    let text = try String(
      contentsOfFile: SharedData.path("spec/header_lines/\(line.file).csv"), encoding: .utf8)
    let headers = text.split(whereSeparator: \.isNewline)[0].split(
      separator: ",", omittingEmptySubsequences: false
    ).map(String.init)
    let found = DialectCatalogue.builtIn.recognise(headers: headers)
    #expect(found?.dialect == line.dialect)
    #expect(found?.entity == line.entity)
    #expect(found?.language == line.language)
  }

  @Test(.enabled(if: SharedData.has("spec/header_lines"), "shared data is missing"))
  func `no header line of the specification is without a test`() throws {
    let files = try FileManager.default.contentsOfDirectory(
      atPath: SharedData.path("spec/header_lines"))
    #expect(Set(files) == Set(Self.lines.map { $0.file + ".csv" }))
  }

  @Test(
    arguments: [
      (["opportunity_id", "sales_agent", "deal_stage"], nil),
      (["Amount", "Stage", "Type"], nil),
      (["Id", "StageName", "CloseDate", "IsWon"], "salesforce"),
      (["OpportunityId", "StageName", "SystemModstamp"], "salesforce"),
      (["dealname", "dealstage"], "hubspot"),
      (["Deal ID", "Deal Name", "Deal Stage"], "hubspot"),
      (["Record Id", "Deal Name", "Closing Date", "Stage"], "zoho"),
      (["(Do Not Modify) Opportunity", "Topic"], "dynamics"),
      (["\u{FEFF}Record ID", " Deal Name ", "DEAL STAGE"], "hubspot"),
    ] as [([String], String?)])
  func `a signature decides, a single common word never does`(headers: [String], dialect: String?) {
    #expect(DialectCatalogue.builtIn.recognise(headers: headers)?.dialect == dialect)
  }
}

/// Header texts are compared by what they say, not how they are typed.
struct HeaderTextTests {
  @Test(arguments: [
    ("\u{FEFF}Record ID", "record id"), ("  Étape\u{A0} ", "etape"), ("ETAPE", "etape"),
    ("Activité - Date d’ajout", "activite - date d'ajout"), ("“Amount”", "amount"),
    ("\"Amount\"", "amount"), ("Name *", "name"), ("E\u{301}tape", "etape"),
    ("Ｄｅａｌ　Ｎａｍｅ", "deal name"), ("Œuvre", "oeuvre"), ("Łódź", "lodz"), ("N° TVA", "n° tva"),
    ("Date entered “Won (Sales)”", "date entered \"won (sales)\""), ("🚀 Stage", "🚀 stage"),
    ("a\u{200B}b", "ab"), ("\u{1A}Won", "won"), ("", ""),
  ])
  func `folded`(text: String, expected: String) {
    #expect(HeaderText.folded(text) == expected)
  }

  @Test func `cleaned keeps case and accents`() {
    #expect(HeaderText.cleaned("\u{FEFF} Étape  du\u{202F}cycle* ") == "Étape du cycle")
  }
}
