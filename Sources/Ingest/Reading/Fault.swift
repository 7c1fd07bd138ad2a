/// A kind of trouble with the cells of one column, or with records of one file.
///
/// Rows that share a kind become one diagnostic with a count and the first place.
struct FaultKind: Hashable, Sendable {
  var id: String
  /// The header of the column; empty when the whole record is at fault.
  var header: String
  /// The row is refused; otherwise it is kept and the trouble only counted.
  var isReject: Bool
}

/// The troubles of one kind in one file.
struct FaultGroup: Sendable {
  var count: Int
  /// Of all rows together, in minor units; absent where it is not known.
  var amount: Int64?
  /// Of the first one.
  var line: Int
  var column: Int?
  var summary: String
  var excerpt: String?
  var explanation: String?
  var fixes: [String]

  mutating func add(_ more: Int64?) {
    guard let more else { return }
    amount = (amount ?? 0).addingReportingOverflow(more).partialValue
  }
}

/// What to say about one fault, when it is the first of its kind.
struct FaultText: Sendable {
  var summary: String
  var explanation: String?
  var fixes: [String] = []
  var severity = Diagnostic.Severity.warning
}

/// A refused row, with places relative to its chunk.
struct PendingReject: Sendable {
  var line: Int
  var column: Int?
  /// Absent where the bytes of the file were written anew to be read.
  var byte: Int?
  var field: String
  var text: String
  var id: String
  var summary: String
}

/// A fault that is none where its row is left out: which rows are is known by line of the file, hence
/// only when chunks are put together.
struct UndecidedFault: Sendable {
  var kind: FaultKind
  /// Where the row begins, counted from the start of the chunk.
  var rowLine: Int
  var amount: Int64?
  var place: (line: Int, column: Int?, excerpt: String?)
  var text: FaultText
}

/// The faults of one chunk of a file, or of the whole file once merged.
struct FaultLog: Sendable {
  /// Kinds in the order of their first appearance, and the group of each.
  private(set) var kinds: [FaultKind] = []
  private(set) var groups: [FaultGroup] = []
  private var severities: [Diagnostic.Severity] = []
  private var indices: [FaultKind: Int] = [:]
  /// The kind that was noted last: where there is one fault there are often many like it.
  private var recent = 0
  private(set) var rejects: [PendingReject] = []
  var rejectCount = 0
  private let rejectLimit: Int

  init(rejectLimit: Int) { self.rejectLimit = rejectLimit }

  /// Notes a fault.
  ///
  /// `place` and `text` are asked only when they are kept.
  mutating func add(
    _ kind: FaultKind, amount: Int64? = nil,
    place: () -> (line: Int, column: Int?, excerpt: String?), text: () -> FaultText
  ) {
    if let index = index(of: kind) {
      groups[index].count += 1
      groups[index].add(amount)
      return
    }
    let (line, column, excerpt) = place()
    let text = text()
    append(
      kind, text.severity,
      FaultGroup(
        count: 1, amount: amount, line: line, column: column, summary: text.summary,
        excerpt: excerpt, explanation: text.explanation, fixes: text.fixes))
  }

  private mutating func index(of kind: FaultKind) -> Int? {
    if recent < kinds.count, kinds[recent] == kind { return recent }
    guard let index = indices[kind] else { return nil }
    recent = index
    return index
  }

  private mutating func append(
    _ kind: FaultKind, _ severity: Diagnostic.Severity, _ group: FaultGroup
  ) {
    indices[kind] = kinds.count
    recent = kinds.count
    kinds.append(kind)
    severities.append(severity)
    groups.append(group)
  }

  /// Counts a refused row, and keeps it while there is room.
  mutating func reject(_ row: () -> PendingReject) {
    rejectCount += 1
    if rejects.count <= rejectLimit { rejects.append(row()) }
  }

  /// Adds the faults of the next chunk, which starts after `lines` lines.
  mutating func merge(_ other: FaultLog, linesBefore lines: Int) {
    for (number, kind) in other.kinds.enumerated() {
      var group = other.groups[number]
      if let index = index(of: kind) {
        groups[index].count += group.count
        groups[index].add(group.amount)
        continue
      }
      group.line += lines
      append(kind, other.severities[number], group)
    }
    rejectCount += other.rejectCount
    for var reject in other.rejects where rejects.count <= rejectLimit {
      reject.line += lines
      rejects.append(reject)
    }
  }

  /// One diagnostic for each kind.
  func diagnostics(file: String, entity: Entity) -> [(kind: FaultKind, diagnostic: Diagnostic)] {
    kinds.enumerated().map { number, kind in
      let group = groups[number]
      var diagnostic = Diagnostic(
        kind.id, severities[number],
        at: Place(file: file, line: group.line, column: group.column),
        group.summary
          + (group.count > 1 ? ", and \(group.count - 1) more like it" : "")
          + (group.count > 1 && !kind.header.isEmpty ? " in this column" : ""),
        explanation: group.explanation, excerpt: group.excerpt, fixes: group.fixes)
      diagnostic.count = group.count
      diagnostic.entity = entity
      diagnostic.amount = group.amount
      diagnostic.rejectsRows = kind.isReject
      return (kind, diagnostic)
    }
  }
}
