package import Analysis
import Calendar
import Foundation
import GRDB

/// All that is kept of one run.
package struct RunRecord: Sendable {
  package var run: ArchivedRun
  package var files: [(file: ArchivedFile, content: ArchivedContent)]
  package var result: RunResult
  /// What every opportunity was; nothing where no opportunities are exported.
  package var snapshot: SnapshotDraft?
  /// A held run is kept, but no other run reads it before it is released.
  package var isHeld: Bool
  /// What `Archive.prepare` made ready of it.
  package var prepared: PreparedContents?

  package init(
    run: ArchivedRun, files: [(file: ArchivedFile, content: ArchivedContent)],
    result: RunResult, snapshot: SnapshotDraft? = nil, isHeld: Bool = false
  ) {
    self.run = run
    self.files = files
    self.result = result
    self.snapshot = snapshot
    self.isHeld = isHeld
  }
}

/// The contents of a run, made ready to be written.
package struct PreparedContents: Sendable {
  fileprivate var figures: ContentStore.Gathered
  /// By digest, for those that are to be written.
  fileprivate var rows: [String: ContentStore.Rows] = [:]
}

extension Archive {
  /// Compares and compresses what a run keeps: that takes as long as many pages, so that it may be
  /// done while they are being made, on another thread.
  package func prepare(_ record: RunRecord) throws(ArchiveFailure) -> PreparedContents {
    var prepared = PreparedContents(figures: try figures(of: record.result))
    return try read { database in
      let bases = try Self.bases(in: database)
      for (file, content) in contents(of: record, figures: prepared.figures) {
        prepared.rows[file.sha256] = try ContentStore.rows(
          content, file, base: bases[file.family], digest: digest, in: database)
      }
      return prepared
    }
  }

  /// The files that a run keeps, its figures last.
  private func contents(
    of record: RunRecord, figures: ContentStore.Gathered
  ) -> [(file: ArchivedFile, content: ArchivedContent)] {
    let file = ArchivedFile(
      role: .figures, name: "figures", sha256: figures.sha256, byteCount: figures.byteCount)
    return record.files + [(file, figures.content)]
  }

  private func figures(of result: RunResult) throws(ArchiveFailure) -> ContentStore.Gathered {
    do {
      return try ContentStore.figures(of: result, digest: digest)
    } catch let failure as ArchiveFailure {
      throw failure
    } catch {
      throw .unusable(path: "the archive", reason: "\(error)")
    }
  }

  /// Keeps a run that is not published, or was long ago: all of it or nothing.
  package func record(_ record: RunRecord) throws(ArchiveFailure) {
    try write { database in
      _ = try insert(record, in: database)
      if record.snapshot != nil, !record.isHeld {
        try History.record(asOf: record.run.asOf, in: database)
      }
    }
  }

  /// Writes a run, the files it was made from and its figures, and gives its row.
  ///
  /// A content that is there already is not stored again. The run keeps its number unless the
  /// archive has one of that date and number already, from an output folder that was emptied or
  /// lies elsewhere; then it takes the next.
  func insert(_ record: RunRecord, in database: Database) throws -> Int64 {
    let figures = try record.prepared?.figures ?? figures(of: record.result)
    let health = try record.result.health.map { try JSONEncoder.sorted.encode($0) }
    let run = record.run
    let last = try Int.fetchOne(
      database, sql: "SELECT max(number) FROM run WHERE as_of = ?",
      arguments: [run.asOf.description])
    // What resembles a file of today is the same file of the run before.
    let bases = try Self.bases(in: database)
    try database.execute(
      sql: """
        INSERT INTO run (as_of, number, version, zones, configuration, is_held, health)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        run.asOf.description, max(run.number, (last ?? 0) + 1), run.version, run.zones,
        run.configuration, record.isHeld, health.map { String(decoding: $0, as: UTF8.self) },
      ])
    let id = database.lastInsertedRowID
    for (file, content) in contents(of: record, figures: figures) {
      try ContentStore.store(
        content, file, base: bases[file.family], ready: record.prepared?.rows[file.sha256],
        digest: digest, in: database)
      try database.execute(
        sql: "INSERT INTO run_file (run, role, name, sha256, source) VALUES (?, ?, ?, ?, ?)",
        arguments: [id, file.role.rawValue, file.name, file.sha256, file.source])
    }
    return id
  }

  /// By role and source, the content of the latest run.
  private static func bases(in database: Database) throws -> [String: String] {
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT role, source, name, sha256 FROM run_file
        WHERE run = (SELECT max(id) FROM run) ORDER BY name
        """)
    var bases: [String: String] = [:]
    for row in rows {
      guard let role = ArchivedFile.Role(rawValue: row["role"]) else { continue }
      let file = ArchivedFile(
        role: role, name: row["name"], sha256: row["sha256"], byteCount: 0,
        source: row["source"])
      bases[file.family] = file.sha256
    }
    return bases
  }
}

extension JSONEncoder {
  static var sorted: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return encoder
  }
}
