import Foundation

/// What of a text is somebody's name, and what stands for it from now on.
///
/// A name counts where it is a word of its own: a letter or a digit beside it makes it part of
/// another.
package struct Pseudonymisation: Sendable {
  /// The longest first, so that a name is found before a part of it.
  private let names: [[UInt8]]
  private let pseudonym: [UInt8]

  /// Names are given as people write them; their forms in pages, JSON and older encodings follow.
  package init(names: some Sequence<String>, pseudonym: String) {
    var forms: Set<[UInt8]> = []
    for name in names where name.unicodeScalars.count > 1 {
      forms.insert(Array(name.utf8))
      let escaped = name.replacingOccurrences(of: "&", with: "&amp;")
      for quote in ["&#39;", "&apos;", "&#x27;"] {
        forms.insert(Array(escaped.replacingOccurrences(of: "'", with: quote).utf8))
      }
      forms.insert(Array(name.replacingOccurrences(of: "\"", with: "\\\"").utf8))
      let encodings: [String.Encoding] = [
        .windowsCP1252, .utf16LittleEndian, .utf16BigEndian, .macOSRoman,
      ]
      for encoding in encodings {
        if let data = name.data(using: encoding) { forms.insert(Array(data)) }
      }
    }
    self.names = forms.sorted { ($1.count, $0.first ?? 0) < ($0.count, $1.first ?? 0) }
    self.pseudonym = Array(pseudonym.utf8)
  }

  /// The text with every name replaced; nothing where none is in it.
  package func applied(to text: [UInt8]) -> [UInt8]? {
    let firsts = Set(names.compactMap(\.first))
    var result: [UInt8] = []
    var kept = 0
    var place = 0
    while place < text.count {
      guard firsts.contains(text[place]), place == 0 || !Self.isWord(text[place - 1]),
        let name = names.first(where: { matches($0, text, at: place) })
      else {
        place += 1
        continue
      }
      result += text[kept..<place]
      // UTF-16 has a zero beside each letter.
      result += name.contains(0) ? Self.widened(pseudonym, like: name) : pseudonym
      place += name.count
      kept = place
    }
    guard kept > 0 else { return nil }
    return result + text[kept...]
  }

  private func matches(_ name: [UInt8], _ text: [UInt8], at place: Int) -> Bool {
    let end = place + name.count
    guard end <= text.count, text[place..<end].elementsEqual(name) else { return false }
    return end == text.count || name.last == 0 || !Self.isWord(text[end])
  }

  /// Letters and digits of ASCII, and every byte of a letter beyond it.
  private static func isWord(_ byte: UInt8) -> Bool {
    byte >= 0x80 || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF)
  }

  private static func widened(_ text: [UInt8], like name: [UInt8]) -> [UInt8] {
    text.flatMap { name.first == 0 ? [0, $0] : [$0, 0] }
  }
}

extension OutputFolder {
  /// Takes somebody out of the stored runs: texts are rewritten, what is not text and names them, and
  /// their mails, are removed, and the manifest says so.
  ///
  /// `scope` is theirs as the command line writes it: `rep:alice`. Returns the runs that were touched.
  package func forget(
    _ names: Pseudonymisation, scope: String, pseudonym: String
  ) throws(PublishFailure) -> [PublishedRun] {
    var touched: [PublishedRun] = []
    for run in try runs()
    where try forget(names, in: root + "/" + run.path, scope: scope, pseudonym: pseudonym) {
      touched.append(run)
    }
    for run in heldRuns() {
      _ = try forget(names, in: root + "/" + run.heldPath, scope: scope, pseudonym: pseudonym)
    }
    let log = root + "/" + SendLog.fileName
    if !FileSystem.isMissing(log), let new = names.applied(to: Array(try FileSystem.read(log))) {
      try FileSystem.replace(log, mode: RunDraft.Mode.personal, bytes: new)
    }
    return touched
  }

  private func forget(
    _ names: Pseudonymisation, in run: String, scope: String, pseudonym: String
  ) throws(PublishFailure) -> Bool {
    var manifest = try manifest(ofRunFolder: run)
    let folder = manifest.folders[scope]
    var outputs: [Manifest.File] = []
    var isTouched = false
    for file in manifest.outputs {
      let path = run + "/" + file.path
      let bytes = Array(try FileSystem.read(path))
      let isMail = file.path.hasSuffix(".eml")
      let isText = [".html", ".xhtml", ".json", ".csv"].contains { file.path.hasSuffix($0) }
      // A mail hides names in its encoding, and nobody needs it any more.
      let shown = isMail ? Self.decoded(bytes) : bytes
      guard let new = names.applied(to: shown) else {
        outputs.append(file)
        continue
      }
      isTouched = true
      guard isText else {
        FileSystem.remove(path)
        continue
      }
      let mode = RunDraft.Mode.shared
      try FileSystem.replace(path, mode: mode, bytes: new)
      outputs.append(Manifest.File(path: file.path, digest: Digest(of: new)))
    }
    if let folder, FileSystem.isFolder(run + "/reps/" + folder) {
      isTouched = true
      try FileSystem.rename(run + "/reps/" + folder, to: run + "/reps/" + pseudonym)
      outputs = outputs.map { file in
        var file = file
        if file.path.hasPrefix("reps/\(folder)/") {
          file.path = "reps/\(pseudonym)" + file.path.dropFirst("reps/\(folder)".count)
        }
        return file
      }
    }
    guard isTouched else { return false }
    manifest.outputs = outputs.sorted { $0.path < $1.path }
    manifest.forgotten = (manifest.forgotten ?? []) + [pseudonym]
    manifest.folders = Dictionary(
      manifest.folders.map { key, slug in
        slug == folder && key == scope ? ("rep:\(pseudonym)", pseudonym) : (key, slug)
      }, uniquingKeysWith: { first, _ in first })
    try FileSystem.replace(
      run + "/" + Manifest.fileName, mode: RunDraft.Mode.shared, bytes: manifest.encoded())
    return true
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
