/// Finds by the first records of a text which byte parts their cells.
struct DelimiterDetection {
  /// The first is taken where no record has two cells: one column, to which it does no harm.
  static let candidates: [UInt8] = [
    UInt8(ascii: ","), UInt8(ascii: ";"), Byte.tab, UInt8(ascii: "|"),
  ]
  /// Records looked at, blank ones aside.
  private static let recordLimit = 50

  /// One candidate's way to split the first records that are not blank.
  private struct Split {
    var delimiter: UInt8
    /// How many cells each has.
    var widths: [Int]

    /// Share of the other records that have as many cells as the first.
    var agreement: Double {
      guard let first = widths.first, widths.count > 1 else { return 1 }
      return Double(widths.count { $0 == first } - 1) / Double(widths.count - 1)
    }

    /// The table in them: what most records have in common from the first such record on.
    var table: Table? {
      var counts: [Int: Int] = [:]
      for width in widths where width > 1 { counts[width, default: 0] += 1 }
      guard let (width, support) = counts.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }),
        let header = widths.firstIndex(of: width), support > 1,
        support * 2 > widths.count - header
      else { return nil }
      return Table(width: width, header: header, support: support)
    }
  }

  /// A table that may stand below title lines.
  private struct Table {
    /// Cells of its records.
    var width: Int
    /// Index of its first record, which is the header.
    var header: Int
    /// How many records it has.
    var support: Int

    /// An earlier header goes before more columns: amounts with a decimal comma split rows, not the
    /// header above them.
    var rank: (Int, Int, Int) { (support, -header, width) }

    /// Whether it explains the records better than a split that takes the first one for the header.
    func isBetter(than other: Table?) -> Bool {
      guard let other else { return true }
      return support > other.support || (support == other.support && width >= 2 * other.width)
    }
  }

  private let text: [UInt8]
  private let isCut: Bool
  private let method: ScanOptions.Method
  private let splits: [Split]

  /// The last record of a text that is cut does not count.
  init(text: [UInt8], isCut: Bool, method: ScanOptions.Method) {
    self.text = text
    self.isCut = isCut
    self.method = method
    splits = Self.candidates.map { delimiter in
      let widths = Self.withRecords(of: text, isCut, delimiter, method) { batch, records in
        records.map { batch.fieldCount(ofRecord: $0) }
      }
      return Split(delimiter: delimiter, widths: widths)
    }
  }

  /// Whether one record at least ends within the text.
  var hasRecord: Bool { splits.contains { !$0.widths.isEmpty } }

  /// The delimiter by which the first records all have the same number of cells, two at least; below
  /// title lines, by which most of them have.
  ///
  /// Nothing when no record has two cells.
  func detect() throws(ScanFailure) -> UInt8? {
    let wide = splits.filter { $0.widths.first ?? 0 > 1 }
    let best = wide.max { Self.isWorse($0, $1) }
    if let best, best.agreement < 1, let table = bestTable, table.split.delimiter != best.delimiter,
      table.table.isBetter(than: best.table)
    {
      return try delimiter(below: table.table)
    }
    guard let best else {
      guard let table = bestTable?.table else { return nil }
      return try delimiter(below: table)
    }
    let equals = wide.filter { !Self.isWorse($0, best) }
    guard equals.count == 1 else { throw undecidable(equals, record: 0) }
    return best.delimiter
  }

  private var bestTable: (split: Split, table: Table)? {
    splits.compactMap { split in split.table.map { (split, $0) } }
      .max { $0.table.rank < $1.table.rank }
  }

  private func delimiter(below table: Table) throws(ScanFailure) -> UInt8 {
    let equals = splits.filter { $0.table.map { $0.rank == table.rank } ?? false }
    guard equals.count == 1 else { throw undecidable(equals, record: table.header) }
    return equals[0].delimiter
  }

  private static func isWorse(_ left: Split, _ right: Split) -> Bool {
    let (leftFits, rightFits) = (left.agreement == 1, right.agreement == 1)
    if leftFits != rightFits { return rightFits }
    if left.widths.first != right.widths.first {
      return left.widths.first ?? 0 < right.widths.first ?? 0
    }
    return left.agreement < right.agreement
  }

  private func undecidable(_ splits: [Split], record: Int) -> ScanFailure {
    .undecidableDelimiter(
      splits.map { split in
        Self.withRecords(of: text, isCut, split.delimiter, method) { batch, records in
          ScanFailure.DelimiterReading(
            delimiter: split.delimiter, line: batch.line(ofRecord: records[record]),
            firstRecord: (0..<batch.fieldCount(ofRecord: records[record])).map {
              batch.text(ofField: $0, inRecord: records[record])
            })
        }
      })
  }

  /// Runs `body` on the records of a text and on the ordinals of those of the first ones that are not
  /// blank.
  static func withRecords<Result>(
    of text: [UInt8], _ isCut: Bool, _ delimiter: UInt8, _ method: ScanOptions.Method,
    limit: Int = recordLimit, _ body: (borrowing RecordBatch, [Int]) -> Result
  ) -> Result {
    let storage = BatchStorage(capacity: text.count)
    unsafe UnsafeMutableRawBufferPointer(start: storage.bytes, count: text.count)
      .copyBytes(from: text)
    storage.filled = text.count
    _ = RecordIndexer(delimiter: delimiter, method: method).index(storage, isAtEnd: !isCut)
    let batch = RecordBatch(
      storage: storage,
      format: ScanFormat(
        encoding: .utf8, encodingIsDetected: false, delimiter: delimiter,
        delimiterIsDetected: false, byteOrderMarkCount: 0, hasSeparatorLine: false),
      firstRecord: 0, firstLine: 1, firstByteOffset: 0, isStartOfFile: true)
    let records = (0..<min(batch.recordCount, limit)).filter {
      let bounds = batch.recordBounds($0)
      return bounds.start < bounds.end
    }
    return body(batch, records)
  }
}
