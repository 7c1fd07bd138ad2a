package import Analysis
package import Calendar
import GRDB

/// What every opportunity was at the end of one day, gathered while the exports are read and kept
/// apart until the run is recorded.
///
/// It lies in a table of the connection's own, so that its size does not matter and nothing of it is
/// left when the run is not recorded.
package struct SnapshotDraft: Sendable {
  let archive: Archive

  /// Adds some opportunities; of two with the same identifier the later one counts.
  package func add(_ states: [OpportunityState]) throws(ArchiveFailure) {
    try archive.write { database in
      let statement = try database.cachedStatement(
        sql: """
          INSERT OR REPLACE INTO temp.state
            (\(History.columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
          """)
      for state in states {
        try statement.execute(arguments: History.arguments(state))
      }
    }
  }

  /// Forgets what was added.
  package func clear() throws(ArchiveFailure) {
    try archive.write { try $0.execute(sql: "DELETE FROM temp.state") }
  }

  /// Hands over each opportunity that was there on an archived day or is here now, with what it was
  /// and what it is.
  package func forEachPair(
    from date: CalendarDate,
    _ body: (OpportunityState?, OpportunityState?) -> Void
  ) throws(ArchiveFailure) {
    try archive.read { database in
      try History.forEachPair(
        database, "temp.state", "1",
        "opportunity_version", History.isValid(on: date)
      ) { body($1, $0) }
    }
  }
}

extension Archive {
  /// Begins a snapshot; one at a time.
  package func snapshot() throws(ArchiveFailure) -> SnapshotDraft {
    try write { database in
      try database.execute(sql: "DROP TABLE IF EXISTS temp.state")
      try database.execute(
        sql: """
          CREATE TEMP TABLE state (
            id TEXT NOT NULL PRIMARY KEY, name TEXT, owner TEXT, stage TEXT, status TEXT,
            amount INTEGER, created TEXT, closed TEXT, expected TEXT
          ) WITHOUT ROWID
          """)
    }
    return SnapshotDraft(archive: self)
  }

  /// The days whose opportunities are known, from one to another, both included.
  package func snapshotDates(
    from first: CalendarDate, through last: CalendarDate
  ) throws(ArchiveFailure) -> [CalendarDate] {
    try read { database in
      try String.fetchAll(
        database, sql: "SELECT as_of FROM snapshot WHERE as_of BETWEEN ? AND ? ORDER BY as_of",
        arguments: [first.description, last.description]
      ).compactMap { CalendarDate(iso: $0) }
    }
  }

  /// The stages that opportunities were seen to come into before a day, by opportunity and in order.
  ///
  /// When those that were there on the first day came into their stage is not known, unless they were
  /// created on it.
  package func stageEntries(
    before asOf: CalendarDate
  ) throws(ArchiveFailure) -> [StageEntry] {
    try read { database in
      let first = try String.fetchOne(database, sql: "SELECT min(as_of) FROM snapshot") ?? ""
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT id, stage, valid_from, created FROM opportunity_version
          WHERE valid_from < ? AND stage <> '' ORDER BY id, valid_from
          """, arguments: [asOf.description])
      var entries: [StageEntry] = []
      var last: (id: String, stage: String)?
      while let row = try rows.next() {
        let (id, stage): (String, String) = (row["id"], row["stage"])
        let day: String = row["valid_from"]
        defer { last = (id, stage) }
        if let last, last == (id, stage) { continue }
        let created: String? = row["created"]
        if day == first, created != day { continue }
        guard let on = CalendarDate(iso: day) else { continue }
        entries.append(StageEntry(opportunity: id, stage: stage, on: on))
      }
      return entries
    }
  }

  /// How often the planned close of each opportunity was seen to move back between two days, both
  /// included.
  ///
  /// An opportunity without any planned close in that time is missing.
  package func pushes(
    from first: CalendarDate, through last: CalendarDate
  ) throws(ArchiveFailure) -> [String: PushHistory] {
    try read { database in
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT id, expected FROM opportunity_version
          WHERE valid_from <= ? AND valid_to > ? AND expected IS NOT NULL
          ORDER BY id, valid_from
          """, arguments: [last.description, first.description])
      var pushes: [String: PushHistory] = [:]
      while let row = try rows.next() {
        let (id, text): (String, String) = (row["id"], row["expected"])
        guard let expected = CalendarDate(iso: text) else { continue }
        pushes[id, default: PushHistory(count: 0, latest: expected)].see(expected)
      }
      return pushes
    }
  }

  /// Hands over each opportunity that was there on one of two days, with what it was on both.
  package func forEachPair(
    from first: CalendarDate, to last: CalendarDate,
    _ body: (OpportunityState?, OpportunityState?) -> Void
  ) throws(ArchiveFailure) {
    try read { database in
      try History.forEachPair(
        database, "opportunity_version", History.isValid(on: first),
        "opportunity_version", History.isValid(on: last), body)
    }
  }
}

/// The change history of opportunities: one row for each state, from the first day it was seen to
/// the first on which it no longer was.
enum History {
  static let columns = "id, name, owner, stage, status, amount, created, closed, expected"
  private static let forever = "9999-12-31"

  static func isValid(on date: CalendarDate) -> String {
    "valid_from <= '\(date)' AND valid_to > '\(date)'"
  }

  static func arguments(_ state: OpportunityState) -> StatementArguments {
    [
      state.id, state.name, state.owner, state.stage, state.status, state.amount,
      state.created?.description, state.closed?.description, state.expected?.description,
    ]
  }

  /// Makes the gathered states those of a day, until the next day that is known.
  ///
  /// Days may be recorded in any order, and again: what other days say is kept.
  static func record(asOf date: CalendarDate, in database: Database) throws {
    let day = date.description
    let next =
      try String.fetchOne(
        database, sql: "SELECT min(as_of) FROM snapshot WHERE as_of > ?", arguments: [day])
      ?? forever
    let valid = isValid(on: date)
    let fields = columns.split(separator: ", ").dropFirst().map(String.init)
    let old = fields.map { "v." + $0 }.joined(separator: ", ")
    let new = fields.map { "s." + $0 }.joined(separator: ", ")
    try database.execute(
      sql: "CREATE TEMP TABLE IF NOT EXISTS changed (id TEXT NOT NULL PRIMARY KEY) WITHOUT ROWID")
    try database.execute(
      sql: """
        DELETE FROM temp.changed;
        INSERT INTO temp.changed
          SELECT s.id FROM temp.state s
          LEFT JOIN opportunity_version v ON v.id = s.id AND \(valid)
          WHERE v.id IS NULL OR (\(old)) IS NOT (\(new));
        INSERT OR IGNORE INTO temp.changed
          SELECT v.id FROM opportunity_version v
          WHERE \(valid) AND NOT EXISTS (SELECT * FROM temp.state s WHERE s.id = v.id);
        INSERT INTO opportunity_version (\(columns), valid_from, valid_to)
          SELECT \(columns), '\(next)', valid_to FROM opportunity_version
          WHERE id IN (SELECT id FROM temp.changed) AND \(valid) AND valid_to > '\(next)';
        DELETE FROM opportunity_version
          WHERE id IN (SELECT id FROM temp.changed) AND valid_from = '\(day)';
        UPDATE opportunity_version SET valid_to = '\(day)'
          WHERE id IN (SELECT id FROM temp.changed) AND \(valid);
        INSERT INTO opportunity_version (\(columns), valid_from, valid_to)
          SELECT \(columns), '\(day)', '\(next)' FROM temp.state
          WHERE id IN (SELECT id FROM temp.changed);
        INSERT OR IGNORE INTO snapshot (as_of) VALUES ('\(day)');
        """)
  }

  /// Every identifier of either side once, those of the left side first.
  static func forEachPair(
    _ database: Database, _ left: String, _ isLeft: String, _ right: String, _ isRight: String,
    _ body: (OpportunityState?, OpportunityState?) -> Void
  ) throws {
    let both = columns.split(separator: ", ")
      .map { "a.\($0) AS a_\($0), b.\($0) AS b_\($0)" }.joined(separator: ", ")
    func side(_ table: String, _ condition: String) -> String {
      "(SELECT \(columns) FROM \(table) WHERE \(condition))"
    }
    let (a, b) = (side(left, isLeft), side(right, isRight))
    let pairs = try Row.fetchCursor(
      database, sql: "SELECT \(both) FROM \(a) a LEFT JOIN \(b) b ON b.id = a.id")
    while let row = try pairs.next() { body(state(row, "a_"), state(row, "b_")) }
    let rest = try Row.fetchCursor(
      database,
      sql: """
        SELECT \(both) FROM \(b) b LEFT JOIN \(a) a ON a.id = b.id WHERE a.id IS NULL
        """)
    while let row = try rest.next() { body(nil, state(row, "b_")) }
  }

  private static func state(_ row: Row, _ prefix: String) -> OpportunityState? {
    guard let id = row[prefix + "id"] as String? else { return nil }
    func date(_ name: String) -> CalendarDate? {
      (row[prefix + name] as String?).flatMap { CalendarDate(iso: $0) }
    }
    return OpportunityState(
      id: id, name: row[prefix + "name"] ?? "", owner: row[prefix + "owner"] ?? "",
      stage: row[prefix + "stage"] ?? "", status: row[prefix + "status"] ?? "open",
      amount: row[prefix + "amount"], created: date("created"), closed: date("closed"),
      expected: date("expected"))
  }
}
