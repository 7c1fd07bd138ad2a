import Archive
import Calendar
import Configuration
import Foundation
import Glibc
import Ingest
import Publish

/// The exports and the configuration of an archived run, as files of this machine for as long as
/// this value lives.
///
/// The exports are put into a folder of their own that only this user can open; the configuration
/// stays in memory.
final class ArchivedInputs {
  let run: ArchivedRun
  let files: ArchivedFiles
  private let folder: String

  private static let prefix = "jalon-restored-"

  /// `configuration` is the path of the configuration file, which the names of the others are seen
  /// from.
  init(_ run: ArchivedRun, of archive: Archive, configuration: String) throws {
    self.run = run
    Self.sweep()
    folder =
      FileManager.default.temporaryDirectory.path + "/" + Self.prefix
      + "\(ProcessInfo.processInfo.processIdentifier)-\(UUID().uuidString)"
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: false,
      attributes: [.posixPermissions: 0o700])
    var texts: [String: [UInt8]] = [:]
    var exports: [String: String] = [:]
    let base = URL(filePath: configuration).deletingLastPathComponent().relativePath
    for (index, file) in try archive.inputs(of: run).enumerated() {
      let name = ArchivedFiles.joined(base == "." ? "" : base, file.name)
      switch file.role {
      case .configuration:
        var bytes: [UInt8] = []
        _ = try archive.forEachChunk(ofContent: file.sha256) { bytes += $0 }
        texts[name] = bytes
      case .export:
        // The ending tells some files apart; the rest of the name does not matter.
        let path = "\(folder)/\(index)-\(file.name.split(separator: "/").last ?? "")"
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        guard let handle = FileHandle(forWritingAtPath: path) else {
          throw ArchiveFailure.readOrWrite(path: path, reason: "it cannot be made")
        }
        _ = try archive.forEachChunk(ofContent: file.sha256) { try handle.write(contentsOf: $0) }
        try handle.close()
        exports[name] = path
      case .figures: break
      }
    }
    // The configuration may have another name today.
    if texts[configuration] == nil,
      let only = try archive.inputs(of: run).first(where: {
        $0.role == .configuration && $0.name.hasSuffix("jalon.yaml")
      })
    {
      texts[configuration] = texts[ArchivedFiles.joined(base == "." ? "" : base, only.name)]
    }
    files = ArchivedFiles(texts: texts, exports: exports)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// Makes a plan read the restored files, under the names they had.
  func redirect(_ plan: inout ReadPlan) {
    for source in plan.sources.indices {
      plan.sources[source].files = plan.sources[source].files.map { file in
        (path: files.located(file.path) ?? file.path, name: file.name)
      }
    }
  }

  /// Removes what killed processes left: exports hold personal data.
  static func sweep() {
    let parent = FileManager.default.temporaryDirectory.path
    for name in (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
    where name.hasPrefix(prefix) {
      let digits = name.dropFirst(prefix.count).prefix { $0.isNumber }
      guard let process = pid_t(digits), kill(process, 0) != 0, errno == ESRCH else { continue }
      try? FileManager.default.removeItem(atPath: parent + "/" + name)
    }
  }
}

/// Files of an archived run where the configuration expects them.
struct ArchivedFiles: FileAccess {
  /// By path, seen from the working directory.
  let texts: [String: [UInt8]]
  /// By path, where the bytes are now.
  let exports: [String: String]

  func bytes(atPath path: String) throws(FileAccessFailure) -> [UInt8] {
    guard let bytes = texts[path] else { throw .missing }
    return bytes
  }

  /// Where the bytes of an export are now, or of a member of an archive.
  func located(_ path: String) -> String? {
    guard let (archive, member) = ArchivePath.parts(of: path) else { return exports[path] }
    return exports[archive].map { "\($0)/\(member)" }
  }

  func names(inDirectory path: String) -> [String] {
    if let archive = exports[path] { return LocalFiles().names(inDirectory: archive) }
    let folder = path.isEmpty ? "" : path.hasSuffix("/") ? path : path + "/"
    let names = exports.keys.filter { $0.hasPrefix(folder) }
      .map { String($0.dropFirst(folder.count).prefix { $0 != "/" }) }
    return Set(names).sorted()
  }

  static func joined(_ folder: String, _ name: String) -> String {
    folder.isEmpty || name.hasPrefix("/") ? name : folder + "/" + name
  }
}
