/// What is made of records whose quotes are not where CSV has them.
extension ChunkReader {
  /// Refuses an irregular record with text behind the closing quote of a cell: where its cells end is a
  /// guess.
  func hasPlainQuotes(
    _ record: Int, _ batch: borrowing RecordBatch, _ part: inout ChunkPart
  ) -> Bool {
    for ordinal in 0..<batch.fieldCount(ofRecord: record) {
      let bounds = batch.bounds(ofField: ordinal, inRecord: record)
      let end = batch.withBytes(bounds.start..<bounds.end) { Self.quotedEnd($0) }
      guard let end else { continue }
      let (rest, isEscaped) = batch.withBytes(bounds.start..<bounds.end) { cell in
        (
          CellText.string(cell, end + 1..<min(cell.count, end + 101)).prefix(20),
          cell[end - 1] == UInt8(ascii: "\\")
        )
      }
      refuse(
        record, "quote-misplaced",
        "the quote that opens this cell is closed, and '\(rest)' stands behind it",
        isEscaped
          ? "CSV doubles a quote inside a cell; a backslash before it does nothing"
          : otherDelimiter(rest, batch) ?? span(of: record, batch)
            ?? "a quote inside a quoted cell must be doubled",
        at: ordinal, batch, &part,
        fix: isEscaped
          ? "set 'quotes: backslash' in source '\(layout.sourceName)' of "
            + "\(layout.configurationFile), or let the export double the quotes inside cells"
          : "mend the record in the CRM or the export")
      return false
    }
    return true
  }

  private func otherDelimiter(_ rest: Substring, _ batch: borrowing RecordBatch) -> String? {
    guard let first = rest.utf8.first, DelimiterDetection.candidates.contains(first) else {
      return nil
    }
    return "its cells are parted by the \(DelimiterName.of(first)), those of the file by the "
      + DelimiterName.of(batch.format.delimiter)
  }

  /// Offset of the quote that closes a cell as written, when more than blanks stand behind it.
  private static func quotedEnd(_ cell: Span<UInt8>) -> Int? {
    guard cell.count > 1, cell[0] == Byte.quote else { return nil }
    var index = 1
    while index < cell.count {
      if cell[index] == Byte.quote {
        guard index + 1 < cell.count, cell[index + 1] == Byte.quote else { break }
        index += 1
      }
      index += 1
    }
    for rest in index..<cell.count where rest > index {
      if cell[rest] != Byte.space, cell[rest] != Byte.tab { return index }
    }
    return nil
  }

  /// Tells of a quote in a bare cell, which is kept; blanks behind a closing quote do no harm.
  func tellBareQuote(
    _ record: Int, _ batch: borrowing RecordBatch, _ part: inout ChunkPart
  ) {
    guard let ordinal = bareCellWithQuote(record, batch) else { return }
    part.faults.add(FaultKind(id: "quote-irregular", header: "", isReject: false)) {
      batch.place(ofField: ordinal, inRecord: record)
    } text: {
      let blank = blankBeforeQuote(record, batch)
      return FaultText(
        summary: "a quote stands inside a cell that is not quoted as CSV has it",
        explanation: blank ?? "it was kept as a character of the cell",
        fixes: [
          blank == nil
            ? "check the cells of this record"
            : "set 'quotes: spaced' in source '\(layout.sourceName)' of "
              + "\(layout.configurationFile), or let the export write nothing between a separator "
              + "and a quote"
        ])
    }
  }

  /// Warns of quoted cells that hold whole rows: a stray quote that a later one closes by chance makes
  /// one cell of all that stands between them, and nothing else is wrong with the record.
  func tellSwallowedRows(
    _ rows: [Int], _ batch: borrowing RecordBatch, _ part: inout ChunkPart
  ) {
    let (separator, count) = (batch.format.delimiter, layout.fieldCount - 1)
    // Of a narrow table any line of prose might be a row.
    guard count > 2 else { return }
    for record in rows where batch.lineCount(ofRecord: record) > 2 {
      let bounds = batch.recordBounds(record)
      let found = batch.withBytes(bounds.start..<bounds.end) { bytes in
        var found = 0
        for index in bytes.indices where bytes[index] == separator { found &+= 1 }
        return found
      }
      guard found >= 2 * count else { continue }
      for ordinal in 0...count where batch.isQuoted(field: ordinal, inRecord: record) {
        let held = batch.withField(ordinal, ofRecord: record) {
          Self.lines($0, separatedBy: separator, count)
        }
        guard held.rows > 0 else { continue }
        part.faults.add(FaultKind(id: "quoted-cell-swallows-rows", header: "", isReject: false)) {
          batch.place(ofField: ordinal, inRecord: record)
        } text: {
          swallowedText(held)
        }
        break
      }
    }
  }

  private func swallowedText(_ held: (breaks: Int, rows: Int)) -> FaultText {
    FaultText(
      summary: "the quote that opens here closes \(held.breaks) lines further down, and "
        + (held.rows == 1
          ? "1 line between is a whole row" : "\(held.rows) lines between are whole rows"),
      explanation: "what stands between the two quotes is text of one cell, and counted nowhere",
      fixes: [
        "take the two quotes away in the CRM, or let the export double the quotes inside cells",
        "nothing to do if the cell is meant to hold a table",
      ])
  }

  /// The line breaks in a cell, and the whole lines that have as many separators as a row; a blank
  /// behind one is prose.
  private static func lines(
    _ cell: Span<UInt8>, separatedBy separator: UInt8, _ count: Int
  ) -> (breaks: Int, rows: Int) {
    var (breaks, rows, found) = (0, 0, 0)
    var isProse = false
    var last: UInt8 = 0
    for index in cell.indices {
      let byte = cell[index]
      switch byte {
      case Byte.lineFeed where last == Byte.carriageReturn: break
      case Byte.lineFeed, Byte.carriageReturn:
        if breaks > 0, found == count, !isProse { rows += 1 }
        (breaks, found, isProse) = (breaks + 1, 0, false)
      case separator: found += 1
      case Byte.space where last == separator: isProse = true
      default: break
      }
      last = byte
    }
    return (breaks, rows)
  }

  private func bareCellWithQuote(_ record: Int, _ batch: borrowing RecordBatch) -> Int? {
    for ordinal in 0..<batch.fieldCount(ofRecord: record)
    where !batch.isQuoted(field: ordinal, inRecord: record) {
      let hasQuote = batch.withField(ordinal, ofRecord: record) { cell in
        CellText.unwrapped(cell).count == cell.count
          && cell.indices.contains { cell[$0] == Byte.quote }
      }
      if hasQuote { return ordinal }
    }
    return nil
  }

  /// What is wrong where quotes follow a delimiter and a blank.
  func blankBeforeQuote(_ record: Int, _ batch: borrowing RecordBatch) -> String? {
    for ordinal in 0..<batch.fieldCount(ofRecord: record) {
      let isQuoted = batch.withField(ordinal, ofRecord: record) { cell in
        cell.count > 1 && cell[0] == Byte.space && cell[1] == Byte.quote
      }
      if isQuoted { return "a blank stands before a quote, which then is part of its cell" }
    }
    return nil
  }

  /// What a record of several lines may have swallowed.
  func span(of record: Int, _ batch: borrowing RecordBatch) -> String? {
    let bounds = batch.recordBounds(record)
    let count = batch.withBytes(bounds.start..<bounds.end) { LineBreaks.count(in: $0) }
    guard count > 0 else { return nil }
    return "it takes up \(count + 1) lines: a quote in it may be missing, so that it holds other "
      + "records too"
  }
}
