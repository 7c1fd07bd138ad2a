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
  /// quotes and with doubled quotes made single: one for each of `rows`, those from `first` on.
  ///
  /// One call for many cells instead of one for each: nothing is retained and nothing is passed
  /// through a closure on the way from cell to cell; few enough, so that what finding them has
  /// touched is near when they are read. `places` is memory to work in.
  @inline(__always)
  func withCells(
    _ ordinal: Int, of rows: [Int], _ places: inout [CellPlace],
    _ body: (_ bytes: Span<UInt8>, _ places: Span<CellPlace>, _ first: Int) -> Void
  ) {
    storage.unescapedCount = 0
    var first = 0
    while first < rows.count {
      let some = first..<min(first &+ Self.cellsAtOnce, rows.count)
      gather(ordinal, rows, some, &places)
      unsafe body(
        Span(_unsafeStart: storage.bytes, count: storage.readableCount), places.span, first)
      first = some.upperBound
    }
  }

  private static var cellsAtOnce: Int { 256 }

  @inline(never)
  private func gather(
    _ ordinal: Int, _ rows: [Int], _ some: Range<Int>, _ places: inout [CellPlace]
  ) {
    let (first, last) = (rows[some.lowerBound], rows[some.upperBound - 1])
    if let width = evenWidth, ordinal < width, last &- first &+ 1 == some.count {
      gatherEvenly(ordinal, first, some.count, width, &places)
      return
    }
    places.removeAll(keepingCapacity: true)
    places.reserveCapacity(some.count)
    let bytes = unsafe storage.bytes
    for record in rows[some] {
      let (start, end) = bounds(ofField: ordinal, inRecord: record)
      var place = CellPlace(
        start: Int32(truncatingIfNeeded: start), end: Int32(truncatingIfNeeded: end))
      if unsafe start < end && bytes[start] == Byte.quote { place = unquoted(start, end) }
      places.append(place)
    }
  }

  /// Whether all records have a width, and those from one on begin neither with an empty field nor
  /// with one of the bytes that are marked, in quotes or not.
  func hasPlainRecords(from first: Int, width: Int, except isOdd: [Bool]) -> Bool {
    guard evenWidth == width, isOdd.count == 256 else { return false }
    let bytes = unsafe storage.bytes
    let ends = unsafe storage.fieldEnds
    var field = first &* width
    for _ in first..<max(first, recordCount) {
      let start = unsafe field == 0 ? 0 : Int(ends[field &- 1]) &+ 1
      guard unsafe start < Int(ends[field]) else { return false }
      var byte = unsafe bytes[start]
      if byte == Byte.quote { byte = unsafe bytes[start &+ 1] }
      if isOdd[Int(byte)] { return false }
      field &+= width
    }
    return true
  }

  /// The number of fields of every record, when it is the same, so that a column's fields lie in
  /// even steps.
  private var evenWidth: Int? {
    guard recordCount > 0 else { return nil }
    let width = fieldCount(ofRecord: 0)
    return storage.hasEvenRecords(of: width) ? width : nil
  }

  /// One column of records that lie one behind the other, all of the same width.
  private func gatherEvenly(
    _ ordinal: Int, _ first: Int, _ count: Int, _ width: Int, _ places: inout [CellPlace]
  ) {
    if places.count < count {
      places += repeatElement(CellPlace(start: 0, end: 0), count: count - places.count)
    } else if places.count > count {
      places.removeLast(places.count - count)
    }
    var target = places.mutableSpan
    let bytes = unsafe storage.bytes
    let ends = unsafe storage.fieldEnds
    let isLast = ordinal == width &- 1
    var field = first &* width &+ ordinal
    for row in 0..<count {
      let start = unsafe field == 0 ? 0 : ends[field &- 1] &+ 1
      var end = unsafe ends[field]
      if unsafe isLast && end > start && bytes[Int(end)] == Byte.lineFeed
        && bytes[Int(end) &- 1] == Byte.carriageReturn
      {
        end &-= 1
      }
      if unsafe start < end && bytes[Int(start)] == Byte.quote {
        target[row] = unquoted(Int(start), Int(end))
      } else {
        target[row] = CellPlace(start: start, end: end)
      }
      field &+= width
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
