/// Some whole records of a file, in order, as UTF-8.
///
/// Valid only inside the call that delivers it.
///
/// Fields are found by ordinal in constant time and are decoded only when asked for, so columns that
/// nobody reads cost nothing. Lines, columns and byte offsets are worked out when asked for: a
/// diagnostic needs them, a good row does not.
@safe
struct RecordBatch: ~Copyable {
  let storage: BatchStorage
  /// How the file is read.
  let format: ScanFormat
  /// Ordinal of the first record in the file or chunk, from 0.
  let firstRecord: Int
  /// Physical line of the first record, from 1: in the file, or in the chunk for `scanChunks`.
  let firstLine: Int
  /// Offset of the first record in the file as stored (in the unpacked text of a compressed one).
  let firstByteOffset: Int
  /// Record 0 is the file's first record: the header, if the file has one.
  let isStartOfFile: Bool
  private let bytes: UnsafeMutablePointer<UInt8>
  private let fieldEnds: UnsafeMutablePointer<Int32>
  private let recordEnds: UnsafeMutablePointer<Int32>

  init(
    storage: BatchStorage, format: ScanFormat, firstRecord: Int, firstLine: Int,
    firstByteOffset: Int, isStartOfFile: Bool
  ) {
    self.storage = storage
    self.format = format
    self.firstRecord = firstRecord
    self.firstLine = firstLine
    self.firstByteOffset = firstByteOffset
    self.isStartOfFile = isStartOfFile
    unsafe bytes = storage.bytes
    unsafe fieldEnds = storage.fieldEnds
    unsafe recordEnds = storage.recordEnds
  }

  var recordCount: Int { storage.recordCount }

  @inline(__always)
  func fieldCount(ofRecord record: Int) -> Int {
    unsafe Int(recordEnds[record]) - firstField(ofRecord: record)
  }

  /// Calls `body` with the field's content: without its quotes, doubled quotes made single.
  ///
  /// No copy is made unless the field holds a doubled quote or text behind its closing quote. A field
  /// beyond the record's last is empty: compare `fieldCount(ofRecord:)` first. `ordinal` is from 0.
  @inline(__always)
  func withField<Result>(
    _ ordinal: Int, ofRecord record: Int, _ body: (Span<UInt8>) -> Result
  ) -> Result {
    let (start, end) = bounds(ofField: ordinal, inRecord: record)
    if unsafe start == end || bytes[start] != Byte.quote {
      return unsafe body(Span(_unsafeStart: bytes + start, count: end - start))
    }
    return withQuotedField(start, end, body)
  }

  /// The field's content as text; invalid UTF-8 becomes U+FFFD.
  func text(ofField ordinal: Int, inRecord record: Int) -> String {
    withField(ordinal, ofRecord: record) { content in
      unsafe content.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
    }
  }

  /// Whether the field stands in quotes, which tells `""` from nothing.
  func isQuoted(field ordinal: Int, inRecord record: Int) -> Bool {
    let (start, end) = bounds(ofField: ordinal, inRecord: record)
    return unsafe start < end && bytes[start] == Byte.quote
  }

  /// Offsets in the batch of the field as written, quotes included.
  @inline(__always)
  func bounds(ofField ordinal: Int, inRecord record: Int) -> (start: Int, end: Int) {
    let first = firstField(ofRecord: record)
    let index = first + ordinal
    let onePast = unsafe Int(recordEnds[record])
    guard ordinal >= 0 && index < onePast else {
      let end = recordBounds(record).end
      return (end, end)
    }
    let start = unsafe Int(fieldEnds[index - 1]) + 1
    var end = unsafe Int(fieldEnds[index])
    if unsafe index + 1 == onePast && end > start && bytes[end] == Byte.lineFeed
      && bytes[end - 1] == Byte.carriageReturn
    {
      end -= 1
    }
    return (start, end)
  }

  /// Offsets in the batch of the whole record, without its line break.
  func recordBounds(_ record: Int) -> (start: Int, end: Int) {
    let first = firstField(ofRecord: record)
    let start = unsafe Int(fieldEnds[first - 1]) + 1
    var end = unsafe Int(fieldEnds[Int(recordEnds[record]) - 1])
    if unsafe end > start && bytes[end] == Byte.lineFeed
      && bytes[end - 1] == Byte.carriageReturn
    {
      end -= 1
    }
    return (start, end)
  }

  /// Runs `body` on the batch's bytes in a range of offsets.
  func withBytes<Result>(_ range: Range<Int>, _ body: (Span<UInt8>) -> Result) -> Result {
    let span = unsafe Span(_unsafeStart: bytes + range.lowerBound, count: range.count)
    return body(span)
  }

  @inline(__always)
  private func firstField(ofRecord record: Int) -> Int {
    unsafe record == 0 ? 0 : Int(recordEnds[record - 1])
  }

  @inline(never)
  func withQuotedField<Result>(
    _ start: Int, _ end: Int, _ body: (Span<UInt8>) -> Result
  ) -> Result {
    let inner = start + 1
    var scan = inner
    while unsafe scan < end && bytes[scan] != Byte.quote { scan += 1 }
    if scan + 1 >= end {
      return unsafe body(Span(_unsafeStart: bytes + inner, count: scan - inner))
    }
    return unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: end - inner) { copy in
      var count = 0
      var position = inner
      var isOpen = true
      while position < end {
        let byte = unsafe bytes[position]
        position += 1
        if isOpen && byte == Byte.quote {
          guard unsafe position < end && bytes[position] == Byte.quote else {
            isOpen = false
            continue
          }
          position += 1
        }
        unsafe copy[count] = byte
        count += 1
      }
      return unsafe body(Span(_unsafeElements: UnsafeBufferPointer(rebasing: copy[..<count])))
    }
  }
}
