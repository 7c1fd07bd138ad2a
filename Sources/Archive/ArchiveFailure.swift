import Foundation
import GRDB

/// Why the archive could not be read or written.
///
/// Whatever was being written is rolled back.
package enum ArchiveFailure: Error, Hashable, Sendable {
  /// Another process has been writing for longer than we wait.
  case locked(path: String)
  /// The file or its folder cannot be made or opened.
  case cannotOpen(path: String, reason: String)
  /// The file or its folder belongs to somebody else.
  case notPermitted(path: String)
  /// The file is no archive, is damaged, or was written by a later version.
  case unusable(path: String, reason: String)
  case readOrWrite(path: String, reason: String)
  /// An input no longer has the size it had when it was read.
  case inputChanged(path: String)

  init(_ error: any Error, path: String) {
    if let failure = error as? ArchiveFailure {
      self = failure
      return
    }
    guard let error = error as? DatabaseError else {
      self = .readOrWrite(path: path, reason: "the file system refuses")
      return
    }
    let reason = error.message ?? "SQLite result \(error.resultCode.rawValue)"
    self =
      switch error.resultCode {
      case .SQLITE_BUSY, .SQLITE_LOCKED: .locked(path: path)
      case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM:
        Self.isForbidden(path) ? .notPermitted(path: path) : .cannotOpen(path: path, reason: reason)
      case .SQLITE_NOTADB, .SQLITE_CORRUPT, .SQLITE_SCHEMA:
        .unusable(path: path, reason: reason)
      default: .readOrWrite(path: path, reason: reason)
      }
  }

  /// Whether rights are missing where SQLite only says that it cannot: on the file, or on its folder,
  /// in which it makes a journal.
  ///
  /// On a disk that is read-only for everybody they are not what is missing.
  static func isForbidden(_ path: String) -> Bool {
    do {
      try FileHandle(forUpdating: URL(filePath: path)).close()
    } catch let error as CocoaError {
      return [.fileReadNoPermission, .fileWriteNoPermission].contains(error.code)
    } catch {
      return false
    }
    let folder = URL(filePath: path).deletingLastPathComponent().path
    return !FileManager.default.isWritableFile(atPath: folder)
  }
}

extension ArchiveFailure: CustomStringConvertible {
  /// One line for people, without a final full stop.
  package var description: String {
    switch self {
    case .locked(let path): "the archive \(path) is being written by another run"
    case .cannotOpen(let path, let reason): "cannot open the archive \(path): \(reason)"
    case .notPermitted(let path): "cannot open the archive \(path): permission denied"
    case .unusable(let path, let reason): "\(path) is not a usable archive: \(reason)"
    case .readOrWrite(let path, let reason): "cannot read or write \(path): \(reason)"
    case .inputChanged(let path): "\(path) changed while it was being read"
    }
  }
}
