import Ingest

/// Counts what is odd in the data, with a few examples each.
struct Findings: Sendable {
  private struct Entry {
    let id: String
    var count = 0
    var rejectedCount = 0
    var amount: Int128 = 0
    var hasAmount = false
    var examples: [(file: Int, line: Int)] = []
    /// Found by the reading, which knows the name of the file.
    var places: [Place] = []
    private(set) var kpis: Set<String> = []
    /// What was added last, mostly the same again.
    private(set) var added: [String] = []

    mutating func add(_ more: [String]) {
      kpis.formUnion(more)
      added = more
    }
  }

  /// The company's currency; amounts in another one may not be converted yet, and are not added.
  private let currency: String?
  private var entries: [Entry] = []
  private var indices: [String: Int] = [:]
  /// The finding that was added last: where there is one there are often many.
  private var recent = (id: "", index: -1)

  /// How many examples a finding keeps.
  private static let exampleCount = 10

  init(currency: String? = nil) { self.currency = currency }

  /// Adds rows in their order, as often as they are given; none is no finding.
  ///
  /// Where something is wrong with one row it often is with all of them: what is asked of a column is
  /// asked once.
  mutating func add(_ id: String, _ rows: RowSet, _ chosen: [Int], kpis: [String] = []) {
    guard !chosen.isEmpty else { return }
    let index = index(of: id)
    entries[index].count += chosen.count
    let missing = Self.exampleCount - entries[index].examples.count
    entries[index].examples += chosen.prefix(missing).map { (rows.file, rows.lines[$0]) }
    if entries[index].added != kpis { entries[index].add(kpis) }
    guard let amounts = rows.numbers["amount_net"] else { return }
    let foreign = foreign(rows)
    var sum: Int128 = 0
    var hasAmount = false
    for row in chosen where amounts[row] != Column.missingNumber {
      if let foreign, foreign.values[row] >= 0, foreign.isForeign[Int(foreign.values[row])] {
        continue
      }
      sum += Int128(amounts[row])
      hasAmount = true
    }
    entries[index].amount += sum
    entries[index].hasAmount = entries[index].hasAmount || hasAmount
  }

  mutating func add(_ id: String, _ rows: RowSet, _ row: Int, kpis: [String] = []) {
    add(id, rows, [row], kpis: kpis)
  }

  /// The currencies of rows, and for each whether it is another one than the company's.
  private func foreign(_ rows: RowSet) -> (values: [Int32], isForeign: [Bool])? {
    guard let currency, let column = rows.codes["currency"] else { return nil }
    return (column.values, column.texts.map { CurrencyText.code($0) != currency })
  }

  mutating func add(
    _ id: String, file: Int, line: Int, count: Int = 1, amount: Int64 = Column.missingNumber,
    kpis: [String] = []
  ) {
    let index = index(of: id)
    entries[index].count += count
    if amount != Column.missingNumber {
      entries[index].amount += Int128(amount)
      entries[index].hasAmount = true
    }
    if entries[index].examples.count < Self.exampleCount {
      entries[index].examples.append((file, line))
    }
    if entries[index].added != kpis { entries[index].add(kpis) }
  }

  private mutating func index(of id: String) -> Int {
    if recent.id == id { return recent.index }
    let index = indices[id] ?? entries.count
    if index == entries.count {
      entries.append(Entry(id: id))
      indices[id] = index
    }
    recent = (id, index)
    return index
  }

  /// Adds what was counted elsewhere; the amount is that of all records together.
  mutating func add(
    _ id: String, count: Int, amount: Int128?, kpis: [String], at place: Place? = nil
  ) {
    let index = index(of: id)
    entries[index].count += count
    if let amount {
      entries[index].amount += amount
      entries[index].hasAmount = true
    }
    if let place, entries[index].places.count < Self.exampleCount {
      entries[index].places.append(place)
    }
    entries[index].add(kpis)
  }

  /// Adds a row that the reading could not use.
  mutating func addReject(_ id: String, kpis: [String], at place: Place) {
    add(id, count: 1, amount: nil, kpis: kpis, at: place)
    entries[index(of: id)].rejectedCount += 1
  }

  func contains(_ id: String) -> Bool { indices[id] != nil }

  /// Ordered by identifier; `fileName` turns a file's index into the name people know.
  func results(fileName: (Int) -> String) -> [RunResult.Finding] {
    entries.sorted { $0.id < $1.id }.map { entry in
      RunResult.Finding(
        id: entry.id, count: entry.count,
        amount: entry.hasAmount ? Quantity(.money, Int64(clamping: entry.amount)) : nil,
        examples: Array(
          (entry.examples.map { Place(file: fileName($0.file), line: $0.line) } + entry.places)
            .prefix(Self.exampleCount)),
        kpis: entry.kpis.sorted(),
        rejectedCount: entry.rejectedCount == 0 ? nil : entry.rejectedCount)
    }
  }
}
