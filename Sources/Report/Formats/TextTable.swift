import Analysis

/// Comma-separated text as RFC 4180 has it, in UTF-8, with a line feed after each record.
enum CSVWriter {
  /// Appends a record.
  ///
  /// Cells of text that a spreadsheet would take for a formula get an apostrophe
  /// in front, the sign spreadsheets themselves use for "this is text"; numbers keep their minus.
  static func append(_ cells: [FigureTable.Cell], to bytes: inout [UInt8]) {
    appendCells(cells, to: &bytes)
    bytes.append(UInt8(ascii: "\n"))
  }

  /// Some cells of a record, with commas between them.
  static func record(_ cells: [FigureTable.Cell]) -> [UInt8] {
    var bytes: [UInt8] = []
    appendCells(cells, to: &bytes)
    return bytes
  }

  private static func appendCells(_ cells: [FigureTable.Cell], to bytes: inout [UInt8]) {
    for (index, cell) in cells.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      switch cell {
      case .empty: break
      case .text(let text): appendQuoted(neutralised(text), to: &bytes)
      case .token(let text): appendQuoted(text, to: &bytes)
      case .decimal(let decimal): decimal.append(to: &bytes)
      case .integer(let number): bytes += String(number).utf8
      case .flag(let flag): bytes += (flag ? "true" : "false").utf8
      }
    }
  }

  /// `text`, made harmless: `=`, `+`, `-`, `@`, tab and carriage return in front start a formula in
  /// one spreadsheet or another, also behind blanks and in their full-width forms.
  static func neutralised(_ text: String) -> String {
    let first = text.unicodeScalars.first { $0 != " " && $0 != "\u{A0}" && $0 != "\u{FEFF}" }
    switch first {
    case "=", "+", "-", "@", "\t", "\r", "\n", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}":
      return "'" + text
    default: return text
    }
  }

  private static func appendQuoted(_ text: String, to bytes: inout [UInt8]) {
    let quote = UInt8(ascii: "\"")
    // Written as it is, and again in quotation marks when that turns out not to do.
    let start = bytes.count
    var needsQuotes = text.utf8.first == 0x20 || text.utf8.last == 0x20
    for byte in text.utf8 {
      switch byte {
      case quote, UInt8(ascii: ","), UInt8(ascii: ";"), 0x0A, 0x0D: needsQuotes = true
      default: break
      }
      bytes.append(byte == 0 ? 0x3F : byte)
    }
    guard needsQuotes else { return }
    bytes.removeSubrange(start...)
    bytes.append(quote)
    for byte in text.utf8 {
      if byte == quote { bytes.append(quote) }
      bytes.append(byte == 0 ? 0x3F : byte)
    }
    bytes.append(quote)
  }
}

extension FigureTable {
  /// `figures.csv`: a header, then the rows.
  package func csvDocument(threadCount: Int = 1) -> Document {
    Document(
      path: "figures.csv", mediaType: "text/csv", count: partCount, threadCount: threadCount
    ) { csv(ofPart: $0) }
  }

  /// `figures.json`: a list of objects, each a period of a scope with the list of its `figures`, one
  /// a line, with the columns as keys.
  ///
  /// Decimals are strings, so that no reader turns money into a binary fraction. A missing value is
  /// left out. What repeats for every figure stands once for all of them: flat, the file was four
  /// times as long. Two objects that follow one another may be of the same period and scope.
  package func jsonDocument(threadCount: Int = 1) -> Document {
    Document(
      path: "figures.json", mediaType: "application/json", count: partCount,
      threadCount: threadCount
    ) { json(ofPart: $0) }
  }

  /// The first line of `figures.csv`.
  package static var csvHeading: [UInt8] {
    var bytes: [UInt8] = []
    CSVWriter.append(columns.map { .token($0) }, to: &bytes)
    return bytes
  }

  /// All other lines.
  package func csvRows() -> [UInt8] {
    var bytes: [UInt8] = []
    for part in 0..<partCount { appendCSV(ofPart: part, to: &bytes) }
    return bytes
  }

  private func csv(ofPart part: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    // About as long as it becomes: what grows is copied again and again.
    bytes.reserveCapacity(rowCount(ofPart: part) * 192)
    if part == 0 { CSVWriter.append(FigureTable.columns.map { .token($0) }, to: &bytes) }
    appendCSV(ofPart: part, to: &bytes)
    return bytes
  }

  private func json(ofPart part: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(rowCount(ofPart: part) * 128)
    if part == 0 { bytes.append(UInt8(ascii: "[")) }
    appendJSON(ofPart: part, to: &bytes)
    if part == partCount - 1 { bytes += "\n]\n".utf8 }
    return bytes
  }
}

/// Text of JSON (RFC 8259).
enum JSONText {
  /// A list of objects, one a line; a missing value is `null`.
  static func table(
    columns: [String], _ forEachRow: (([FigureTable.Cell]) -> Void) -> Void
  ) -> [UInt8] {
    var bytes = Array("[".utf8)
    let keys = keys(columns)
    forEachRow { append($0, keys, isFirst: bytes.count == 1, to: &bytes) }
    bytes += "\n]\n".utf8
    return bytes
  }

  /// `"name":` of each column.
  static func keys(_ columns: [String]) -> [[UInt8]] { columns.map { Array("\"\($0)\":".utf8) } }

  /// An object on a line of its own, behind a comma unless it is the first; a missing value is
  /// `null`.
  static func append(
    _ cells: [FigureTable.Cell], _ keys: [[UInt8]], isFirst: Bool, to bytes: inout [UInt8]
  ) {
    bytes += (isFirst ? "\n" : ",\n").utf8
    appendObject(cells[...], keys[...], writesEmpty: true, to: &bytes)
  }

  /// An object; a missing value is left out unless `writesEmpty` says otherwise.
  static func appendObject(
    _ cells: ArraySlice<FigureTable.Cell>, _ keys: ArraySlice<[UInt8]>, writesEmpty: Bool = false,
    to bytes: inout [UInt8]
  ) {
    bytes.append(UInt8(ascii: "{"))
    var isFirst = true
    for (cell, key) in zip(cells, keys) where writesEmpty || cell != .empty {
      if !isFirst { bytes.append(UInt8(ascii: ",")) }
      isFirst = false
      bytes += key
      append(cell, to: &bytes)
    }
    bytes.append(UInt8(ascii: "}"))
  }

  private static func append(_ cell: FigureTable.Cell, to bytes: inout [UInt8]) {
    switch cell {
    case .empty: bytes += "null".utf8
    case .text(let text), .token(let text): append(text, to: &bytes)
    case .decimal(let decimal):
      bytes.append(UInt8(ascii: "\""))
      decimal.append(to: &bytes)
      bytes.append(UInt8(ascii: "\""))
    case .integer(let number): bytes += String(number).utf8
    case .flag(let flag): bytes += (flag ? "true" : "false").utf8
    }
  }

  /// Appends `text` in quotation marks, with what JSON and scripts stumble over escaped.
  static func append(_ text: String, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(byte)
      case 0x00..<0x20, 0x7F:
        bytes += "\\u00".utf8
        bytes += (byte < 16 ? "0" : "").utf8
        bytes += String(byte, radix: 16).utf8
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}

/// `rejects.csv`: the records that were read but cannot be used.
enum RejectTable {
  static let columns = ["file", "line", "column", "byte", "field", "text", "id", "summary"]

  static func csv(_ rejects: [RunResult.Reject]) -> [UInt8] {
    var bytes: [UInt8] = []
    CSVWriter.append(columns.map { .token($0) }, to: &bytes)
    for reject in rejects {
      CSVWriter.append(
        [
          .text(reject.file), reject.line.map { .integer($0) } ?? .empty,
          reject.column.map { .integer($0) } ?? .empty,
          reject.byte.map { .integer($0) } ?? .empty,
          .text(reject.field), .text(reject.text), .token(reject.id), .text(reject.summary),
        ], to: &bytes)
    }
    return bytes
  }
}
