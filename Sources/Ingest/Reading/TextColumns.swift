/// Reading of texts, identifiers and coded columns.
extension ChunkReader {
  func readText(
    _ index: Int, _ isRecordID: Bool, _ rows: [Int], _ batch: borrowing RecordBatch,
    _ part: inout ChunkPart, _ isRejected: inout [Bool]
  ) {
    guard case .text(var values) = part.columns[index] else { return }
    part.columns[index] = .text([])
    let column = layout.columns[index]
    let start = values.count
    let isSalesforce = layout.isSalesforce
    var needsLook = false
    values.makeRoom(for: rows.count)
    if let prefix = column.prefix {
      for record in rows {
        column.withCell(record, batch) { cell in
          let text = cell.extracting(CellText.trimmed(cell))
          if ByteWords.isEqual(text.extracting(0..<min(prefix.count, text.count)), prefix.span) {
            needsLook = Self.append(cell, isRecordID, isSalesforce, to: &values) || needsLook
          } else {
            values.appendMissing()
          }
        }
      }
    } else if column.ordinals.count == 1 {
      let texts = PlainTexts(
        areIdentifiers: isRecordID, isSalesforce: isSalesforce, needsValue: column.isRequired)
      batch.withCells(column.ordinals[0], of: rows) { bytes, places, _ in
        var row = values.append(places, from: 0, in: bytes, texts)
        while row < places.count {
          needsLook =
            Self.append(
              bytes.extracting(places[row].range), isRecordID, isSalesforce, to: &values)
            || needsLook
          row = values.append(places, from: row + 1, in: bytes, texts)
        }
      }
    } else {
      for record in rows {
        needsLook =
          column.withCell(record, batch) {
            Self.append($0, isRecordID, isSalesforce, to: &values)
          } || needsLook
      }
    }
    part.columns[index] = .text(values)
    guard needsLook, column.isRequired || isRecordID else { return }
    for row in rows.indices where values.isMissing(start + row) {
      let isMissing = column.withCell(rows[row], batch) { cell in
        CellText.trimmed(cell).isEmpty || (isRecordID && CellText.isMissing(cell))
      }
      if isMissing {
        requireValue(index, row, rows[row], batch, &part, &isRejected)
      } else {
        // A record without its reference still counts; without its own identifier it may count twice.
        let isNeeded = column.isRequired || column.field.name == layout.entity.identityField
        fault(
          "id-damaged-by-spreadsheet", isNeeded, index, row, rows[row], batch, &part, &isRejected
        ) { layout.damagedText(column, $0, isNeeded: isNeeded) }
      }
    }
  }

  /// Appends a cell's text; says whether none could be.
  @inline(__always)
  private static func append(
    _ cell: Span<UInt8>, _ isRecordID: Bool, _ isSalesforce: Bool, to values: inout TextColumn
  ) -> Bool {
    let range = CellText.trimmed(cell)
    if range.isEmpty || (isRecordID && CellText.isMissing(cell)) {
      values.appendMissing()
      return true
    }
    let text = cell.extracting(range)
    if !isRecordID || RecordID.isNormal(text, isSalesforce: isSalesforce) {
      values.append(text)
      return false
    }
    let id = RecordID.normalised(CellText.string(text), isSalesforce: isSalesforce)
    values.append(id)
    return id == nil
  }

  func readCodes(
    _ index: Int, _ role: FileLayout.CodeRole, _ rows: [Int], _ batch: borrowing RecordBatch,
    _ part: inout ChunkPart, _ isRejected: inout [Bool]
  ) {
    guard case .coded(var values) = part.columns[index] else { return }
    part.columns[index] = .coded([])
    let column = layout.columns[index]
    let mapping = column.mapping
    var table = part.tables[index]
    part.tables[index] = CodeTable()
    let start = values.count
    var unverified: Set<String> = []
    values.extend(by: rows.count, with: Column.missingCode)
    if column.ordinals.count == 1 {
      batch.withCells(column.ordinals[0], of: rows) { bytes, places, first in
        var numbers = values.mutableSpan
        let start = start &+ first
        for row in table.texts.look(up: places, in: bytes, into: &numbers, at: start) {
          let cell = bytes.extracting(places[row].range)
          numbers[start + row] =
            table.texts.number(of: cell) ?? Self.newNumber(cell, mapping, &table, &unverified)
        }
      }
    } else {
      for (row, record) in rows.enumerated() {
        values[start + row] = batch.withField(
          column.filledOrdinal(record, batch), ofRecord: record
        ) {
          table.texts.number(of: $0) ?? Self.newNumber($0, mapping, &table, &unverified)
        }
      }
    }
    part.tables[index] = table
    part.columns[index] = .coded(values)
    if !unverified.isEmpty {
      part.unverifiedValues[column.header, default: []].formUnion(unverified)
    }
    guard table.hasUnknown || (column.isRequired && values[start...].contains { $0 < 0 }) else {
      return
    }
    var rejects = false
    if case .status = role { rejects = true }
    for row in rows.indices {
      let number = values[start + row]
      if number < 0 {
        requireValue(index, row, rows[row], batch, &part, &isRejected)
      } else if case .unknown(let text) = table.meanings[Int(number)] {
        fault("value-unknown", rejects, index, row, rows[row], batch, &part, &isRejected) { _ in
          layout.valueText(column, String(text.prefix(200)), rejects: rejects)
        }
      }
    }
  }

  /// The number of a text that is not in the table as it stands in the cell; it is from now on.
  @inline(never)
  private static func newNumber(
    _ cell: Span<UInt8>, _ mapping: ValueMapping?, _ table: inout CodeTable,
    _ unverified: inout Set<String>
  ) -> Int32 {
    var number = Column.missingCode
    if !CellText.isMissing(cell) || mapping?.mapsEmpty == true {
      let trimmed = cell.extracting(CellText.trimmed(cell))
      let text = trimmed.extracting(CellText.unwrapped(trimmed))
      let isPlain = CellText.isPlain(text)
      let string = isPlain ? CellText.string(text) : CellText.visible(CellText.string(text))
      if let known = table.texts.number(of: text) {
        number = known
      } else if !string.isEmpty || mapping?.mapsEmpty == true {
        if mapping?.isUnverified(string) == true { unverified.insert(string) }
        let meaning = mapping?.meaning(of: string) ?? .value(string)
        number = table.add(text, meaning, isPlain: isPlain && meaning == .value(string))
        if text.count == cell.count { return number }
      }
    }
    table.add(cell, number: number)
    return number
  }

  func readEntered(
    _ index: Int, _ rows: [Int], _ batch: borrowing RecordBatch, _ part: inout ChunkPart,
    _ isRejected: inout [Bool]
  ) {
    let entered = layout.entered[index]
    var values = part.entered[index]
    part.entered[index] = []
    for (row, record) in rows.enumerated() {
      let reading = batch.withField(entered.ordinal, ofRecord: record) {
        layout.enteredReader.read($0)
      }
      switch reading {
      case .local(let seconds, _): values.append(seconds)
      case .missing: values.append(Column.missingNumber)
      case .notADate, .contradictsOrder:
        values.append(Column.missingNumber)
        note(
          "date-not-a-date", true, header: entered.header, entered.ordinal, row, record, batch,
          &part, &isRejected
        ) { text in
          FaultText(
            summary: "'\(entered.header)' '\(text)' is not a date",
            fixes: ["mend the cell in the CRM or the export"])
        }
      }
    }
    part.entered[index] = values
  }
}
