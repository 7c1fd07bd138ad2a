/// Where one cell's content lies in the bytes that `RecordBatch.withCells` hands out.
struct CellPlace {
  var start: Int32
  var end: Int32

  /// Offsets without the quotes.
  @inline(__always)
  var range: Range<Int> { Int(start)..<Int(end) }
}

/// Whole columns of a batch, for reading them in one loop.
extension RecordBatch {
  /// Runs `body` on the bytes of the batch and the places of one column's cells in them, without
  /// quotes and with doubled quotes made single, one for each of `rows`.
  ///
  /// One call for a column instead of one for each cell: nothing is retained and nothing is passed
  /// through a closure on the way from cell to cell. `places` is memory to work in.
  @inline(__always)
  func withCells(
    _ ordinal: Int, of rows: [Int], _ places: inout [CellPlace],
    _ body: (_ bytes: Span<UInt8>, _ places: Span<CellPlace>) -> Void
  ) {
    gather(ordinal, rows, &places)
    unsafe body(Span(_unsafeStart: storage.bytes, count: storage.readableCount), places.span)
  }

  @inline(never)
  private func gather(_ ordinal: Int, _ rows: [Int], _ places: inout [CellPlace]) {
    places.removeAll(keepingCapacity: true)
    places.reserveCapacity(rows.count)
    let bytes = unsafe storage.bytes
    storage.unescapedCount = 0
    for record in rows {
      let (start, end) = bounds(ofField: ordinal, inRecord: record)
      var place = CellPlace(
        start: Int32(truncatingIfNeeded: start), end: Int32(truncatingIfNeeded: end))
      if unsafe start < end && bytes[start] == Byte.quote { place = unquoted(start, end) }
      places.append(place)
    }
  }

  /// The place of a quoted field's content; text with doubled quotes, or behind the closing quote,
  /// is put together behind the batch.
  private func unquoted(_ start: Int, _ end: Int) -> CellPlace {
    let quote = unsafe ByteWords.firstIndex(
      of: Byte.quote, in: UnsafePointer(storage.bytes), from: start + 1, to: end)
    guard quote + 1 < end else {
      return CellPlace(
        start: Int32(truncatingIfNeeded: start + 1), end: Int32(truncatingIfNeeded: quote))
    }
    let first = storage.unescapedStart + storage.unescapedCount
    var next = first
    withQuotedField(start, end) { content in
      for index in content.indices {
        unsafe storage.bytes[next] = content[index]
        next += 1
      }
    }
    storage.unescapedCount += next - first
    return CellPlace(
      start: Int32(truncatingIfNeeded: first), end: Int32(truncatingIfNeeded: next))
  }
}
