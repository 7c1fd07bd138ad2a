import Analysis

/// Comma-separated text as RFC 4180 has it, in UTF-8, with a line feed after each record.
enum CSVWriter {
  /// Appends a record.
  ///
  /// Cells of text that a spreadsheet would take for a formula get an apostrophe
  /// in front, the sign spreadsheets themselves use for "this is text"; numbers keep their minus.
  static func append(_ cells: [FigureTable.Cell], to bytes: inout [UInt8]) {
    bytes += record(cells)
    bytes.append(UInt8(ascii: "\n"))
  }

  /// The cells of a record, or of a part of one, with commas between them.
  static func record(_ cells: [FigureTable.Cell]) -> [UInt8] {
    var bytes: [UInt8] = []
    for (index, cell) in cells.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      switch cell {
      case .empty: break
      case .text(let text): appendQuoted(neutralised(text), to: &bytes)
      case .token(let text): appendQuoted(text, to: &bytes)
      case .decimal(let text): bytes += text.utf8
      case .integer(let number): bytes += String(number).utf8
      case .flag(let flag): bytes += (flag ? "true" : "false").utf8
      }
    }
    return bytes
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
    let needsQuotes = text.utf8.contains {
      $0 == quote || $0 == UInt8(ascii: ",") || $0 == 0x0A || $0 == 0x0D || $0 == 0x3B
    }
    guard needsQuotes || text.hasPrefix(" ") || text.hasSuffix(" ") else {
      bytes += text.utf8.map { $0 == 0 ? 0x3F : $0 }
      return
    }
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
  package func csv() -> [UInt8] {
    var lines = FigureLines(result)
    for figure in result.figures { lines.append(figure) }
    lines.finish()
    return lines.bytes
  }

  /// `figures.json`: a list of objects with the columns as keys, one a line.
  ///
  /// Decimals are strings, so that no reader turns money into a binary fraction; a missing value is `null`.
  package func json() -> [UInt8] { JSONText.table(columns: FigureTable.columns, forEachRow) }
}

/// Text of JSON (RFC 8259).
enum JSONText {
  /// A list of objects, one a line.
  static func table(
    columns: [String], _ forEachRow: (([FigureTable.Cell]) -> Void) -> Void
  ) -> [UInt8] {
    var bytes = Array("[".utf8)
    let keys = columns.map { Array("\"\($0)\":".utf8) }
    var isFirst = true
    forEachRow { cells in
      bytes += (isFirst ? "\n{" : ",\n{").utf8
      isFirst = false
      for (index, (key, cell)) in zip(keys, cells).enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        bytes += key
        switch cell {
        case .empty: bytes += "null".utf8
        case .text(let text), .token(let text), .decimal(let text):
          JSONText.append(text, to: &bytes)
        case .integer(let number): bytes += String(number).utf8
        case .flag(let flag): bytes += (flag ? "true" : "false").utf8
        }
      }
      bytes.append(UInt8(ascii: "}"))
    }
    bytes += "\n]\n".utf8
    return bytes
  }

  /// Appends `text` in quotation marks, with what JSON and scripts stumble over escaped.
  static func append(_ text: String, to bytes: inout [UInt8]) {
    let digits = Array("0123456789abcdef".utf8)
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(byte)
      case 0x00..<0x20, 0x7F:
        bytes += "\\u00".utf8
        bytes.append(digits[Int(byte >> 4)])
        bytes.append(digits[Int(byte & 15)])
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
          reject.column.map { .integer($0) } ?? .empty, .integer(reject.byte),
          .text(reject.field), .text(reject.text), .token(reject.id), .text(reject.summary),
        ], to: &bytes)
    }
    return bytes
  }
}
