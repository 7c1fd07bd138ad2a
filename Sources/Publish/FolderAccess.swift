import Foundation

/// Who may open a folder of a run: a page is for those whose scope it is about (ruling 38).
package struct FolderAccess: Hashable, Sendable {
  /// Relative to the run's folder: `teams/nord`; empty for the folder itself.
  package var folder: String
  /// Name of a user of this machine; nothing leaves the one of the process.
  package var user: String?
  /// Name of a group of this machine.
  package var group: String?
  /// Permission bits of folders; files get the same without the right to enter.
  package var mode: UInt32?

  package init(folder: String, user: String? = nil, group: String? = nil, mode: UInt32? = nil) {
    self.folder = folder
    self.user = user
    self.group = group
    self.mode = mode
  }

  /// Gives the folder and all it holds, but not the folders of other rules, to whom it is for.
  func apply(to run: String, except others: Set<String>) throws(PublishFailure) {
    let path = folder.isEmpty ? run : run + "/" + folder
    guard FileSystem.isFolder(path) else { return }
    try apply(path: path, relative: folder, others: others)
  }

  private func apply(
    path: String, relative: String, others: Set<String>
  ) throws(PublishFailure) {
    for name in try FileSystem.names(in: path) {
      let child = relative.isEmpty ? name : relative + "/" + name
      if FileSystem.isFolder(path + "/" + name) {
        // Mails stay with the process that sends them.
        if others.contains(child) || child == "mail" { continue }
        try apply(path: path + "/" + name, relative: child, others: others)
      } else {
        try give(path + "/" + name, mode: mode.map { $0 & 0o666 })
      }
    }
    // The folder itself last: its new owner may keep us out.
    try give(path, mode: relative.isEmpty ? nil : mode)
  }

  private func give(_ path: String, mode: UInt32?) throws(PublishFailure) {
    var attributes: [FileAttributeKey: Any] = [:]
    if let user { attributes[.ownerAccountName] = user }
    if let group { attributes[.groupOwnerAccountName] = group }
    if let mode { attributes[.posixPermissions] = Int(mode) }
    guard !attributes.isEmpty else { return }
    do {
      try FileManager.default.setAttributes(attributes, ofItemAtPath: path)
    } catch {
      throw .readOrWrite(path: path, reason: SystemReason(error))
    }
  }
}
