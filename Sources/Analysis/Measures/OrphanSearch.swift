import Ingest

/// Finds records that refer to a record which no export has.
///
/// Only where the table referred to is read at all. Identifiers are kept as 64-bit digests, each
/// distinct one once (ruling 32); beyond a bound the search gives up and says nothing.
struct OrphanSearch: Sendable {
  /// A field, the table it refers to, and the KPIs that lose by it.
  private struct Reference: Hashable {
    var entity: Entity
    var field: String
    var target: Entity
    var id: String
    var kpis: [String]
  }

  private static let references: [Reference] = [
    Reference(
      entity: .opportunities, field: "account_id", target: .accounts, id: "account-unknown",
      kpis: []),
    Reference(
      entity: .activities, field: "opportunity_id", target: .opportunities,
      id: "opportunity-unknown", kpis: []),
    Reference(
      entity: .leads, field: "opportunity_id", target: .opportunities, id: "opportunity-unknown",
      kpis: []),
    Reference(
      entity: .tickets, field: "customer_id", target: .customers, id: "customer-unknown", kpis: []),
  ]

  /// The first record that refers to an identifier, and how many do.
  private struct Use {
    var file: Int32
    var line: Int32
    var count: Int32
    var amount: Int64
  }

  /// The references between tables that are both read, by their index.
  private let followed: [Int: Reference]

  init(entities: Set<Entity>) {
    var followed: [Int: Reference] = [:]
    for (index, reference) in Self.references.enumerated()
    where entities.contains(reference.entity) && entities.contains(reference.target) {
      followed[index] = reference
    }
    self.followed = followed
  }

  /// Distinct identifiers looked at before the search gives up.
  private static let bound = 4_000_000

  private var known: [Entity: Set<UInt64>] = [:]
  private var uses: [Int: [UInt64: Use]] = [:]
  private var size = 0

  mutating func add(_ rows: RowSet) {
    guard !followed.isEmpty, size < Self.bound else { return }
    if followed.values.contains(where: { $0.target == rows.entity }), let ids = rows.texts["id"] {
      var digests = known.removeValue(forKey: rows.entity) ?? []
      for row in 0..<rows.count {
        if let digest = ids.digest(row), digests.insert(digest).inserted { size += 1 }
      }
      known[rows.entity] = digests
    }
    let amounts = rows.numbers["amount_net"] ?? rows.numbers["amount"]
    for (index, reference) in followed where reference.entity == rows.entity {
      guard let ids = rows.texts[reference.field] else { continue }
      var found = uses.removeValue(forKey: index) ?? [:]
      for row in 0..<rows.count where rows.isIncluded[row] {
        guard let digest = ids.digest(row) else { continue }
        let amount = amounts?[row] ?? Column.missingNumber
        if var use = found[digest] {
          use.count &+= 1
          if amount != Column.missingNumber { use.amount &+= amount }
          found[digest] = use
        } else {
          size += 1
          found[digest] = Use(
            file: Int32(rows.file), line: Int32(truncatingIfNeeded: rows.lines[row]), count: 1,
            amount: amount == Column.missingNumber ? 0 : amount)
        }
      }
      uses[index] = found
    }
  }

  /// Adds one finding for each kind of reference.
  func report(to findings: inout Findings) {
    guard size < Self.bound else { return }
    for (index, reference) in followed.sorted(by: { $0.key < $1.key }) {
      guard let known = known[reference.target], let uses = uses[index] else { continue }
      let orphans = uses.filter { !known.contains($0.key) }.map(\.value)
        .sorted { ($0.file, $0.line) < ($1.file, $1.line) }
      for use in orphans {
        findings.add(
          reference.id, file: Int(use.file), line: Int(use.line), count: Int(use.count),
          amount: use.amount == 0 ? Column.missingNumber : use.amount, kpis: reference.kpis)
      }
    }
  }
}
