/// One scan of a file in chunks, on the caller's thread and its helpers.
struct ChunkRun<Binding: Sendable, Part: Sendable> {
  let file: ChunkFile
  let makePart: @Sendable (Binding) -> Part
  let read: @Sendable (borrowing RecordBatch, Binding, inout Part) -> Void

  /// What stands behind the chunks that have been merged.
  private struct Progress {
    var start: Int
    var position: ChunkPosition

    mutating func advance(past extent: ChunkFile.Extent) {
      start = extent.end
      position.index += 1
      position.linesBefore += extent.lineCount
      position.recordsBefore += extent.recordCount
    }
  }

  func scan(
    bind: (borrowing RecordBatch) -> Binding?, merge: (consuming Part, ChunkPosition) -> Bool
  ) throws(ScanFailure) -> ScanSummary {
    let threadCount = max(file.options.threadCount, 1)
    let queue = ChunkQueue<Part>(chunkCount: file.chunkCount, window: 2 * threadCount)
    let storage = file.makeStorage()
    var helpers: WorkerThreads?
    defer {
      queue.stop()
      helpers?.join()
    }
    var binding: Binding?
    var width = 0
    var progress = Progress(
      start: file.start,
      position: ChunkPosition(index: 0, linesBefore: file.linesBefore, recordsBefore: 0))
    turns: while let turn = queue.turn() {
      switch turn {
      case .merge(let outcome):
        if let (extent, part) = outcome.result, extent.start == progress.start {
          let goesOn = merge(part, progress.position)
          progress.advance(past: extent)
          queue.didMerge()
          if !goesOn { break turns }
          continue
        }
      case .scan(let chunk):
        if chunk != progress.position.index, let binding {
          queue.put(scanGuessing(chunk, binding, width, storage), chunk: chunk)
          continue
        }
      }
      // The chunk whose turn it is: where it begins is known for sure.
      var extent = ChunkFile.Extent(start: progress.start, end: progress.start)
      var part: Part?
      var failure: ScanFailure?
      let limit = file.bounds(ofChunk: progress.position.index).upperBound
      do throws(ScanFailure) {
        try file.scan(&extent, limit: limit, storage: storage) { batch in
          if binding == nil {
            binding = bind(batch)
            width = batch.fieldCount(ofRecord: 0)
            if let binding { helpers = startHelpers(threadCount - 1, queue, binding, width) }
          }
          guard let binding else { return false }
          var current = part ?? makePart(binding)
          part = nil
          read(batch, binding, &current)
          part = current
          return true
        }
      } catch {
        failure = error.shifted(byLines: progress.position.linesBefore)
      }
      let goesOn = part.map { merge($0, progress.position) } ?? (binding != nil)
      progress.advance(past: extent)
      if let failure { throw failure }
      queue.didMerge()
      if !goesOn { break }
    }
    try file.source.checkUnchanged()
    return ScanSummary(
      format: file.format, recordCount: progress.position.recordsBefore,
      lineCount: progress.position.linesBefore, storedByteCount: file.end)
  }

  private func startHelpers(
    _ count: Int, _ queue: ChunkQueue<Part>, _ binding: Binding, _ width: Int
  ) -> WorkerThreads {
    WorkerThreads(count: min(count, file.chunkCount - 1)) {
      let storage = file.makeStorage()
      while let chunk = queue.take() {
        queue.put(scanGuessing(chunk, binding, width, storage), chunk: chunk)
      }
    }
  }

  private func scanGuessing(
    _ chunk: Int, _ binding: Binding, _ width: Int, _ storage: BatchStorage
  ) -> ChunkQueue<Part>.Outcome {
    do throws(ScanFailure) {
      guard
        let first = try file.guessFirstRecord(ofChunk: chunk, width: width, storage: storage)
      else { return ChunkQueue.Outcome(result: nil) }
      var extent = ChunkFile.Extent(start: first, end: first)
      var part = makePart(binding)
      let limit = file.bounds(ofChunk: chunk).upperBound
      try file.scan(&extent, limit: limit, storage: storage) { batch in
        read(batch, binding, &part)
        return true
      }
      return ChunkQueue.Outcome(result: (extent, part))
    } catch {
      // The fault may be one of the guess; if not, it comes again when the chunk's turn comes.
      return ChunkQueue.Outcome(result: nil)
    }
  }
}
