package import Report

/// A run that is being written, out of sight; unless it is published, it is removed when it goes
/// out of scope.
///
/// Documents are written as they come, so that a report may be larger than memory.
package struct RunDraft: ~Copyable {
  /// The name it will have.
  package let run: PublishedRun
  /// The folder, for its owner only until every file in it has its final mode.
  let path: String
  private var paths: Set<String> = [Manifest.fileName]
  private var folders: Set<String> = []
  private var outputs: [Manifest.File] = []
  private let durability = Durability()
  /// Who may open what, once everything is written.
  package var access: [FolderAccess] = []

  enum Mode {
    static let folder: UInt32 = 0o750
    static let unfinished: UInt32 = 0o700
    static let shared: UInt32 = 0o640
    static let personal: UInt32 = 0o600
  }

  init(_ run: PublishedRun, path: String) throws(PublishFailure) {
    try FileSystem.makeFolder(path, mode: Mode.unfinished)
    self.run = run
    self.path = path
  }

  deinit {
    try? durability.finish()
    FileSystem.remove(path)
  }

  /// Writes one document, durable once the draft is finished; paths must stay inside and occur once.
  package mutating func write(_ document: Document) throws(PublishFailure) {
    guard OutputNames.isInside(document.path), paths.insert(document.path).inserted else {
      throw .unusableDocumentPath(document.path)
    }
    for parent in Self.parents(of: document.path) where folders.insert(parent).inserted {
      try FileSystem.makeFolder(path + "/" + parent, mode: Mode.folder)
    }
    let mode = document.isPrivate ? Mode.personal : Mode.shared
    var digest = DigestBuilder()
    try FileSystem.create(path + "/" + document.path, mode: mode, by: durability) {
      (write: ([UInt8]) throws(PublishFailure) -> Void) throws(PublishFailure) in
      try document.forEachPart { part throws(PublishFailure) in
        digest.add(part)
        try write(part)
      }
    }
    outputs.append(Manifest.File(path: document.path, digest: digest.finish()))
  }

  /// Writes the manifest, whose outputs are filled in here, and makes every folder durable.
  mutating func finish(_ manifest: Manifest) throws(PublishFailure) {
    // Their names are all there, so that nothing has to wait for the files.
    for folder in folders.sorted() {
      try FileSystem.synchronizeFolder(path + "/" + folder, by: durability)
    }
    try durability.finish()
    var manifest = manifest
    manifest.outputs = outputs.sorted { $0.path < $1.path }
    try FileSystem.create(
      path + "/" + Manifest.fileName, mode: Mode.shared, bytes: manifest.encoded())
    try FileSystem.synchronizeFolder(path)
    try FileSystem.setMode(Mode.folder, ofFolder: path)
    let folders = Set(access.map(\.folder))
    for rule in access { try rule.apply(to: path, except: folders) }
  }

  /// `a` and `a/b` of `a/b/c.html`.
  static func parents(of path: String) -> [String] {
    let parts = path.split(separator: "/")
    return (1..<max(1, parts.count)).map { parts[..<$0].joined(separator: "/") }
  }
}
