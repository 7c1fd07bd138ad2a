/// A row of a table without identifiers that seems to stand in a file more than once, or in two.
struct RepeatedRow: Sendable {
  /// In the chunk, then in the file.
  var line: Int
  /// Of all cells, and of the headings they stand under.
  var digest: UInt64
}

/// Reads whole rows, where no column tells records apart.
struct RowReader: Sendable {
  private let headings: UInt64

  init(layout: FileLayout) {
    headings = ByteWords.digest(Array(layout.headerCells.joined(separator: "\u{1F}").utf8).span)
  }

  func digest(_ record: Int, _ batch: borrowing RecordBatch) -> UInt64 {
    batch.digest(0..<batch.fieldCount(ofRecord: record), ofRecord: record) ^ headings
  }
}

extension RecordBatch {
  /// One digest of several cells.
  func digest(_ ordinals: some Sequence<Int>, ofRecord record: Int) -> UInt64 {
    var digests: [UInt8] = []
    for ordinal in ordinals {
      var cell = withField(ordinal, ofRecord: record) { ByteWords.digest($0) }
      for _ in 0..<8 {
        digests.append(UInt8(truncatingIfNeeded: cell))
        cell >>= 8
      }
    }
    return ByteWords.digest(digests.span)
  }
}
