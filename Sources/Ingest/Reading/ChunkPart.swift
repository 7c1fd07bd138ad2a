/// What one chunk of a file held: typed columns, faults and counts, with places relative to the
/// chunk.
///
/// Chunks may be read on any thread; `Reading` puts them together in file order.
struct ChunkPart: Sendable {
  /// 1-based lines of the accepted rows, counted from the chunk's start.
  var lines: [Int] = []
  /// One for each column of the layout.
  var columns: [Column]
  /// For coded columns, the texts behind the numbers.
  var tables: [CodeTable]
  /// By column, how many texts its table began with.
  let learnedCounts: [Int]
  /// Numbers into `statusTable`; empty unless the status is derived.
  var status: [Int32] = []
  var statusTable = CodeTable()
  /// By number of a stage, the status it stands for, as far as rows were asked for theirs.
  var stageStatuses: [ChunkReader.Status?] = []
  /// The same: whether it is neither a stage of the process nor one with a status.
  var unknownStages: [Bool] = []
  /// The same by number of an explicit status.
  var explicitStatuses: [ChunkReader.Status?] = []
  /// The number of each canonical status, -1 before its first row.
  var statusNumbers: [Int32] = [-1, -1, -1, -1]
  /// For each stage-entry column, moments beside the rows.
  var entered: [[Int64]]
  var faults: FaultLog
  /// Of a file from which rows may be left out.
  var undecided: [UndecidedFault] = []
  /// What the cells of columns say whose format is guessed.
  var formats = FormatEvidence()
  /// Kept while nobody watches it.
  var order = IdentifierOrder()
  var repeatedHeaderCount = 0
  var footerCount = 0
  /// By rule of the layout that leaves records out.
  var droppedCounts: [Int: Int] = [:]
  var inexactAmounts: [Int: Int] = [:]
  /// By header, the texts whose meaning was never seen in a real export.
  var unverifiedValues: [String: Set<String>] = [:]

  /// `learned` has the texts to begin with by column, or is empty.
  init(layout: FileLayout, learned: [CodeTable] = [], room: PartRoom = PartRoom()) {
    columns = layout.columns.enumerated().map { index, column in
      switch column.cells {
      case .text: .text(room.texts(index))
      case .code: .coded(room.column(Int32.self))
      case .money: .money(room.column(Int64.self))
      case .number, .rate: .number(room.column(Int64.self))
      case .date: .date(room.column(Int32.self))
      case .moment: .moment(room.column(Int64.self))
      case .flag: .flag(room.column(UInt8.self))
      }
    }
    lines = room.column(Int.self)
    tables = learned.isEmpty ? layout.columns.map { _ in CodeTable() } : learned
    learnedCounts = tables.map { $0.meanings.count }
    entered = layout.entered.map { _ in [] }
    faults = FaultLog(rejectLimit: layout.rejectLimit)
  }

  /// Adds the amounts of lines that will be left out to those of their receivers, which stand further
  /// down in the same file and receive nothing to hand on.
  ///
  /// `carried` goes on from chunk to chunk: by line of the file, what it receives, column by column.
  mutating func addUp(
    _ receivers: [Int: Int], linesBefore: Int, carried: inout [Int: [Int64]]
  ) {
    guard !receivers.isEmpty else { return }
    let amounts = columns.indices.filter { if case .money = columns[$0] { true } else { false } }
    for (row, line) in lines.enumerated() {
      let line = line + linesBefore
      if let receiver = receivers[line] {
        let sums = carried[receiver] ?? Array(repeating: Column.missingNumber, count: amounts.count)
        carried[receiver] = zip(sums, amounts).map { sum, index in
          guard case .money(let values) = columns[index] else { return sum }
          return Self.sum(sum, values[row])
        }
      } else if let received = carried.removeValue(forKey: line) {
        for (addition, index) in zip(received, amounts) {
          guard case .money(var values) = columns[index] else { continue }
          columns[index] = .money([])
          values[row] = Self.sum(values[row], addition)
          columns[index] = .money(values)
        }
      }
    }
  }

  /// A missing amount adds nothing to another one.
  private static func sum(_ left: Int64, _ right: Int64) -> Int64 {
    if left == Column.missingNumber { return right }
    if right == Column.missingNumber { return left }
    let (sum, overflows) = left.addingReportingOverflow(right)
    return overflows ? .max : sum
  }

  /// Notes by line the amounts of the rows that begin on these lines of the file, but for those that
  /// others receive.
  func noteAmounts(
    of excluded: FlatTable<IdentityResolution.Exclusion>, except receivers: [Int: Int],
    _ layout: FileLayout, linesBefore: Int, _ amounts: inout [(line: Int, amount: Int64)]
  ) {
    guard !excluded.isEmpty else { return }
    for (row, line) in lines.enumerated()
    where excluded.index(of: UInt64(line + linesBefore)) != nil
      && receivers[line + linesBefore] == nil
    {
      if let amount = amount(row, layout) { amounts.append((line + linesBefore, amount)) }
    }
  }

  /// What a row is worth in the company's currency, where its table and its export say so.
  func amount(_ row: Int, _ layout: FileLayout) -> Int64? {
    // Amounts of several currencies are not added before they are converted.
    guard layout.convertible.isEmpty else { return nil }
    let names =
      switch layout.entity {
      case .opportunities: ["amount_net", "amount_gross"]
      case .orders: ["amount"]
      default: [String]()
      }
    for name in names {
      if let index = layout.index(of: name), case .money(let values) = columns[index],
        values[row] != Column.missingNumber
      {
        return values[row]
      }
    }
    return nil
  }

  /// Notes the faults of the rows that are not left out, with what they are worth now.
  mutating func decide(
    _ excluded: FlatTable<IdentityResolution.Exclusion>, linesBefore: Int, _ layout: FileLayout
  ) {
    var row = 0
    for fault in undecided
    where excluded.index(of: UInt64(fault.rowLine + linesBefore)) == nil {
      while row < lines.count, lines[row] < fault.rowLine { row += 1 }
      // A rejected row is no longer there.
      let isKept = row < lines.count && lines[row] == fault.rowLine
      faults.add(fault.kind, amount: isKept ? amount(row, layout) : fault.amount) {
        fault.place
      } text: {
        fault.text
      }
    }
    undecided = []
  }

  /// Leaves out the rows that begin on these lines of the file.
  mutating func leaveOut(
    _ excluded: FlatTable<IdentityResolution.Exclusion>, linesBefore: Int,
    _ counts: inout FileCounts
  ) {
    guard !excluded.isEmpty else { return }
    let isExcluded = lines.map { excluded.index(of: UInt64($0 + linesBefore)) != nil }
    guard isExcluded.contains(true) else { return }
    let before = lines.count
    dropRows(from: 0, where: isExcluded)
    counts.exclude(before - lines.count)
  }

  /// Leaves out of everything read since `start` the rows that are marked.
  mutating func dropRows(from start: Int, where isRejected: [Bool]) {
    func kept<Value>(_ values: inout [Value]) {
      var target = start
      for (index, rejected) in isRejected.enumerated() where !rejected {
        values[target] = values[start + index]
        target += 1
      }
      values.removeSubrange(target...)
    }
    kept(&lines)
    for index in columns.indices {
      switch columns[index] {
      case .text(var values):
        columns[index] = .text([])
        values.dropRows(from: start, where: isRejected)
        columns[index] = .text(values)
      case .coded(var values):
        columns[index] = .coded([])
        kept(&values)
        columns[index] = .coded(values)
      case .money(var values):
        columns[index] = .money([])
        kept(&values)
        columns[index] = .money(values)
      case .number(var values):
        columns[index] = .number([])
        kept(&values)
        columns[index] = .number(values)
      case .date(var values):
        columns[index] = .date([])
        kept(&values)
        columns[index] = .date(values)
      case .moment(var values):
        columns[index] = .moment([])
        kept(&values)
        columns[index] = .moment(values)
      case .flag(var values):
        columns[index] = .flag([])
        kept(&values)
        columns[index] = .flag(values)
      }
    }
    if !status.isEmpty { kept(&status) }
    for index in entered.indices { kept(&entered[index]) }
  }
}
