import CScan

/// Finds boundaries with the kernel, and with the state machine where the kernel gives up.
struct RecordIndexer {
  private let machine: RecordStateMachine
  private let level: VectorLevel?
  /// Bytes that the state machine takes at the first irregular place; twice as many at each that
  /// follows closely, so that a file full of them is not looked at twice.
  private static let firstStretch = 64
  private static let longestStretch = 64 << 10
  /// Bytes that records are shorter than, on average, where the next ones are expected to be short.
  private static let shortRecord = 320

  init(delimiter: UInt8, method: ScanOptions.Method) {
    machine = RecordStateMachine(delimiter: delimiter)
    level =
      switch method {
      case .bytewise: nil
      case .vector(let level): level
      }
  }

  /// Fills the boundaries of `storage` with every whole record of its filled bytes.
  func index(_ storage: BatchStorage, isAtEnd: Bool) -> RecordStateMachine.Tail {
    storage.clearBoundaries()
    guard let level else { return machine.index(storage, isAtEnd: isAtEnd) }
    var stretch = Self.firstStretch
    while true {
      let start = storage.used
      let found = runKernel(level, storage)
      if found.irregular_at < 0 {
        // The state machine also has the last word at the end of the file.
        if isAtEnd && storage.used < storage.filled {
          return machine.index(storage, isAtEnd: true)
        }
        return RecordStateMachine.Tail(
          isInsideQuotes: found.is_inside_quotes != 0, fieldStart: Int(found.open_field))
      }
      let irregular = Int(found.irregular_at)
      stretch =
        irregular - start > stretch ? Self.firstStretch : min(2 * stretch, Self.longestStretch)
      let tail = machine.index(storage, until: irregular + stretch, isAtEnd: isAtEnd)
      guard storage.used > irregular + stretch && storage.used < storage.filled else {
        return tail
      }
    }
  }

  private func runKernel(_ level: VectorLevel, _ storage: BatchStorage) -> cscan_boundaries {
    var found = cscan_boundaries()
    found.used = Int32(truncatingIfNeeded: storage.used)
    found.field_count = Int32(truncatingIfNeeded: storage.fieldCount)
    found.record_count = Int32(truncatingIfNeeded: storage.recordCount)
    found.line_count = Int32(truncatingIfNeeded: storage.lineCount)
    found.has_short_records = storage.hasShortRecords ? 1 : 0
    unsafe cscan_index(
      level.code, storage.bytes, Int32(truncatingIfNeeded: storage.filled), machine.delimiter,
      storage.fieldEnds, storage.recordEnds, storage.lineEnds, &found)
    storage.used = Int(found.used)
    storage.fieldCount = Int(found.field_count)
    storage.recordCount = Int(found.record_count)
    storage.lineCount = Int(found.line_count)
    storage.hasShortRecords = storage.used < storage.recordCount * Self.shortRecord
    if found.has_odd_bytes != 0 { storage.hasOddBytes = true }
    if found.has_marks != 0 { storage.hasMarks = true }
    return found
  }
}
