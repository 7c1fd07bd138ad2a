/// Finds field and record boundaries byte by byte: the definition of what a record is, the oracle of
/// the vector kernel, and the fallback where quoting is irregular.
///
/// The rules are those of RFC 4180 with LF, CRLF or lone CR behind a record, made total:
/// - A field is quoted when its first byte is a quote. Inside, a doubled quote stands for one, and
///   delimiters and line breaks are content.
/// - The first single quote closes it. Bytes between there and the next separator belong to the
///   field as they are, quotes included (`"a"b"` is `ab"`); the record is flagged irregular.
/// - A quote in a field that does not begin with one is content (`5" pipe`); flagged too.
/// - A record that the end of the file cuts inside quotes is no record: the caller reports it.
struct RecordStateMachine {
  let delimiter: UInt8

  enum State {
    case fieldStart
    case bare
    case quoted
    /// Behind a quote inside quotes: it closed the field, or is the first of a doubled one.
    case quoteInQuoted
    /// Behind a closed quoted field, before its separator.
    case afterQuoted
  }

  /// Where the last, incomplete record of the bytes stands.
  struct Tail {
    var isInsideQuotes: Bool
    /// Offset of the first byte of the field that is still open.
    var fieldStart: Int
  }

  /// Whether a byte outside quotes is content, whatever stands before it.
  @inline(__always)
  private func isContent(_ byte: UInt8) -> Bool {
    byte != delimiter && byte != Byte.quote && byte != Byte.lineFeed
      && byte != Byte.carriageReturn
  }

  /// Appends to the boundaries of `storage` those of the records behind `used`, and moves `used`.
  ///
  /// It stops behind the first record that ends at `limit` or later. Without `isAtEnd` a carriage
  /// return as last byte leaves its record open, because a line feed may follow; with it, the last
  /// record needs no line break.
  @discardableResult
  func index(_ storage: BatchStorage, until limit: Int = .max, isAtEnd: Bool) -> Tail {
    let bytes = unsafe storage.bytes
    let fieldEnds = unsafe storage.fieldEnds
    let recordEnds = unsafe storage.recordEnds
    let lineEnds = unsafe storage.lineEnds
    let count = storage.filled
    let start = storage.used
    var state = State.fieldStart
    var flags: RecordFlags = []
    var fieldCount = storage.fieldCount
    var recordCount = storage.recordCount
    var recordStart = start
    var fieldStart = start
    var position = start
    storage.padFlags()

    func endField(at end: Int) {
      unsafe fieldEnds[fieldCount] = Int32(truncatingIfNeeded: end)
      fieldCount += 1
      fieldStart = end + 1
      state = .fieldStart
    }
    func endRecord(at end: Int) {
      let record = unsafe Span(_unsafeStart: bytes + recordStart, count: end + 1 - recordStart)
      storage.lineCount += LineBreaks.count(in: record)
      unsafe lineEnds[recordCount] = Int32(truncatingIfNeeded: storage.lineCount)
      endField(at: end)
      unsafe recordEnds[recordCount] = Int32(truncatingIfNeeded: fieldCount)
      recordCount += 1
      storage.flags.append(flags)
      flags = []
      recordStart = end + 1
    }

    while position < count && recordStart <= limit {
      let byte = unsafe bytes[position]
      switch state {
      case .quoted:
        // Most bytes are neither here nor there: skip them in a loop of their own.
        while unsafe position < count && bytes[position] != Byte.quote { position += 1 }
        if position < count { state = .quoteInQuoted }
      case .quoteInQuoted where byte == Byte.quote:
        state = .quoted
      case .fieldStart where byte == Byte.quote:
        state = .quoted
      case .fieldStart, .bare, .quoteInQuoted, .afterQuoted:
        if byte == delimiter {
          endField(at: position)
        } else if byte == Byte.lineFeed {
          endRecord(at: position)
        } else if byte == Byte.carriageReturn {
          guard position + 1 < count || isAtEnd else {
            // Whether a line feed follows decides where this record ends.
            position = count
            break
          }
          let isPair = unsafe position + 1 < count && bytes[position + 1] == Byte.lineFeed
          if isPair { position += 1 }
          endRecord(at: position)
        } else {
          if byte == Byte.quote || state == .quoteInQuoted { flags.insert(.irregularQuoting) }
          if state == .fieldStart { state = .bare }
          if state == .quoteInQuoted { state = .afterQuoted }
          while unsafe position + 1 < count && isContent(bytes[position + 1]) { position += 1 }
        }
      }
      position += 1
    }
    if isAtEnd && position == count && recordStart < count && state != .quoted {
      unsafe bytes[count] = Byte.lineFeed
      endRecord(at: count)
      recordStart = count
    }
    storage.fieldCount = recordCount == 0 ? 0 : unsafe Int(recordEnds[recordCount - 1])
    storage.recordCount = recordCount
    storage.used = min(recordStart, count)
    let done = unsafe Span(_unsafeStart: bytes + start, count: storage.used - start)
    if UTF8Check.hasOddBytes(in: done) { storage.hasOddBytes = true }
    storage.hasMarks = true
    return Tail(isInsideQuotes: state == .quoted, fieldStart: fieldStart)
  }
}
