import Foundation
import Ingest
import Testing

/// What is wrong with a file is said, all at once, with the cause and the fix.
struct FindingTests {
  static let header = "id,stage,amount_net,close_date,owner\n"

  // MARK: Files

  private func source(_ path: String, dialect: String? = nil) -> ReadPlan.Source {
    ReadPlan.Source(
      name: "deals", entity: .opportunities, files: [(path: path, name: "x.csv")],
      dialect: dialect, place: Place(file: "jalon.yaml", line: 7))
  }

  @Test func `a missing file, a folder and an unknown dialect are told together`() throws {
    let folder = try Workfolder()
    let good = try folder.write("x.csv", Array((Self.header + "1,a,1,2026-01-01,A\n").utf8))
    let readout = read(
      plan([
        source("/nowhere/at/all.csv"), source(folder.url.path), source(good, dialect: "hubspt"),
        source(good),
      ]))
    #expect(
      readout.report.diagnostics.filter { $0.severity == .error }.map(\.id) == [
        "source-file-missing", "source-file-unreadable", "dialect-unknown",
      ])
    #expect(readout.diagnostic("dialect-unknown")?.place == Place(file: "jalon.yaml", line: 7))
    #expect(readout.diagnostic("dialect-unknown")?.fixes.first == "did you mean hubspot?")
    #expect(readout.rowCount == 1)
  }

  @Test(arguments: [
    ("", "source-file-empty"), ("\n\n\n", "source-file-empty"),
    ("\u{FEFF}", "source-file-empty"), (header, "source-file-without-rows"),
    ("<!DOCTYPE html><html><body>Sign in</body></html>", "not-a-csv"),
    ("PK\u{3}\u{4}\u{14}\0\u{6}\0\u{8}\0\0\0!\0", "not-a-csv"), ("%PDF-1.7\n", "not-a-csv"),
  ])
  func `what is no export at all`(text: String, id: String) throws {
    let readout = try read(text)
    #expect(readout.ids.contains(id) || readout.ids.contains("archive-damaged"), "\(readout.ids)")
    #expect(readout.rowCount == 0)
  }

  @Test func `the wrong delimiter is told with the right one`() throws {
    let readout = try read("id;stage;amount_net\n1;Won;2\n") { $0.delimiter = UInt8(ascii: ",") }
    let finding = readout.diagnostic("delimiter-wrong")
    #expect(finding?.summary == "the comma gives one column; the semicolon would give 3")
    #expect(finding?.place == Place(file: "export.csv", line: 1))
  }

  @Test(arguments: [
    ("^", "the '^'", "'delimiter: \"^\"'"), ("~", "the '~'", "'delimiter: \"~\"'"),
    (" ", "the blank", "'delimiter: \" \"'"),
    ("\u{1F}", "the character U+001F", "'delimiter: \"\\x1F\"'"),
    ("\\", "the '\\'", "'delimiter: \"\\\\\"'"),
  ])
  func `a sign that parts known headings is named`(
    _ sign: String, name: String, setting: String
  ) throws {
    let text = (Self.header + "1,a,1,2026-01-01,A\n").replacing(",", with: sign)
    let readout = try read(text)
    let finding = readout.diagnostic("delimiter-wrong")
    #expect(readout.ids == ["delimiter-wrong"])
    #expect(finding?.summary == "the comma gives one column; \(name) would give 5")
    #expect(finding?.fixes == ["set \(setting) in source 'deals' of jalon.yaml"])
    #expect(try read(text) { $0.delimiter = sign.utf8.first }.rowCount == 1)
  }

  @Test(arguments: ["Réf^Truc^Machin\n1^2^3\n", "id->stage->amount_net\n1->Won->2\n", "id\n1\n"])
  func `no sign is named that parts nothing known`(_ text: String) throws {
    #expect(!(try read(text).ids.contains("delimiter-wrong")))
  }

  @Test func `an encoding, a date order and a decimal mark nobody knows`() throws {
    for setting in 0..<3 {
      let readout = try read(Self.header + "1,a,1,2026-01-01,A\n") { format in
        switch setting {
        case 0: format.encoding = "utf-7"
        case 1: format.dateOrder = "dym"
        default: format.decimalMark = UInt8(ascii: ";")
        }
      }
      #expect(readout.ids == ["format-unknown"])
    }
  }

  @Test(arguments: ["(c) 2026 Acme", "© 2026 Acme", "Copyright 2026 Acme"])
  func `a closing line with the rights of the vendor is left out`(_ line: String) throws {
    let readout = try read(Self.header + "1,a,1,2026-01-01,A\n" + line + "\n")
    #expect(readout.rowCount == 1 && readout.report.rejects.isEmpty)
    #expect(readout.ids.contains("footer-dropped"))
  }

  @Test func `a heading with the star of a required field is mapped as any other`() throws {
    let readout = try read(
      "id,stage,amount_net,Date de fin *,owner\n1,a,1,2026-01-01,A\n",
      headers: ["Date de fin *": "close_date"])
    #expect(readout.days("close_date") == ["2026-01-01"])
  }

  @Test func `a heading of megabytes is no heading, and told in few words`() throws {
    let readout = try read(String(repeating: "x", count: 2 << 20) + "\n1\n", dialect: "hubspot")
    let finding = try #require(readout.diagnostic("header-missing-column"))
    #expect((finding.explanation ?? "").count < 300)
  }

  @Test func `where two encodings meet is told with both readings`() throws {
    let rows = Array((Self.header + "1,Zoé,1,2026-01-01,A\n").utf8)
    let readout = try read(rows + Array("2,Ana".utf8) + [0xEF] + Array("s,1,2026-01-01,A\n".utf8))
    let finding = readout.diagnostic("encoding-undecidable")
    #expect(finding?.place == Place(file: "export.csv", line: 3, column: 6))
    #expect(finding?.summary == "'Anaïs' is windows-1252, but 'Zoé' in line 2 is utf-8")
    let declared = try read(
      rows + Array("2,Ana".utf8) + [0xEF] + Array("s,1,2026-01-01,A\n".utf8), maximumRejects: 1
    ) { $0.encoding = "utf-8" }
    #expect(declared.report.rejects.map(\.place.line) == [3])
  }

  @Test func `half of a pair of surrogates refuses its record`() throws {
    var bytes: [UInt8] = [0xFF, 0xFE]
    for unit in (Self.header + "1,a,1,2026-01-01,A\n2,#,1,2026-01-01,A\n").utf16 {
      bytes += unit == 0x23 ? [0x3D, 0xD8] : [UInt8(unit & 0xFF), UInt8(unit >> 8)]
    }
    let readout = try read(bytes, maximumRejects: 1)
    #expect(readout.rowCount == 1)
    #expect(
      readout.report.rejects.map(\.place) == [Place(file: "export.csv", line: 3, column: 3)])
    #expect(readout.report.rejects.map(\.id) == ["encoding-mixed"])
  }

  @Test func `identifiers and values that Excel was told to leave alone are unwrapped`() throws {
    for wrapped in ["=\"00123\"", "\"=\"\"00123\"\"\""] {
      let readout = try read(
        Self.header + "\(wrapped),=\"Won\",1,2026-01-01,A\n00124,Won,1,2026-01-01,A\n")
      #expect(readout.texts("id") == ["00123", "00124"])
      #expect(readout.texts("stage") == ["Won", "Won"])
      #expect(readout.diagnostic("quote-irregular") == nil)
    }
    let twice = try read(
      Self.header + "=\"00123\",a,1,2026-01-01,A\n00123,a,1,2026-01-01,A\n")
    #expect(twice.texts("id") == ["00123"])
  }

  @Test func `amounts and dates that Excel was told to leave alone prove their format`() throws {
    let readout = try read(
      Self.header + "1,a,\"=\"\"1 234,50\"\"\",=\"27/01/2026\",A\n2,a,=\"7\",=\"03/02/2026\",A\n")
    #expect(readout.numbers("amount_net") == [123_450, 700])
    #expect(readout.days("close_date") == ["2026-01-27", "2026-02-03"])
    #expect(readout.rowCount == 2 && readout.report.rejects.isEmpty)
  }

  // MARK: Headers

  @Test func `a missing column is told with the nearest header, the file's headers and both fixes`()
    throws
  {
    let readout = try read(
      "Record ID,Deal Name,Deal Stage,Amont,Close Date,Deal owner\n1,A,B,1,2026-01-01,Zoé\n")
    let finding = readout.diagnostic("header-missing-column")
    #expect(
      finding?.summary
        == "a column for amount_net is missing in opportunities; the nearest is 'Amont'")
    #expect(
      finding?.explanation
        == "the file has: Record ID, Deal Name, Deal Stage, Amont, Close Date, Deal owner")
    #expect(
      finding?.fixes == [
        "if 'Amont' is it, map it under 'headers' of source 'deals' in jalon.yaml: "
          + "\"Amont\": amount_net",
        "add the column to the export: 'Amount in company currency' or "
          + "'Montant dans la devise de l'entreprise' or 'Amount'",
      ])
    #expect(readout.rowCount == 0)
  }

  @Test func `every missing column is told at once`() throws {
    let readout = try read("name,region\nA,B\n")
    #expect(
      readout.report.diagnostics.map(\.summary) == [
        "a column for id is missing in opportunities",
        "a column for stage or status is missing in opportunities",
        "a column for amount_net is missing in opportunities",
        "a column for close_date is missing in opportunities",
        "a column for owner is missing in opportunities",
      ])
    #expect(readout.report.diagnostics.last?.severity == .warning)
  }

  @Test func `the customer's mapping wins, and a mapped column that is gone stops the run`() throws
  {
    let mapped = try read(
      "Ref,Phase,CA HT,Clos,Qui\n1,Won,5,2026-01-01,Zoé\n",
      headers: [
        "ref": "id", "PHASE": "stage", "CA HT": "amount_net", "Clos": "close_date", "Qui": "owner",
      ])
    #expect(mapped.report.diagnostics.filter { $0.severity > .note } == [])
    #expect(mapped.numbers("amount_net") == [500])

    let gone = try read(
      Self.header + "1,a,1,2026-01-01,A\n", headers: ["Montant HT": "amount_net", "x": "nonsense"])
    #expect(gone.ids == ["header-missing-column", "field-unknown"])
    #expect(gone.diagnostic("header-missing-column")?.summary.contains("'Montant HT'") == true)
  }

  @Test func `an unverified alias is used and noted`() throws {
    let readout = try read(
      "Guid,Libellé,Étape,Résultat,CA prévisionnel,Date de décision,Affecté à,Compte\n"
        + "a1,X,Devis,WON,5,31/01/2026,Zoé,Y\n",
      dialect: "koban")
    #expect(readout.texts("status") == ["won"])
    #expect(!readout.ids.contains("header-matched-by-unverified-alias"))
    let french = try read(
      "ID de fiche d'informations,Phase de la transaction,Montant,Date de fermeture,"
        + "Propriétaire de la transaction,Type de transaction\n1,A,1,2026-01-01,Z,newbusiness\n")
    let note = french.diagnostic("header-matched-by-unverified-alias")
    #expect(note?.severity == .note)
    #expect(note?.summary == "column 'Type de transaction' is taken for type")
    #expect(french.texts("type") == ["new"])
  }

  @Test func `a repeated header: the first counts, the second can be mapped`() throws {
    let text =
      "Deal - ID,Deal - Title,Deal - Status,Deal - Value,Deal - Won time,Deal - Owner,Deal - Status\n"
      + "1,A,Won,5,2026-01-01 10:00:00,Zoé,Gold\n"
    let first = try read(text)
    #expect(first.texts("status") == ["won"])
    #expect(first.diagnostic("header-duplicate")?.severity == .warning)
    let second = try read(text, headers: ["Deal - Status#2": "segment"])
    #expect(second.texts("segment") == ["Gold"])
  }

  @Test func `title lines above, a repeated header and a footer below are left out and counted`()
    throws
  {
    let readout = try read(
      """
      Opportunities of the quarter,,,,,
      Filtered by: My team,,,,,

      Opportunity ID,Opportunity Name,Stage,Amount,Close Date,Opportunity Owner: Full Name
      00600000263E0A0,A,Closed Won,"1,000.50",12/31/2026,Zoé
      Opportunity ID,Opportunity Name,Stage,Amount,Close Date,Opportunity Owner: Full Name
      00600000263E0A1,B,Prospecting,,1/2/2027,Zoé
      Total,,,,,

      Confidential Information - Do Not Distribute
      Copyright © 2000-2031 salesforce.com, inc. All rights reserved.

      """)
    #expect(readout.report.diagnostics.filter { $0.severity > .note } == [])
    #expect(readout.texts("id") == ["00600000263E0A0AAK", "00600000263E0A1AAK"])
    #expect(readout.tables.first?.lines == [5, 7])
    #expect(readout.numbers("amount_net") == [100_050, nil])
    #expect(readout.days("close_date") == ["2026-12-31", "2027-01-02"])
    #expect(readout.texts("owner") == ["Zoé", "Zoé"])
    #expect(readout.diagnostic("header-repeated")?.summary.hasPrefix("1 repeated") == true)
    #expect(readout.diagnostic("footer-dropped")?.summary.hasPrefix("3 closing lines") == true)
    #expect(readout.diagnostic("format-inferred")?.severity == .note)
  }

  @Test func `a title line is no header even where nothing is required`() throws {
    let readout = try read(
      "Calls of the week,,\n,,\nid,owner,activity_at\n1,Zoé,2026-01-01 10:00\n", as: .activities,
      constants: ["type": "call"])
    #expect(readout.texts("id", of: .activities) == ["1"])
    #expect(readout.texts("type", of: .activities) == ["call"])
    #expect(readout.tables.first?.lines == [4])
  }

  @Test func `a file without header takes the declared names`() throws {
    let readout = try read("1|Won|5|2026-01-01|A\n2|Lost|6|2026-01-02|B\n") { format in
      format.columnNames = ["id", "stage", "amount_net", "close_date", "owner"]
    }
    #expect(readout.texts("id") == ["1", "2"])
    #expect(readout.texts("status") == ["won", "lost"])
    #expect(readout.tables.first?.lines == [1, 2])
  }

  // MARK: Formats

  @Test(arguments: [
    ("12.50", "1,234", [1_250, 123_400]), ("12,50", "1.234", [1_250, 123_400]),
    ("1 234", "5", [123_400, 500]), ("42,000.00", "7", [4_200_000, 700]),
  ])
  func `the decimal mark is decided by the whole column`(
    first: String, second: String, expected: [Int64]
  ) throws {
    let readout = try read(
      Self.header + "1,a,\"\(second)\",2026-01-01,A\n2,a,\"\(first)\",2026-01-01,A\n")
    #expect(readout.numbers("amount_net") == expected.reversed())
  }

  @Test func `what the column leaves open is refused, with both readings`() throws {
    let readout = try read(
      Self.header + "1,a,\"42,000\",03/04/2026,A\n2,a,7,05/04/2026,A\n")
    #expect(
      readout.ids == ["amount-format-undecidable", "date-order-undecidable"])
    #expect(
      readout.diagnostic("date-order-undecidable")?.summary
        == "close_date '03/04/2026' can be two days: 2026-04-03 or 2026-03-04")
    #expect(readout.rowCount == 0)
  }

  @Test func `a column that mixes marks or orders is refused`() throws {
    let readout = try read(
      Self.header + "1,a,\"12,50\",13/04/2026,A\n2,a,12.50,04/13/2026,A\n")
    #expect(readout.ids == ["amount-format-mixed", "date-order-mixed"])
    #expect(readout.report.hasErrors)
  }

  @Test func `what is declared is obeyed without looking`() throws {
    let readout = try read(Self.header + "1,a,\"42,000\",03/04/2026,A\n") { format in
      format.decimalMark = UInt8(ascii: ",")
      format.dateOrder = "mdy"
    }
    #expect(readout.numbers("amount_net") == [4_200])
    #expect(readout.days("close_date") == ["2026-03-04"])
    #expect(!readout.ids.contains("format-inferred"))
  }

  @Test func `probabilities above 1 are percent`() throws {
    let readout = try read(
      "id,stage,amount_net,close_date,owner,probability\n1,a,1,2026-01-01,A,10\n2,a,1,2026-01-01,A,1\n"
    )
    #expect(readout.numbers("probability") == [100_000, 10_000])
    #expect(
      readout.diagnostic("format-inferred")?.summary
        == "probability is read as percent, because of '10'")
  }

  // MARK: Rows

  @Test func `rejects are bounded, and what causes too many is an error`() throws {
    let text = Self.header + "1,a,x,2026-01-01,A\n2,a,1,2026-01-01,A\n3,a,y,2026-01-01,A\n"
    let allowed = try read(text, maximumRejects: 2) { $0.decimalMark = UInt8(ascii: ".") }
    #expect(!allowed.report.hasErrors)
    #expect(allowed.texts("id") == ["2"])
    #expect(allowed.tables.first?.lines == [3])
    #expect(allowed.report.rejects.map(\.place.line) == [2, 4])
    #expect(allowed.report.files.map(\.rejectCount) == [2])
    #expect(
      allowed.diagnostic("amount-not-a-number")?.summary
        == "amount_net 'x' is not a number, and 1 more like it in this column")
    let refused = try read(text, maximumRejects: 1) { $0.decimalMark = UInt8(ascii: ".") }
    #expect(refused.report.hasErrors)
    #expect(refused.diagnostic("amount-not-a-number")?.severity == .error)
    #expect(
      refused.diagnostic("too-many-rejects")?.summary == "2 rows were rejected, 1 are allowed")
    #expect(refused.report.rejects.count == 2)
  }

  @Test func `a letter O among digits is guessed`() throws {
    let readout = try read(Self.header + "1,a,\"12,OO\",2026-01-01,A\n")
    #expect(
      readout.diagnostic("amount-not-a-number")?.summary
        == "amount_net '12,OO' is not a number (letter O?)")
  }

  @Test func `an unknown status refuses the row, an unknown type does not`() throws {
    let text =
      "id,status,type,amount_net,close_date,owner\n1,won,new,1,2026-01-01,A\n2,Archivé,x,1,2026-01-01,A\n"
    let readout = try read(text, maximumRejects: 1)
    #expect(readout.texts("id") == ["1"])
    #expect(
      readout.report.diagnostics.filter { $0.id == "value-unknown" }.map(\.summary) == [
        "status 'Archivé' is not known", "type 'x' is not known",
      ])
    let mapped = try read(
      text, values: ["status": ["archivé": "lost"], "type": ["X": "renewal"]])
    #expect(mapped.texts("status") == ["won", "lost"])
    #expect(mapped.texts("type") == ["new", "renewal"])
  }

  @Test func `two rows with one id are told`() throws {
    let readout = try read(
      Self.header + "1,a,1,2026-01-01,A\n2,a,1,2026-01-01,A\n1,b,1,2026-01-01,A\n")
    let finding = readout.diagnostic("identifier-duplicate")
    #expect(finding?.severity == .warning)
    #expect(finding?.place == Place(file: "export.csv", line: 2))
    #expect(readout.rowCount == 2)
  }

  @Test func `more decimals than the currency are counted`() throws {
    let readout = try read(Self.header + "1,a,1.005,2026-01-01,A\n2,a,1.0000000001,2026-01-01,A\n")
    #expect(readout.numbers("amount_net") == [101, 100])
    #expect(
      readout.diagnostic("amount-rounded")?.summary
        == "1 amount of 'amount_net' has more decimals than EUR and was rounded")
  }

  @Test func `empty cells too many do no harm, texts keep their commas`() throws {
    let readout = try read(Self.header + "1,\"a, b\",1,2026-01-01,A,,\n")
    #expect(readout.texts("stage") == ["a, b"])
    #expect(readout.report.diagnostics == [])
  }

  @Test func `a record that is not UTF-8 in a file that is declared so is refused`() throws {
    var bytes = Array((Self.header + "1,a,1,2026-01-01,A\n2,").utf8)
    bytes += [0xE9]
    bytes += Array(",1,2026-01-01,A\n".utf8)
    let readout = try read(bytes) { $0.encoding = "utf-8" }
    let finding = readout.diagnostic("encoding-mixed")
    #expect(finding?.summary == "byte 0xE9 is not utf-8")
    #expect(finding?.place?.line == 3)
    #expect(readout.texts("id") == ["1"])
  }

  @Test func `lines are right behind cells with line breaks of every kind`() throws {
    let readout = try read(
      Self.header
        + "1,\"a\nb\",1,2026-01-01,A\r\n\r\n2,\"c\r\nd\re\",1,2026-01-01,A\n3,f,1,2026-01-01,A")
    #expect(readout.tables.first?.lines == [2, 5, 8])
  }

  @Test func `a mapping to a word that is no status maps to nothing`() throws {
    let readout = try read(
      "id,status,amount_net,close_date,owner\n1,Signé,1,2026-01-01,A\n",
      values: ["status": ["Signé": "gagné"]])
    #expect(readout.diagnostic("value-unknown")?.severity == .error)
    #expect(readout.rowCount == 0)
  }

  // MARK: Columns and codes

  @Test func `the projection bounds what is read, and the status still finds its stage`() throws {
    let readout = try read(
      Self.header + "1,Won,not a number,2026-01-01,A\n", projection: ["id", "status"])
    #expect(readout.tables.first?.columns.keys.sorted() == ["id", "status"])
    #expect(readout.texts("status") == ["won"])
    #expect(!readout.report.hasErrors)
  }

  @Test func `what the consumer throws ends the reading`() throws {
    struct Stop: Error {}
    let folder = try Workfolder()
    let path = try folder.write("x.csv", Array((Self.header + "1,b,1,2026-01-01,Z\n").utf8))
    #expect(throws: Stop.self) {
      _ = try Ingestion(plan([source(path)])).read { _ in throw Stop() }
    }
  }

  @Test func `a moment whose time nobody needs is read as its day in the zone of the report`()
    throws
  {
    let cells = [
      "2026-01-01T22:59:59Z", "2026-01-01T23:00:00Z", "2026-07-01T21:59:59Z",
      "2026-07-01T22:00:00Z",
      "2026-03-29T01:30:00Z", "31/12/2025 23:30", "",
    ]
    let folder = try Workfolder()
    let text =
      "id,owner,type,activity_at\n"
      + cells.enumerated().map { "\($0),A,call,\($1)\n" }.joined()
    let path = try folder.write("calls.csv", Array(text.utf8))
    var source = ReadPlan.Source(
      name: "calls", entity: .activities, files: [(path: path, name: "calls.csv")],
      place: Place(file: "jalon.yaml"))
    let timed = read(plan([source], zone: paris, maximumRejects: 9))
    source.timedFields = []
    let untimed = read(plan([source], zone: paris, maximumRejects: 9))
    let expected = [
      "2026-01-01", "2026-01-02", "2026-07-01", "2026-07-02", "2026-03-29", "2025-12-31", nil,
    ]
    #expect(untimed.days("activity_at", of: .activities) == expected)
    #expect(
      timed.moments("activity_at", of: .activities).map { $0.map { String($0.prefix(10)) } }
        == expected)
    #expect(untimed.report.diagnostics == timed.report.diagnostics)
  }
}
