import Foundation
import GRDB
import Ingest

/// The bytes of files, each content once, in as little space as is quickly read back.
///
/// | encoding | rows of `content_chunk` |
/// |---|---|
/// | `identity` | the bytes as they are (archives of the first version) |
/// | `zstd` | some megabytes each, compressed on their own |
/// | `delta` | one: what the content has beyond its base (`LineDelta`), compressed |
///
/// A compressed row begins with its uncompressed length, eight bytes, the lowest first.
enum ContentStore {
  /// Beyond this a content is compressed and not compared, so that memory stays bounded.
  static let largestCompared = 64 << 20
  static let chunkSize = 4 << 20
  /// A file is read in pieces so small that each takes the place of the one before.
  private static let blockSize = 256 << 10
  /// A content that far from a whole one is kept whole again.
  private static let greatestDepth = 64

  /// What is written of a content, made ready before.
  struct Rows: Sendable {
    fileprivate var encoding: String
    fileprivate var base: String?
    fileprivate var depth: Int
    fileprivate var rows: [[UInt8]]
  }

  /// Makes the content of a file ready that is not there yet; `base` is one that it probably resembles.
  ///
  /// What is read must be what the file's digest says: a file that was replaced since it was digested
  /// is a changed input. Nothing is made of a content that is there, nor of one so large that it is
  /// stored as it is read.
  static func rows(
    _ content: ArchivedContent, _ file: ArchivedFile, base: String?, digest: ContentDigest,
    in database: Database
  ) throws -> Rows? {
    guard file.byteCount <= largestCompared, try !isKnown(file.sha256, in: database) else {
      return nil
    }
    let bytes = try wholeBytes(content, file)
    guard try digest({ $0(bytes) }) == file.sha256 else {
      throw ArchiveFailure.inputChanged(path: file.name)
    }
    if let base, let delta = try delta(bytes, base: base, in: database) {
      let depth = try Int.fetchOne(
        database, sql: "SELECT depth FROM content WHERE sha256 = ?", arguments: [base])
      return Rows(encoding: "delta", base: base, depth: (depth ?? 0) + 1, rows: [delta])
    }
    return Rows(encoding: "zstd", base: nil, depth: 0, rows: try rows(of: bytes))
  }

  /// Stores the content of a file that is not there yet, as `rows` made it ready.
  static func store(
    _ content: ArchivedContent, _ file: ArchivedFile, base: String?, ready: Rows? = nil,
    digest: ContentDigest, in database: Database
  ) throws {
    if try isKnown(file.sha256, in: database) { return }
    if case .packed(let rows) = content {
      try insert(file, "zstd", base: nil, depth: 0, rows: rows, in: database)
      return
    }
    guard file.byteCount <= largestCompared else {
      let found = try digest { try storeChunks(content, file, in: database, adding: $0) }
      guard found == file.sha256 else { throw ArchiveFailure.inputChanged(path: file.name) }
      return
    }
    var ready = ready
    // Meanwhile another process may have removed what it rests on.
    if let base = ready?.base, try !isKnown(base, in: database) { ready = nil }
    guard
      let rows = try ready ?? rows(content, file, base: base, digest: digest, in: database)
    else { return }
    try insert(
      file, rows.encoding, base: rows.base, depth: rows.depth, rows: rows.rows, in: database)
  }

  private static func isKnown(_ sha256: String, in database: Database) throws -> Bool {
    try Bool.fetchOne(
      database, sql: "SELECT EXISTS (SELECT * FROM content WHERE sha256 = ?)",
      arguments: [sha256]) == true
  }

  /// Hands over a content in order; says whether it is there.
  static func forEachChunk(
    _ sha256: String, in database: Database, _ body: ([UInt8]) throws -> Void
  ) throws -> Bool {
    guard
      let content = try Row.fetchOne(
        database, sql: "SELECT * FROM content WHERE sha256 = ?", arguments: [sha256])
    else { return false }
    let encoding: String = content["encoding"]
    guard encoding != "delta" else {
      try body(try bytes(sha256, in: database))
      return true
    }
    let rows = try Data.fetchCursor(
      database, sql: "SELECT bytes FROM content_chunk WHERE sha256 = ? ORDER BY position",
      arguments: [sha256])
    while let row = try rows.next() {
      try body(encoding == "identity" ? Array(row) : unpacked(Array(row), sha256))
    }
    return true
  }

  /// A content as a whole.
  static func bytes(_ sha256: String, in database: Database) throws -> [UInt8] {
    // From the content down to a whole one, then up again.
    var chain: [(sha256: String, byteCount: Int)] = []
    var next = sha256
    while true {
      guard
        let content = try Row.fetchOne(
          database, sql: "SELECT * FROM content WHERE sha256 = ?", arguments: [next])
      else { throw damaged(next) }
      guard content["encoding"] as String == "delta", let base = content["base"] as String? else {
        break
      }
      chain.append((next, content["byte_count"]))
      next = base
      guard chain.count <= 4 * greatestDepth else { throw damaged(sha256) }
    }
    var bytes: [UInt8] = []
    _ = try forEachChunk(next, in: database) { bytes += $0 }
    for step in chain.reversed() {
      guard
        let row = try Data.fetchOne(
          database, sql: "SELECT bytes FROM content_chunk WHERE sha256 = ?",
          arguments: [step.sha256]),
        let target = LineDelta.apply(
          try unpacked(Array(row), step.sha256), to: bytes, byteCount: step.byteCount)
      else { throw damaged(step.sha256) }
      bytes = target
    }
    return bytes
  }

  /// Whether a content can be read back and is what its name says.
  static func isSound(
    _ sha256: String, in database: Database, digest: ContentDigest
  ) -> Bool {
    var isThere = false
    let found = try? digest { add in
      isThere = try forEachChunk(sha256, in: database) { add($0) }
    }
    return isThere && found == sha256
  }

  /// Removes contents that no run uses; those that were told by one of them are kept whole instead.
  static func removeUnused(in database: Database) throws {
    let unused = """
      SELECT sha256 FROM content WHERE NOT EXISTS
        (SELECT * FROM run_file WHERE run_file.sha256 = content.sha256)
      """
    let orphans = try String.fetchAll(
      database,
      sql: """
        SELECT sha256 FROM content WHERE base IN (\(unused)) AND sha256 NOT IN (\(unused))
        """)
    for sha256 in orphans {
      let bytes = try bytes(sha256, in: database)
      try database.execute(
        sql: "DELETE FROM content_chunk WHERE sha256 = ?", arguments: [sha256])
      try database.execute(
        sql: "UPDATE content SET encoding = 'zstd', base = NULL, depth = 0 WHERE sha256 = ?",
        arguments: [sha256])
      for (position, row) in try rows(of: bytes).enumerated() {
        try append(row, to: sha256, at: position, in: database)
      }
    }
    // Contents refer to each other: the references among those that go are cut first.
    try database.execute(
      sql: "UPDATE content SET base = NULL WHERE sha256 IN (\(unused))")
    try database.execute(sql: "DELETE FROM content WHERE sha256 IN (\(unused))")
  }

  // MARK: Writing

  private static func delta(
    _ bytes: [UInt8], base: String, in database: Database
  ) throws -> [UInt8]? {
    guard
      let row = try Row.fetchOne(
        database, sql: "SELECT byte_count, depth FROM content WHERE sha256 = ?",
        arguments: [base]),
      (row["byte_count"] as Int) <= largestCompared, (row["depth"] as Int) < greatestDepth
    else { return nil }
    let delta = LineDelta.make(base: try self.bytes(base, in: database), target: bytes)
    // Two files that have little in common are both kept whole.
    guard delta.count < bytes.count / 2 else { return nil }
    return try packed(delta[...])
  }

  private static func storeChunks(
    _ content: ArchivedContent, _ file: ArchivedFile, in database: Database,
    adding digest: ([UInt8]) -> Void = { _ in }
  ) throws {
    try insert(file, "zstd", base: nil, depth: 0, rows: [], in: database)
    var position = 0
    var stored = 0
    func add(_ chunk: [UInt8]) throws {
      digest(chunk)
      try append(try packed(chunk[...]), to: file.sha256, at: position, in: database)
      position += 1
      stored += chunk.count
    }
    switch content {
    // Stored as they are.
    case .packed: break
    case .bytes(let bytes):
      for start in stride(from: 0, to: bytes.count, by: chunkSize) {
        try add(Array(bytes[start..<min(start + chunkSize, bytes.count)]))
      }
    case .file(let path):
      let handle = try opened(path)
      defer { try? handle.close() }
      while let chunk = try handle.read(upToCount: chunkSize), !chunk.isEmpty {
        try add(Array(chunk))
      }
    }
    guard stored == file.byteCount else { throw ArchiveFailure.inputChanged(path: file.name) }
  }

  private static func rows(of bytes: [UInt8]) throws -> [[UInt8]] {
    try stride(from: 0, to: bytes.count, by: chunkSize).map {
      try packed(bytes[$0..<min($0 + chunkSize, bytes.count)])
    }
  }

  private static func insert(
    _ file: ArchivedFile, _ encoding: String, base: String?, depth: Int, rows: [[UInt8]],
    in database: Database
  ) throws {
    try database.execute(
      sql: """
        INSERT INTO content (sha256, byte_count, encoding, base, depth) VALUES (?, ?, ?, ?, ?)
        """, arguments: [file.sha256, file.byteCount, encoding, base, depth])
    for (position, row) in rows.enumerated() {
      try append(row, to: file.sha256, at: position, in: database)
    }
  }

  private static func append(
    _ row: [UInt8], to sha256: String, at position: Int, in database: Database
  ) throws {
    try database.cachedStatement(
      sql: "INSERT INTO content_chunk (sha256, position, bytes) VALUES (?, ?, ?)"
    ).execute(arguments: [sha256, position, Data(row)])
  }

  private static func wholeBytes(
    _ content: ArchivedContent, _ file: ArchivedFile
  ) throws -> [UInt8] {
    let bytes: [UInt8]
    switch content {
    case .bytes(let given): bytes = given
    case .packed: bytes = []
    case .file(let path):
      let handle = try opened(path)
      defer { try? handle.close() }
      var read: [UInt8] = []
      read.reserveCapacity(file.byteCount)
      // A file that has grown meanwhile is not read to its new end.
      while read.count <= file.byteCount, let chunk = try handle.read(upToCount: blockSize),
        !chunk.isEmpty
      {
        read += chunk
      }
      bytes = read
    }
    guard bytes.count == file.byteCount else {
      throw ArchiveFailure.inputChanged(path: file.name)
    }
    return bytes
  }

  private static func opened(_ path: String) throws -> FileHandle {
    guard let handle = FileHandle(forReadingAtPath: path) else {
      // It was there when it was read.
      guard FileManager.default.fileExists(atPath: path) else {
        throw ArchiveFailure.inputChanged(path: path)
      }
      throw ArchiveFailure.readOrWrite(path: path, reason: "it cannot be opened")
    }
    return handle
  }

  // MARK: Rows

  static func packed(_ bytes: ArraySlice<UInt8>) throws -> [UInt8] {
    guard let compressed = Compressor.compressed(bytes) else {
      throw ArchiveFailure.readOrWrite(path: "the archive", reason: "it cannot be compressed")
    }
    return (0..<8).map { UInt8(truncatingIfNeeded: bytes.count >> ($0 * 8)) } + compressed
  }

  private static func unpacked(_ row: [UInt8], _ sha256: String) throws -> [UInt8] {
    guard row.count >= 8 else { throw damaged(sha256) }
    let length = (0..<8).reduce(0) { $0 | Int(row[$1]) << ($1 * 8) }
    guard (0...(largestCompared * 2)).contains(length),
      let bytes = Compressor.restored(Array(row[8...]), byteCount: length)
    else { throw damaged(sha256) }
    return bytes
  }

  private static func damaged(_ sha256: String) -> ArchiveFailure {
    .unusable(path: "the archive", reason: "the content \(sha256) is damaged")
  }
}
