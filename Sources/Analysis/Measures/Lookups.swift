package import Ingest

/// Fields of related records, so that an objective can be narrowed by the headcount of the account or
/// the function of the contact of a meeting.
///
/// Nothing is kept that no filter of the run names: without such filters there is no cost.
struct Lookups: Sendable {
  private struct Table: Sendable {
    var rowOfID: [UInt64: Int32] = [:]
    /// By field: a code for each row, -1 where missing.
    var codes: [String: [Int32]] = [:]
    var texts: [String: [String]] = [:]
    var codeOfText: [String: [String: Int32]] = [:]
    /// By link field: digest of the identifier of the record linked to, 0 where missing.
    var links: [String: [UInt64]] = [:]
  }

  /// By table: the fields its filters name.
  private let wanted: [Entity: Set<String>]
  /// All of them, for the tables that hold them.
  private let fields: Set<String>
  private var tables: [Entity: Table] = [:]

  init(measures: [Measure]) {
    var wanted: [Entity: Set<String>] = [:]
    for measure in measures {
      let joined = Set(measure.entity.joinedFields)
      for field in measure.filter.keys where joined.contains(field) {
        wanted[measure.entity, default: []].insert(field)
      }
    }
    self.wanted = wanted
    fields = wanted.values.reduce(into: []) { $0.formUnion($1) }
  }

  /// What has to be read of a table beside its own filters: the links to related records, and what
  /// the filters of other tables ask of its records.
  static func linkFields(of entity: Entity, in measures: [Measure]) -> Set<String> {
    let wanted = Lookups(measures: measures).wanted
    var fields: Set<String> = []
    for (other, names) in wanted {
      let asked =
        other == entity
        ? names.subtracting(["seniority", "role"]) : names.intersection(entity.linkTargetFields)
      guard !asked.isEmpty else { continue }
      fields.formUnion(entity.links.map(\.field))
      if other != entity, other.reaches(entity) { fields.formUnion(asked.union(["id"])) }
    }
    return fields
  }

  // MARK: Accumulating

  /// Keeps what later tables may ask of these records.
  mutating func note(_ rows: RowSet) {
    guard !fields.isEmpty, Entity.linked.contains(rows.entity), let ids = rows.texts["id"] else {
      return
    }
    var table = tables[rows.entity] ?? Table()
    let kept = fields.filter { field in rows.entity.fields.contains { $0.name == field } }
    for row in 0..<rows.count {
      guard let id = ids[row] else { continue }
      let index = table.rowOfID.count
      let known = table.rowOfID.updateValue(Int32(index), forKey: Self.digest(id))
      if known != nil { table.rowOfID[Self.digest(id)] = known }
      let target = Int(known ?? Int32(index))
      for field in kept.sorted() {
        let text = Self.text(rows, field, row)
        let code = text.map { Self.code($0, field, &table) } ?? -1
        Self.set(code, at: target, in: &table.codes[field, default: []], missing: -1)
      }
      for link in rows.entity.links {
        let id = rows.texts[link.field]?[row].flatMap { $0 }
        Self.set(
          id.map(Self.digest) ?? 0, at: target, in: &table.links[link.field, default: []],
          missing: 0)
      }
    }
    tables[rows.entity] = table
  }

  private static func set<Value>(
    _ value: Value, at index: Int, in values: inout [Value], missing: Value
  ) {
    while values.count <= index { values.append(missing) }
    values[index] = value
  }

  private static func code(_ text: String, _ field: String, _ table: inout Table) -> Int32 {
    if let code = table.codeOfText[field]?[text] { return code }
    let code = Int32(table.texts[field]?.count ?? 0)
    table.texts[field, default: []].append(text)
    table.codeOfText[field, default: [:]][text] = code
    return code
  }

  private static func text(_ rows: RowSet, _ field: String, _ row: Int) -> String? {
    if let text = rows.text(field, row) { return text }
    if let flags = rows.flags[field], flags[row] < 2 { return flags[row] == 1 ? "true" : "false" }
    if let numbers = rows.numbers[field], numbers[row] != Column.missingNumber {
      return "\(numbers[row] / 1_000_000)"
    }
    return rows.texts[field]?[row].flatMap { $0 }
  }

  // MARK: Deriving

  /// Adds the fields that filters name and the export itself does not have.
  func derive(_ rows: inout RowSet, roster: Roster) {
    guard let wanted = wanted[rows.entity] else { return }
    for field in wanted.sorted() where !rows.fieldNames.contains(field) {
      switch field {
      case "seniority": derive(field, &rows, roster) { $0.seniority }
      case "role": derive(field, &rows, roster) { $0.role }
      default: derive(field, &rows)
      }
    }
  }

  private func derive(
    _ field: String, _ rows: inout RowSet, _ roster: Roster, _ text: (Person) -> String
  ) {
    let texts = roster.people.map(text)
    let owners = rows.owners
    rows.setCodes(field, texts: texts) { row in
      owners[row] < 0 || texts[Int(owners[row])].isEmpty ? -1 : owners[row]
    }
  }

  private func derive(_ field: String, _ rows: inout RowSet) {
    for link in rows.entity.links {
      guard let ids = rows.texts[link.field], let table = tables[link.entity] else { continue }
      if let codes = table.codes[field] {
        rows.setCodes(field, texts: table.texts[field] ?? []) { row in
          guard let id = ids[row], let index = table.rowOfID[Self.digest(id)],
            Int(index) < codes.count
          else { return -1 }
          return codes[Int(index)]
        }
        return
      }
      // One step further: the account of a contact.
      for next in link.entity.links {
        guard let digests = table.links[next.field], let far = tables[next.entity],
          let codes = far.codes[field]
        else { continue }
        rows.setCodes(field, texts: far.texts[field] ?? []) { row in
          guard let id = ids[row], let index = table.rowOfID[Self.digest(id)],
            Int(index) < digests.count, let other = far.rowOfID[digests[Int(index)]],
            Int(other) < codes.count
          else { return -1 }
          return codes[Int(other)]
        }
        return
      }
    }
  }

  /// FNV-1a with a final mix, as for stage histories.
  static func digest(_ id: String) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in id.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    hash ^= hash >> 32
    hash = hash &* 0xD6E8_FEB8_6659_FD93
    return hash ^ (hash >> 32)
  }
}

extension Entity {
  /// Tables that others link to, in the order in which they must be read.
  package static let linked: [Entity] = [.accounts, .customers, .contacts, .leads, .opportunities]

  /// The fields of related records that a filter on this table may name.
  package var joinedFields: [String] {
    var fields: Set<String> =
      self == .readings || self == .spend || self == .costs
      ? [] : ["seniority", "role"]
    for link in links {
      fields.formUnion(link.entity.linkTargetFields)
      for next in link.entity.links { fields.formUnion(next.entity.linkTargetFields) }
    }
    // A field of its own wins by name; only what describes the account may also come from there.
    let own = Set(self.fields.map(\.name)).subtracting(Entity.accounts.linkTargetFields)
    return fields.subtracting(own).sorted()
  }

  /// Whether its records point to those of another table, directly or through one between.
  fileprivate func reaches(_ other: Entity) -> Bool {
    links.contains { link in
      link.entity == other || link.entity.links.contains { $0.entity == other }
    }
  }

  /// What other tables may be narrowed by.
  fileprivate var linkTargetFields: Set<String> {
    switch self {
    case .accounts: ["sector", "size", "headcount", "segment", "strategic", "territory"]
    case .customers: ["segment", "strategic"]
    case .contacts: ["function", "decision_maker"]
    case .leads: ["source", "channel", "campaign_id"]
    case .opportunities: ["source", "product", "type", "campaign_id", "region", "pipeline"]
    default: []
    }
  }

  /// Where its records point to, the most telling first.
  fileprivate var links: [(field: String, entity: Entity)] {
    switch self {
    case .opportunities: [("account_id", .accounts), ("account_id", .customers)]
    case .activities:
      [("contact_id", .contacts), ("opportunity_id", .opportunities), ("lead_id", .leads)]
    case .contacts: [("account_id", .accounts)]
    case .leads: [("opportunity_id", .opportunities)]
    case .orders, .contracts, .subscriptions, .features, .surveys, .tickets:
      [("customer_id", .customers), ("customer_id", .accounts)]
    case .customers: [("id", .accounts)]
    default: []
    }
  }
}

extension RowSet {
  /// Replaces a coded field by a derived one.
  fileprivate mutating func setCodes(_ name: String, texts: [String], _ value: (Int) -> Int32) {
    codes[name] = ((0..<count).map(value), texts)
  }
}
