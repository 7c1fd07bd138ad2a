import Calendar
import GRDB

/// A run whose publishing was begun, as the archive notes it until publishing has ended.
///
/// Between two transactions nothing of SQLite's protects what happens to files: this note does. A
/// process that is killed there leaves it, and the next one ends what was begun.
package struct BegunPublication: Hashable, Sendable {
  package let run: ArchivedRun
  /// The folder that the run is, once it is published.
  package let folder: String
  /// Whether it was a held run before, which stays one when it is not published.
  let wasHeld: Bool
  let id: Int64
}

extension Archive {
  /// Keeps a run and publishes it as `folder`: in the end both are so, or neither.
  ///
  /// The run is written first, seen by no reader, with a note that its publishing was begun; then
  /// `place` publishes, and the run is shown. What `place` throws takes the run out again and is
  /// thrown on; where showing fails, `withdraw` takes back what was published.
  package func record(
    _ record: RunRecord, as folder: String, place: () throws -> Void, withdraw: () -> Void
  ) throws {
    var hidden = record
    hidden.isHeld = true
    var id: Int64 = 0
    try write { database in
      id = try insert(hidden, in: database)
      try Self.note(id, folder, wasHeld: false, in: database)
    }
    let begun = BegunPublication(run: record.run, folder: folder, wasHeld: false, id: id)
    try publish(begun, record.snapshot, place, withdraw)
  }

  /// Makes a held run one like the others, as `record` does; `snapshot` is what every opportunity
  /// was, read again from the run's own exports.
  package func release(
    _ run: ArchivedRun, as folder: String, snapshot: SnapshotDraft?, place: () throws -> Void,
    withdraw: () -> Void
  ) throws {
    var id: Int64 = 0
    try write { database in
      id =
        try Int64.fetchOne(
          database, sql: "SELECT id FROM run WHERE as_of = ? AND number = ?",
          arguments: [run.asOf.description, run.number]) ?? 0
      try Self.note(id, folder, wasHeld: true, in: database)
    }
    let begun = BegunPublication(run: run, folder: folder, wasHeld: true, id: id)
    try publish(begun, snapshot, place, withdraw)
  }

  private func publish(
    _ begun: BegunPublication, _ snapshot: SnapshotDraft?, _ place: () throws -> Void,
    _ withdraw: () -> Void
  ) throws {
    do {
      try place()
    } catch {
      // The error that began it is the one to tell; a note that stays is dealt with by the next run.
      try? abandon(begun)
      throw error
    }
    do {
      try end(begun, snapshot: snapshot)
    } catch {
      withdraw()
      try? abandon(begun)
      throw error
    }
  }

  /// The publications that were begun and never ended, oldest first.
  package func begunPublications() throws(ArchiveFailure) -> [BegunPublication] {
    try read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT run.*, folder, was_held FROM publication JOIN run ON run.id = publication.run
          ORDER BY run.id
          """
      ).compactMap { row in
        ArchivedRun(row).map {
          BegunPublication(
            run: $0, folder: row["folder"], wasHeld: row["was_held"], id: row["id"])
        }
      }
    }
  }

  /// Shows a run that is published; `snapshot` is what every opportunity was, nothing where that is
  /// not known.
  package func end(
    _ begun: BegunPublication, snapshot: SnapshotDraft?
  ) throws(ArchiveFailure) {
    try write { database in
      try database.execute(sql: "UPDATE run SET is_held = 0 WHERE id = ?", arguments: [begun.id])
      try database.execute(sql: "DELETE FROM publication WHERE run = ?", arguments: [begun.id])
      if snapshot != nil { try History.record(asOf: begun.run.asOf, in: database) }
    }
  }

  /// Takes a run out again that was not published; a held one is only held again.
  package func abandon(_ begun: BegunPublication) throws(ArchiveFailure) {
    try write { database in
      try database.execute(sql: "DELETE FROM publication WHERE run = ?", arguments: [begun.id])
      guard !begun.wasHeld else { return }
      try database.execute(sql: "DELETE FROM run WHERE id = ?", arguments: [begun.id])
      try ContentStore.removeUnused(in: database)
    }
  }

  /// A number that changes whenever somebody else has written to the archive.
  package func state() throws(ArchiveFailure) -> Int {
    try read { try Int.fetchOne($0, sql: "PRAGMA data_version") ?? 0 }
  }

  private static func note(
    _ id: Int64, _ folder: String, wasHeld: Bool, in database: Database
  ) throws {
    try database.execute(
      sql: "INSERT OR REPLACE INTO publication (run, folder, was_held) VALUES (?, ?, ?)",
      arguments: [id, folder, wasHeld])
  }
}
