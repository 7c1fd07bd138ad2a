/// Reads a file block by block and delivers its records in batches, with exact positions.
///
/// Memory is bounded by the block size and the longest record, whatever the file's size.
struct RecordScanner {
  let input: ScanInput
  let options: ScanOptions

  init(_ input: ScanInput, options: ScanOptions = ScanOptions()) {
    self.input = input
    self.options = options
  }

  init(path: String, options: ScanOptions = ScanOptions()) {
    self.init(ScanInput(path: path), options: options)
  }

  /// Calls `body` with one batch after the other, on the caller's thread, until it returns false.
  ///
  /// The header is the first record of the first batch, as any other record. An empty file delivers
  /// nothing. At a fault the records before it have been delivered.
  @discardableResult
  func scan(_ body: (borrowing RecordBatch) -> Bool) throws(ScanFailure) -> ScanSummary {
    try scan(BlockReader(input: input, options: options), body)
  }

  /// The same with an input that is open already.
  func scan(
    _ opened: BlockReader, _ body: (borrowing RecordBatch) -> Bool
  ) throws(ScanFailure) -> ScanSummary {
    var reader = opened
    guard let format = reader.format else {
      return ScanSummary(
        format: nil, recordCount: 0, lineCount: 0, storedByteCount: reader.storedByteCount)
    }
    var cursor = ScanCursor(format: format, markLength: reader.markLength)
    let indexer = RecordIndexer(delimiter: format.delimiter, method: options.method)
    let storage = BatchStorage(capacity: reader.batchCapacity)
    var mustSkipSeparatorLine = format.hasSeparatorLine
    while true {
      try reader.fill(storage)
      let tail = indexer.index(storage, isAtEnd: reader.isAtEnd)
      if mustSkipSeparatorLine && storage.recordCount > 0 {
        cursor.skipFirstRecord(of: storage)
        mustSkipSeparatorLine = false
        continue
      }
      let fault = cursor.takeLengthFault(from: storage, limit: options.fieldLimit)
      if storage.recordCount > 0 {
        let batch = cursor.batch(storage)
        guard body(batch) else { break }
        cursor.advance(past: storage)
      }
      if let fault { throw fault }
      if reader.isAtEnd {
        if storage.used < storage.filled && tail.isInsideQuotes {
          // A field beyond the limit is one however much of it has been read.
          try cursor.checkTail(storage, tail, limit: options.fieldLimit)
          throw cursor.unclosedQuote(storage, at: tail.fieldStart)
        }
        break
      }
      try cursor.checkTail(storage, tail, limit: options.fieldLimit)
      storage.dropUsed()
    }
    try reader.checkUnchanged()
    return ScanSummary(
      format: format, recordCount: cursor.recordCount, lineCount: cursor.line - 1,
      storedByteCount: reader.storedByteCount)
  }
}
