/// Reads the records of a batch into typed columns, one column after the other.
///
/// A class, because every batch is handed the reader: of a layout so large a copy would be made.
final class ChunkReader: Sendable {
  let layout: FileLayout
  let firstHeader: [UInt8]
  let oddFirstBytes: [Bool]

  /// Set when the identifiers are trusted to be sorted.
  private let identifiers: IdentifierReader?
  /// The columns whose format is guessed.
  private let guessedColumns: [Int]
  /// Some rows of the file are not what their records are.
  let leavesOutRows: Bool

  init(
    layout: FileLayout, watchesOrder: Bool = false, leavesOutRows: Bool = false,
    guess: FormatGuess? = nil
  ) {
    self.leavesOutRows = leavesOutRows
    guessedColumns = guess?.openColumns ?? []
    identifiers =
      watchesOrder ? IdentifierReader(layout: layout, collectsDigests: false) : nil
    self.layout = layout
    firstHeader = layout.headerRecord == nil ? [] : Array((layout.headerCells.first ?? "").utf8)
    oddFirstBytes = Self.oddFirstBytes(firstHeaderByte: firstHeader.first ?? 0)
  }

  func read(_ batch: borrowing RecordBatch, into part: inout ChunkPart) {
    let rows = select(batch, &part)
    guard !rows.isEmpty else { return }
    if batch.hasLongRecords { tellSwallowedRows(rows, batch, &part) }
    identifiers?.follow(rows, batch, &part.order)
    if !guessedColumns.isEmpty { part.formats.look(at: guessedColumns, in: rows, batch, layout) }
    let start = part.lines.count
    batch.appendLines(of: rows, to: &part.lines)
    var isRejected = [Bool](repeating: false, count: rows.count)
    for index in layout.columns.indices {
      readColumn(index, rows, batch, &part, &isRejected)
    }
    if layout.derivesStatus {
      deriveStatus(start, rows, batch, &part, &isRejected)
      takeEstimates(start, rows, batch, &part)
    }
    for index in layout.entered.indices {
      readEntered(index, rows, batch, &part, &isRejected)
    }
    refuseForeignAmounts(start, rows, batch, &part, &isRejected)
    if isRejected.contains(true) { part.dropRows(from: start, where: isRejected) }
  }

  private func readColumn(
    _ index: Int, _ rows: [Int], _ batch: borrowing RecordBatch, _ part: inout ChunkPart,
    _ isRejected: inout [Bool]
  ) {
    let column = layout.columns[index]
    switch column.cells {
    case .text(let isRecordID):
      readText(index, isRecordID, rows, batch, &part, &isRejected)
    case .code(let role):
      readCodes(index, role, rows, batch, &part, &isRejected)
    case .money(let reader):
      guard case .money(var values) = part.columns[index] else { return }
      part.columns[index] = .money([])
      read(column, rows, batch, into: &values, missing: Column.missingNumber) {
        bytes, place in
        reader.plainValue(bytes.extracting(place.range))
      } otherwise: { row, cell in
        let reading = reader.read(cell)
        if case .value(let value, let inexact) = reading {
          if inexact { part.inexactAmounts[index, default: 0] += 1 }
          return value
        }
        settle(reading, index, row, rows[row], batch, &part, &isRejected)
        return nil
      }
      part.columns[index] = .money(values)
    case .number(let reader), .rate(let reader):
      guard case .number(var values) = part.columns[index] else { return }
      part.columns[index] = .number([])
      let allowed = column.field.type == .rate ? 0...1_000_000 : Int64.min...Int64.max
      read(column, rows, batch, into: &values, missing: Column.missingNumber) {
        bytes, place in
        reader.plainValue(bytes.extracting(place.range)).flatMap { allowed.contains($0) ? $0 : nil }
      } otherwise: { row, cell in
        let reading = reader.read(cell)
        if case .value(let value, _) = reading, allowed.contains(value) { return value }
        settle(reading, index, row, rows[row], batch, &part, &isRejected)
        return nil
      }
      part.columns[index] = .number(values)
    case .date(let reader):
      guard case .date(var values) = part.columns[index] else { return }
      part.columns[index] = .date([])
      read(column, rows, batch, into: &values, missing: Column.missingDay) {
        bytes, place in
        reader.plainSeconds(place, in: bytes).map(Self.day)
      } atOnce: { bytes, places, target, start, others in
        guard let kernel = reader.kernel else { return false }
        kernel.readDays(
          places, in: bytes, needsValue: column.isRequired, into: &target, at: start,
          others: &others)
        return true
      } otherwise: { row, cell in
        let reading = reader.read(cell)
        if case .local(let seconds, _) = reading { return Self.day(seconds) }
        settle(reading, index, row, rows[row], batch, &part, &isRejected)
        return nil
      }
      part.columns[index] = .date(values)
    case .moment(let reader):
      guard case .moment(var values) = part.columns[index] else { return }
      part.columns[index] = .moment([])
      read(column, rows, batch, into: &values, missing: Column.missingNumber) {
        bytes, place in
        reader.plainSeconds(place, in: bytes)
      } atOnce: { bytes, places, target, start, others in
        guard let kernel = reader.kernel else { return false }
        kernel.readSeconds(
          places, in: bytes, needsValue: column.isRequired, into: &target, at: start,
          others: &others)
        return true
      } otherwise: { row, cell in
        let reading = reader.read(cell)
        if case .local(let seconds, _) = reading { return seconds }
        settle(reading, index, row, rows[row], batch, &part, &isRejected)
        return nil
      }
      part.columns[index] = .moment(values)
    case .flag:
      guard case .flag(var values) = part.columns[index] else { return }
      part.columns[index] = .flag([])
      read(column, rows, batch, into: &values, missing: Column.missingFlag) {
        bytes, place in
        FlagReader.plainFlag(place, in: bytes)
      } otherwise: { row, cell in
        let reading = FlagReader.read(cell)
        if reading == nil {
          let isListed = layout.isListed(column)
          fault(
            isListed ? "value-unknown" : "flag-not-a-boolean", !isListed, index, row, rows[row],
            batch, &part, &isRejected
          ) { layout.flagText(column, $0, rejects: !isListed) }
        }
        return reading
      }
      part.columns[index] = .flag(values)
    }
  }

  @inline(__always)
  private static func day(_ seconds: Int64) -> Int32 {
    Int32(truncatingIfNeeded: DateReader.floor(seconds, by: 86_400))
  }

  /// Adds what the cells of a column say to `values`, in one quick loop over what nearly every cell
  /// looks like, and a second one over the others.
  ///
  /// `plain` reads a cell of the usual kind, from whose start on 24 bytes are readable, and gives
  /// nothing for any other; `otherwise` reads those, with the texts that the mapping names replaced,
  /// and notes what is wrong. An empty cell is missing, which is settled at once where it may be.
  /// `atOnce` does what `plain` does for a whole column, and says no where it cannot.
  @inline(__always)
  private func read<Value>(
    _ column: FileLayout.Column, _ rows: [Int], _ batch: borrowing RecordBatch,
    into values: inout [Value], missing: Value,
    plain: (Span<UInt8>, CellPlace) -> Value?,
    atOnce: (Span<UInt8>, CellPlaces, inout MutableSpan<Value>, Int, inout [Int]) -> Bool = {
      _, _, _, _, _ in false
    }, otherwise: (Int, Span<UInt8>) -> Value?
  ) {
    let start = values.count
    values.extend(by: rows.count, with: missing)
    guard column.mapping == nil, column.ordinals.count == 1, column.timeOrdinal == nil else {
      for row in rows.indices {
        let text = mappedText(column, rows[row], batch)
        if let value = otherwise(row, text.span) { values[start + row] = value }
      }
      return
    }
    var others: [Int] = []
    let isRequired = column.isRequired
    batch.withCells(column.ordinals[0], of: rows) { bytes, places, first in
      var target = values.mutableSpan
      let start = start &+ first
      others.removeAll(keepingCapacity: true)
      if !atOnce(bytes, places, &target, start, &others) {
        for row in places.indices {
          let place = places[row]
          if place.start == place.end, !isRequired { continue }
          if let value = plain(bytes, place) {
            target[start &+ row] = value
          } else {
            others.append(row)
          }
        }
      }
      for row in others {
        if let value = otherwise(first + row, bytes.extracting(places[row].range)) {
          target[start + row] = value
        }
      }
    }
  }

  /// A cell put together from several columns, or replaced by what the mapping says.
  private func mappedText(
    _ column: FileLayout.Column, _ record: Int, _ batch: borrowing RecordBatch
  ) -> [UInt8] {
    var text = column.withCell(record, batch) { CellText.string($0) }
    if let time = column.timeOrdinal, !text.isEmpty {
      // Pipedrive exports the day and the time of day in two columns.
      let clock = batch.withField(time, ofRecord: record) {
        CellText.isMissing($0) ? "" : CellText.string($0)
      }
      if !clock.isEmpty { text += " " + clock }
    }
    return Array((column.mapping?.value(of: text).map { $0 ?? "" } ?? text).utf8)
  }

  private func settle(
    _ reading: DecimalReading, _ index: Int, _ row: Int, _ record: Int,
    _ batch: borrowing RecordBatch, _ part: inout ChunkPart, _ isRejected: inout [Bool]
  ) {
    let id: String
    switch reading {
    case .missing:
      requireValue(index, row, record, batch, &part, &isRejected)
      return
    case .value: id = "rate-out-of-range"
    case .notANumber: id = "amount-not-a-number"
    case .contradictsMark: id = "amount-format-contradicts"
    case .tooLarge: id = "amount-too-large"
    case .otherCurrency: id = "currency-contradicts"
    }
    fault(id, true, index, row, record, batch, &part, &isRejected) {
      layout.amountText(id, layout.columns[index], $0)
    }
  }

  private func settle(
    _ reading: DateReading, _ index: Int, _ row: Int, _ record: Int,
    _ batch: borrowing RecordBatch, _ part: inout ChunkPart, _ isRejected: inout [Bool]
  ) {
    let id: String
    switch reading {
    case .missing, .local:
      requireValue(index, row, record, batch, &part, &isRejected)
      return
    case .notADate: id = "date-not-a-date"
    case .contradictsOrder: id = "date-format-contradicts"
    }
    fault(id, true, index, row, record, batch, &part, &isRejected) {
      layout.dateText(id, layout.columns[index], $0)
    }
  }

  /// Refuses the row when the field must not be empty.
  func requireValue(
    _ index: Int, _ row: Int, _ record: Int, _ batch: borrowing RecordBatch,
    _ part: inout ChunkPart, _ isRejected: inout [Bool]
  ) {
    let column = layout.columns[index]
    guard column.isRequired else { return }
    let isID = column.field.type == .text && column.field.name.hasSuffix("id")
    fault(
      isID ? "id-missing" : "value-missing", true, index, row, record, batch, &part, &isRejected
    ) { _ in layout.missingText(column) }
  }

  /// Notes a fault of one cell; a rejecting one refuses the row, once.
  func fault(
    _ id: String, _ rejects: Bool, _ index: Int, _ row: Int, _ record: Int,
    _ batch: borrowing RecordBatch, _ part: inout ChunkPart, _ isRejected: inout [Bool],
    _ words: (String) -> FaultText
  ) {
    let column = layout.columns[index]
    let ordinal =
      column.ordinals.count == 1 ? column.ordinals[0] : column.filledOrdinal(record, batch)
    note(
      id, rejects, header: column.header, ordinal, row, record, batch, &part, &isRejected, words)
  }

  func note(
    _ id: String, _ rejects: Bool, header: String, _ ordinal: Int, _ row: Int, _ record: Int,
    _ batch: borrowing RecordBatch, _ part: inout ChunkPart, _ isRejected: inout [Bool],
    _ words: (String) -> FaultText
  ) {
    // Texts are made only of what is kept: a column may be at fault in every row.
    func text() -> String {
      String(batch.text(ofField: ordinal, inRecord: record).prefix(200))
    }
    part.faults.add(FaultKind(id: id, header: header, isReject: rejects)) {
      batch.place(ofField: ordinal, inRecord: record)
    } text: {
      words(text())
    }
    guard rejects, !isRejected[row] else { return }
    isRejected[row] = true
    part.faults.reject {
      let text = text()
      return PendingReject(
        line: batch.line(ofField: ordinal, inRecord: record),
        column: batch.column(ofField: ordinal, inRecord: record),
        byte: batch.byteOffset(ofRecord: record), field: header, text: text, id: id,
        summary: words(text).summary)
    }
  }
}
