import Ingest

/// A spreadsheet saved as delimited text: one heading row, then records, every cell with its place.
///
/// Unlike exports these files are small and kept by hand, so they are read whole.
struct Sheet {
  struct Cell {
    /// Without its quotes, trimmed.
    var text: String
    var place: Place
    /// The row ends before it.
    var isCutOff = false

    /// Empty, or one of the ways people write "none": never 0.
    var isMissing: Bool {
      ["", "-", "–", "—", "n/a", "na", "null", "s.o.", "so"].contains(text.lowercased())
    }
  }

  var headings: [Cell]
  /// Every record has as many cells as there are headings.
  var records: [[Cell]]

  /// How the file says it is to be read; nothing means: find out.
  struct Format {
    var encoding: String?
    var delimiter: Character?
    var decimalMark: Character?
    /// `ymd`, `dmy` or `mdy`.
    var dateOrder: String?
    /// Names of the columns of a file without a heading row.
    var columns: [String]?
  }

  /// Nothing when the file has no heading row, which is reported.
  init?(_ text: String, file: String, format: Format, findings: Findings) {
    findings.register(file: file, text: text)
    let delimiter = format.delimiter ?? Self.delimiter(of: text)
    var (rows, open) = Self.rows(text, delimiter: delimiter, file: file)
    if let open {
      findings.error(
        "sheet-quote-open", at: open, "the quote that opens here is never closed",
        explanation: "everything after it would be one cell",
        fixes: ["close it, or remove it", "write a quote within a cell twice"])
      return nil
    }
    rows.removeAll { $0.allSatisfy(\.text.isEmpty) }
    // Excel's own line before the headings.
    if let first = rows.first, first[0].text.lowercased().hasPrefix("sep="),
      first.dropFirst().allSatisfy(\.text.isEmpty)
    {
      rows.removeFirst()
    }
    if let columns = format.columns {
      headings = columns.map { Cell(text: $0, place: Place(file: file, line: 1)) }
    } else if let first = rows.first {
      headings = first
      rows.removeFirst()
    } else {
      findings.error(
        "sheet-empty", at: Place(file: file), "the file has no heading row",
        fixes: ["save the sheet again, its headings in the first row"])
      return nil
    }
    records = []
    for row in rows {
      if row.count > headings.count, row[headings.count...].contains(where: { !$0.text.isEmpty }) {
        findings.error(
          "sheet-row-too-long", at: row[headings.count].place,
          "the row has \(row.count) cells, the heading row \(headings.count)",
          fixes: ["put quotes around a cell that contains '\(delimiter)'"])
        continue
      }
      var cells = Array(row.prefix(headings.count))
      let end = row.last?.place ?? Place(file: file)
      while cells.count < headings.count {
        cells.append(Cell(text: "", place: end, isCutOff: true))
      }
      records.append(cells)
    }
  }

  /// The separator of the heading row, quoted parts left out.
  private static func delimiter(of text: String) -> Character {
    var counts: [Character: Int] = [:]
    var isQuoted = false
    for character in text {
      if character == "\"" { isQuoted.toggle() }
      if character.isNewline, !isQuoted { break }
      if !isQuoted, ";,\t|".contains(character) { counts[character, default: 0] += 1 }
    }
    let best = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }
    return best?.key ?? ","
  }

  /// The rows, and the place of a quote that is not closed.
  private static func rows(
    _ text: String, delimiter: Character, file: String
  ) -> (rows: [[Cell]], open: Place?) {
    var rows: [[Cell]] = []
    var row: [Cell] = []
    var cell = ""
    var isQuoted = false
    var wasQuoted = false
    var (line, column) = (1, 1)
    var start = Place(file: file, line: 1, column: 1)
    func endCell() {
      row.append(Cell(text: wasQuoted ? cell : cell.trimmingSpaces, place: start))
      cell = ""
      wasQuoted = false
    }
    var index = text.startIndex
    while index < text.endIndex {
      let character = text[index]
      index = text.index(after: index)
      if isQuoted {
        if character == "\"" {
          if index < text.endIndex, text[index] == "\"" {
            cell.append("\"")
            index = text.index(after: index)
            column += 1
          } else {
            isQuoted = false
          }
        } else {
          cell.append(character)
        }
        if character.isNewline { (line, column) = (line + 1, 0) }
      } else if character == "\"", cell.isEmpty {
        (isQuoted, wasQuoted) = (true, true)
      } else if character == delimiter || character.isNewline {
        endCell()
        if character.isNewline {
          rows.append(row)
          row = []
          (line, column) = (line + 1, 0)
        }
        start = Place(file: file, line: line, column: column + 1)
      } else {
        cell.append(character)
      }
      column += 1
    }
    if !cell.isEmpty || !row.isEmpty || wasQuoted {
      endCell()
      rows.append(row)
    }
    return (rows, isQuoted ? start : nil)
  }
}
