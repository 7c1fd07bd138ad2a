import Calendar
import Foundation
import GRDB

extension Archive {
  /// The files a run was made from, exports first, by name.
  package func inputs(of run: ArchivedRun) throws(ArchiveFailure) -> [ArchivedFile] {
    try read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT role, name, sha256, byte_count FROM run_file
          JOIN run ON run.id = run_file.run JOIN content USING (sha256)
          WHERE as_of = ? AND number = ? ORDER BY role DESC, name
          """, arguments: [run.asOf.description, run.number]
      ).compactMap { row in
        guard let role = ArchivedFile.Role(rawValue: row["role"]) else { return nil }
        return ArchivedFile(
          role: role, name: row["name"], sha256: row["sha256"], byteCount: row["byte_count"])
      }
    }
  }

  /// Hands over a content chunk by chunk, in order; says whether the archive has it.
  package func forEachChunk(
    ofContent sha256: String, _ body: ([UInt8]) throws -> Void
  ) throws(ArchiveFailure) -> Bool {
    try read { database in
      let isKnown = try Bool.fetchOne(
        database, sql: "SELECT EXISTS (SELECT * FROM content WHERE sha256 = ?)",
        arguments: [sha256])
      guard isKnown == true else { return false }
      let chunks = try Data.fetchCursor(
        database, sql: "SELECT bytes FROM content_chunk WHERE sha256 = ? ORDER BY position",
        arguments: [sha256])
      while let chunk = try chunks.next() { try body(Array(chunk)) }
      return true
    }
  }

  /// The tidy figures a run published, in the order of their key.
  package func figures(of run: ArchivedRun) throws(ArchiveFailure) -> [PublishedFigure] {
    try read { database in
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
