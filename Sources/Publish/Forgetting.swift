import CFiles
import Foundation

/// Somebody who is being forgotten, as the output folder notes it until it is done.
///
/// What a killed process began is ended by the next one under the same pseudonym.
package struct Forgetting: Codable, Hashable, Sendable {
  /// The person's identifier.
  package var owner: String
  /// Every name that is theirs.
  package var names: [String]
  /// What stands for them from now on.
  package var pseudonym: String

  package init(owner: String, names: some Sequence<String>, pseudonym: String) {
    self.owner = owner
    self.names = names.sorted()
    self.pseudonym = pseudonym
  }

  /// What of a text is theirs.
  package var pseudonymisation: Pseudonymisation {
    Pseudonymisation(names: names, pseudonym: pseudonym)
  }

  /// Their scope, as the command line writes it.
  fileprivate var scope: String { "rep:\(owner)" }
}

extension OutputFolder {
  private var note: String { root + "/" + OutputNames.forgetting }

  /// Whether somebody's forgetting was begun in an output folder and not ended.
  package static func hasBegunForgetting(_ path: String) -> Bool {
    !FileSystem.isMissing(path + "/" + OutputNames.forgetting)
  }

  /// Who was being forgotten when a process was killed; nothing when all was ended.
  package func begunForgetting() throws(PublishFailure) -> Forgetting? {
    guard !FileSystem.isMissing(note) else { return nil }
    let data = try FileSystem.read(note)
    guard let begun = try? JSONDecoder().decode(Forgetting.self, from: data) else {
      throw .unreadableManifest(path: note)
    }
    return begun
  }

  /// Notes who is about to be forgotten; for the owner of the folder only, because it names them.
  package func begin(_ forgetting: Forgetting) throws(PublishFailure) {
    guard let data = try? JSONEncoder().encode(forgetting) else {
      throw .unusableDocumentPath(OutputNames.forgetting)
    }
    try FileSystem.replace(note, mode: RunDraft.Mode.personal, bytes: data)
    try FileSystem.synchronizeFolder(root)
  }

  /// Removes the note, once everything else is done.
  package func endForgetting() throws(PublishFailure) {
    FileSystem.remove(note)
    try FileSystem.synchronizeFolder(root)
  }

  /// Takes somebody out of the stored runs: texts are rewritten, what is not text and names them, and
  /// their mails, are removed, and the manifest says so.
  ///
  /// Each run is replaced as a whole: readers, and a process that is killed, meet it as it was or as
  /// it becomes. Returns the runs that were touched; a second time there are none.
  package func forget(_ forgetting: Forgetting) throws(PublishFailure) -> [PublishedRun] {
    let names = forgetting.pseudonymisation
    var touched: [PublishedRun] = []
    for run in try runs() where try replace(run.path, forgetting, names) { touched.append(run) }
    for run in heldRuns() { _ = try replace(run.heldPath, forgetting, names) }
    let log = root + "/" + SendLog.fileName
    if !FileSystem.isMissing(log), let new = names.applied(to: Array(try FileSystem.read(log))) {
      try FileSystem.replace(log, mode: RunDraft.Mode.personal, bytes: new)
    }
    return touched
  }

  /// Puts a run without the person in the place of one that names them; says whether it did.
  private func replace(
    _ runPath: String, _ forgetting: Forgetting, _ names: Pseudonymisation
  ) throws(PublishFailure) -> Bool {
    let source = root + "/" + runPath
    let name = runPath.split(separator: "/").last ?? ""
    let draft = "\(root)/\(OutputNames.runs)/.\(name).forgetting\(OutputNames.partialSuffix)"
    FileSystem.remove(draft)
    defer { FileSystem.remove(draft) }
    guard try write(draft, from: source, forgetting, names) else { return false }
    let parent = source.dropLast(name.count + 1)
    try exchange(draft, source, spare: "\(parent)/.\(name)\(OutputNames.forgottenSuffix)")
    try FileSystem.synchronizeFolder(String(parent))
    return true
  }

  /// Exchanges a finished folder and the one that has its place.
  ///
  /// Where a file system cannot do that in one step, `spare` is the finished one's name while the
  /// place is empty; what a kill leaves under it, the next sweep puts into the place.
  private func exchange(
    _ draft: String, _ place: String, spare: String
  ) throws(PublishFailure) {
    if try FileSystem.exchange(draft, place) { return }
    try FileSystem.rename(draft, to: spare)
    do {
      try FileSystem.rename(place, to: draft)
    } catch {
      FileSystem.remove(spare)
      throw error
    }
    try FileSystem.rename(spare, to: place)
  }

  /// Writes a run's folder anew without the person; says whether they were in it.
  private func write(
    _ draft: String, from source: String, _ forgetting: Forgetting, _ names: Pseudonymisation
  ) throws(PublishFailure) -> Bool {
    var manifest = try manifest(ofRunFolder: source)
    let folder = manifest.folders[forgetting.scope]
    let old = folder.map { "reps/\($0)/" }
    func renamed(_ path: String) -> String {
      guard let old, path.hasPrefix(old) else { return path }
      return "reps/\(forgetting.pseudonym)/" + path.dropFirst(old.count)
    }
    var isTouched = old.map { FileSystem.isFolder(source + "/" + $0.dropLast()) } ?? false
    var listed = Dictionary(manifest.outputs.map { ($0.path, $0) }) { first, _ in first }
    var folders = [source: draft]
    try FileSystem.makeFolder(draft, mode: RunDraft.Mode.unfinished)
    for path in try files(below: source) where path != Manifest.fileName {
      let from = source + "/" + path
      guard FileSystem.isRegularFile(from) else { continue }
      for parent in RunDraft.parents(of: path) where folders[source + "/" + parent] == nil {
        let new = draft + "/" + renamed(parent + "/").dropLast()
        try FileSystem.makeFolder(new, mode: RunDraft.Mode.unfinished)
        folders[source + "/" + parent] = new
      }
      let entry = listed.removeValue(forKey: path)
      switch try rewrite(from, to: draft + "/" + renamed(path), entry, names) {
      case .untouched: listed[path] = entry
      case .rewritten(let new): (isTouched, listed[path]) = (true, new)
      case .removed: isTouched = true
      }
    }
    guard isTouched else { return false }
    manifest.outputs = listed.map { path, entry in
      var entry = entry
      entry.path = renamed(path)
      return entry
    }.sorted { $0.path < $1.path }
    manifest.forgotten = (manifest.forgotten ?? []) + [forgetting.pseudonym]
    if manifest.folders.removeValue(forKey: forgetting.scope) != nil {
      manifest.folders["rep:\(forgetting.pseudonym)"] = forgetting.pseudonym
    }
    let name = "/" + Manifest.fileName
    try FileSystem.create(
      draft + name, mode: RunDraft.Mode.personal, bytes: manifest.encoded())
    try FileSystem.copyAccess(of: source + name, to: draft + name)
    // The innermost first: the owner of a folder may keep us out of it.
    for (source, draft) in folders.sorted(by: { $0.value.count > $1.value.count }) {
      try FileSystem.synchronizeFolder(draft)
      try FileSystem.copyAccess(of: source, to: draft)
    }
    return true
  }

  /// What became of a file.
  private enum Outcome {
    case untouched
    /// What the manifest says of it now; nothing where it said nothing before.
    case rewritten(Manifest.File?)
    case removed
  }

  /// Writes a file without the person; one that does not name them is the same file under a second
  /// name, where the file system has such, or else a copy.
  ///
  /// A file that was changed since it was published stays one that verification finds.
  private func rewrite(
    _ source: String, to target: String, _ entry: Manifest.File?, _ names: Pseudonymisation
  ) throws(PublishFailure) -> Outcome {
    let bytes = Array(try FileSystem.read(source))
    // A mail hides names in its encoding, and nobody needs it any more.
    let isMail = source.hasSuffix(".eml")
    guard let new = names.applied(to: isMail ? Self.decoded(bytes) : bytes) else {
      if FileSystem.link(source, to: target) { return .untouched }
      try FileSystem.create(target, mode: RunDraft.Mode.personal, bytes: bytes)
      try FileSystem.copyAccess(of: source, to: target)
      return .untouched
    }
    let isText = [".html", ".xhtml", ".json", ".csv"].contains { source.hasSuffix($0) }
    guard isText else { return .removed }
    try FileSystem.create(target, mode: RunDraft.Mode.personal, bytes: new)
    try FileSystem.copyAccess(of: source, to: target)
    guard var entry else { return .rewritten(nil) }
    if entry == Manifest.File(path: entry.path, digest: Digest(of: bytes)) {
      entry = Manifest.File(path: entry.path, digest: Digest(of: new))
    }
    return .rewritten(entry)
  }

  /// The text of quoted-printable, good enough to find a name in it.
  private static func decoded(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var place = 0
    while place < bytes.count {
      guard bytes[place] == UInt8(ascii: "="), place + 2 < bytes.count else {
        result.append(bytes[place])
        place += 1
        continue
      }
      let digits = String(decoding: bytes[(place + 1)...(place + 2)], as: UTF8.self)
      if let byte = UInt8(digits, radix: 16) {
        result.append(byte)
      } else if bytes[place + 1] != 0x0D {
        result += bytes[place...(place + 2)]
      }
      place += 3
    }
    return result
  }
}
