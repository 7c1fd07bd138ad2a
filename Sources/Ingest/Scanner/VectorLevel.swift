import CScan

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
