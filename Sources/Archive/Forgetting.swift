import Foundation
import GRDB

extension Archive {
  /// Takes somebody's names out of every file, figure and record that is kept (ruling 14).
  ///
  /// `rename` gives what a content becomes, nothing where nobody is named in it; `owner` is the
  /// person's identifier and `pseudonym` what stands for it from now on. Contents get new digests,
  /// and nothing of the old ones is left in the file. Returns the runs that were touched.
  package func forget(
    owner: String, pseudonym: String, rename: ([UInt8]) -> [UInt8]?
  ) throws(ArchiveFailure) -> [String] {
    var touched: Set<String> = []
    try write { database in
      try database.execute(sql: "PRAGMA secure_delete = ON")
      let files = try Row.fetchAll(
        database,
        sql: """
          SELECT run, role, name, source, sha256, as_of, number FROM run_file
          JOIN run ON run.id = run_file.run ORDER BY run, role, name
          """)
      // By old digest, the new one; the same where nothing changed.
      var renamed: [String: String] = [:]
      var bases: [String: String] = [:]
      for row in files {
        let old: String = row["sha256"]
        let family = "\(row["role"] as String) \(row["source"] as String)"
        let new: String
        if let known = renamed[old] {
          new = known
        } else if let bytes = rename(try ContentStore.bytes(old, in: database)) {
          new = try digest { $0(bytes) }
          let file = ArchivedFile(
            role: .export, name: row["name"], sha256: new, byteCount: bytes.count)
          try ContentStore.store(
            .bytes(bytes), file, base: bases[family], digest: digest, in: database)
          bases[family] = new
        } else {
          new = old
        }
        renamed[old] = new
        guard new != old else { continue }
        touched.insert("\(row["as_of"] as String).\(row["number"] as Int)")
        try database.execute(
          sql: "UPDATE run_file SET sha256 = ? WHERE run = ? AND role = ? AND name = ?",
          arguments: [new, row["run"] as Int64, row["role"] as String, row["name"] as String])
      }
      // What is told by a content that goes must not lead back to it.
      try ContentStore.removeUnused(in: database)
      try database.execute(
        sql: "UPDATE figure SET scope_id = ? WHERE scope_kind = 'rep' AND scope_id = ?",
        arguments: [pseudonym, owner])
      try Self.forgetOwner(owner, pseudonym, rename, in: database)
    }
    do { try database.vacuum() } catch { throw ArchiveFailure(error, path: path) }
    return touched.sorted()
  }

  /// In the change history: the owner, and names of deals that hold a name.
  private static func forgetOwner(
    _ owner: String, _ pseudonym: String, _ rename: ([UInt8]) -> [UInt8]?, in database: Database
  ) throws {
    for column in ["owner", "name", "stage"] {
      let texts = try String.fetchAll(
        database, sql: "SELECT DISTINCT \(column) FROM opportunity_version")
      for text in texts {
        let new =
          column == "owner" && text == owner
          ? pseudonym : rename(Array(text.utf8)).map { String(decoding: $0, as: UTF8.self) }
        guard let new, new != text else { continue }
        try database.execute(
          sql: "UPDATE opportunity_version SET \(column) = ? WHERE \(column) = ?",
          arguments: [new, text])
      }
    }
  }
}
