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
    var cells: [UInt64] = []
    batch.digestCells(ofRecord: record, into: &cells)
    return cells.digest(cells.indices) ^ headings
  }
}

extension RecordBatch {
  /// The digests of all cells of a record, instead of those that were there before.
  func digestCells(ofRecord record: Int, into digests: inout [UInt64]) {
    digests.removeAll(keepingCapacity: true)
    for ordinal in 0..<fieldCount(ofRecord: record) {
      digests.append(withField(ordinal, ofRecord: record) { ByteWords.digest($0) })
    }
  }
}

extension [UInt64] {
  /// One digest of some of the cells that these are the digests of; of a cell that is not there none.
  func digest(_ ordinals: some Sequence<Int>) -> UInt64 {
    ordinals.reduce(0) { ByteWords.digest($0, $1 < count ? self[$1] : 0) }
  }
}
