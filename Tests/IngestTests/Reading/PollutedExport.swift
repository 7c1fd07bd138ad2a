/// A small export of deals, and the ways in which a file like it gets damaged on its way.
struct PollutedExport {
  static let header = [
    "Record ID", "Deal Name", "Deal Stage", "Amount", "Close Date", "Create Date", "Deal owner",
    "Deal Description",
  ]
  /// The record with the number 1 takes up two lines: 3 and 4.
  static let rows = [
    ["9001", "Alpha", "Closed won", "1000.50", "2026-01-25", "2026-01-05", "Zoé Martin", ""],
    ["9002", "Note\nend", "Closed lost", "1137.00", "2026-02-25", "2026-01-15", "Karim", "a, b"],
    ["9003", "\"Étoile\"", "Closed won", "1274.50", "2026-03-25", "2026-02-05", "Zoé Martin", ""],
    ["9004", "Usine, 3", "Contract sent", "1411.00", "2026-12-25", "2026-02-15", "Karim", "été"],
    ["9005", "Ligne; x", "Closed won", "1548.50", "2026-05-25", "2026-03-05", "Zoé Martin", ""],
    ["9006", "5\" | 6\"", "Closed lost", "1685.00", "2026-06-25", "2026-03-15", "Karim", "fin"],
  ]

  var records = [Self.header] + Self.rows
  var delimiter = ","
  var lineEnd = "\n"
  var quote = "\""
  /// What stands for a quote inside a quoted cell.
  var escapedQuote = "\"\""
  /// Lines above the header and below the records, as they are.
  var above: [String] = []
  var below: [String] = []
  /// By index among `records`, what the line holds instead.
  var lines: [Int: String] = [:]
  var endsLastLine = true

  var text: String {
    let written = records.indices.map { lines[$0] ?? line(records[$0]) }
    let text = (above + written + below).map { $0 + lineEnd }.joined()
    return endsLastLine ? text : String(text.dropLast())
  }

  func line(_ cells: [String]) -> String {
    cells.map { quote + $0.replacing("\"", with: escapedQuote) + quote }
      .joined(separator: delimiter)
  }

  /// Changes the first `old` in the line of a row.
  mutating func change(row: Int, _ old: String, to new: String) {
    lines[row + 1] = line(records[row + 1]).replacing(old, with: new, maxReplacements: 1)
  }
}
