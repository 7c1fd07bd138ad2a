import Ingest

/// Makes people of the owners in exports, and tells whom nobody knows.
struct OwnerColumns: Sendable {
  /// Owners that no person is known by, as the exports write them, each once.
  private(set) var unknown: [String] = []
  private var unknownKeys: Set<String> = []
  /// By `entity.field`: code to index of a person, -1 unknown.
  private var people: [String: [Int32]] = [:]
  /// By `entity.field`: for each code whether it was told as unknown.
  private var told: [String: [Bool]] = [:]

  /// Whether no table has an owner at all.
  var isEmpty: Bool { people.isEmpty }

  /// The field that names the person an event belongs to.
  static func field(of entity: Entity) -> String {
    entity == .surveys || entity == .tickets ? "agent" : "owner"
  }

  private static func key(_ rows: RowSet) -> String {
    "\(rows.entity.rawValue).\(field(of: rows.entity))"
  }

  /// Gives rows their owners.
  mutating func resolve(_ rows: inout RowSet, roster: Roster) {
    guard let column = rows.codes[Self.field(of: rows.entity)] else { return }
    let key = Self.key(rows)
    var people = people.removeValue(forKey: key) ?? []
    for text in column.texts.dropFirst(people.count) {
      people.append(Int32(roster.person(named: text) ?? -1))
    }
    self.people[key] = people
    var resolved = rows.owners
    rows.owners = []
    do {
      let (codes, people) = (column.values.span, people.span)
      var target = resolved.mutableSpan
      for row in 0..<min(target.count, codes.count) {
        let code = Int(codes[row])
        target[row] = code >= 0 && code < people.count ? people[code] : -1
      }
    }
    rows.owners = resolved
  }

  /// Tells the rows that count somewhere and are nobody's.
  ///
  /// It comes when the deleted and the test records are known, and before credits are applied: a deal
  /// that is credited to others needs no owner.
  mutating func report(_ rows: RowSet, credits: Credits, to findings: inout Findings) {
    guard let column = rows.codes[Self.field(of: rows.entity)],
      rows.owners.contains(where: { $0 < 0 })
    else { return }
    let key = Self.key(rows)
    let ids = rows.entity == .opportunities && !credits.isEmpty ? rows.texts["id"] : nil
    var told = told.removeValue(forKey: key) ?? []
    while told.count < column.texts.count { told.append(false) }
    var ownerless: [Int] = []
    var strange: [Int] = []
    for row in 0..<min(rows.count, column.values.count)
    where rows.owners[row] < 0 && rows.isIncluded[row] {
      if let id = ids?[row], credits.shareAll(of: id) { continue }
      let code = Int(column.values[row])
      guard code >= 0, code < column.texts.count else {
        ownerless.append(row)
        continue
      }
      strange.append(row)
      if told[code] { continue }
      told[code] = true
      let text = column.texts[code]
      if unknownKeys.insert(PersonKey.of(text)).inserted { unknown.append(text) }
    }
    self.told[key] = told
    // They are missing in the figures of people and teams.
    let damaged = DamagedKPIs.ofRecords(in: rows.entity)
    findings.add("owner-missing", rows, ownerless, kpis: damaged)
    findings.add("owner-unknown", rows, strange, kpis: damaged)
  }
}
