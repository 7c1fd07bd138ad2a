import Foundation
import GRDB

/// SHA-256 of bytes that are handed over in parts, in 64 lower-case hexadecimal digits.
package typealias ContentDigest =
  @Sendable (_ parts: (_ add: ([UInt8]) -> Void) throws -> Void) throws -> String

/// The dated store of what runs were made from and what they published: one SQLite file.
///
/// What is archived never changes. A run may read only entries whose as-of date is earlier than its
/// own (ruling 10), so every reading takes that date.
package struct Archive: Sendable {
  let path: String
  let database: DatabaseQueue
  let digest: ContentDigest

  /// Opens an archive and brings its tables up to date.
  ///
  /// The file and its folder are made when missing, for their owner only: exports hold personal
  /// data.
  package static func open(
    _ path: String, digest: @escaping ContentDigest
  ) throws(ArchiveFailure) -> Archive {
    try makeFile(path)
    var configuration = GRDB.Configuration()
    configuration.foreignKeysEnabled = true
    configuration.busyMode = .timeout(10)
    // A run is published because the archive has it: what it has must outlive the power going.
    configuration.prepareDatabase { try $0.execute(sql: "PRAGMA synchronous = EXTRA") }
    do {
      let database = try DatabaseQueue(path: path, configuration: configuration)
      let isFromLaterVersion = try database.read { try Schema.migrator.hasBeenSuperseded($0) }
      guard !isFromLaterVersion else {
        throw ArchiveFailure.unusable(path: path, reason: "a later version of Jalon wrote it")
      }
      try Schema.migrator.migrate(database)
      return Archive(path: path, database: database, digest: digest)
    } catch {
      throw ArchiveFailure(error, path: path)
    }
  }

  private static func makeFile(_ path: String) throws(ArchiveFailure) {
    let files = FileManager.default
    guard !files.fileExists(atPath: path) else { return }
    let folder = URL(filePath: path).deletingLastPathComponent().path
    do {
      if !files.fileExists(atPath: folder) {
        try files.createDirectory(
          atPath: folder, withIntermediateDirectories: true,
          attributes: [.posixPermissions: 0o700])
      }
    } catch {
      throw (error as? CocoaError)?.code == .fileWriteNoPermission
        ? .notPermitted(path: path)
        : .cannotOpen(path: path, reason: "its folder cannot be made")
    }
    // An empty file is an empty database; SQLite itself would make one that all can read.
    guard files.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
    else {
      throw isForbiddenToMake(in: folder)
        ? .notPermitted(path: path) : .cannotOpen(path: path, reason: "it cannot be made")
    }
  }

  /// Whether nothing may be made in a folder, for want of rights rather than of a writable disk.
  private static func isForbiddenToMake(in folder: String) -> Bool {
    let probe = URL(filePath: folder + "/" + UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: probe) }
    do {
      try Data().write(to: probe, options: .withoutOverwriting)
      return false
    } catch {
      return (error as? CocoaError)?.code == .fileWriteNoPermission
    }
  }

  /// What is wrong with the file, in SQLite's words and ours; empty when it is sound.
  package func checkIntegrity() throws(ArchiveFailure) -> [String] {
    try read { database in
      var found = try String.fetchAll(database, sql: "PRAGMA integrity_check").filter { $0 != "ok" }
      for row in try Row.fetchAll(database, sql: "PRAGMA foreign_key_check") {
        found.append("a row of \(row["table"] as String) refers to nothing")
      }
      for sha256 in try String.fetchAll(
        database, sql: "SELECT sha256 FROM content ORDER BY sha256")
      where !ContentStore.isSound(sha256, in: database, digest: digest) {
        found.append("the content \(sha256) is damaged")
      }
      return found
    }
  }

  func read<Value>(_ body: (Database) throws -> Value) throws(ArchiveFailure) -> Value {
    do { return try database.read(body) } catch { throw ArchiveFailure(error, path: path) }
  }

  func write(_ body: (Database) throws -> Void) throws(ArchiveFailure) {
    do { try database.write(body) } catch { throw ArchiveFailure(error, path: path) }
  }
}
