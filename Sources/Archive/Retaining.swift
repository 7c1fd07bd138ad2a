import Calendar
import GRDB

extension Archive {
  /// Removes the runs, and with them the exports and changes, from so many days before the newest.
  package func removeRuns(olderThan days: Int) throws(ArchiveFailure) {
    try write { database in
      guard
        let newest = try String.fetchOne(
          database, sql: "SELECT max(as_of) FROM run WHERE NOT is_held"),
        let last = CalendarDate(iso: newest)
      else { return }
      let first = last.adding(days: 1 - days).description
      try database.execute(sql: "DELETE FROM run WHERE as_of < ?", arguments: [first])
      guard database.changesCount > 0 else { return }
      try ContentStore.removeUnused(in: database)
      try database.execute(
        sql: "DELETE FROM opportunity_version WHERE valid_to <= ?", arguments: [first])
      try database.execute(sql: "DELETE FROM snapshot WHERE as_of < ?", arguments: [first])
    }
  }
}
