import FoundationEssentials
import Ingest

/// How configuration files and names of exports are reached, so that tests can hold them in memory.
package protocol FileAccess: Sendable {
  /// The bytes of a file, or of `folder/all.zip/users.csv`. Paths are as people write them, relative
  /// ones to the working directory.
  func bytes(atPath path: String) throws(FileAccessFailure) -> [UInt8]
  /// The names in a directory, or of the text files in a ZIP archive, sorted; empty when there is
  /// neither.
  func names(inDirectory path: String) -> [String]
}

/// Why a file could not be read.
package enum FileAccessFailure: Error, Sendable, Equatable {
  case missing
  case unreadable(String)
}

/// The files of this machine.
package struct LocalFiles: FileAccess {
  /// Relative paths are seen from the working directory.
  package init() {}

  package func bytes(atPath path: String) throws(FileAccessFailure) -> [UInt8] {
    if let (archive, member) = ArchivePath.parts(of: path) {
      do throws(ArchivePath.MemberFailure) {
        return try ArchivePath.bytes(ofMember: member, inArchive: archive)
      } catch {
        switch error {
        case .missing: throw .missing
        case .unreadable(let reason): throw .unreadable(reason)
        }
      }
    }
    guard FileManager.default.fileExists(atPath: path) else { throw .missing }
    do {
      return Array(try Data(contentsOf: URL(filePath: path)))
    } catch {
      var isFolder = false
      _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      throw .unreadable(isFolder ? "it is a folder" : "the system refuses it")
    }
  }

  package func names(inDirectory path: String) -> [String] {
    if path.lowercased().hasSuffix(".zip") { return ArchivePath.members(ofArchive: path) }
    let names = try? FileManager.default.contentsOfDirectory(atPath: path.isEmpty ? "." : path)
    return (names ?? []).sorted()
  }
}

/// Paths with `/`, as they stand in a configuration file.
enum FilePath {
  /// The folder part, without a final slash; empty for a bare name.
  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "" }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  static func name(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return path }
    return String(path[path.index(after: slash)...])
  }

  /// `path` seen from `folder`; an absolute path stays as it is.
  static func joined(_ folder: String, _ path: String) -> String {
    if folder.isEmpty || path.hasPrefix("/") { return path }
    if path.isEmpty { return folder }
    return folder.hasSuffix("/") ? folder + path : "\(folder)/\(path)"
  }
}
