import FoundationEssentials

/// A file of a published run that is not as its manifest says.
package struct Discrepancy: Hashable, Sendable {
  package enum Kind: String, Sendable {
    case missing
    case changed
    /// In the folder, but not in the manifest.
    case unexpected
    /// Not a regular file, or one that cannot be read.
    case unreadable
  }

  /// Relative to the run's folder.
  package let path: String
  package let kind: Kind

  package init(path: String, kind: Kind) {
    self.path = path
    self.kind = kind
  }
}

/// Reads the manifest of a run's folder.
package func manifest(ofRunFolder folder: String) throws(PublishFailure) -> Manifest {
  let path = folder + "/" + Manifest.fileName
  guard !FileSystem.isMissing(path) else { throw .noRun(folder: folder) }
  let data = try FileSystem.read(path)
  guard let manifest = try? JSONDecoder().decode(Manifest.self, from: data),
    manifest.format == Manifest.formatVersion
  else { throw .unreadableManifest(path: path) }
  return manifest
}

/// Compares a run's folder with its manifest; nothing found means that no file was changed, removed
/// or added since it was published.
///
/// Sorted by path.
package func verify(runFolder folder: String) throws(PublishFailure) -> [Discrepancy] {
  let manifest = try manifest(ofRunFolder: folder)
  var found: [Discrepancy] = []
  for file in manifest.outputs {
    guard OutputNames.isInside(file.path) else {
      found.append(Discrepancy(path: file.path, kind: .unreadable))
      continue
    }
    let path = folder + "/" + file.path
    if FileSystem.isMissing(path) {
      found.append(Discrepancy(path: file.path, kind: .missing))
    } else if !FileSystem.isRegularFile(path) {
      found.append(Discrepancy(path: file.path, kind: .unreadable))
    } else if let digest = try? sha256(ofFile: path) {
      if Manifest.File(path: file.path, digest: digest) != file {
        found.append(Discrepancy(path: file.path, kind: .changed))
      }
    } else {
      found.append(Discrepancy(path: file.path, kind: .unreadable))
    }
  }
  let expected = Set(manifest.outputs.map(\.path) + [Manifest.fileName])
  for path in try files(below: folder) where !expected.contains(path) {
    found.append(Discrepancy(path: path, kind: .unexpected))
  }
  return found.sorted { $0.path < $1.path }
}

/// Every entry below a folder that is no folder itself, relative to it; links are not followed.
func files(
  below folder: String, prefix: String = ""
) throws(PublishFailure) -> [String] {
  var found: [String] = []
  for name in try FileSystem.names(in: folder) {
    let path = folder + "/" + name
    if FileSystem.isFolder(path) {
      found += try files(below: path, prefix: prefix + name + "/")
    } else {
      found.append(prefix + name)
    }
  }
  return found
}
