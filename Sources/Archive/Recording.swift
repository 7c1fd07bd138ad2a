package import Analysis
import Calendar
import Foundation
import GRDB

extension Archive {
  /// Keeps a published run, the files it was made from and its figures: all of it or nothing.
  ///
  /// A content that is there already is not stored again. The run keeps its number unless the
  /// archive has one of that date and number already, from an output folder that was emptied or
  /// lies elsewhere; then it takes the next.
  package func record(
    _ run: ArchivedRun, files: [(file: ArchivedFile, content: ArchivedContent)],
    result: RunResult
  ) throws(ArchiveFailure) {
    let figures =
      result.figures.map(PublishedFigure.init)
      + result.objectives.map(PublishedFigure.init)
    try write { database in
      let last = try Int.fetchOne(
        database, sql: "SELECT max(number) FROM run WHERE as_of = ?",
        arguments: [run.asOf.description])
      try database.execute(
        sql: """
          INSERT INTO run (as_of, number, version, zones, configuration) VALUES (?, ?, ?, ?, ?)
          """,
        arguments: [
          run.asOf.description, max(run.number, (last ?? 0) + 1), run.version, run.zones,
          run.configuration,
        ])
      let id = database.lastInsertedRowID
      for (file, content) in files {
        try Self.store(content, of: file, in: database)
        try database.execute(
          sql: "INSERT INTO run_file (run, role, name, sha256) VALUES (?, ?, ?, ?)",
          arguments: [id, file.role.rawValue, file.name, file.sha256])
      }
      try FigureTable.insert(figures, run: id, in: database)
    }
  }

  private static let chunkSize = 1 << 20

  private static func store(
    _ content: ArchivedContent, of file: ArchivedFile, in database: Database
  ) throws {
    let isKnown = try Bool.fetchOne(
      database, sql: "SELECT EXISTS (SELECT * FROM content WHERE sha256 = ?)",
      arguments: [file.sha256])
    if isKnown == true { return }
    try database.execute(
      sql: "INSERT INTO content (sha256, byte_count, encoding) VALUES (?, ?, 'identity')",
      arguments: [file.sha256, file.byteCount])
    let insertion = try database.makeStatement(
      sql: "INSERT INTO content_chunk (sha256, position, bytes) VALUES (?, ?, ?)")
    var position = 0
    var byteCount = 0
    func append(_ chunk: Data) throws {
      try insertion.execute(arguments: [file.sha256, position, chunk])
      position += 1
      byteCount += chunk.count
    }
    switch content {
    case .bytes(let bytes):
      for start in stride(from: 0, to: bytes.count, by: chunkSize) {
        try append(Data(bytes[start..<min(start + chunkSize, bytes.count)]))
      }
    case .file(let path):
      guard let handle = FileHandle(forReadingAtPath: path) else {
        throw ArchiveFailure.readOrWrite(path: path, reason: "it cannot be opened")
      }
      defer { try? handle.close() }
      while let chunk = try handle.read(upToCount: chunkSize), !chunk.isEmpty {
        try append(chunk)
      }
    }
    guard byteCount == file.byteCount else {
      throw ArchiveFailure.inputChanged(path: file.name)
    }
  }
}
