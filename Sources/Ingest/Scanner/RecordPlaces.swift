/// Where records and fields stand in the file, for diagnostics.
extension RecordBatch {
  /// What is unusual about a record.
  func flags(ofRecord record: Int) -> RecordFlags {
    var flags = record < storage.flags.count ? storage.flags[record] : []
    let (start, end) = recordBounds(record)
    if isBlank(record, start, end) { flags.insert(.blank) }
    if storage.hasOddBytes {
      withBytes(start..<end) { bytes in
        for index in bytes.indices where bytes[index] == 0 {
          flags.insert(.containsNUL)
          break
        }
        if UTF8Check.firstInvalidOffset(in: bytes) != nil { flags.insert(.invalidUTF8) }
      }
    }
    return flags
  }

  /// Physical line of the record's first character, from 1.
  func line(ofRecord record: Int) -> Int {
    firstLine + (record == 0 ? 0 : unsafe Int(storage.lineEnds[record - 1]))
  }

  /// Whether some record takes up more than one line.
  var hasLongRecords: Bool { storage.lineCount > storage.recordCount }

  /// How many lines a record takes up.
  func lineCount(ofRecord record: Int) -> Int {
    let ends = unsafe storage.lineEnds
    return unsafe Int(ends[record]) - (record == 0 ? 0 : Int(ends[record - 1]))
  }

  /// Adds the lines of records, in ascending order, behind others.
  func appendLines(of records: [Int], to lines: inout [Int]) {
    guard let first = records.first, let last = records.last else { return }
    guard last - first + 1 == records.count else {
      lines.makeRoom(for: records.count)
      for record in records { lines.append(line(ofRecord: record)) }
      return
    }
    // No line ends before the first record of all.
    let skipped = first == 0 ? 1 : 0
    let start = lines.count + skipped
    lines.extend(by: records.count, with: firstLine)
    var target = lines.mutableSpan
    let ends = unsafe Span(
      _unsafeStart: storage.lineEnds + (first + skipped - 1), count: records.count - skipped)
    for row in 0..<min(ends.count, target.count &- start) {
      target[start &+ row] &+= Int(ends[row])
    }
  }

  /// Offset of the record's first byte in the file as stored; nothing where its quotes were written
  /// anew, which moves what is behind them.
  func byteOffset(ofRecord record: Int) -> Int? {
    format.quotes == .doubled
      ? firstByteOffset + storedLength(upTo: recordBounds(record).start) : nil
  }

  /// Physical line of the field's first character, from 1; a record can span lines.
  func line(ofField ordinal: Int, inRecord record: Int) -> Int {
    let start = recordBounds(record).start
    let end = bounds(ofField: ordinal, inRecord: record).start
    return line(ofRecord: record) + withBytes(start..<end) { LineBreaks.count(in: $0) }
  }

  /// Column of the field's first character (its quote, if any) in that line, in characters from 1.
  func column(ofField ordinal: Int, inRecord record: Int) -> Int {
    column(atOffset: bounds(ofField: ordinal, inRecord: record).start)
  }

  /// Where a field stands, as findings show it.
  func place(
    ofField ordinal: Int, inRecord record: Int
  ) -> (line: Int, column: Int?, excerpt: String?) {
    (
      line(ofField: ordinal, inRecord: record), column(ofField: ordinal, inRecord: record),
      excerpt(ofField: ordinal, inRecord: record)
    )
  }

  /// The physical line in which a field begins, at most 4 KiB of it.
  func excerpt(ofField ordinal: Int, inRecord record: Int) -> String {
    let start = bounds(ofField: ordinal, inRecord: record).start
    let lineStart = lineStart(before: start)
    return withBytes(lineStart..<min(storage.used, lineStart + 4096)) { bytes in
      var end = 0
      while end < bytes.count && bytes[end] != Byte.lineFeed && bytes[end] != Byte.carriageReturn {
        end += 1
      }
      return unsafe bytes.withUnsafeBufferPointer {
        unsafe String(decoding: $0[..<end], as: UTF8.self)
      }
    }
  }

  /// The first byte of the record that is not UTF-8.
  func invalidByte(inRecord record: Int) -> InvalidByte? {
    let (start, end) = recordBounds(record)
    return withBytes(start..<end) { bytes in
      guard let offset = UTF8Check.firstInvalidOffset(in: bytes) else { return nil }
      return InvalidByte(
        value: bytes[offset], offset: firstByteOffset + storedLength(upTo: start + offset),
        line: line(ofRecord: record) + LineBreaks.count(in: bytes.extracting(..<offset)))
    }
  }

  private func isBlank(_ record: Int, _ start: Int, _ end: Int) -> Bool {
    let length = end - start
    let fieldCount = fieldCount(ofRecord: record)
    if length == fieldCount - 1 { return true }
    if fieldCount == 1 {
      return withBytes(start..<end) { bytes in
        bytes.indices.allSatisfy { bytes[$0] == Byte.space || bytes[$0] == Byte.tab }
      }
    }
    guard length <= 3 * fieldCount - 1 else { return false }
    return (0..<fieldCount).allSatisfy { withField($0, ofRecord: record) { $0.isEmpty } }
  }

  private func lineStart(before offset: Int) -> Int {
    withBytes(0..<offset) { bytes in
      var start = offset
      while start > 0 && bytes[start - 1] != Byte.lineFeed
        && bytes[start - 1] != Byte.carriageReturn
      {
        start -= 1
      }
      return start
    }
  }

  private func column(atOffset offset: Int) -> Int {
    withBytes(lineStart(before: offset)..<offset) { bytes in
      unsafe bytes.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self).count + 1 }
    }
  }

  /// How many bytes of the stored file the batch's first bytes come from: transcoding maps whole
  /// characters, so the way back is exact.
  private func storedLength(upTo end: Int) -> Int {
    withBytes(0..<end) { Transcoder.storedLength(of: $0, in: format.encoding) }
  }
}

/// Counts physical lines.
enum LineBreaks {
  /// Line breaks in the bytes: LF, CRLF and a CR that no LF follows each count one.
  static func count(in bytes: Span<UInt8>) -> Int {
    var count = 0
    var isAfterReturn = false
    for index in bytes.indices {
      let byte = bytes[index]
      if byte == Byte.carriageReturn {
        count += 1
        isAfterReturn = true
      } else {
        if byte == Byte.lineFeed && !isAfterReturn { count += 1 }
        isAfterReturn = false
      }
    }
    return count
  }
}
