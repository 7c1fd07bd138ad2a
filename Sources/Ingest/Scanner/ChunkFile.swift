/// A plain file, in UTF-8 or with one byte for each character, cut into chunks of equal length.
///
/// A chunk owns the records that begin in it; the last of them may end in the next chunk. Any thread
/// can scan any chunk once it knows where the chunk's first record begins. All offsets are those of
/// the file as it is stored.
struct ChunkFile: @unchecked Sendable {
  let source: FileSource
  let format: ScanFormat
  let options: ScanOptions
  /// Where the text begins, behind byte order marks and the line `sep=`.
  let start: Int
  /// Physical lines before `start`: the line `sep=`.
  let linesBefore: Int
  let end: Int

  /// What a chunk's scan came to.
  struct Extent: Sendable {
    /// Offset in the file of the chunk's first record.
    var start: Int
    /// Where the next chunk's first record begins.
    var end: Int
    var recordCount = 0
    var lineCount = 0
  }

  /// Bytes of a chunk: fewer in a small file, so that every thread has some.
  let chunkSize: Int

  init(
    source: FileSource, format: ScanFormat, options: ScanOptions, start: Int, linesBefore: Int
  ) {
    self.source = source
    self.format = format
    self.options = options
    self.start = start
    self.linesBefore = linesBefore
    end = max(source.storedByteCount, start)
    let wanted = max(options.chunkSize, 1)
    chunkSize = min(wanted, max(Self.smallestChunk, (end - start) / 8))
  }

  private static let smallestChunk = 512 << 10

  var chunkCount: Int { max(1, (end - start + chunkSize - 1) / chunkSize) }

  /// Bytes of the file in which the records of a chunk begin.
  func bounds(ofChunk chunk: Int) -> Range<Int> {
    let lower = start + chunk * chunkSize
    return lower..<max(lower, min(lower + chunkSize, end))
  }

  func makeStorage() -> BatchStorage {
    let block = max(options.blockSize, 1)
    return BatchStorage(capacity: block + room(for: block) + 16)
  }

  /// Bytes of a storage that some of the file may need.
  private func room(for count: Int) -> Int {
    format.encoding == .utf8 ? count : Transcoder.capacity(for: count)
  }

  /// Delivers the records that begin in `extent.start..<limit` and moves `extent` along; at a
  /// failure it stands behind the last whole record.
  func scan(
    _ extent: inout Extent, limit: Int, storage: BatchStorage,
    _ body: (borrowing RecordBatch) -> Bool
  ) throws(ScanFailure) {
    let indexer = RecordIndexer(delimiter: format.delimiter, method: options.method)
    storage.filled = 0
    storage.clearBoundaries()
    var next = extent.end
    while extent.end < limit {
      next += try fill(storage, from: next)
      let isAtEnd = next >= end
      let tail = indexer.index(storage, isAtEnd: isAtEnd)
      cutRecords(of: storage, beginningAt: limit - extent.end)
      var cursor = ScanCursor(format: format, markLength: extent.end)
      cursor.recordCount = extent.recordCount
      cursor.line = extent.lineCount + 1
      let fault = cursor.takeLengthFault(from: storage, limit: options.fieldLimit)
      if storage.recordCount > 0 {
        guard body(cursor.batch(storage, isStartOfFile: extent.end == start)) else { return }
        cursor.advance(past: storage)
        extent.end = cursor.byteOffset
        extent.recordCount = cursor.recordCount
        extent.lineCount = cursor.line - 1
      }
      if let fault { throw fault }
      if extent.end >= limit { return }
      if isAtEnd {
        if storage.used < storage.filled && tail.isInsideQuotes {
          // A field beyond the limit is one however much of it has been read.
          try cursor.checkTail(storage, tail, limit: options.fieldLimit)
          throw cursor.unclosedQuote(storage, at: tail.fieldStart)
        }
        return
      }
      try cursor.checkTail(storage, tail, limit: options.fieldLimit)
      storage.dropUsed()
    }
  }

  /// Adds what stands at an offset in the file to what the storage holds; says how many bytes of the
  /// file that was.
  private func fill(_ storage: BatchStorage, from offset: Int) throws(ScanFailure) -> Int {
    let step = max(options.blockSize, min(storage.filled, BatchStorage.longestStep))
    let count = min(step, end - offset)
    let room = room(for: count)
    if storage.filled + room > storage.capacity { storage.grow(to: storage.filled + room) }
    let target = unsafe storage.bytes + storage.filled
    // Read to the end of the room, from where its UTF-8 never catches up with what is still to be read.
    let stored = unsafe target + (room - count)
    let read = try unsafe source.read(
      into: UnsafeMutableRawBufferPointer(start: stored, count: count), at: offset)
    if read < count { throw .changedWhileReading }
    var filled = count
    if format.encoding != .utf8 {
      var transcoder = Transcoder(format.encoding)
      filled = unsafe transcoder.convert(
        UnsafeBufferPointer(start: stored, count: count), to: target)
    }
    storage.filled += filled
    return count
  }

  /// Leaves the records that begin this far on in the file, or later, to the next chunk.
  private func cutRecords(of storage: BatchStorage, beginningAt distance: Int) {
    guard storage.used > distance else { return }
    let batch = ScanCursor(format: format, markLength: 0).batch(storage, isStartOfFile: false)
    let limit = batch.withBytes(0..<storage.used) {
      Transcoder.length(ofStored: distance, of: $0, in: format.encoding)
    }
    var low = 0
    var high = storage.recordCount
    while low < high {
      let middle = (low + high) / 2
      if batch.recordBounds(middle).start >= limit { high = middle } else { low = middle + 1 }
    }
    storage.keepRecords(low)
  }

  // MARK: Guessing

  /// Bytes looked at to find a chunk's first record.
  private static let guessLength = 64 << 10

  /// Where the first record of a chunk begins, going by the records that follow.
  ///
  /// The chunk may begin inside or outside quotes. Both are tried; one is dropped when its records
  /// have another number of fields than the header, or quotes in illegal places. nil when nothing
  /// fits. The guess can be wrong: only the end of the chunk before proves it.
  func guessFirstRecord(
    ofChunk chunk: Int, width: Int, storage: BatchStorage
  ) throws(ScanFailure) -> Int? {
    let offset = bounds(ofChunk: chunk).lowerBound
    if chunk == 0 { return offset }
    // The byte before tells whether a record begins right at the border.
    let begin = offset - 1
    let length = min(Self.guessLength, end - begin)
    storage.filled = 0
    storage.grow(to: length)
    for isInside in [false, true] {
      let target = unsafe UnsafeMutableRawBufferPointer(start: storage.bytes, count: length)
      guard try unsafe source.read(into: target, at: begin) == length else {
        throw .changedWhileReading
      }
      storage.clearBoundaries()
      storage.filled = length
      guard let first = firstRecordStart(in: storage, isInside: isInside) else { continue }
      storage.used = first
      storage.dropUsed()
      if hasRegularRecords(storage, width: width, isAtEnd: begin + length == end) {
        return begin + first
      }
    }
    return nil
  }

  private func firstRecordStart(in storage: BatchStorage, isInside: Bool) -> Int? {
    var isInside = isInside
    for index in 0..<storage.filled {
      let byte = unsafe storage.bytes[index]
      if byte == Byte.quote { isInside.toggle() }
      if byte == Byte.lineFeed && !isInside { return index + 1 }
    }
    return nil
  }

  private func hasRegularRecords(
    _ storage: BatchStorage, width: Int, isAtEnd: Bool
  ) -> Bool {
    RecordStateMachine(delimiter: format.delimiter).index(
      storage, until: Self.guessLength / 16, isAtEnd: isAtEnd)
    let batch = ScanCursor(format: format, markLength: 0).batch(storage, isStartOfFile: false)
    var regular = 0
    for record in 0..<batch.recordCount where !batch.flags(ofRecord: record).contains(.blank) {
      guard batch.fieldCount(ofRecord: record) == width,
        !storage.flags[record].contains(.irregularQuoting)
      else { return false }
      regular += 1
    }
    return regular > 0
  }
}
