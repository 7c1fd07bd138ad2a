/// Reading of texts, identifiers and coded columns.
extension ChunkReader {
  func readText(
    _ index: Int, _ isRecordID: Bool, _ rows: [Int], _ batch: borrowing RecordBatch,
    _ part: inout ChunkPart, _ isRejected: inout [Bool]
  ) {
    guard case .text(var values) = part.columns[index] else { return }
    part.columns[index] = .text([])
    let column = layout.columns[index]
    for (row, record) in rows.enumerated() {
      let text = withCell(column, record, batch) { cell -> String? in
        let range = CellText.trimmed(cell)
        if range.isEmpty || (isRecordID && CellText.isMissing(cell)) { return nil }
        return CellText.string(cell, range)
      }
      guard let text else {
        values.append(nil)
        requireValue(index, row, record, batch, &part, &isRejected)
        continue
      }
      if isRecordID {
        let id = RecordID.normalised(text, isSalesforce: layout.isSalesforce)
        values.append(id)
        if id == nil {
          fault(
            "id-damaged-by-spreadsheet", true, index, row, record, batch, &part, &isRejected
          ) { layout.damagedText(column, $0) }
        }
      } else {
        values.append(text)
      }
    }
    part.columns[index] = .text(values)
  }

  func readCodes(
    _ index: Int, _ role: FileLayout.CodeRole, _ rows: [Int], _ batch: borrowing RecordBatch,
    _ part: inout ChunkPart, _ isRejected: inout [Bool]
  ) {
    guard case .coded(var values) = part.columns[index] else { return }
    part.columns[index] = .coded([])
    let column = layout.columns[index]
    let mapping = column.mapping
    let mapsEmpty = mapping?.mapsEmpty ?? false
    var table = part.tables[index]
    part.tables[index] = CodeTable()
    // Taken out of the loop, where it would be retained for every cell.
    let single = column.ordinals.count == 1 ? column.ordinals[0] : nil
    var hasUnknown = table.hasUnknown
    values.reserveCapacity(values.count + rows.count)
    for row in rows.indices {
      let record = rows[row]
      let ordinal = single ?? filledOrdinal(column, record, batch)
      let number = batch.withField(ordinal, ofRecord: record) { cell -> Int32 in
        if CellText.isMissing(cell), !mapsEmpty { return Column.missingCode }
        let text = cell.extracting(CellText.trimmed(cell))
        if let number = table.number(of: text) { return number }
        let string = CellText.string(text)
        let number = table.add(text, mapping?.meaning(of: string) ?? .value(string))
        hasUnknown = table.hasUnknown
        return number
      }
      values.append(number)
      if number < 0 {
        requireValue(index, row, record, batch, &part, &isRejected)
      } else if hasUnknown, case .unknown(let text) = table.meanings[Int(number)] {
        var rejects = false
        if case .status = role { rejects = true }
        fault("value-unknown", rejects, index, row, record, batch, &part, &isRejected) { _ in
          layout.valueText(column, text, rejects: rejects)
        }
      }
    }
    part.tables[index] = table
    part.columns[index] = .coded(values)
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

/// Identifiers of records as exports damage and repeat them.
enum RecordID {
  /// The identifier to join by; nothing when a spreadsheet has lost its digits.
  static func normalised(_ text: String, isSalesforce: Bool) -> String? {
    var text = text
    // Of several associated records the first is the primary one.
    if let end = text.firstIndex(of: ";") {
      text = HeaderText.cleaned(String(text[..<end]))
    }
    let bytes = Array(text.utf8)
    let digits = bytes.prefix { (0x30...0x39).contains($0) }.count
    if digits > 0, digits < bytes.count {
      if bytes[digits...].elementsEqual([UInt8(ascii: "."), UInt8(ascii: "0")]) {
        return String(decoding: bytes[..<digits], as: UTF8.self)
      }
      if isExponential(bytes, digits) { return nil }
    }
    return isSalesforce ? withCheckCharacters(bytes) ?? text : text
  }

  /// `1.23E+11`, `1,23E+11`.
  private static func isExponential(_ bytes: [UInt8], _ digits: Int) -> Bool {
    guard digits == 1 else { return false }
    var rest = bytes.dropFirst()
    if rest.first == UInt8(ascii: ".") || rest.first == UInt8(ascii: ",") {
      rest = rest.dropFirst().drop { (0x30...0x39).contains($0) }
    }
    guard rest.first == UInt8(ascii: "E") || rest.first == UInt8(ascii: "e"),
      rest.dropFirst().first == UInt8(ascii: "+")
    else { return false }
    let exponent = rest.dropFirst(2)
    return (1...3).contains(exponent.count) && exponent.allSatisfy { (0x30...0x39).contains($0) }
  }

  /// The 18-character form of a Salesforce identifier of 15: for each block of five characters one
  /// that says which of them are upper-case letters.
  private static func withCheckCharacters(_ bytes: [UInt8]) -> String? {
    guard bytes.count == 15,
      bytes.allSatisfy({
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
      })
    else { return nil }
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ012345".utf8)
    var result = bytes
    for block in 0..<3 {
      var index = 0
      for bit in 0..<5 where (0x41...0x5A).contains(bytes[block * 5 + bit]) { index |= 1 << bit }
      result.append(alphabet[index])
    }
    return String(decoding: result, as: UTF8.self)
  }
}
