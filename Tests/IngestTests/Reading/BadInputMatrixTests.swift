import Foundation
import Ingest
import Testing

/// The bad-input matrix of the reliability goals: every fault of one record, in every encoding, with
/// every line end, in the first, a middle and the last record.
struct BadInputMatrixTests {
  struct Fault: CustomTestStringConvertible, Sendable {
    var name: String
    /// The record; `#` is its number, `¦` stands for the line end of the file.
    var record: String
    /// The identifier of the finding.
    var id: String
    /// The row is refused; otherwise it is kept and the fault told.
    var rejects = true
    /// Column of the fault in characters.
    var column: Int?
    /// Lines of the record before the one that is at fault.
    var lineOffset = 0
    var dates = "ymd"
    var decimal: Character = "."
    var quotes: String?
    var testDescription: String { name }
  }

  static let header = "id,owner,amount_net,currency,status,created_at,close_date"
  static let good = "#,Zoé,10.50,EUR,won,2026-01-05,2026-03-31"

  static let faults: [Fault] = [
    Fault(
      name: "extra column", record: "#,Zoé,10.50,EUR,won,2026-01-05,2026-03-31,x",
      id: "record-too-long", column: 43),
    Fault(name: "short row", record: "#,Zoé,10.50", id: "record-too-short", column: 7),
    Fault(
      name: "quote inside a bare field", record: "#,Zo\"é,10.50,EUR,won,2026-01-05,2026-03-31",
      id: "quote-irregular", rejects: false, column: 3),
    Fault(
      name: "text behind a quoted cell", record: "#,\"Zo\"é,10.50,EUR,won,2026-01-05,2026-03-31",
      id: "quote-misplaced", column: 3),
    Fault(
      name: "quotes escaped with a backslash where they are doubled",
      record: "#,\"Zo \\\"é\\\"\",10.50,EUR,won,2026-01-05,2026-03-31", id: "quote-misplaced",
      column: 3, quotes: "doubled"),
    Fault(
      name: "a sum under the table", record: "Bilan annuel,,99.50,,,,", id: "value-missing",
      column: 22),
    Fault(
      name: "NUL", record: "#,Zo\0é,10.50,EUR,won,2026-01-05,2026-03-31", id: "nul-byte", column: 3),
    Fault(
      name: "thousands under a decimal comma",
      record: "#,Zoé,\"1,234.50\",EUR,won,2026-01-05,2026-03-31",
      id: "amount-format-contradicts", column: 7, decimal: ","),
    Fault(
      name: "thousands under a decimal point",
      record: "#,Zoé,\"1.234,50\",EUR,won,2026-01-05,2026-03-31",
      id: "amount-format-contradicts", column: 7),
    Fault(
      name: "percent as an amount", record: "#,Zoé,12%,EUR,won,2026-01-05,2026-03-31",
      id: "amount-not-a-number", column: 7),
    Fault(
      name: "NaN", record: "#,Zoé,NaN,EUR,won,2026-01-05,2026-03-31", id: "amount-not-a-number",
      column: 7),
    Fault(
      name: "letter O", record: "#,Zoé,12.OO,EUR,won,2026-01-05,2026-03-31",
      id: "amount-not-a-number", column: 7),
    Fault(
      name: "1e400", record: "#,Zoé,1e400,EUR,won,2026-01-05,2026-03-31", id: "amount-too-large",
      column: 7),
    Fault(
      name: "over 64 bits", record: "#,Zoé,99999999999999999999,EUR,won,2026-01-05,2026-03-31",
      id: "amount-too-large", column: 7),
    Fault(
      name: "30 February", record: "#,Zoé,10.50,EUR,won,2026-02-30,2026-03-31",
      id: "date-not-a-date", column: 21),
    Fault(
      name: "month first under day first", record: "#,Zoé,10.50,EUR,won,12/31/2026,2026-03-31",
      id: "date-format-contradicts", column: 21, dates: "dmy"),
    Fault(
      name: "year 0026", record: "#,Zoé,10.50,EUR,won,0026-01-05,2026-03-31", id: "date-not-a-date",
      column: 21),
    Fault(
      name: "24:00", record: "#,Zoé,10.50,EUR,won,2026-01-05 24:00,2026-03-31",
      id: "date-not-a-date", column: 21),
    Fault(
      name: "unknown currency", record: "#,Zoé,10.50,XYZ,won,2026-01-05,2026-03-31",
      id: "currency-contradicts", column: 13),
    Fault(
      name: "another currency in the cell", record: "#,Zoé,$10.50,EUR,won,2026-01-05,2026-03-31",
      id: "currency-contradicts", column: 7),
    Fault(
      name: "unknown status", record: "#,Zoé,10.50,EUR,gagnissime,2026-01-05,2026-03-31",
      id: "value-unknown", column: 17),
    Fault(
      name: "missing identifier", record: ",Zoé,10.50,EUR,won,2026-01-05,2026-03-31",
      id: "id-missing", column: 1),
    Fault(
      name: "identifier damaged by a spreadsheet",
      record: "1.23E+11,Zoé,10.50,EUR,won,2026-01-05,2026-03-31", id: "id-damaged-by-spreadsheet",
      column: 1),
    Fault(
      name: "behind a line end in quotes", record: "#,\"Zo¦é\",1x,EUR,won,2026-01-05,2026-03-31",
      id: "amount-not-a-number", column: 4, lineOffset: 1),
  ]

  /// What is odd and yet right: no finding, and the row counts.
  static let harmless: [(name: String, record: String, amount: Int64)] = [
    ("brackets for minus", "#,Zoé,(1 200),EUR,won,2026-01-05,2026-03-31", -120_000),
    ("empty cells too many", "#,Zoé,10.50,EUR,won,2026-01-05,2026-03-31,,", 1_050),
    ("blanks behind a quoted cell", "#,\"Zoé\" ,10.50,EUR,won,2026-01-05,2026-03-31", 1_050),
    ("spaces around", " # , Zoé , 10.50 ,EUR, won ,2026-01-05,2026-03-31", 1_050),
    ("an hour that summer time skips", "#,Zoé,10.50,EUR,won,2026-03-29 02:30,2026-03-31", 1_050),
    ("quotes doubled", "#,\"Zo\"\"é\",10.50,EUR,won,2026-01-05,2026-03-31", 1_050),
  ]

  enum Storage: String, CaseIterable, Sendable {
    case utf8 = "utf-8"
    case utf16LittleEndian = "utf-16le"
    case utf16BigEndian = "utf-16be"
    case windows1252 = "windows-1252"

    func bytes(_ text: String) -> [UInt8] {
      switch self {
      case .utf8: Array(text.utf8)
      case .utf16LittleEndian:
        [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
      case .utf16BigEndian:
        [0xFE, 0xFF] + text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
      case .windows1252: text.unicodeScalars.map { UInt8($0.value) }
      }
    }
  }

  private static let rowCount = 9
  private static let positions = [0, 4, 8]

  private func text(
    _ record: String, at position: Int, _ newline: String, good: String
  ) -> String {
    let records = (0..<Self.rowCount).map { row in
      (row == position ? record : good).replacing("#", with: "\(row)")
        .replacing("¦", with: newline)
    }
    return ([Self.header] + records).map { $0 + newline }.joined()
  }

  private func readout(_ bytes: [UInt8], _ fault: Fault? = nil) throws -> Readout {
    try read(bytes, maximumRejects: 100) { format in
      format.dateOrder = fault?.dates ?? "ymd"
      format.decimalMark = fault?.decimal.asciiValue ?? UInt8(ascii: ".")
      format.quotes = fault?.quotes
    }
  }

  @Test(arguments: faults, Storage.allCases)
  func `one bad record is named, the others count`(fault: Fault, storage: Storage) throws {
    let good = fault.decimal == "," ? Self.good.replacing("10.50", with: "\"10,50\"") : Self.good
    for newline in ["\n", "\r\n"] {
      for position in Self.positions {
        let text = text(fault.record, at: position, newline, good: good)
        let readout = try readout(storage.bytes(text), fault)
        let comment = "\(storage), \(newline.debugDescription), record \(position)"
        let line = 2 + position + fault.lineOffset
        #expect(readout.report.files.first?.encoding == storage.rawValue, "\(comment)")
        #expect(readout.rowCount == Self.rowCount - (fault.rejects ? 1 : 0), "\(comment)")
        let finding = try #require(readout.diagnostic(fault.id), "\(comment): \(readout.ids)")
        #expect(
          finding.place == Place(file: "export.csv", line: line, column: fault.column),
          "\(comment): \(finding)")
        #expect(!finding.fixes.isEmpty && finding.excerpt?.isEmpty == false, "\(comment)")
        if fault.rejects {
          #expect(readout.report.rejects.map(\.id) == [fault.id], "\(comment)")
          #expect(readout.report.rejects.map(\.place.line) == [line], "\(comment)")
        }
      }
    }
  }

  @Test(arguments: harmless.indices, Storage.allCases)
  func `what is odd and yet right counts`(index: Int, storage: Storage) throws {
    let harmless = Self.harmless[index]
    for newline in ["\n", "\r\n"] {
      for position in Self.positions {
        let text = text(harmless.record, at: position, newline, good: Self.good)
        let readout = try readout(storage.bytes(text))
        let found = readout.report.diagnostics.filter {
          $0.severity > .note && $0.id != "encoding-assumed"
        }
        #expect(found == [], "\(harmless.name), \(storage), record \(position)")
        #expect(readout.numbers("amount_net")[position] == harmless.amount)
      }
    }
  }

  @Test(arguments: Storage.allCases)
  func `a quote that is never closed is named where it opens`(storage: Storage) throws {
    for newline in ["\n", "\r\n"] {
      for position in Self.positions {
        let text = text(
          "#,\"Zoé,10.50,EUR,won,2026-01-05,2026-03-31", at: position, newline, good: Self.good)
        let readout = try readout(storage.bytes(text))
        let finding = try #require(readout.diagnostic("quote-unclosed"))
        #expect(finding.place == Place(file: "export.csv", line: 2 + position, column: 3))
        #expect(finding.excerpt == "\(position),\"Zoé,10.50,EUR,won,2026-01-05,2026-03-31")
        #expect(readout.report.hasErrors)
      }
    }
  }

  @Test(arguments: Storage.allCases)
  func `blank lines and a repeated identifier`(storage: Storage) throws {
    for newline in ["\n", "\r\n"] {
      for position in Self.positions {
        let blank = text("¦", at: position, newline, good: Self.good)
        let readout = try readout(storage.bytes(blank))
        #expect(readout.rowCount == Self.rowCount - 1)
        #expect(!readout.report.hasErrors)
        let other = position == 4 ? 3 : 4
        let record = Self.good.replacing("#", with: "\(other)").replacing("10.50", with: "11")
        let repeated = text(record, at: position, newline, good: Self.good)
        let identity = try self.readout(storage.bytes(repeated))
        #expect(identity.rowCount == Self.rowCount - 1)
        #expect(identity.diagnostic("identifier-duplicate")?.count == 1)
      }
    }
  }

  @Test func `bytes that are not UTF-8 are refused where they stand, however far down`() throws {
    // The first mebibyte decides the encoding; what contradicts it is behind.
    let filler = (0..<40_000).map { "\($0),Zoé,10.50,EUR,won,2026-01-05,2026-03-31\n" }.joined()
    let bytes =
      Array((Self.header + "\n" + filler).utf8)
      + Array("x,Zo".utf8) + [0xE9] + Array(",10.50,EUR,won,2026-01-05,2026-03-31\n".utf8)
    let readout = try readout(bytes)
    let finding = try #require(readout.diagnostic("encoding-mixed"))
    #expect(finding.place?.line == 40_002)
    #expect(finding.place?.column == 3)
    #expect(readout.report.rejects.count == 1 && readout.rowCount == 40_000)
  }
}
