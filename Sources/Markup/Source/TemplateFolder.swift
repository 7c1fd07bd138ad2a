import Glibc

/// Where template files come from; nothing outside it is ever read.
package struct TemplateFolder: Sendable {
  private indirect enum Storage: Sendable {
    case directory(String)
    case memory([String: [UInt8]])
    /// The files of a folder, and those of another that it lacks.
    case layered(TemplateFolder, over: TemplateFolder)
  }
  private let storage: Storage

  /// A folder of files.
  ///
  /// Symbolic links are followed as long as they stay inside it.
  package init(path: String) { storage = .directory(path) }

  /// Files given as bytes, by their path in the folder (embedded templates, tests).
  package init(files: [String: [UInt8]]) { storage = .memory(files) }

  /// This folder, with the files of another where it has none of that name.
  package func over(_ base: TemplateFolder) -> TemplateFolder {
    TemplateFolder(storage: .layered(self, over: base))
  }

  private init(storage: Storage) { self.storage = storage }

  /// Whether the folder makes a page of this name that it may do without.
  ///
  /// A folder that makes pages of its own makes only those; one that changes parts makes all pages
  /// of the folder below it.
  package func isPage(_ name: String) -> Bool {
    switch storage {
    case .layered(let top, let base):
      top.holdsPages ? top.names.contains(name) : !top.isMissing && base.isPage(name)
    case .directory, .memory: names.contains(name)
    }
  }

  private var isMissing: Bool {
    if case .directory(let path) = storage { return resolved(path) == nil }
    return false
  }

  private var holdsPages: Bool {
    names.contains { $0.hasSuffix(".xhtml") && !$0.contains("/") && $0 != "frame.xhtml" }
  }

  /// Why a file cannot be had: the end of "'name' …", and the identifier.
  struct Problem: Error {
    var id: String
    var reason: String
    var fix: String?
  }

  /// The bytes of a file, at most one more than the limit of a template.
  func read(_ name: String) throws(Problem) -> [UInt8] {
    guard Self.isInside(name) else {
      throw Problem(
        id: "template-outside-folder", reason: "leads outside the template folder",
        fix: "name a file of the template folder, without '..' and without leading '/'")
    }
    switch storage {
    case .memory(let files):
      guard let bytes = files[name] else { throw missing(name) }
      return bytes.count > TemplateLimit.fileBytes
        ? Array(bytes.prefix(TemplateLimit.fileBytes + 1)) : bytes
    case .directory(let path):
      return try read(name, in: path)
    case .layered(let top, let base):
      return try (top.isMissing || top.names.contains(name) ? top : base).read(name)
    }
  }

  /// Relative, made of plain names.
  private static func isInside(_ name: String) -> Bool {
    let parts = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    return parts.allSatisfy { part in
      !part.isEmpty && part.first != UInt8(ascii: ".")
        && part.allSatisfy { $0 > 0x20 && $0 != 0x5C }
    }
  }

  private func missing(_ name: String) -> Problem {
    let names = self.names
    if let near = nearestName(to: name, among: names) {
      return Problem(
        id: "template-unknown-file", reason: "is not in the template folder",
        fix: "did you mean '\(near)'?")
    }
    let known = names.prefix(12).map { "'\($0)'" }.joined(separator: ", ")
    return Problem(
      id: "template-unknown-file", reason: "is not in the template folder",
      fix: known.isEmpty ? nil : "the folder holds \(known)")
  }

  private func read(_ name: String, in folder: String) throws(Problem) -> [UInt8] {
    guard let root = resolved(folder) else {
      throw Problem(
        id: "template-unreadable", reason: "cannot be read: the folder '\(folder)' does not exist",
        fix: "correct 'templates' under 'pages' in the configuration")
    }
    guard let path = resolved("\(root)/\(name)") else { throw missing(name) }
    guard path.hasPrefix(root == "/" ? "/" : root + "/") else {
      throw Problem(
        id: "template-outside-folder", reason: "is a link that leads outside the template folder",
        fix: "copy the file into the folder")
    }
    // O_NONBLOCK: opening a named pipe must not wait for a writer.
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw Problem(
        id: "template-unreadable",
        reason: "cannot be read: \(unsafe String(cString: strerror(errno)))",
        fix: "give the user of the batch the right to read it"
      )
    }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw Problem(
        id: "template-unreadable", reason: "is not a regular file", fix: "put a file there")
    }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count <= TemplateLimit.fileBytes {
      let count = unsafe Glibc.read(descriptor, &block, block.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        throw Problem(
          id: "template-unreadable",
          reason: "cannot be read: \(unsafe String(cString: strerror(errno)))",
          fix: "check the disk, then run again")
      }
      if count == 0 { break }
      bytes += block[..<count]
    }
    return bytes
  }

  private func resolved(_ path: String) -> String? {
    guard let pointer = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(pointer) }
    return unsafe String(cString: pointer)
  }

  /// The files of the folder and of its folders, for "did you mean".
  var names: [String] {
    switch storage {
    case .memory(let files): files.keys.sorted()
    case .directory(let path): list(path, prefix: "", depth: 3).sorted()
    case .layered(let top, let base): Set(top.names).union(base.names).sorted()
    }
  }

  private func list(_ path: String, prefix: String, depth: Int) -> [String] {
    guard depth > 0, let directory = unsafe opendir(path) else { return [] }
    defer { unsafe closedir(directory) }
    var names: [String] = []
    while names.count < 1000, let entry = unsafe readdir(directory) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        unsafe String(decoding: bytes.prefix(while: { $0 != 0 }), as: UTF8.self)
      }
      guard !name.hasPrefix(".") else { continue }
      if unsafe entry.pointee.d_type == UInt8(DT_DIR) {
        names += list("\(path)/\(name)", prefix: "\(prefix)\(name)/", depth: depth - 1)
      } else {
        names.append(prefix + name)
      }
    }
    return names
  }
}
