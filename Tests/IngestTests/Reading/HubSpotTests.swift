import Ingest
import Testing

/// HubSpot exports in French, in English and with internal names.
struct HubSpotTests {
  static let frenchDeals = """
    ID de fiche d'informations;Nom de la transaction;Pipeline;Phase de la transaction;Montant;\
    Date de fermeture;Date de création;Propriétaire de la transaction;Associated Company IDs
    101;Boulangerie Léa;Ventes;Fermé gagné;1\u{A0}250,50;27/08/2026 14:05;01/06/2026;Chloé Béranger;"55;66"
    """

  /// As Excel saves it in France: Windows-1252, CRLF.
  private func windows1252(_ text: String) -> [UInt8] {
    text.unicodeScalars.flatMap { scalar -> [UInt8] in
      switch scalar {
      case "\n": [0x0D, 0x0A]
      case "’": [0x92]
      case "€": [0x80]
      default: [UInt8(truncatingIfNeeded: scalar.value)]
      }
    }
  }

  @Test func `a French deals file that Excel saved, with its format declared`() throws {
    let text =
      Self.frenchDeals
      + "\n102;L’Atelier Ônyx;Ventes;Devis envoyé;;30/09/2026;02/06/2026;Chloé Béranger;\n"
    let readout = try read(windows1252(text), zone: paris) { format in
      format.decimalMark = UInt8(ascii: ",")
      format.dateOrder = "dmy"
    }
    #expect(readout.report.diagnostics.filter { $0.severity == .error } == [])
    #expect(readout.ids.contains("encoding-assumed"))
    #expect(readout.report.files.map(\.dialect) == ["hubspot/fr"])
    #expect(readout.report.files.map(\.encoding) == ["windows-1252"])
    #expect(readout.report.files.map(\.delimiter) == [";"])
    #expect(readout.texts("id") == ["101", "102"])
    #expect(readout.texts("name") == ["Boulangerie Léa", "L’Atelier Ônyx"])
    #expect(readout.texts("owner") == ["Chloé Béranger", "Chloé Béranger"])
    #expect(readout.texts("account_id") == ["55", nil])
    #expect(readout.texts("stage") == ["Fermé gagné", "Devis envoyé"])
    #expect(readout.texts("status") == ["won", "open"])
    #expect(readout.numbers("amount_net") == [125_050, nil])
    #expect(readout.days("close_date") == ["2026-08-27", "2026-09-30"])
    #expect(readout.days("created_at") == ["2026-06-01", "2026-06-02"])
  }

  @Test func `the same without a declaration is refused, since HubSpot writes neither so`() throws {
    let readout = try read(windows1252(Self.frenchDeals))
    #expect(readout.diagnostic("amount-format-contradicts")?.severity == .error)
    #expect(readout.diagnostic("date-format-contradicts")?.severity == .error)
    #expect(readout.ids.last == "too-many-rejects")
    #expect(readout.rowCount == 0)
  }

  @Test(arguments: [false, true])
  func `UTF-16 with a byte order mark`(bigEndian: Bool) throws {
    let text =
      "\u{FEFF}Record ID,Deal Name,Deal Stage,Amount,Close Date,Deal owner\n"
      + "1,Été,Closed Won,12.5,2026-01-31 23:30,Zoé\n"
    let bytes = text.utf16.flatMap { unit -> [UInt8] in
      let high = UInt8(unit >> 8)
      let low = UInt8(unit & 0xFF)
      return bigEndian ? [high, low] : [low, high]
    }
    let readout = try read(bytes)
    #expect(readout.report.diagnostics.filter { $0.severity == .error } == [])
    #expect(readout.report.files.map(\.encoding) == [bigEndian ? "utf-16be" : "utf-16le"])
    #expect(readout.texts("name") == ["Été"])
    #expect(readout.texts("status") == ["won"])
    #expect(readout.days("close_date") == ["2026-01-31"])
  }

  @Test func `flags decide the status before the stage, and contradictions are told`() throws {
    let readout = try read(
      """
      Record ID,Deal Stage,Amount,Close Date,Deal owner,Is Deal Closed?,Is Closed Won,Is closed lost
      1,Closed Won,1,2026-01-01,A,true,true,false
      2,Signed at last,2,2026-01-01,A,true,true,false
      3,Proposal,3,2026-01-01,A,false,false,false
      4,Abandoned,4,2026-01-01,A,true,false,true
      5,Closed Won,5,2026-01-01,A,true,false,true

      """, dialect: "hubspot")
    #expect(readout.texts("status") == ["won", "won", "open", "lost", "lost"])
    let contradiction = readout.diagnostic("status-contradicts-stage")
    #expect(contradiction?.severity == .warning)
    #expect(contradiction?.place == Place(file: "export.csv", line: 6, column: 3))
    #expect(readout.report.files.map(\.rowCount) == [5])
  }

  @Test func `the amount in company currency goes before the deal's own`() throws {
    let readout = try read(
      """
      Record ID,Deal Stage,Amount,Amount in company currency,Currency,Close Date,Deal owner
      1,Closed Won,100,92.5,USD,2026-01-01,A

      """, dialect: "hubspot")
    #expect(readout.numbers("amount_net") == [9_250])
    #expect(readout.tables.first?.columns["currency"] == nil)
  }

  @Test func `stage entries become stage history, the newer family of columns only`() throws {
    let readout = try read(
      #"""
      Record ID,Deal Name,Deal Stage,Amount,Close Date,Deal owner,\#
      "Date entered ""Proposal (EMEA) (Sales Pipeline)""",Date entered “Closed Won (Sales Pipeline)”,\#
      Date entered 'Old name (Sales Pipeline)',Date entered current stage
      1,A,Closed Won,1,2026-01-01,Zoé,2026-01-02 10:00,2026-02-03 11:30,2025-12-01,2026-02-03 11:30
      2,B,Proposal,1,2026-01-01,Zoé,2026-01-05,,,2026-01-05

      """#, zone: paris)
    #expect(readout.report.diagnostics.filter { $0.severity == .error } == [])
    #expect(readout.rows(.stageHistory) == 3)
    #expect(readout.texts("opportunity_id", of: .stageHistory) == ["1", "1", "2"])
    #expect(
      readout.texts("stage", of: .stageHistory) == [
        "Proposal (EMEA)", "Closed Won", "Proposal (EMEA)",
      ])
    #expect(
      readout.texts("pipeline", of: .stageHistory) == Array(repeating: "Sales Pipeline", count: 3))
    #expect(
      readout.moments("entered_at", of: .stageHistory) == [
        "2026-01-02 10:00:00", "2026-02-03 11:30:00", "2026-01-05 00:00:00",
      ])
    #expect(readout.tables.first?.lines == [2, 2, 3])
  }

  @Test func `internal names, with stage ids mapped by the customer`() throws {
    let readout = try read(
      """
      hs_object_id,dealname,dealstage,amount,closedate,hubspot_owner_id,hs_v2_date_entered_3165
      1.0,A,3165,10,2026-01-01T10:00:00Z,77,2026-01-01T23:30:00Z
      2,B,closedlost,10,2026-01-01,77,

      """, values: ["status_from_stage": ["3165": "won"]], zone: paris)
    #expect(readout.texts("id") == ["1", "2"])
    #expect(readout.texts("status") == ["won", "lost"])
    #expect(readout.report.files.map(\.dialect) == ["hubspot/api"])
    #expect(readout.texts("stage", of: .stageHistory) == ["3165"])
    #expect(readout.moments("entered_at", of: .stageHistory) == ["2026-01-02 00:30:00"])
  }

  @Test func `a calls export takes its type from the columns it has`() throws {
    let readout = try read(
      """
      Record ID,Call title,Activity date,Activity assigned to,Call outcome,Call direction
      1,Hello,2026-01-01 10:00,zoe@example.com,Connected,OUTBOUND
      2,Again,2026-01-02 10:00,zoe@example.com,Left voicemail,OUTBOUND
      3,Odd,2026-01-03 10:00,zoe@example.com,Wants a rebate,INBOUND

      """, as: .activities)
    #expect(readout.report.files.map(\.dialect) == ["hubspot/en"])
    #expect(readout.texts("type", of: .activities) == ["call", "call", "call"])
    #expect(
      readout.texts("outcome", of: .activities) == ["answered", "no_answer", "Wants a rebate"])
    #expect(readout.diagnostic("value-unknown")?.severity == .warning)
    #expect(readout.moments("activity_at", of: .activities).first == "2026-01-01 10:00:00")
  }

  @Test func `contacts are read as leads`() throws {
    let readout = try read(
      """
      Record ID,First Name,Last Name,Contact owner,Create Date,Lifecycle Stage,Original Traffic Source,\
      Date of first engagement
      9,A,B,Zoé,2026-01-01 08:00,Lead,Organic Search,2026-01-01 09:00

      """, as: .leads)
    #expect(readout.texts("source", of: .leads) == ["Organic Search"])
    #expect(readout.moments("first_contact_at", of: .leads) == ["2026-01-01 09:00:00"])
  }
}
