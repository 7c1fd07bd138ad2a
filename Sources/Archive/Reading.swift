package import Analysis
package import Calendar
import Foundation
import GRDB

extension Archive {
  /// Runs with an as-of date earlier than `asOf`, oldest first, but not those that are held.
  package func runs(before asOf: CalendarDate) throws(ArchiveFailure) -> [ArchivedRun] {
    try runs(where: "as_of < ? AND NOT is_held", [asOf.description])
  }

  /// The runs of a date by number; held ones only where they are asked for.
  package func runs(
    asOf: CalendarDate, held: Bool = false
  ) throws(ArchiveFailure) -> [ArchivedRun] {
    try runs(
      where: """
        as_of = ? AND is_held = ? AND NOT EXISTS
          (SELECT * FROM publication WHERE publication.run = run.id)
        """, [asOf.description, held])
  }

  /// The last run of the first date after `asOf` that has one.
  package func nextRun(after asOf: CalendarDate) throws(ArchiveFailure) -> ArchivedRun? {
    let later = try runs(where: "as_of > ? AND NOT is_held", [asOf.description])
    return later.last { $0.asOf == later.first?.asOf }
  }

  private func runs(
    where condition: String, _ arguments: StatementArguments
  ) throws(ArchiveFailure) -> [ArchivedRun] {
    try read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT as_of, number, version, zones, configuration FROM run
          WHERE \(condition) ORDER BY as_of, number
          """, arguments: arguments
      ).compactMap { ArchivedRun($0) }
    }
  }

  /// The health of the last run of the last date before `asOf`, with what it was stored as.
  package func health(
    before asOf: CalendarDate
  ) throws(ArchiveFailure) -> (run: ArchivedRun, health: RunResult.Health, text: String)? {
    guard let run = try runs(before: asOf).last, let text = try healthText(of: run),
      let health = try? JSONDecoder().decode(RunResult.Health.self, from: Data(text.utf8))
    else { return nil }
    return (run, health, text)
  }

  /// The health of a run.
  package func health(of run: ArchivedRun) throws(ArchiveFailure) -> RunResult.Health? {
    try healthText(of: run).flatMap {
      try? JSONDecoder().decode(RunResult.Health.self, from: Data($0.utf8))
    }
  }

  private func healthText(of run: ArchivedRun) throws(ArchiveFailure) -> String? {
    try read { database in
      try String.fetchOne(
        database, sql: "SELECT health FROM run WHERE as_of = ? AND number = ?",
        arguments: [run.asOf.description, run.number])
    }
  }

  /// The files a run was made from, exports first, by name.
  package func inputs(of run: ArchivedRun) throws(ArchiveFailure) -> [ArchivedFile] {
    try files(of: run).filter { $0.role != .figures }
  }

  private func files(of run: ArchivedRun) throws(ArchiveFailure) -> [ArchivedFile] {
    try read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT role, name, sha256, byte_count, source FROM run_file
          JOIN run ON run.id = run_file.run JOIN content USING (sha256)
          WHERE as_of = ? AND number = ? ORDER BY role DESC, name
          """, arguments: [run.asOf.description, run.number]
      ).compactMap { row in
        guard let role = ArchivedFile.Role(rawValue: row["role"]) else { return nil }
        return ArchivedFile(
          role: role, name: row["name"], sha256: row["sha256"], byteCount: row["byte_count"],
          source: row["source"])
      }
    }
  }

  /// Hands over a content chunk by chunk, in order; says whether the archive has it.
  package func forEachChunk(
    ofContent sha256: String, _ body: ([UInt8]) throws -> Void
  ) throws(ArchiveFailure) -> Bool {
    try read { try ContentStore.forEachChunk(sha256, in: $0, body) }
  }

  /// The tidy figures a run published, in the order of their key.
  package func figures(of run: ArchivedRun) throws(ArchiveFailure) -> [PublishedFigure] {
    if let file = try files(of: run).first(where: { $0.role == .figures }) {
      return try read { FigureLines.figures(try ContentStore.bytes(file.sha256, in: $0)) }
    }
    return try read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT figure.* FROM figure JOIN run ON run.id = figure.run
          WHERE as_of = ? AND number = ?
          ORDER BY period, scope_kind, scope_id, kpi, segment, objective
          """, arguments: [run.asOf.description, run.number]
      ).compactMap(FigureTable.figure)
    }
  }
}

extension ArchivedRun {
  /// Nothing where the date is none.
  init?(_ row: Row) {
    guard let date = CalendarDate(iso: row["as_of"] as String) else { return nil }
    self.init(
      asOf: date, number: row["number"], version: row["version"], zones: row["zones"],
      configuration: row["configuration"])
  }
}
