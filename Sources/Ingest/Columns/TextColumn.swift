/// The texts of one column of a batch, in one piece of memory.
///
/// A text becomes a `String` only when it is asked for: most rows of a run are counted by other
/// columns, and their identifiers and names are never looked at. A missing cell is `nil`, which is
/// not the empty text.
package struct TextColumn: Sendable, RandomAccessCollection, ExpressibleByArrayLiteral {
  private var bytes: [UInt8] = []
  /// For each row one past its last byte; the complement of that where the cell is missing.
  private var ends: [Int32] = []

  /// A column of no rows.
  package init() {}

  /// A row for each text, in order.
  package init(_ texts: some Sequence<String?>) {
    for text in texts { append(text) }
  }

  /// The same, as a literal.
  package init(arrayLiteral texts: String?...) { self.init(texts) }

  /// The first row, 0.
  package var startIndex: Int { 0 }
  /// How many rows there are.
  package var endIndex: Int { ends.count }

  /// The text of a row; nothing when its cell is missing.
  package subscript(row: Int) -> String? {
    isMissing(row) ? nil : String(decoding: bytes[range(row)], as: UTF8.self)
  }

  /// Whether a row's cell is missing, without making its text.
  package func isMissing(_ row: Int) -> Bool { ends[row] < 0 }

  /// 64 bits that tell the text of a row from others; nothing when its cell is missing.
  ///
  /// The same on every machine. Makes no `String`.
  package func digest(_ row: Int) -> UInt64? {
    isMissing(row) ? nil : ByteWords.digest(bytes.span.extracting(range(row)))
  }

  /// The same of a text that stands in no column.
  package static func digest(of text: String) -> UInt64 { ByteWords.digest(text.utf8.span) }

  private func range(_ row: Int) -> Range<Int> {
    (row == 0 ? 0 : Self.end(ends[row - 1]))..<Self.end(ends[row])
  }

  private static func end(_ entry: Int32) -> Int { Int(entry < 0 ? ~entry : entry) }

  @inline(__always)
  mutating func append(_ text: Span<UInt8>) {
    ByteWords.append(text, to: &bytes)
    ends.append(Int32(bytes.count))
  }

  /// Appends the texts of cells from a row on up to the first that is not plain, whose row is given, or
  /// to the last; an empty cell is missing.
  mutating func append(
    _ places: CellPlaces, from first: Int, in cells: Span<UInt8>, _ texts: PlainTexts,
    level: VectorLevel? = .best
  ) -> Int {
    texts.append(places, from: first, in: cells, to: &bytes, &ends, level: level)
  }

  mutating func append(_ text: String?) {
    guard let text else { return appendMissing() }
    bytes.append(contentsOf: text.utf8)
    ends.append(Int32(bytes.count))
  }

  mutating func appendMissing() { ends.append(~Int32(bytes.count)) }

  mutating func makeRoom(for count: Int) { ends.makeRoom(for: count) }

  /// Makes room for texts that are so many bytes long together.
  mutating func makeRoom(for count: Int, byteCount: Int) {
    ends.makeRoom(for: count)
    // Where a kernel may write behind the last text.
    bytes.makeRoom(for: byteCount + PlainTexts.spareRoom)
  }

  /// How long all texts are together.
  var byteCount: Int { bytes.count }

  /// Leaves out of the rows from `start` on those that are marked.
  mutating func dropRows(from start: Int, where isDropped: [Bool]) {
    var kept = self
    kept.ends.removeSubrange(start...)
    kept.bytes.removeSubrange((start == 0 ? 0 : Self.end(ends[start - 1]))...)
    for (offset, isDropped) in isDropped.enumerated() where !isDropped {
      let row = start + offset
      kept.bytes.append(contentsOf: bytes[range(row)])
      kept.ends.append(isMissing(row) ? ~Int32(kept.bytes.count) : Int32(kept.bytes.count))
    }
    self = kept
  }

  /// The column with some texts replaced by others.
  func replacing(_ replacements: [String: String]) -> TextColumn {
    TextColumn(self.map { text in text.map { replacements[$0] ?? $0 } })
  }
}

extension Array {
  /// Makes room for more elements, at least doubling it: room for exactly as many would be made anew,
  /// and everything copied, with each batch of a chunk.
  mutating func makeRoom(for more: Int) {
    if count + more > capacity { reserveCapacity(Swift.max(count + more, 2 * capacity)) }
  }

  /// Adds elements that are written over one by one: writing is quicker than appending.
  mutating func extend(by more: Int, with element: Element) {
    makeRoom(for: more)
    append(contentsOf: repeatElement(element, count: more))
  }
}
