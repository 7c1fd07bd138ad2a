/// Why a run was not published.
///
/// Whatever the case, the links still point where they did and nothing of the attempt is left
/// behind.
package enum PublishFailure: Error, Hashable, Sendable {
  /// Another run holds the lock of this output folder.
  case locked(folder: String)
  /// A folder, file or link could not be made.
  case cannotCreate(path: String, reason: SystemReason)
  /// Bytes could not be read, written or made durable.
  case readOrWrite(path: String, reason: SystemReason)
  /// A document has no path inside the run's folder, or two have the same: a fault of ours.
  case unusableDocumentPath(String)
  /// A folder that should hold a run holds none.
  case noRun(folder: String)
  /// The manifest of a run is no manifest of ours.
  case unreadableManifest(path: String)
  /// The as-of date is not written `YYYY-MM-DD`: a fault of ours.
  case unusableDate(String)
}

extension PublishFailure: CustomStringConvertible {
  /// One line for people, without a final full stop.
  package var description: String {
    switch self {
    case .locked(let folder): "another run is writing to \(folder)"
    case .cannotCreate(let path, let reason): "cannot create \(path): \(reason)"
    case .readOrWrite(let path, let reason): "cannot read or write \(path): \(reason)"
    case .unusableDocumentPath(let path): "the document path '\(path)' is unusable or used twice"
    case .noRun(let folder): "there is no published run in \(folder)"
    case .unreadableManifest(let path): "\(path) is not a manifest that this version can read"
    case .unusableDate(let text): "'\(text)' is not a date YYYY-MM-DD"
    }
  }
}
