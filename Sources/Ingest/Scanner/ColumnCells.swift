/// Where one cell's content lies in the bytes that `RecordBatch.withCells` hands out.
struct CellPlace {
  /// Offset of the byte before the first.
  fileprivate var before: Int32
  /// Offset of the byte behind the last.
  var end: Int32

  init(start: Int32, end: Int32) {
    before = start &- 1
    self.end = end
  }

  @inline(__always)
  var start: Int32 { before &+ 1 }

  /// Offsets without the quotes.
  @inline(__always)
  var range: Range<Int> { Int(start)..<Int(end) }
}

/// The places of one column's cells, row by row.
///
/// A cell lies between two separators, whose offsets the index of the batch has side by side, so that
/// the places of a column stand in it in even steps: nothing has to be gathered. Valid only inside the
/// call that hands it out.
@safe
struct CellPlaces {
  /// The offset of the separator before the first cell; that behind it follows.
  private let edges: UnsafePointer<Int32>
  /// Offsets from one cell to the next.
  private let step: Int
  let count: Int

  /// The caller keeps (`count` - 1) * `step` + 2 offsets in place.
  @unsafe init(edges: UnsafePointer<Int32>, step: Int, count: Int) {
    unsafe self.edges = edges
    self.step = step
    self.count = count
  }

  @inline(__always)
  var indices: Range<Int> { 0..<count }

  @inline(__always)
  subscript(row: Int) -> CellPlace {
    precondition(row >= 0 && row < count)
    let edge = unsafe edges + row &* step
    return unsafe CellPlace(start: edge[0] &+ 1, end: edge[1])
  }

  func dropFirst(_ dropped: Int) -> CellPlaces {
    precondition(dropped >= 0 && dropped <= count)
    return unsafe CellPlaces(edges: edges + dropped &* step, step: step, count: count - dropped)
  }

  /// Runs `body` on the offset before the first cell and the offsets from one to the next.
  @inline(__always)
  func withEdges<Result>(_ body: (UnsafePointer<Int32>, Int) -> Result) -> Result {
    unsafe body(edges, step)
  }
}

/// Whole columns of a batch, for reading them in one loop.
extension RecordBatch {
  /// Runs `body` on the bytes of the batch and the places of one column's cells in them, without
  /// quotes and with doubled quotes made single: one for each of `rows`, those from `first` on.
  ///
  /// One call for many cells instead of one for each: nothing is retained and nothing is passed
  /// through a closure on the way from cell to cell; few enough, so that what finding them has
  /// touched is near when they are read.
  @inline(__always)
  func withCells(
    _ ordinal: Int, of rows: [Int],
    _ body: (_ bytes: Span<UInt8>, _ places: CellPlaces, _ first: Int) -> Void
  ) {
    storage.unescapedCount = 0
    var first = 0
    while first < rows.count {
      let some = first..<min(first &+ BatchStorage.cellsAtOnce, rows.count)
      let places = places(ordinal, rows, some)
      unsafe body(Span(_unsafeStart: storage.bytes, count: storage.readableCount), places, first)
      first = some.upperBound
    }
  }

  @inline(never)
  private func places(_ ordinal: Int, _ rows: [Int], _ some: Range<Int>) -> CellPlaces {
    let (first, last) = (rows[some.lowerBound], rows[some.upperBound - 1])
    if let width = evenWidth, ordinal < width, last &- first &+ 1 == some.count {
      let edges = unsafe storage.fieldEnds + (first &* width &+ ordinal &- 1)
      // Without quotes and carriage returns cells lie between separators as they are.
      guard storage.hasMarks else {
        return unsafe CellPlaces(edges: edges, step: width, count: some.count)
      }
      unsafe gatherEvenly(edges, ordinal == width &- 1, some.count, width)
    } else {
      let bytes = unsafe storage.bytes
      for (index, record) in rows[some].enumerated() {
        let (start, end) = bounds(ofField: ordinal, inRecord: record)
        let isQuoted = unsafe start < end && bytes[start] == Byte.quote
        let place =
          isQuoted
          ? unquoted(start, end)
          : CellPlace(
            start: Int32(truncatingIfNeeded: start), end: Int32(truncatingIfNeeded: end))
        unsafe storage.gathered[2 &* index] = place.before
        unsafe storage.gathered[2 &* index &+ 1] = place.end
      }
    }
    return unsafe CellPlaces(edges: storage.gathered, step: 2, count: some.count)
  }

  /// Whether all records have a width, and those from one on begin neither with an empty field nor
  /// with one of the bytes that are marked, in quotes or not.
  func hasPlainRecords(from first: Int, width: Int, except isOdd: [Bool]) -> Bool {
    guard evenWidth == width, isOdd.count == 256 else { return false }
    let bytes = unsafe storage.bytes
    let ends = unsafe storage.fieldEnds
    var field = first &* width
    for _ in first..<max(first, recordCount) {
      let start = unsafe Int(ends[field &- 1]) &+ 1
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

  /// One column of records that lie one behind the other, all of the same width, without quotes.
  private func gatherEvenly(
    _ edges: UnsafeMutablePointer<Int32>, _ isLast: Bool, _ count: Int, _ width: Int
  ) {
    let bytes = unsafe storage.bytes
    let gathered = unsafe storage.gathered
    var edge = unsafe edges
    for row in 0..<count {
      var place = unsafe CellPlace(start: edge[0] &+ 1, end: edge[1])
      if unsafe isLast && place.end > place.start && bytes[Int(place.end)] == Byte.lineFeed
        && bytes[Int(place.end) &- 1] == Byte.carriageReturn
      {
        place.end &-= 1
      }
      if unsafe place.start < place.end && bytes[Int(place.start)] == Byte.quote {
        place = unquoted(Int(place.start), Int(place.end))
      }
      unsafe gathered[2 &* row] = place.before
      unsafe gathered[2 &* row &+ 1] = place.end
      unsafe edge += width
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
