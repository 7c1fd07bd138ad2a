/// One canonical status out of what the vendor exports (exports.md, "From vendor status to one
/// canonical status").
extension ChunkReader {
  /// The canonical statuses.
  enum Status: String, CaseIterable {
    case open
    case won
    case lost
    case onHold = "on_hold"

    var ordinal: Int {
      switch self {
      case .open: 0
      case .won: 1
      case .lost: 2
      case .onHold: 3
      }
    }
  }

  /// What the columns of one row say.
  private struct Signs {
    var isWon: UInt8 = Column.missingFlag
    var isClosed: UInt8 = Column.missingFlag
    var isLost: UInt8 = Column.missingFlag
    var isArchived: UInt8 = Column.missingFlag
    /// The status that the stage stands for, when a mapping names the stage.
    var stage: Status?

    /// No column says anything.
    var isEmpty: Bool {
      isWon == Column.missingFlag && isClosed == Column.missingFlag
        && isLost == Column.missingFlag && isArchived == Column.missingFlag && stage == nil
    }

    /// The flags decide, then the stage; what nothing names is open.
    var status: Status {
      if isWon == 1 { return .won }
      if isLost == 1 { return .lost }
      if isArchived == 1 { return stage == .won ? .won : .lost }
      if isClosed == 1 {
        // Closed without a word on winning: the stage may know.
        return isWon == 0 ? .lost : stage ?? .lost
      }
      if isWon == Column.missingFlag, isClosed == Column.missingFlag { return stage ?? .open }
      // Not won, and nothing says closed: a lost stage may still be meant.
      if isClosed == Column.missingFlag, isLost == Column.missingFlag, stage == .lost {
        return .lost
      }
      return stage == .onHold ? .onHold : .open
    }
  }

  func deriveStatus(
    _ start: Int, _ rows: [Int], _ batch: borrowing RecordBatch, _ part: inout ChunkPart,
    _ isRejected: inout [Bool]
  ) {
    let won = flags("is_won", part)
    let closed = flags("is_closed", part)
    let lost = flags(PseudoField.isLost, part)
    let archived = flags(PseudoField.isArchived, part)
    let leftOut = [flags("is_deleted", part), flags("is_test", part)].compactMap(\.self)
    let stageIndex = layout.index(of: "stage")
    if let stageIndex { interpretStages(stageIndex, &part) }
    let stageStatuses = part.stageStatuses
    let unknownStages = part.unknownStages
    let stageCodes = stageIndex.map { codes($0, part) } ?? []
    let explicitIndex = layout.index(of: "status")
    if let explicitIndex { interpretStatuses(explicitIndex, &part) }
    let explicitStatuses = part.explicitStatuses
    let explicitCodes = explicitIndex.map { codes($0, part) } ?? []
    part.status.makeRoom(for: rows.count)
    for row in rows.indices {
      let position = start + row
      var signs = Signs()
      if let won { signs.isWon = won[position] }
      if let closed { signs.isClosed = closed[position] }
      if let lost { signs.isLost = lost[position] }
      if let archived { signs.isArchived = archived[position] }
      if stageIndex != nil, stageCodes[position] >= 0 {
        signs.stage = stageStatuses[Int(stageCodes[position])]
      }
      var status = signs.status
      let isSaid = explicitIndex != nil && explicitCodes[position] >= 0
      if isSaid, let said = explicitStatuses[Int(explicitCodes[position])] { status = said }
      if !isSaid, signs.isEmpty, stageIndex.map({ _ in stageCodes[position] < 0 }) ?? true,
        !isRejected[row]
      {
        refuseNote(stageIndex ?? explicitIndex, row, rows[row], batch, &part, &isRejected)
      }
      if let stageIndex, explicitIndex == nil, signs.isEmpty, stageCodes[position] >= 0,
        unknownStages[Int(stageCodes[position])]
      {
        let column = layout.columns[stageIndex]
        note(
          "stage-unknown", true, header: column.header, column.ordinals[0], row, rows[row], batch,
          &part, &isRejected
        ) { layout.stageText(column, $0) }
      }
      var number = part.statusNumbers[status.ordinal]
      if number < 0 {
        number = part.statusTable.add(
          Array(status.rawValue.utf8).span, .value(status.rawValue), isPlain: true)
        part.statusNumbers[status.ordinal] = number
      }
      part.status.append(number)
      if let stage = signs.stage, stage != status, let stageIndex,
        !leftOut.contains(where: { $0[position] == 1 })
      {
        reportContradiction(status.rawValue, stageIndex, position, rows[row], batch, &part)
      }
    }
  }

  /// Of opportunities that are not won, takes the amounts of the columns joined to that of the won.
  ///
  /// Dynamics writes an actual revenue of 0 while the estimate is what an open one is worth.
  func takeEstimates(
    _ start: Int, _ rows: [Int], _ batch: borrowing RecordBatch, _ part: inout ChunkPart
  ) {
    for (index, column) in layout.columns.enumerated() where column.isOfWon {
      guard case .money(let reader) = column.cells, case .money(var values) = part.columns[index]
      else { continue }
      part.columns[index] = .money([])
      for row in rows.indices
      where part.status[start + row] != part.statusNumbers[Status.won.ordinal] {
        for ordinal in column.ordinals.dropFirst() {
          let reading = batch.withField(ordinal, ofRecord: rows[row]) { reader.read($0) }
          guard case .value(let estimate, _) = reading else { continue }
          values[start + row] = estimate
          break
        }
      }
      part.columns[index] = .money(values)
    }
  }

  /// Refuses a record without status, owner and dates that has hardly a cell: it would be an open
  /// opportunity.
  private func refuseNote(
    _ index: Int?, _ row: Int, _ record: Int, _ batch: borrowing RecordBatch,
    _ part: inout ChunkPart, _ isRejected: inout [Bool]
  ) {
    var filled = 0
    for ordinal in 0..<batch.fieldCount(ofRecord: record)
    where !batch.withField(ordinal, ofRecord: record, { CellText.isMissing($0) }) {
      filled += 1
    }
    guard filled <= 3, filled * 2 < layout.fieldCount, let index else { return }
    for column in layout.columns
    where [.date, .moment].contains(column.field.type) || column.field.name == "owner" {
      if !column.withCell(record, batch, { CellText.isMissing($0) }) { return }
    }
    let column = layout.columns[index]
    note(
      "value-missing", true, header: column.header, column.ordinals[0], row, record, batch, &part,
      &isRejected
    ) { _ in
      FaultText(
        summary: "\(column.header) is empty, and so is nearly all of the record",
        explanation: "a total or a note under a table looks so; as an opportunity it would be open",
        fixes: ["export without totals and notes", "or complete the record in the CRM"])
    }
  }

  private func flags(_ name: String, _ part: ChunkPart) -> [UInt8]? {
    guard let index = layout.index(of: name), case .flag(let values) = part.columns[index] else {
      return nil
    }
    return values
  }

  private func codes(_ index: Int, _ part: ChunkPart) -> [Int32] {
    if case .coded(let values) = part.columns[index] { values } else { [] }
  }

  /// Finds out what the stages that came last stand for.
  private func interpretStages(_ index: Int, _ part: inout ChunkPart) {
    let meanings = part.tables[index].meanings
    // Taken out of the column, which would be copied for each of them.
    let (header, mapping) = (layout.columns[index].header, layout.columns[index].stageStatus)
    for meaning in meanings[part.stageStatuses.count...] {
      let status = status(ofStage: meaning, header, mapping, &part)
      part.stageStatuses.append(status)
      part.unknownStages.append(status == nil && !isConfigured(meaning))
    }
  }

  /// Whether an open stage is one of those of the process; any is where they are not listed.
  private func isConfigured(_ stage: CodeTable.Meaning) -> Bool {
    guard !layout.openStages.isEmpty, case .value(let text) = stage else { return true }
    return layout.openStages.contains(HeaderText.folded(text))
  }

  private func status(
    ofStage meaning: CodeTable.Meaning, _ header: String, _ mapping: ValueMapping?,
    _ part: inout ChunkPart
  ) -> Status? {
    guard let mapping, case .value(let text) = meaning,
      let value = mapping.value(of: text) ?? nil
    else { return nil }
    if mapping.isUnverified(text) {
      part.unverifiedValues[header, default: []].insert(text)
    }
    return Status(rawValue: value)
  }

  /// Finds out what the explicit statuses that came last say.
  private func interpretStatuses(_ index: Int, _ part: inout ChunkPart) {
    let meanings = part.tables[index].meanings
    for meaning in meanings[part.explicitStatuses.count...] {
      if case .value(let text) = meaning {
        part.explicitStatuses.append(Status(rawValue: text))
      } else {
        part.explicitStatuses.append(nil)
      }
    }
  }

  private func reportContradiction(
    _ status: String, _ stageIndex: Int, _ position: Int, _ record: Int,
    _ batch: borrowing RecordBatch, _ part: inout ChunkPart
  ) {
    let column = layout.columns[stageIndex]
    let ordinal = column.ordinals[0]
    let kind = FaultKind(id: "status-contradicts-stage", header: column.header, isReject: false)
    let amount = part.amount(position, layout)
    func place() -> (line: Int, column: Int?, excerpt: String?) {
      batch.place(ofField: ordinal, inRecord: record)
    }
    func text() -> FaultText {
      FaultText(
        summary: "the status is \(status), but the stage is "
          + "'\(batch.text(ofField: ordinal, inRecord: record))'",
        explanation: "the status counts",
        fixes: [
          "mend the record in the CRM",
          "or say what the stage means under 'values' of source '\(layout.sourceName)' in "
            + "\(layout.configurationFile): status: "
            + "{\"\(batch.text(ofField: ordinal, inRecord: record))\": \(status)}",
        ])
    }
    if leavesOutRows {
      part.undecided.append(
        UndecidedFault(
          kind: kind, rowLine: part.lines[position], amount: amount, place: place(), text: text()))
    } else {
      part.faults.add(kind, amount: amount, place: place, text: text)
    }
  }
}
