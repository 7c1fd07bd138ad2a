/// The memory behind a `RecordBatch`, reused from block to block.
///
/// `fieldEnds` holds the position of every separator of the batch: the delimiter behind a field, or
/// the line feed (or lone carriage return) behind a record's last field; at -1 stands -1, as if a
/// separator were before the first. `recordEnds` holds for each record the index one past its last
/// entry in `fieldEnds`, `lineEnds` the line breaks up to there. Starts follow from ends, so a scan
/// writes each boundary once. Positions are `Int32`: half the memory traffic of `Int`, and a batch is far
/// below 2 GiB.
@safe
final class BatchStorage {
  /// Room behind the last byte that a kernel may read and, for the sentinel, write.
  static let padding = 128
  /// Bytes read at a time, at most, while one record fills the buffer: the buffer doubles up to
  /// there and then grows evenly, which bounds memory as well as the time of looking again.
  static let longestStep = 4 << 20
  /// Cells of a column that are read at a time.
  static var cellsAtOnce: Int { 256 }
  /// Entries of `fieldEnds` before the first, of which one is read.
  private static let entriesBefore = 16

  private(set) var capacity: Int
  private(set) var bytes: UnsafeMutablePointer<UInt8>
  private(set) var fieldEnds: UnsafeMutablePointer<Int32>
  private(set) var recordEnds: UnsafeMutablePointer<Int32>
  private(set) var lineEnds: UnsafeMutablePointer<Int32>
  /// Bytes of the buffer that are filled.
  var filled = 0
  /// Bytes at the start that the batch's records take up.
  var used = 0
  var fieldCount = 0
  var recordCount = 0
  /// Physical lines that the records take up.
  var lineCount = 0
  /// Flags of the records that the state machine looked at; those beyond are regular.
  var flags: [RecordFlags] = []
  /// Whether the records of the batch before were short, and those of this one will be.
  var hasShortRecords = false
  /// A NUL, or a byte that is not UTF-8, stands somewhere in the bytes.
  var hasOddBytes = false
  /// A quote or a carriage return may stand somewhere in the bytes.
  var hasMarks = false
  /// Room for the places of `cellsAtOnce` cells.
  let gathered: UnsafeMutablePointer<Int32>
  private var evenRecords: (width: Int, isEven: Bool)?
  /// Bytes of cells that had to be put together, behind the batch from `unescapedStart` on.
  var unescapedCount = 0

  /// Cells of one column are shorter together than the batch, so as much again is room enough; the
  /// system gives this memory only where it is written to.
  var unescapedStart: Int { capacity + Self.padding }
  /// Bytes that cells can lie in, and four words behind them.
  var readableCount: Int { unescapedStart + unescapedCount + 32 }

  private static func byteCount(_ capacity: Int) -> Int { 2 * capacity + 2 * padding }

  init(capacity: Int) {
    self.capacity = capacity
    unsafe bytes = .allocate(capacity: Self.byteCount(capacity))
    unsafe fieldEnds = Self.fieldEnds(capacity)
    unsafe gathered = .allocate(capacity: 2 * Self.cellsAtOnce)
    unsafe recordEnds = .allocate(capacity: capacity + Self.padding)
    unsafe lineEnds = .allocate(capacity: capacity + Self.padding)
  }

  private static func fieldEnds(_ capacity: Int) -> UnsafeMutablePointer<Int32> {
    let all = UnsafeMutablePointer<Int32>.allocate(capacity: entriesBefore + capacity + padding)
    let fieldEnds = unsafe all + entriesBefore
    unsafe fieldEnds[-1] = -1
    return unsafe fieldEnds
  }

  deinit {
    unsafe bytes.deallocate()
    unsafe (fieldEnds - Self.entriesBefore).deallocate()
    unsafe gathered.deallocate()
    unsafe recordEnds.deallocate()
    unsafe lineEnds.deallocate()
  }

  /// Makes room for `newCapacity` bytes, keeping the filled ones and dropping the boundaries.
  func grow(to newCapacity: Int) {
    guard newCapacity > capacity else { return }
    let newBytes = UnsafeMutablePointer<UInt8>.allocate(
      capacity: Self.byteCount(newCapacity))
    unsafe newBytes.update(from: bytes, count: filled)
    unsafe bytes.deallocate()
    unsafe bytes = newBytes
    unsafe (fieldEnds - Self.entriesBefore).deallocate()
    unsafe fieldEnds = Self.fieldEnds(newCapacity)
    unsafe recordEnds.deallocate()
    unsafe lineEnds.deallocate()
    unsafe recordEnds = .allocate(capacity: newCapacity + Self.padding)
    unsafe lineEnds = .allocate(capacity: newCapacity + Self.padding)
    capacity = newCapacity
    clearBoundaries()
  }

  func clearBoundaries() {
    fieldCount = 0
    recordCount = 0
    used = 0
    flags.removeAll(keepingCapacity: true)
    lineCount = 0
    hasOddBytes = false
    hasMarks = false
    evenRecords = nil
  }

  /// Whether every record has this number of fields; looked at once a batch.
  func hasEvenRecords(of width: Int) -> Bool {
    if let known = evenRecords, known.width == width { return known.isEven }
    var difference: Int32 = 0
    var end: Int32 = 0
    for record in 0..<recordCount {
      end &+= Int32(truncatingIfNeeded: width)
      unsafe difference |= recordEnds[record] ^ end
    }
    evenRecords = (width, difference == 0)
    return difference == 0
  }

  /// Says of the records that the kernel found that they are regular.
  func padFlags() {
    guard flags.count < recordCount else { return }
    flags.append(contentsOf: repeatElement([], count: recordCount - flags.count))
  }

  /// Keeps the first `count` records; the bytes of the others count as not used.
  func keepRecords(_ count: Int) {
    guard count < recordCount else { return }
    evenRecords = nil
    recordCount = count
    fieldCount = count == 0 ? 0 : unsafe Int(recordEnds[count - 1])
    lineCount = count == 0 ? 0 : unsafe Int(lineEnds[count - 1])
    used = fieldCount == 0 ? 0 : unsafe min(Int(fieldEnds[fieldCount - 1]) + 1, filled)
    flags.removeLast(max(flags.count - count, 0))
  }

  /// Moves what lies behind the batch's records to the front.
  func dropUsed() {
    let rest = filled - used
    if used > 0 && rest > 0 {
      unsafe bytes.update(from: bytes + used, count: rest)
    }
    filled = rest
    clearBoundaries()
  }
}
