import FoundationEssentials

/// How configuration files and names of exports are reached, so that tests can hold them in memory.
package protocol FileAccess: Sendable {
  /// The bytes of a file. Paths are as people write them, relative ones to the working directory.
  func bytes(atPath path: String) throws(FileAccessFailure) -> [UInt8]
  /// The names in a directory, sorted; empty when there is no such directory.
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
