/// The scanner: every method, block and chunk size finds the same records as the readable state
/// machine, no byte of the file is lost, and a written table is read back.
enum ScannerTarget {
  static func run(_ bytes: [UInt8]) {
    var input = FuzzInput(bytes)
    let delimiter = input.element(of: Array(",;\t|".utf8))
    let blockSize = input.element(of: [1, 2, 3, 16, 17, 63, 64, 65, 200, 4096])
    let chunkSize = input.element(of: [1, 5, 37, 64, 300, 1 << 20])
    let fieldLimit = input.element(of: [16 << 20, 16 << 20, 40])
    let threadCount = input.choice(16) == 0 ? 2 : 1
    let detects = input.choice(4) == 0
    let encoding: TextEncoding = input.element(of: [.utf8, .utf8, .windows1252, .macRoman])
    let content = input.rest

    var options =
      detects
      ? ScanOptions() : ScanOptions(encoding: encoding, delimiter: delimiter, quotes: .doubled)
    options.fieldLimit = fieldLimit
    options.blockSize = 8192
    options.method = .bytewise
    let path = FuzzFile.holding(content)
    let expected = trace(path, options)
    let isDeclaredUTF8 = !detects && encoding == .utf8
    if isDeclaredUTF8 { requireNothingLost(path, options, content) }

    options.blockSize = blockSize
    requireSame(trace(path, options), expected, "bytewise in blocks")
    for level in VectorLevel.available {
      options.method = .vector(level)
      requireSame(trace(path, options), expected, "\(level) in blocks")
    }
    options.chunkSize = chunkSize
    options.threadCount = threadCount
    requireSame(traceInChunks(path, options), expected, "chunks")
    if isDeclaredUTF8, fieldLimit > content.count { requireRoundTrip(content, delimiter, options) }
    for style in QuoteStyle.allCases where !detects && style != .doubled {
      options.quotes = style
      options.blockSize = 8192
      let whole = trace(path, options)
      options.blockSize = blockSize
      requireSame(trace(path, options), whole, "\(style) in blocks")
      requireSame(traceInChunks(path, options), whole, "\(style) on two threads")
    }
  }

  /// A record with all that a scan says about it.
  struct Row: Equatable, Sendable {
    var fields: [[UInt8]] = []
    var cells: [[UInt8]] = []
    /// Line, byte offset and flags, then line and column of each field.
    var places: [Int] = []
  }

  struct Trace: Equatable {
    var rows: [Row] = []
    var summary: ScanSummary?
    var failure: ScanFailure?
  }

  private static func requireSame(_ actual: Trace, _ expected: Trace, _ what: String) {
    // Which of two faults is met first in one record that is never closed, or longer than the
    // limits, may depend on where blocks end; that it is refused, and all before it, may not. That
    // UTF-16 is cut shows only at its end, and how much was delivered by then may differ.
    let isSame =
      actual == expected
      || actual.rows == expected.rows && isLimit(actual.failure) && isLimit(expected.failure)
      || isCut(actual.failure) && actual.failure == expected.failure
    require(isSame, "\(what): \(actual) instead of \(expected)")
  }

  private static func isLimit(_ failure: ScanFailure?) -> Bool {
    switch failure {
    case .fieldTooLong, .recordTooLong, .unclosedQuote: true
    default: false
    }
  }

  private static func isCut(_ failure: ScanFailure?) -> Bool {
    if case .cutInCharacter = failure { true } else { false }
  }

  private static func row(_ batch: borrowing RecordBatch, _ record: Int) -> Row {
    var row = Row()
    row.places = [
      batch.line(ofRecord: record), batch.byteOffset(ofRecord: record) ?? -1,
      Int(batch.flags(ofRecord: record).rawValue),
    ]
    for ordinal in 0..<batch.fieldCount(ofRecord: record) {
      row.fields.append(
        batch.withField(ordinal, ofRecord: record) { field in field.indices.map { field[$0] } })
      batch.withCells(ordinal, of: [record]) { bytes, places, _ in
        row.cells.append(places[0].range.map { bytes[$0] })
      }
      row.places.append(batch.line(ofField: ordinal, inRecord: record))
      row.places.append(batch.column(ofField: ordinal, inRecord: record))
    }
    require(row.cells == row.fields, "columns \(row.cells) instead of fields \(row.fields)")
    return row
  }

  private static func trace(_ path: String, _ options: ScanOptions) -> Trace {
    var trace = Trace()
    do throws(ScanFailure) {
      trace.summary = try RecordScanner(path: path, options: options).scan { batch in
        for record in 0..<batch.recordCount { trace.rows.append(row(batch, record)) }
        return true
      }
    } catch {
      trace.failure = error
    }
    return trace
  }

  private static func traceInChunks(_ path: String, _ options: ScanOptions) -> Trace {
    var trace = Trace()
    do throws(ScanFailure) {
      trace.summary = try RecordScanner(path: path, options: options).scanChunks(
        bind: { _ in true }, makePart: { _ in [Row]() },
        read: { batch, _, part in
          for record in 0..<batch.recordCount { part.append(row(batch, record)) }
        },
        merge: { part, position in
          for var row in part {
            for index in row.places.indices where index == 0 || index >= 3 && index % 2 == 1 {
              row.places[index] += position.linesBefore
            }
            trace.rows.append(row)
          }
          return true
        })
    } catch {
      trace.failure = error
    }
    return trace
  }

  /// Between two fields stands one delimiter, between two records one line break, and nothing else.
  private static func requireNothingLost(
    _ path: String, _ options: ScanOptions, _ content: [UInt8]
  ) {
    var end: Int?
    var isFirst = true
    do throws(ScanFailure) {
      try RecordScanner(path: path, options: options).scan { batch in
        for record in 0..<batch.recordCount {
          guard var expected = batch.byteOffset(ofRecord: record) else { continue }
          if let end {
            let gap = Array(content[end..<expected])
            require(
              [[10], [13], [13, 10]].contains(gap), "between records: \(gap) at \(end)")
          } else if isFirst {
            let start = Array(content[..<expected])
            require(
              batch.format.hasSeparatorLine || start.allSatisfy { $0 >= 0x80 },
              "\(start) in front of the first record")
          }
          isFirst = false
          let base = expected - batch.recordBounds(record).start
          for field in 0..<batch.fieldCount(ofRecord: record) {
            let bounds = batch.bounds(ofField: field, inRecord: record)
            require(base + bounds.start == expected, "field \(field) at \(base + bounds.start)")
            expected = base + bounds.end + 1
          }
          end = expected - 1
        }
        return true
      }
    } catch {
      return
    }
    if let end {
      let gap = Array(content[end...])
      require([[], [10], [13], [13, 10]].contains(gap), "behind the last record: \(gap)")
    }
  }

  /// The content, cut into fields by its bytes, is written as a table and read back.
  private static func requireRoundTrip(
    _ content: [UInt8], _ delimiter: UInt8, _ options: ScanOptions
  ) {
    var table: [[[UInt8]]] = [[[UInt8(ascii: "h")]]]
    var field: [UInt8] = []
    for byte in content {
      switch byte {
      case 0x40..<0x50: field.append(byte)
      case 0x50..<0x54, 0x2C, 0x3B:
        table[table.count - 1].append(field)
        field = []
      case 0x54..<0x56:
        table[table.count - 1].append(field)
        field = []
        table.append([])
      default: field.append(byte)
      }
    }
    table[table.count - 1].append(field)
    var bytes: [UInt8] = []
    for (row, cells) in table.enumerated() {
      for (index, cell) in cells.enumerated() {
        if index > 0 { bytes.append(delimiter) }
        bytes.append(UInt8(ascii: "\""))
        for byte in cell { bytes += byte == UInt8(ascii: "\"") ? [byte, byte] : [byte] }
        bytes.append(UInt8(ascii: "\""))
      }
      bytes += row % 3 == 0 ? [13, 10] : [10]
    }
    var options = options
    options.fieldLimit = 16 << 20
    let read = trace(FuzzFile.holding(bytes), options)
    // A table of nearly nothing but zeros is refused as UTF-16, and says so.
    if case .contradictedEncoding = read.failure, bytes.contains(0) { return }
    require(
      read.failure == nil && read.rows.map(\.fields) == table,
      "\(table) was read as \(read.rows.map(\.fields)), \(String(describing: read.failure))")
  }
}
