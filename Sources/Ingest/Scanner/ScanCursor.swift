/// Where a scan stands in the file: in front of the first record of the next batch.
struct ScanCursor {
  let format: ScanFormat
  var recordCount = 0
  /// Physical line, from 1.
  var line = 1
  var byteOffset: Int

  init(format: ScanFormat, markLength: Int) {
    self.format = format
    byteOffset = markLength
  }

  func batch(_ storage: BatchStorage, isStartOfFile: Bool? = nil) -> RecordBatch {
    RecordBatch(
      storage: storage, format: format, firstRecord: recordCount, firstLine: line,
      firstByteOffset: byteOffset, isStartOfFile: isStartOfFile ?? (recordCount == 0))
  }

  mutating func advance(past storage: BatchStorage) {
    recordCount += storage.recordCount
    line += storage.lineCount
    byteOffset += storedLength(storage, storage.used)
  }

  /// Removes the line `sep=;` from the front of the buffer, so that the rest can be indexed again.
  mutating func skipFirstRecord(of storage: BatchStorage) {
    let length = unsafe Int(storage.fieldEnds[Int(storage.recordEnds[0]) - 1]) + 1
    byteOffset += storedLength(storage, length)
    line += 1
    storage.used = length
    storage.dropUsed()
  }

  /// Looks for a field beyond the limit among whole records, which only a batch longer than the
  /// limit can hold; leaves the records before it in the storage.
  func takeLengthFault(from storage: BatchStorage, limit: Int) -> ScanFailure? {
    guard let (record, failure) = lengthFault(in: storage, limit: limit) else { return nil }
    storage.keepRecords(record)
    return failure
  }

  private func lengthFault(
    in storage: BatchStorage, limit: Int
  ) -> (record: Int, failure: ScanFailure)? {
    guard storage.used > limit else { return nil }
    let batch = batch(storage)
    for record in 0..<batch.recordCount {
      let bounds = batch.recordBounds(record)
      guard bounds.end - bounds.start > limit else { continue }
      for field in 0..<batch.fieldCount(ofRecord: record) {
        let (start, end) = batch.bounds(ofField: field, inRecord: record)
        guard end - start > limit else { continue }
        return (
          record,
          .fieldTooLong(
            line: batch.line(ofField: field, inRecord: record),
            column: batch.column(ofField: field, inRecord: record), limit: limit)
        )
      }
      if bounds.end - bounds.start > Self.recordLimit(limit) {
        return (
          record,
          .recordTooLong(line: batch.line(ofRecord: record), limit: Self.recordLimit(limit))
        )
      }
    }
    return nil
  }

  /// Looks at the record that is still open at the end of the buffer, before more is read.
  func checkTail(
    _ storage: BatchStorage, _ tail: RecordStateMachine.Tail, limit: Int
  ) throws(ScanFailure) {
    // A carriage return at the end already ends the record, whether or not a line feed follows it.
    let last = storage.filled - 1
    let isEnded =
      unsafe last >= 0 && !tail.isInsideQuotes
      && storage.bytes[last] == Byte.carriageReturn
    let end = isEnded ? last : storage.filled
    if end - tail.fieldStart > limit {
      let place = place(storage, at: tail.fieldStart)
      throw .fieldTooLong(line: place.line, column: place.column, limit: limit)
    }
    let recordLimit = Self.recordLimit(limit)
    if end - storage.used > recordLimit {
      throw .recordTooLong(line: place(storage, at: storage.used).line, limit: recordLimit)
    }
  }

  /// A record may be as long as four of the longest fields.
  private static func recordLimit(_ fieldLimit: Int) -> Int { 4 * fieldLimit }

  func unclosedQuote(_ storage: BatchStorage, at offset: Int) -> ScanFailure {
    let place = place(storage, at: offset)
    return .unclosedQuote(line: place.line, column: place.column)
  }

  /// Line and column of an offset behind the batch's records; the cursor stands behind them.
  private func place(_ storage: BatchStorage, at offset: Int) -> (line: Int, column: Int) {
    batch(storage).withBytes(storage.used..<max(offset, storage.used)) { bytes in
      var lineStart = 0
      for index in bytes.indices
      where bytes[index] == Byte.lineFeed || bytes[index] == Byte.carriageReturn {
        lineStart = index + 1
      }
      let column = unsafe bytes.withUnsafeBufferPointer {
        unsafe String(decoding: $0[lineStart...], as: UTF8.self).count + 1
      }
      return (line + LineBreaks.count(in: bytes), column)
    }
  }

  private func storedLength(_ storage: BatchStorage, _ end: Int) -> Int {
    batch(storage).withBytes(0..<end) { Transcoder.storedLength(of: $0, in: format.encoding) }
  }
}
