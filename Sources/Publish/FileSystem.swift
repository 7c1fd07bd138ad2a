import CFiles
import Foundation
import Glibc

/// The few operations on files that publishing is made of, each of which throws what the system
/// answered.
///
/// Descriptors are closed when they go out of scope.
enum FileSystem {
  /// Writes a new file, durable when this returns.
  ///
  /// The mode is exact, whatever the umask.
  static func create(
    _ path: String, mode: mode_t, bytes: some DataProtocol
  ) throws(PublishFailure) {
    try create(path, mode: mode) { write throws(PublishFailure) in try write(bytes) }
  }

  /// Writes a new file of the parts that `body` hands over, durable when this returns.
  static func create<Bytes: DataProtocol>(
    _ path: String, mode: mode_t,
    _ body: ((Bytes) throws(PublishFailure) -> Void) throws(PublishFailure) -> Void
  ) throws(PublishFailure) {
    let descriptor = retrying { jalon_create_file(path, mode) }
    guard descriptor >= 0 else { throw .cannotCreate(path: path, reason: .last) }
    try finish(descriptor, path, mode: mode, body)
  }

  /// Adds to the end of a file, made when it is missing; durable when this returns.
  static func append(
    _ path: String, mode: mode_t, bytes: some DataProtocol
  ) throws(PublishFailure) {
    let descriptor = retrying { jalon_append_file(path, mode) }
    guard descriptor >= 0 else { throw .cannotCreate(path: path, reason: .last) }
    try finish(descriptor, path, mode: mode) { write throws(PublishFailure) in
      try write(bytes)
    }
  }

  /// Writes a file anew in one step: readers see the old or the new one, never a part.
  static func replace(
    _ path: String, mode: mode_t, bytes: some DataProtocol
  ) throws(PublishFailure) {
    let temporary = path + OutputNames.temporarySuffix
    _ = jalon_remove_file(temporary)
    do {
      try create(temporary, mode: mode, bytes: bytes)
      try rename(temporary, to: path)
    } catch {
      _ = jalon_remove_file(temporary)
      throw error
    }
  }

  /// Writes a new file of the parts that `body` hands over; it is durable when `durability` says so.
  static func create<Bytes: DataProtocol>(
    _ path: String, mode: mode_t, by durability: Durability,
    _ body: ((Bytes) throws(PublishFailure) -> Void) throws(PublishFailure) -> Void
  ) throws(PublishFailure) {
    let descriptor = retrying { jalon_create_file(path, mode) }
    guard descriptor >= 0 else { throw .cannotCreate(path: path, reason: .last) }
    try write(descriptor, path, mode: mode, body)
    try durability.add(descriptor, path)
  }

  private static func finish<Bytes: DataProtocol>(
    _ descriptor: Int32, _ path: String, mode: mode_t,
    _ body: ((Bytes) throws(PublishFailure) -> Void) throws(PublishFailure) -> Void
  ) throws(PublishFailure) {
    try write(descriptor, path, mode: mode, body)
    try settle(descriptor, path)
  }

  /// Writes what `body` hands over; after an error the descriptor is closed.
  private static func write<Bytes: DataProtocol>(
    _ descriptor: Int32, _ path: String, mode: mode_t,
    _ body: ((Bytes) throws(PublishFailure) -> Void) throws(PublishFailure) -> Void
  ) throws(PublishFailure) {
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
    do {
      guard retrying({ fchmod(descriptor, mode) }) == 0 else { throw SystemReason.last }
      try body { part throws(PublishFailure) in
        do {
          try file.write(contentsOf: part)
        } catch {
          throw .readOrWrite(path: path, reason: SystemReason(error))
        }
      }
    } catch {
      _ = close(descriptor)
      if let failure = error as? PublishFailure { throw failure }
      throw .readOrWrite(path: path, reason: (error as? SystemReason) ?? SystemReason(error))
    }
  }

  /// Makes what was written to a descriptor durable, and closes it.
  static func settle(_ descriptor: Int32, _ path: String) throws(PublishFailure) {
    guard retrying({ fsync(descriptor) }) == 0 else {
      let reason = SystemReason.last
      _ = close(descriptor)
      throw .readOrWrite(path: path, reason: reason)
    }
    // Linux releases the descriptor even when it reports a late write error, so never twice.
    guard close(descriptor) == 0 || errno == EINTR else {
      throw .readOrWrite(path: path, reason: .last)
    }
  }

  /// The bytes of a regular file.
  static func read(_ path: String) throws(PublishFailure) -> Data {
    var bytes = Data()
    try forEachBlock(of: path) { bytes += $0 }
    return bytes
  }

  /// Reads a regular file in blocks, so that its size does not matter.
  static func forEachBlock(
    of path: String, _ body: (Data) -> Void
  ) throws(PublishFailure) {
    let descriptor = retrying { jalon_open_file(path) }
    guard descriptor >= 0 else { throw .readOrWrite(path: path, reason: .last) }
    defer { _ = close(descriptor) }
    guard jalon_is_open_file(descriptor) else {
      throw .readOrWrite(path: path, reason: SystemReason(code: EISDIR))
    }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
    do {
      while let block = try file.read(upToCount: 1 << 18), !block.isEmpty { body(block) }
    } catch {
      throw .readOrWrite(path: path, reason: SystemReason(error))
    }
  }

  /// Makes a folder with exactly this mode; a folder that is there is left as it is.
  static func makeFolder(_ path: String, mode: mode_t) throws(PublishFailure) {
    guard jalon_make_folder(path, mode) == 0 else {
      let reason = SystemReason.last
      if reason.code == EEXIST, isFolder(path) { return }
      throw .cannotCreate(path: path, reason: reason)
    }
    do {
      try setMode(mode, ofFolder: path)
    } catch {
      _ = jalon_remove_folder(path)
      throw error
    }
  }

  static func setMode(_ mode: mode_t, ofFolder path: String) throws(PublishFailure) {
    try onFolder(path) { fchmod($0, mode) }
  }

  /// Makes what a folder lists durable: new names, renames and removals.
  static func synchronizeFolder(_ path: String) throws(PublishFailure) {
    try onFolder(path) { fsync($0) }
  }

  /// The same while the caller goes on, who ends `durability`.
  static func synchronizeFolder(
    _ path: String, by durability: Durability
  ) throws(PublishFailure) {
    let descriptor = retrying { jalon_open_folder(path) }
    guard descriptor >= 0 else { throw .readOrWrite(path: path, reason: .last) }
    try durability.add(descriptor, path)
  }

  static func rename(_ source: String, to target: String) throws(PublishFailure) {
    guard retrying({ jalon_rename(source, target) }) == 0 else {
      throw .readOrWrite(path: target, reason: .last)
    }
  }

  /// Exchanges two files or folders in one step; says whether the file system can.
  static func exchange(_ first: String, _ second: String) throws(PublishFailure) -> Bool {
    guard retrying({ jalon_exchange(first, second) }) != 0 else { return true }
    let reason = SystemReason.last
    guard [EINVAL, ENOSYS, EOPNOTSUPP].contains(reason.code) else {
      throw .readOrWrite(path: second, reason: reason)
    }
    return false
  }

  /// Gives a file a second name; says whether the file system did.
  static func link(_ path: String, to second: String) -> Bool {
    jalon_make_second_name(path, second) == 0
  }

  /// Gives a file or folder the mode and the owner of another.
  static func copyAccess(of source: String, to target: String) throws(PublishFailure) {
    guard jalon_copy_access(source, target) == 0 else {
      throw .readOrWrite(path: target, reason: .last)
    }
  }

  /// Points the link `path` at `target` in one step: readers see the old or the new one, never none.
  static func replaceLink(_ path: String, target: String) throws(PublishFailure) {
    let temporary = path + OutputNames.temporarySuffix
    _ = jalon_remove_file(temporary)
    guard jalon_make_link(target, temporary) == 0 else {
      throw .cannotCreate(path: path, reason: .last)
    }
    do {
      try rename(temporary, to: path)
    } catch {
      _ = jalon_remove_file(temporary)
      throw error
    }
  }

  /// Removes a file, a link or a folder with all it holds, never following a link.
  ///
  /// What cannot be removed stays: the caller is cleaning up and has a better error to report.
  static func remove(_ path: String) {
    guard jalon_is_folder(path) else {
      _ = jalon_remove_file(path)
      return
    }
    for name in (try? names(in: path)) ?? [] { remove(path + "/" + name) }
    _ = jalon_remove_folder(path)
  }

  /// The names in a folder, sorted.
  static func names(in folder: String) throws(PublishFailure) -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    } catch {
      throw .readOrWrite(path: folder, reason: SystemReason(error))
    }
  }

  // Of the path itself: a link to a folder is a link.
  static func isMissing(_ path: String) -> Bool { jalon_is_missing(path) }
  static func isFolder(_ path: String) -> Bool { jalon_is_folder(path) }
  static func isLink(_ path: String) -> Bool { jalon_is_link(path) }
  static func isRegularFile(_ path: String) -> Bool { jalon_is_file(path) }

  /// Repeats a call that a signal interrupted.
  static func retrying(_ call: () -> Int32) -> Int32 {
    while true {
      let result = call()
      if result >= 0 || errno != EINTR { return result }
    }
  }

  private static func onFolder(
    _ path: String, _ call: (Int32) -> Int32
  ) throws(PublishFailure) {
    let descriptor = retrying { jalon_open_folder(path) }
    guard descriptor >= 0 else { throw .readOrWrite(path: path, reason: .last) }
    let result = retrying { call(descriptor) }
    let reason = SystemReason.last
    _ = close(descriptor)
    guard result == 0 else { throw .readOrWrite(path: path, reason: reason) }
  }
}
