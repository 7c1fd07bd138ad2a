import Ingest

/// Rows that were read well, and of which the analysis finds that they cannot be used.
///
/// They count as those of the reading do: in the number of rejects that a run may have, in
/// `rejects.csv`, and for the health of their source.
struct Rejects: Sendable {
  private struct Row {
    var file: Int
    var line: Int
    var field: String
    var text: String
    var id: String
    var summary: String
  }

  /// How many are kept for `rejects.csv`; all are counted.
  private static let keptCount = 10_000

  private var kept: [Row] = []
  private var countByFile: [Int: Int] = [:]

  mutating func add(
    _ rows: RowSet, _ row: Int, field: String, text: String, id: String, summary: String
  ) {
    countByFile[rows.file, default: 0] += 1
    guard kept.count < Self.keptCount else { return }
    kept.append(
      Row(
        file: rows.file, line: rows.lines[row], field: field, text: text, id: id, summary: summary))
  }

  /// The report of the reading with these rows among its rejects.
  func added(to report: IngestReport) -> IngestReport {
    var report = report
    for (file, count) in countByFile where report.files.indices.contains(file) {
      report.files[file].rejectCount += count
    }
    report.rejects += kept.map { row in
      let name = report.files.indices.contains(row.file) ? report.files[row.file].name : "?"
      return RejectedRow(
        place: Place(file: name, line: row.line), byte: nil, field: row.field, text: row.text,
        id: row.id, summary: row.summary)
    }
    return report
  }
}
