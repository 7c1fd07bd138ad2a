/// Which records of a batch are rows, and on which lines they begin.
extension ChunkReader {
  /// The records to read; the others are counted, or refused with their reason.
  func select(_ batch: borrowing RecordBatch, _ part: inout ChunkPart) -> [Int] {
    var rows: [Int] = []
    rows.reserveCapacity(batch.recordCount)
    let start: Int
    if batch.isStartOfFile, let header = layout.headerRecord {
      start = header + 1
    } else {
      start = 0
    }
    let needsFlags = batch.hasUnusualRecords
    if !needsFlags, layout.drops.isEmpty, layout.fieldCount > 1,
      batch.hasPlainRecords(from: start, width: layout.fieldCount, except: oddFirstBytes)
    {
      return Array(start..<max(start, batch.recordCount))
    }
    for record in start..<max(start, batch.recordCount) {
      let count = batch.fieldCount(ofRecord: record)
      let kind = firstCellKind(record, batch)
      if kind != .ordinary || count == 1 {
        if isLeftOut(record, kind, batch, &part) { continue }
      }
      let flags = needsFlags ? batch.flags(ofRecord: record) : []
      if !flags.isEmpty, !isText(record, flags, batch, &part) { continue }
      let isIrregular = flags.contains(.irregularQuoting)
      if isIrregular, !hasPlainQuotes(record, batch, &part) { continue }
      if count != layout.fieldCount, !hasRightWidth(record, count, batch, &part) { continue }
      if isIrregular { tellBareQuote(record, batch, &part) }
      if !layout.drops.isEmpty, let rule = dropRule(record, batch) {
        part.droppedCounts[rule, default: 0] += 1
        continue
      }
      rows.append(record)
    }
    return rows
  }

  /// By byte, whether a record whose first cell begins with it may be anything but a row: with that of
  /// the header or of a footer, or a quote, behind which the cell is empty or begins with one.
  static func oddFirstBytes(firstHeaderByte: UInt8) -> [Bool] {
    var isOdd = [Bool](repeating: false, count: 256)
    for byte in [firstHeaderByte, Byte.quote, mark[0]] + footerBytes { isOdd[Int(byte)] = true }
    return isOdd
  }

  private static let footerBytes: [UInt8] = Array("TCGIS (".utf8) + [0xC2]

  /// The byte order mark of UTF-8.
  private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

  private enum FirstCell { case ordinary, empty, headerLike, footerLike, marked }

  private func firstCellKind(_ record: Int, _ batch: borrowing RecordBatch) -> FirstCell {
    // Not of the reader itself: a closure over it would copy it for each record.
    let (header, isOdd) = (firstHeader, oddFirstBytes)
    return batch.withField(0, ofRecord: record) { cell in
      guard !cell.isEmpty else { return .empty }
      guard isOdd[Int(cell[0])] else { return .ordinary }
      if ByteWords.isEqual(cell, header.span) { return .headerLike }
      if cell.count >= 3, cell[0] == Self.mark[0], cell[1] == Self.mark[1], cell[2] == Self.mark[2]
      {
        return .marked
      }
      return Self.footerBytes.contains(cell[0]) ? .footerLike : .ordinary
    }
  }

  /// Whether the record is blank, the sign that ends a text of DOS, a header said again, or a footer.
  private func isLeftOut(
    _ record: Int, _ kind: FirstCell, _ batch: borrowing RecordBatch, _ part: inout ChunkPart
  ) -> Bool {
    let count = batch.fieldCount(ofRecord: record)
    if batch.flags(ofRecord: record).contains(.blank) { return true }
    if count == 1,
      batch.withField(0, ofRecord: record, { $0.count == 1 && $0[0] == Byte.substitute })
    {
      return true
    }
    if kind == .headerLike || kind == .marked, isHeader(record, kind, batch) {
      part.repeatedHeaderCount += 1
      return true
    }
    if kind == .marked {
      refuse(
        record, "byte-order-mark-inside", "a byte order mark stands inside the file",
        "two files were put together here; the first cell would not be what it seems", at: 0, batch,
        &part,
        fix: "name both files under 'files' of source '\(layout.sourceName)' in "
          + "\(layout.configurationFile), instead of joining them")
      return true
    }
    // Under a report of Salesforce stand its own name and that of the company too.
    if layout.isSalesforce, count == 1, layout.fieldCount > 2,
      batch.withField(0, ofRecord: record, { !RecordID.isSalesforce(CellText.string($0)) })
    {
      part.footerCount += 1
      return true
    }
    guard kind == .footerLike else { return false }
    if layout.isSalesforce, isTotal(record, batch) {
      part.footerCount += 1
      return true
    }
    var filled = 0
    for ordinal in 0..<count
    where !batch.withField(ordinal, ofRecord: record, { CellText.trimmed($0).isEmpty }) {
      filled += 1
      // Half of them filled is a row, whatever stands in the others.
      if filled * 2 >= layout.fieldCount, count * 2 >= layout.fieldCount { return false }
    }
    // Cells of nothing but blanks are as good as empty ones.
    if filled == 0, count == layout.fieldCount { return true }
    guard filled * 2 < layout.fieldCount || count * 2 < layout.fieldCount,
      Self.isFooter(batch.text(ofField: 0, inRecord: record))
    else { return false }
    part.footerCount += 1
    return true
  }

  /// Whether the record says the header again, perhaps with the mark of a file that was appended.
  private func isHeader(
    _ record: Int, _ kind: FirstCell, _ batch: borrowing RecordBatch
  ) -> Bool {
    guard batch.fieldCount(ofRecord: record) == layout.fieldCount else { return false }
    for ordinal in 0..<layout.fieldCount {
      let text = batch.text(ofField: ordinal, inRecord: record)
      let header = layout.headerCells[ordinal]
      if ordinal == 0, kind == .marked {
        // Behind the mark the quotes of a cell are characters of it.
        let rest = text.unicodeScalars.dropFirst().filter { $0 != "\"" }
        if !rest.elementsEqual(header.unicodeScalars.filter { $0 != "\"" }) { return false }
      } else if text != header {
        return false
      }
    }
    return true
  }

  /// Whether the record is a total in a formatted report, which fills as many cells as it has sums:
  /// `Total,Count,3,,,"$24,000.50",`.
  private func isTotal(_ record: Int, _ batch: borrowing RecordBatch) -> Bool {
    guard Self.isSum(HeaderText.folded(batch.text(ofField: 0, inRecord: record))) else {
      return false
    }
    let id = layout.identity?.id.ordinals ?? []
    let ordinal = id.count == 1 && id[0] > 0 ? id[0] : 1
    guard ordinal < batch.fieldCount(ofRecord: record) else { return true }
    let kind = HeaderText.folded(batch.text(ofField: ordinal, inRecord: record))
    return ["", "count", "sum", "average", "nombre", "somme", "moyenne"].contains(kind)
  }

  /// What lines of totals begin with, perhaps with the count behind it: `Totaux globaux (3)`.
  private static func isSum(_ folded: String) -> Bool {
    let name = folded.firstIndex(of: "(").map { folded[..<$0] } ?? folded[...]
    return [
      "total", "totals", "totaux", "subtotal", "sub total", "sous total", "sous totaux",
      "grand total", "grand totals", "total general", "total global", "totaux globaux",
    ].contains(name.split { !$0.isLetter }.joined(separator: " "))
  }

  /// The closing lines of Salesforce reports, of any year, and totals under a table.
  static func isFooter(_ text: String) -> Bool {
    let folded = HeaderText.folded(text)
    if isSum(folded) { return true }
    return [
      "grand total", "confidential information", "copyright ", "generated by", "genere par",
      "informations confidentielles", "(c) ", "© ",
    ].contains { folded.hasPrefix($0) }
  }

  /// Refuses a record with too few or too many cells; empty cells too many do no harm, nor do
  /// headings too many that are empty.
  private func hasRightWidth(
    _ record: Int, _ count: Int, _ batch: borrowing RecordBatch, _ part: inout ChunkPart
  ) -> Bool {
    if count > layout.fieldCount {
      var isEmpty = true
      for ordinal in layout.fieldCount..<count
      where !batch.withField(ordinal, ofRecord: record, { $0.isEmpty }) {
        isEmpty = false
        break
      }
      if isEmpty { return true }
      refuse(
        record, "record-too-long", "the record has \(count) cells, the header \(layout.fieldCount)",
        span(of: record, batch) ?? blankBeforeQuote(record, batch)
          ?? "a cell that holds the delimiter must stand in quotes",
        at: layout.fieldCount, batch, &part)
    } else if count >= layout.namedFieldCount {
      return true
    } else {
      refuse(
        record, "record-too-short",
        "the record has \(count) \(count == 1 ? "cell" : "cells"), the header \(layout.fieldCount)",
        span(of: record, batch) ?? "a line break inside a cell must stand in quotes",
        at: count - 1, batch, &part)
    }
    return false
  }

  /// Refuses a record with bytes that no text has, whatever its cells are.
  private func isText(
    _ record: Int, _ flags: RecordFlags, _ batch: borrowing RecordBatch, _ part: inout ChunkPart
  ) -> Bool {
    if flags.contains(.invalidUTF8) {
      let byte = batch.invalidByte(inRecord: record)?.value ?? 0
      // Of other encodings only UTF-16 has what is none.
      let encoding = batch.format.encoding
      refuse(
        record, "encoding-mixed",
        encoding == .utf8
          ? "byte 0x\(String(byte, radix: 16, uppercase: true)) is not utf-8"
          : "half of a pair of surrogates stands alone, which is not \(encoding.rawValue)",
        encoding == .utf8
          ? "the rest of the file is; perhaps two files were put together, or the whole is "
            + "windows-1252: then set 'encoding' in source '\(layout.sourceName)' of "
            + layout.configurationFile
          : "a character such as an emoji was cut in two",
        at: firstField(record, batch, where: { UTF8Check.firstInvalidOffset(in: $0) != nil }),
        batch, &part)
      return false
    }
    if flags.contains(.containsNUL) {
      refuse(
        record, "nul-byte", "the record holds a NUL byte", "no text has one: the file is damaged",
        at: firstField(record, batch, where: { cell in cell.indices.contains { cell[$0] == 0 } }),
        batch,
        &part)
      return false
    }
    return true
  }

  /// The first cell of which `isWrong` holds; the first of all when none is found.
  private func firstField(
    _ record: Int, _ batch: borrowing RecordBatch, where isWrong: (Span<UInt8>) -> Bool
  ) -> Int {
    for ordinal in 0..<batch.fieldCount(ofRecord: record)
    where batch.withField(ordinal, ofRecord: record, isWrong) {
      return ordinal
    }
    return 0
  }

  /// The first rule that leaves a record out.
  private func dropRule(_ record: Int, _ batch: borrowing RecordBatch) -> Int? {
    layout.drops.firstIndex { drop in
      let text = HeaderText.folded(batch.text(ofField: drop.ordinal, inRecord: record))
      return drop.values.contains(text) != drop.keeps
    }
  }

  /// Refuses a record, at its cell with that ordinal.
  func refuse(
    _ record: Int, _ id: String, _ summary: String, _ explanation: String?, at ordinal: Int,
    _ batch: borrowing RecordBatch, _ part: inout ChunkPart,
    fix: String = "mend the record in the CRM or the export"
  ) {
    part.faults.add(FaultKind(id: id, header: "", isReject: true)) {
      batch.place(ofField: ordinal, inRecord: record)
    } text: {
      FaultText(summary: summary, explanation: explanation, fixes: [fix])
    }
    part.faults.reject {
      let bounds = batch.recordBounds(record)
      return PendingReject(
        line: batch.line(ofField: ordinal, inRecord: record),
        column: batch.column(ofField: ordinal, inRecord: record),
        byte: batch.byteOffset(ofRecord: record), field: "",
        text: batch.withBytes(bounds.start..<bounds.end) {
          String(CellText.string($0, 0..<min($0.count, 800)).prefix(200))
        }, id: id, summary: summary)
    }
  }
}
