/// Where a row of an export stands, which tells it from every other.
struct RowPlace: Hashable, Sendable, Comparable {
  /// Index into the report's files.
  var file: Int32
  /// From 1.
  var line: Int32

  init(_ rows: RowSet, _ row: Int) {
    file = Int32(clamping: rows.file)
    line = Int32(clamping: rows.lines[row])
  }

  static func < (left: RowPlace, right: RowPlace) -> Bool {
    (left.file, left.line) < (right.file, right.line)
  }
}
