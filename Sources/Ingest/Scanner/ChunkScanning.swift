/// Where a chunk's records stand in the file; known when the chunks before it are done.
struct ChunkPosition: Sendable, Hashable {
  /// From 0, in file order.
  var index: Int
  /// Physical lines before the chunk: add it to a line that a batch of the chunk reported.
  var linesBefore: Int
  /// Records before the chunk, header and blank records included.
  var recordsBefore: Int
}

extension RecordScanner {
  /// Scans chunks of the file on `options.threadCount` threads, and hands over what they found in
  /// file order.
  ///
  /// - `bind` sees the first batch, whose record 0 is the header, and turns it into what every chunk
  ///   needs: the ordinals of the wanted columns. nil stops the scan.
  /// - `read` adds a batch to its chunk's part, on any thread. The header comes again, as record 0 of
  ///   the batch with `isStartOfFile`. Lines of these batches count from the chunk's start; byte
  ///   offsets are those of the file. A part may be thrown away and read anew when the guess where
  ///   its first record begins was wrong, so it must hold everything that `read` learns.
  /// - `merge` takes the parts in file order, on the caller's thread; false stops the scan. At a
  ///   failure it has got what stands before the fault.
  ///
  /// The result depends on neither the number of threads nor timing: parts end where the file's
  /// length says. Compressed files, and those in UTF-16, are unpacked and made UTF-8 on one thread and
  /// looked at on another.
  @discardableResult
  func scanChunks<Binding: Sendable, Part: Sendable>(
    bind: (borrowing RecordBatch) -> Binding?,
    makePart: @escaping @Sendable (Binding) -> Part,
    read: @escaping @Sendable (borrowing RecordBatch, Binding, inout Part) -> Void,
    merge: (consuming Part, ChunkPosition) -> Bool
  ) throws(ScanFailure) -> ScanSummary {
    var reader = try BlockReader(input: input, options: options)
    guard let file = try reader.chunkFile(options) else {
      if options.threadCount > 1 { reader.readAhead() }
      return try scanInOrder(reader, bind: bind, makePart: makePart, read: read, merge: merge)
    }
    let run = ChunkRun(file: file, makePart: makePart, read: read)
    return try run.scan(bind: bind, merge: merge)
  }

  /// The same for what can only be read from front to back.
  private func scanInOrder<Binding: Sendable, Part: Sendable>(
    _ reader: BlockReader, bind: (borrowing RecordBatch) -> Binding?,
    makePart: (Binding) -> Part,
    read: (borrowing RecordBatch, Binding, inout Part) -> Void,
    merge: (consuming Part, ChunkPosition) -> Bool
  ) throws(ScanFailure) -> ScanSummary {
    var binding: Binding?
    var part: Part?
    var position = ChunkPosition(index: 0, linesBefore: 0, recordsBefore: 0)
    var chunkEnd = 0
    var isStopped = false
    var summary = ScanSummary(
      format: reader.format, recordCount: 0, lineCount: 0,
      storedByteCount: reader.storedByteCount)
    var failure: ScanFailure?
    let deliver = { (batch: borrowing RecordBatch) -> Bool in
      if binding == nil { binding = bind(batch) }
      guard let binding else { return false }
      if let full = part, batch.firstByteOffset >= chunkEnd {
        part = nil
        guard merge(full, position) else {
          isStopped = true
          return false
        }
        position = ChunkPosition(
          index: position.index + 1, linesBefore: batch.firstLine - 1,
          recordsBefore: batch.firstRecord)
      }
      if part == nil { chunkEnd = batch.firstByteOffset + options.chunkSize }
      var current = part ?? makePart(binding)
      part = nil
      let relative = RecordBatch(
        storage: batch.storage, format: batch.format,
        firstRecord: batch.firstRecord - position.recordsBefore,
        firstLine: batch.firstLine - position.linesBefore, firstByteOffset: batch.firstByteOffset,
        isStartOfFile: batch.isStartOfFile)
      read(relative, binding, &current)
      part = current
      return true
    }
    do throws(ScanFailure) {
      summary = try scan(reader, deliver)
    } catch {
      failure = error
    }
    if let part, !isStopped { _ = merge(part, position) }
    if let failure { throw failure }
    return summary
  }
}
