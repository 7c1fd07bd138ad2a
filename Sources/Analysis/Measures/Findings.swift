import Ingest

/// Counts what is odd in the data, with a few examples each.
struct Findings: Sendable {
  private struct Entry {
    var count = 0
    var amount: Int128 = 0
    var hasAmount = false
    var examples: [(file: Int, line: Int)] = []
    /// Found by the reading, which knows the name of the file.
    var places: [Place] = []
    var kpis: Set<String> = []
  }

  private var entries: [String: Entry] = [:]

  /// How many examples a finding keeps.
  private static let exampleCount = 10

  mutating func add(_ id: String, _ rows: RowSet, _ row: Int, kpis: [String] = []) {
    let amount = rows.numbers["amount_net"]?[row] ?? Column.missingNumber
    add(id, file: rows.file, line: rows.lines[row], amount: amount, kpis: kpis)
  }

  mutating func add(
    _ id: String, file: Int, line: Int, count: Int = 1, amount: Int64 = Column.missingNumber,
    kpis: [String] = []
  ) {
    var entry = entries[id] ?? Entry()
    entry.count += count
    if amount != Column.missingNumber {
      entry.amount += Int128(amount)
      entry.hasAmount = true
    }
    if entry.examples.count < Self.exampleCount { entry.examples.append((file, line)) }
    entry.kpis.formUnion(kpis)
    entries[id] = entry
  }

  /// Adds what was counted elsewhere; the amount is that of all records together.
  mutating func add(
    _ id: String, count: Int, amount: Int128?, kpis: [String], at place: Place? = nil
  ) {
    var entry = entries[id] ?? Entry()
    entry.count += count
    if let amount {
      entry.amount += amount
      entry.hasAmount = true
    }
    if let place, entry.places.count < Self.exampleCount { entry.places.append(place) }
    entry.kpis.formUnion(kpis)
    entries[id] = entry
  }

  func contains(_ id: String) -> Bool { entries[id] != nil }

  /// Ordered by identifier; `fileName` turns a file's index into the name people know.
  func results(fileName: (Int) -> String) -> [RunResult.Finding] {
    entries.sorted { $0.key < $1.key }.map { id, entry in
      RunResult.Finding(
        id: id, count: entry.count,
        amount: entry.hasAmount ? Quantity(.money, Int64(clamping: entry.amount)) : nil,
        examples: Array(
          (entry.examples.map { Place(file: fileName($0.file), line: $0.line) } + entry.places)
            .prefix(Self.exampleCount)),
        kpis: entry.kpis.sorted())
    }
  }
}
