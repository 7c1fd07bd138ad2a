import Foundation
import Ingest
import Testing

/// An export that was damaged in a known way gives the same rows, says which ones it left out and
/// where, or is refused: never other rows in silence.
struct PollutionTests {
  enum Outcome: Sendable {
    /// The rows of the clean export.
    case same
    /// The rows without those with these numbers; one reject at each place.
    case rejects([(id: String, line: Int, column: Int)], without: Set<Int> = [])
    case refused(String, line: Int? = nil)
  }

  struct Pollution: CustomTestStringConvertible, Sendable {
    var name: String
    var outcome: Outcome
    var encoding: String?
    var bytes: @Sendable () -> [UInt8]
    var testDescription: String { name }

    /// Changes the export.
    init(
      _ name: String, _ outcome: Outcome, encoding: String? = nil,
      change: @escaping @Sendable (inout PollutedExport) -> Void
    ) {
      self.init(name, outcome, encoding: encoding, change: change) { Array($0.utf8) }
    }

    /// Changes the export, then its bytes.
    init(
      _ name: String, _ outcome: Outcome, encoding: String? = nil,
      change: @escaping @Sendable (inout PollutedExport) -> Void = { _ in },
      bytes: @escaping @Sendable (String) -> [UInt8]
    ) {
      self.name = name
      self.outcome = outcome
      self.encoding = encoding
      self.bytes = {
        var export = PollutedExport()
        change(&export)
        return bytes(export.text)
      }
    }
  }

  // MARK: The whole file

  static let files: [Pollution] = [
    Pollution("no line end at the end", .same) { $0.endsLastLine = false },
    Pollution("carriage return and line feed", .same) { $0.lineEnd = "\r\n" },
    Pollution("carriage return", .same) { $0.lineEnd = "\r" },
    Pollution("two carriage returns and a line feed", .same) { $0.lineEnd = "\r\r\n" },
    Pollution("line feed and carriage return", .same) { $0.lineEnd = "\n\r" },
    Pollution("line separators", .refused("line-ends-unknown", line: 1)) {
      $0.lineEnd = "\u{2028}"
    },
    Pollution("record separators", .refused("line-ends-unknown", line: 1)) {
      $0.lineEnd = "\u{1E}"
    },
    Pollution("semicolon", .same) { $0.delimiter = ";" },
    Pollution("tab", .same) { $0.delimiter = "\t" },
    Pollution("bar", .same) { $0.delimiter = "|" },
    Pollution("colon", .refused("header-missing-column", line: 1)) { $0.delimiter = ":" },
    Pollution("tilde, and a line that says so", .same) {
      $0.delimiter = "~"
      $0.above = ["sep=~"]
    },
    Pollution("single quotes", .same) { $0.quote = "'" },
    Pollution("quotes escaped with a backslash", .same) { $0.escapedQuote = "\\\"" },
    Pollution("blanks before the quotes", .same) { $0.delimiter = ", " },
    Pollution("blanks behind the quotes", .same) { $0.delimiter = " ," },
    Pollution("title lines above a semicolon", .same) {
      $0.delimiter = ";"
      $0.above = ["Deals, all time", "As of 2026-11-20, by Anne", ""]
    },
    Pollution("title lines above tabs", .same) {
      $0.delimiter = "\t"
      $0.above = ["Deals"]
    },
    Pollution("a title with a delimiter", .same) { $0.above = ["Report,Deals", "Date,today"] },
    Pollution("an empty group heading", .same) { $0.above = ["General,,,,,,,"] },
    Pollution("an index column", .same) { export in
      for row in export.records.indices {
        export.records[row].insert(row == 0 ? "" : "\(row - 1)", at: 0)
      }
    },
    Pollution("a delimiter at the end of each line", .same) { export in
      for row in export.records.indices { export.records[row].append("") }
    },
    Pollution("a delimiter at the end of the header", .same) { $0.records[0].append("") },
    Pollution("the columns in another order", .same) { export in
      for row in export.records.indices { export.records[row].reverse() }
    },
    Pollution("seventeen thousand columns more", .same) { export in
      export.delimiter = ";"
      for row in export.records.indices {
        export.records[row] += (0..<17_000).map { row == 0 ? "column \($0)" : "" }
      }
    },
    Pollution("no header", .refused("header-missing-column", line: 1)) {
      $0.records.removeFirst()
    },
    Pollution("a mark", .same) { Array("\u{FEFF}\($0)".utf8) },
    Pollution("UTF-16 without mark", .same) {
      $0.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
    },
    Pollution("UTF-32", .refused("not-a-csv")) { text in
      [0xFF, 0xFE, 0, 0]
        + text.unicodeScalars.flatMap { [UInt8($0.value & 255), UInt8($0.value >> 8), 0, 0] }
    },
    Pollution("Windows-1252", .same) { $0.unicodeScalars.map { UInt8($0.value) } },
    Pollution(
      "UTF-8 declared as Windows-1252", .refused("encoding-wrong", line: 2),
      encoding: "windows-1252"
    ) { Array($0.utf8) },
    Pollution("UTF-16 declared as UTF-8", .refused("encoding-wrong"), encoding: "utf-8") {
      $0.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
    },
    Pollution("UTF-8 declared as UTF-16", .refused("encoding-wrong"), encoding: "utf-16le") {
      Array($0.utf8)
    },
    Pollution(
      "UTF-8 and Windows-1252 by turns", .refused("encoding-undecidable")
    ) { text in
      Array(text.utf8) + text.unicodeScalars.map { UInt8($0.value) }
    },
    Pollution("one character of UTF-8 and one of Windows-1252", .refused("encoding-undecidable")) {
      Array(
        $0.replacing("Zoé", with: "Zoe").replacing("É", with: "E").replacing("été", with: "té").utf8
      ) + [0xE9, 0x0A]
    },
    Pollution("joined with itself, mark and all", .same) { export in
      // Records 3 to 5 come from a second file.
      let header = "\u{FEFF}" + export.line(export.records[0])
      export.lines[4] = header + "\n" + export.line(export.records[4])
    },
    Pollution("JSON", .refused("not-a-csv")) { _ in Array("[{\"Record ID\": 9001}]".utf8) },
    Pollution("empty", .refused("source-file-empty")) { _ in [] },
    Pollution("quotes only", .refused("header-missing-column")) { _ in
      Array(repeating: Byte.quote, count: 1_000)
    },
    Pollution("an odd number of quotes only", .refused("quote-unclosed", line: 1)) { _ in
      Array(repeating: Byte.quote, count: 1_001)
    },
    Pollution("delimiters only", .refused("source-file-empty")) { _ in
      Array(repeating: Byte.comma, count: 1_000)
    },
    Pollution("carriage returns only", .refused("source-file-empty")) { _ in
      Array(repeating: Byte.carriageReturn, count: 1_000)
    },
  ]

  // MARK: One record, above or below

  static let records: [Pollution] = [
    Pollution("a blank line", .same) { $0.change(row: 3, "\"9004", to: "\n\"9004") },
    Pollution("empty cells", .same) { $0.change(row: 3, "\"9004", to: ",,,,,,,\n\"9004") },
    Pollution("cells of blanks", .same) {
      $0.change(row: 3, "\"9004", to: " ,\" \",\t, , , , ,\u{A0}\n\"9004")
    },
    Pollution("the header again", .same) { $0.records.insert($0.records[0], at: 4) },
    Pollution("a record twice", .same) { $0.records.insert($0.records[4], at: 4) },
    Pollution("a carriage return among line feeds", .same) {
      $0.lines[4] = $0.line($0.records[4]) + "\r" + $0.line($0.records[5])
      $0.lines[5] = ""
    },
    Pollution("another delimiter", .rejects([("quote-misplaced", 6, 1)], without: [3])) {
      $0.lines[4] = $0.line($0.records[4]).replacing("\",\"", with: "\";\"")
    },
    Pollution("cells missing", .rejects([("record-too-short", 6, 19)], without: [3])) {
      $0.records[4].removeLast(5)
    },
    Pollution("a cell more", .rejects([("record-too-long", 6, 85)], without: [3])) {
      $0.records[4].append("x")
    },
    Pollution("an empty cell more", .same) { $0.records[4].append("") },
    Pollution(
      "a delimiter that stands in no quotes", .rejects([("record-too-long", 6, 77)], without: [3])
    ) { $0.change(row: 3, "\"Usine, 3\"", to: "Usine, 3") },
    Pollution(
      "a line break that stands in no quotes",
      .rejects([("record-too-short", 3, 8), ("record-too-short", 4, 63)], without: [1])
    ) { $0.change(row: 1, "\"Note\nend\"", to: "Note\nend") },
    Pollution("a quote in a bare cell", .same) {
      $0.change(row: 3, "\"Usine, 3\"", to: "Usine 3\"")
    },
    Pollution("a quote not doubled", .rejects([("quote-misplaced", 6, 8)], without: [3])) {
      $0.change(row: 3, "Usine, 3", to: "Usi\"ne, 3")
    },
    Pollution("a quote not opened", .same) { $0.change(row: 3, "\"été\"", to: "été\"") },
    Pollution("a quote not closed", .rejects([("quote-misplaced", 6, 8)], without: [3])) {
      $0.change(row: 3, "Usine, 3\"", to: "Usine, 3")
    },
    Pollution(
      "a quote not closed, by which the next record would be lost",
      .rejects([("quote-misplaced", 6, 79)], without: [3, 4])
    ) {
      $0.change(row: 3, "\"été\"", to: "\"été")
    },
    Pollution("a quote never closed", .refused("quote-unclosed", line: 8)) {
      $0.change(row: 5, "\"fin\"", to: "\"fin")
    },
    Pollution("a mark before a record", .rejects([("byte-order-mark-inside", 6, 1)], without: [3]))
    {
      $0.change(row: 3, "\"9004", to: "\u{FEFF}\"9004")
    },
    Pollution("a byte of Windows-1252", .rejects([("encoding-mixed", 6, 8)], without: [3])) {
      $0.change(row: 3, "Usine", to: "¦")
    } bytes: { text in
      Array(text.utf8).split(separator: Array("¦".utf8), omittingEmptySubsequences: false)
        .joined(separator: [0xE9]).map { $0 }
    },
    Pollution("a NUL", .rejects([("nul-byte", 6, 8)], without: [3])) {
      $0.change(row: 3, "Usine", to: "\0")
    },
    Pollution("a control character in a stage", .same) {
      $0.change(row: 3, "Contract sent", to: "Contract\u{1A} sent\u{FFFE}")
    },
    Pollution("an owner with a mark in the name", .same) {
      $0.change(row: 3, "Karim", to: "Ka\u{FEFF}rim")
    },
    Pollution("a note with commas below", .rejects([("value-missing", 9, 11)])) {
      $0.below = ["Exported,,,,,,,"]
    },
    Pollution("a sum below", .rejects([("value-missing", 9, 21)])) {
      $0.below = ["Somme des montants,,,8056.50,,,,"]
    },
    Pollution("a note without commas below", .rejects([("record-too-short", 9, 1)])) {
      $0.below = ["Exported by Anne"]
    },
    Pollution("a total below", .same) { $0.below = ["Total,,,8056.50,,,,"] },
    Pollution(
      "another table below", .rejects([("record-too-short", 10, 7), ("record-too-short", 11, 5)])
    ) {
      $0.below = ["", "Owner,Deals", "Zoé,3"]
    },
    Pollution("a row of units below the header", .rejects([("amount-not-a-number", 2, 16)])) {
      $0.lines[0] = $0.line($0.records[0]) + "\n" + "text,text,text,EUR,day,day,name,text"
    },
  ]

  @Test(arguments: [
    ("9007,Gamma,,,,,Karim,", true), ("9007,Gamma,,,2026-09-01,,,", true),
    ("9007,Gamma,,,,,,", false),
  ])
  func `a deal without stage counts when it has an owner or a date`(
    line: String, counts: Bool
  ) throws {
    var export = PollutedExport()
    export.below = [line]
    let readout = try read(export.text, dialect: "hubspot", maximumRejects: 1)
    #expect(readout.texts("id").contains("9007") == counts)
    #expect(readout.report.rejects.map(\.id) == (counts ? [] : ["value-missing"]))
  }

  private func rows(_ readout: Readout) -> [[String]] {
    let columns =
      ["id", "status", "stage", "owner"].map { readout.texts($0) }
      + ["amount_net", "close_date", "created_at"].map { field in
        readout.numbers(field).map { $0.map { "\($0)" } }
      }
    return (0..<readout.rowCount).map { row in columns.map { $0[row] ?? "-" } }
      .sorted { $0[0] < $1[0] }
  }

  @Test(arguments: files + records)
  func `a polluted export is read as it is meant, or told`(pollution: Pollution) throws {
    let clean = try rows(read(PollutedExport().text, dialect: "hubspot"))
    #expect(clean.count == PollutedExport.rows.count)
    let readout = try read(pollution.bytes(), dialect: "hubspot", maximumRejects: 100) {
      $0.encoding = pollution.encoding
    }
    let found = readout.report.diagnostics
    let errors = found.filter { $0.severity == .error }
    #expect(errors.allSatisfy { !$0.fixes.isEmpty && $0.place?.file == "export.csv" })
    switch pollution.outcome {
    case .same:
      #expect(rows(readout) == clean, "\(found)")
      #expect(readout.report.rejects.isEmpty, "\(found)")
    case .rejects(let rejects, let without):
      let rest = clean.indices.filter { !without.contains($0) }.map { clean[$0] }
      #expect(rows(readout) == rest, "\(found)")
      #expect(
        readout.report.rejects.map { "\($0.id) \($0.place.line ?? 0):\($0.place.column ?? 0)" }
          == rejects.map { "\($0.id) \($0.line):\($0.column)" }, "\(found)")
    case .refused(let id, let line):
      #expect(errors.map(\.id) == [id], "\(found)")
      #expect(line == nil || errors.first?.place?.line == line, "\(found)")
    }
  }
}

private enum Byte {
  static let quote = UInt8(ascii: "\"")
  static let comma = UInt8(ascii: ",")
  static let carriageReturn = UInt8(ascii: "\r")
}
