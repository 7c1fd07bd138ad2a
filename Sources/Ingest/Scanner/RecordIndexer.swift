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

/// An instruction set that the kernel of `CScan` is compiled for.
struct VectorLevel: Sendable, Hashable {
  fileprivate let number: UInt32

  var code: cscan_level { cscan_level(rawValue: number) }

  /// Whether a NUL or a byte out of place in UTF-8 is among the bytes, their cut end aside.
  func finds(oddBytesIn bytes: Span<UInt8>) -> Bool {
    unsafe bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return false }
      return unsafe cscan_has_odd_bytes(code, base, buffer.count) != 0
    }
  }

  /// Whether it has kernels for columns of cells.
  var readsColumns: Bool { cscan_reads_columns(code) != 0 }

  /// How many texts from the first on come each plainly after the one before, going by
  /// `TextWords.isAfter` and `TextWords.differsPlainly`; at least one of some.
  ///
  /// 24 bytes behind the start of each cell must be readable.
  func ascendingCount(_ places: CellPlaces, in bytes: Span<UInt8>) -> Int {
    unsafe bytes.withUnsafeBufferPointer { bytes in
      unsafe places.withEdges { edges, step in
        unsafe Int(cscan_ascending(code, bytes.baseAddress, edges, step, Int32(places.count)))
      }
    }
  }

  /// The best of this processor, found out once.
  static let best = VectorLevel(number: cscan_best_level().rawValue)

  /// All that this processor can run.
  static let available: [VectorLevel] =
    [cscan_level_sse2, cscan_level_avx2, cscan_level_avx512].map(\.rawValue).contains(best.number)
    ? (cscan_level_sse2.rawValue...best.number).map { VectorLevel(number: $0) } : [best]
}
