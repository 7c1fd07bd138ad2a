import Foundation
import Publish
import Report

/// A folder of a test's own, removed when the test ends.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.path + "/jalon-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  static func / (folder: TemporaryFolder, name: String) -> String { folder.path + "/" + name }

  /// Every entry below, relative and sorted; links as `name -> target`.
  func tree(_ start: String = "") throws -> [String] {
    var entries: [String] = []
    for name in try FileManager.default.contentsOfDirectory(atPath: path + "/" + start).sorted() {
      let relative = start.isEmpty ? name : start + "/" + name
      if let target = try? FileManager.default.destinationOfSymbolicLink(atPath: self / relative) {
        entries.append(relative + " -> " + target)
        continue
      }
      var isFolder: ObjCBool = false
      _ = unsafe FileManager.default.fileExists(atPath: self / relative, isDirectory: &isFolder)
      entries += isFolder.boolValue ? [relative + "/"] + (try tree(relative)) : [relative]
    }
    return entries
  }

  func write(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: URL(filePath: self / name))
  }

  func text(_ name: String) throws -> String {
    try String(contentsOfFile: self / name, encoding: .utf8)
  }

  /// Permission bits, as in `0o640`.
  func mode(_ name: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: self / name)[.posixPermissions] as? Int
  }
}

extension OutputFolder {
  /// Publishes whole documents in one go.
  @discardableResult
  func publish(_ documents: [Document], manifest: Manifest) throws(PublishFailure) -> PublishedRun {
    var draft = try draft(asOf: manifest.asOf)
    for document in documents { try draft.write(document) }
    return try publish(draft, manifest: manifest)
  }
}
