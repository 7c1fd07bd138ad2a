import Ingest

/// Finds records that refer to a record which no export has.
///
/// Only where the table referred to is read at all. Identifiers are kept as 64-bit digests, each
/// distinct one once (ruling 32), and of those that refer only what is not known yet: linked tables
/// are read first, so that is little. Beyond a bound the search gives up the largest table and says
/// nothing of it.
struct OrphanSearch: Sendable {
  /// A field, the table it refers to, and the KPIs that lose by it.
  private struct Reference: Sendable {
    var entity: Entity
    var field: String
    var target: Entity
    /// A table of the same records under another name, which will do as well.
    var other: Entity?
    var id: String
    var kpis: [String] = []
  }

  private static let references: [Reference] = [
    account(of: .opportunities), account(of: .contacts), account(of: .activities),
    opportunity(of: .activities), opportunity(of: .leads),
    opportunity(of: .credits, kpis: ["revenue_won", "n_won"]), opportunity(of: .stageHistory),
    // Salesforce has one field for both (WhoId).
    Reference(
      entity: .activities, field: "contact_id", target: .contacts, other: .leads,
      id: "contact-unknown"),
    Reference(
      entity: .activities, field: "lead_id", target: .leads, other: .contacts, id: "lead-unknown"),
    customer(of: .orders), customer(of: .subscriptions), customer(of: .features),
    customer(of: .tickets), customer(of: .contracts), customer(of: .surveys),
  ]

  private static func account(of entity: Entity) -> Reference {
    Reference(
      entity: entity, field: "account_id", target: .accounts, other: .customers,
      id: "account-unknown")
  }

  private static func opportunity(of entity: Entity, kpis: [String] = []) -> Reference {
    Reference(
      entity: entity, field: "opportunity_id", target: .opportunities, id: "opportunity-unknown",
      kpis: kpis)
  }

  private static func customer(of entity: Entity) -> Reference {
    Reference(entity: entity, field: "customer_id", target: .customers, id: "customer-unknown")
  }

  /// The first record that refers to an identifier, and how many do.
  private struct Use {
    var file: Int32
    var line: Int32
    var count: Int32
    var amount: Int64
  }

  /// The references between tables that are both read, by their index.
  private var followed: [Int: Reference]

  /// `bound` is how many distinct identifiers are kept before the search gives a table up.
  init(entities: Set<Entity>, bound: Int = 4_000_000) {
    self.bound = bound
    var followed: [Int: Reference] = [:]
    for (index, reference) in Self.references.enumerated()
    where entities.contains(reference.entity) && entities.contains(reference.target) {
      followed[index] = reference
    }
    self.followed = followed
  }

  private let bound: Int

  private var known: [Entity: Set<UInt64>] = [:]
  private var uses: [Int: [UInt64: Use]] = [:]
  /// Names of the first records of a table, by digest: some exports refer by them.
  private var knownNames: [Entity: Set<UInt64>] = [:]
  /// By reference, in how many rows stands a name instead of an identifier.
  private var names: [Int: Int32] = [:]

  /// Whether the records of a table refer to others that are looked for.
  func follows(_ entity: Entity) -> Bool { followed.values.contains { $0.entity == entity } }

  mutating func add(_ rows: RowSet) {
    guard !followed.isEmpty else { return }
    note(rows)
    for (index, reference) in followed where reference.entity == rows.entity {
      guard let ids = rows.texts[reference.field] else { continue }
      follow(ids, of: rows, index, reference)
    }
    keepWithinBound()
  }

  /// Takes in the identifiers of records that others may refer to.
  private mutating func note(_ rows: RowSet) {
    let entity = rows.entity
    let referring = followed.filter { $0.value.target == entity || $0.value.other == entity }
    guard !referring.isEmpty, let ids = rows.texts["id"] else { return }
    var digests = known.removeValue(forKey: entity) ?? []
    let waiting = referring.keys.filter { uses[$0]?.isEmpty == false }
    for row in 0..<rows.count {
      guard let digest = ids.digest(row), digests.insert(digest).inserted else { continue }
      for index in waiting { uses[index]?[digest] = nil }
    }
    known[entity] = digests
    guard let names = rows.texts["name"], (knownNames[entity]?.count ?? 0) < Self.nameCount else {
      return
    }
    knownNames[entity, default: []].formUnion((0..<rows.count).compactMap(names.digest))
  }

  /// Enough to see that a column has names and no identifiers.
  private static let nameCount = 50_000

  private mutating func follow(
    _ ids: TextColumn, of rows: RowSet, _ index: Int, _ reference: Reference
  ) {
    var found = uses.removeValue(forKey: index) ?? [:]
    let records = known[reference.target]
    let others = reference.other.flatMap { known[$0] }
    let recordNames = knownNames[reference.target] ?? []
    let amounts = rows.numbers["amount_net"] ?? rows.numbers["amount"]
    let isDeleted = rows.flags["is_deleted"]
    for row in 0..<rows.count where rows.isIncluded[row] && isDeleted?[row] != 1 {
      guard let digest = ids.digest(row), records?.contains(digest) != true,
        others?.contains(digest) != true
      else { continue }
      if recordNames.contains(digest) || ids[row]?.contains(" ") == true {
        names[index, default: 0] += 1
        continue
      }
      let amount = amounts?[row] ?? Column.missingNumber
      let first = Use(
        file: Int32(rows.file), line: Int32(truncatingIfNeeded: rows.lines[row]), count: 0,
        amount: 0)
      var use = found[digest] ?? first
      use.count &+= 1
      if amount != Column.missingNumber { use.amount &+= amount }
      found[digest] = use
    }
    uses[index] = found
  }

  private mutating func keepWithinBound() {
    while (known.values.lazy.map(\.count) + uses.values.lazy.map(\.count)).reduce(0, +) > bound {
      let targets = Set(followed.values.map(\.target))
      guard let largest = targets.max(by: { (size($0), $0.rawValue) < (size($1), $1.rawValue) })
      else { return }
      followed = followed.filter { $0.value.target != largest }
      uses = uses.filter { followed[$0.key] != nil }
      let needed = Set(followed.values.flatMap { [$0.target, $0.other] }.compactMap { $0 })
      known = known.filter { needed.contains($0.key) }
    }
  }

  /// How much is kept of a table and of what refers to it.
  private func size(_ target: Entity) -> Int {
    let waiting = followed.filter { $0.value.target == target }.keys.compactMap { uses[$0]?.count }
    return waiting.reduce(known[target]?.count ?? 0, +)
  }

  /// Adds one finding for each kind of reference.
  func report(to findings: inout Findings) {
    for (index, reference) in followed.sorted(by: { $0.key < $1.key }) {
      // An export without a row says nothing of what there is.
      guard known[reference.target] != nil, let uses = uses[index] else { continue }
      // Koban has the names of contacts in its column: one without a blank is a name all the same.
      if let named = names[index], named >= uses.values.reduce(0, { $0 + $1.count }) { continue }
      for use in uses.values.sorted(by: { ($0.file, $0.line) < ($1.file, $1.line) }) {
        findings.add(
          reference.id, file: Int(use.file), line: Int(use.line), count: Int(use.count),
          amount: use.amount == 0 ? Column.missingNumber : use.amount, kpis: reference.kpis)
      }
    }
  }
}
