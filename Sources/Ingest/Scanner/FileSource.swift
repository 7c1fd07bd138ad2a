import Glibc

/// A regular file, read in order in blocks.
///
/// Never mapped: a mapped file that somebody cuts short kills the process.
@safe
final class FileSource: ByteSource {
  let descriptor: Int32
  private let opened: Identity
  private var offset = 0

  /// What must not change while a file is read.
  struct Identity: Equatable {
    var size: Int
    var seconds: Int
    var nanoseconds: Int
  }

  /// Opens without waiting, so that a FIFO nobody writes to does not hang the night.
  init(path: String) throws(ScanFailure) {
    descriptor = try Self.open(path)
    do throws(ScanFailure) {
      opened = try Self.identity(descriptor)
    } catch {
      close(descriptor)
      throw error
    }
  }

  deinit { close(descriptor) }

  var storedByteCount: Int { opened.size }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(ScanFailure) -> Int {
    let count = try unsafe read(into: buffer, at: offset)
    offset += count
    return count
  }

  /// Fills the buffer from a place in the file, fewer bytes only at its end.
  ///
  /// Safe from any thread.
  func read(
    into buffer: UnsafeMutableRawBufferPointer, at start: Int
  ) throws(ScanFailure) -> Int {
    guard let base = buffer.baseAddress else { return 0 }
    var filled = 0
    while filled < buffer.count {
      let count = unsafe pread(descriptor, base + filled, buffer.count - filled, start + filled)
      if count > 0 {
        filled += count
      } else if count == 0 {
        break
      } else if errno != EINTR {
        throw .system(operation: "read", code: errno)
      }
    }
    return filled
  }

  /// The first bytes of the file, fewer when it is shorter.
  func start(_ count: Int) throws(ScanFailure) -> [UInt8] { try bytes(count, at: 0) }

  /// Bytes from a place in the file, fewer at its end.
  func bytes(_ count: Int, at start: Int) throws(ScanFailure) -> [UInt8] {
    let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 1)
    defer { unsafe bytes.deallocate() }
    let read = try unsafe read(into: bytes, at: start)
    return unsafe Array(bytes[..<read])
  }

  /// Puts the descriptor's own position, which `read` leaves alone, at the start.
  func rewind() throws(ScanFailure) {
    guard lseek(descriptor, 0, SEEK_SET) == 0 else {
      throw .system(operation: "lseek", code: errno)
    }
  }

  func checkUnchanged() throws(ScanFailure) {
    guard try Self.identity(descriptor) == opened else { throw .changedWhileReading }
  }

  private static func open(_ path: String) throws(ScanFailure) -> Int32 {
    while true {
      let descriptor = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
      if descriptor >= 0 { return descriptor }
      switch errno {
      case EINTR: continue
      case ENOENT, ENOTDIR: throw .missing
      case EACCES, EPERM: throw .unreadable
      case ENXIO: throw .notRegularFile
      default: throw .system(operation: "open", code: errno)
      }
    }
  }

  private static func identity(_ descriptor: Int32) throws(ScanFailure) -> Identity {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      throw .system(operation: "fstat", code: errno)
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG:
      return Identity(
        size: Int(status.st_size), seconds: status.st_mtim.tv_sec,
        nanoseconds: status.st_mtim.tv_nsec)
    case S_IFDIR: throw .isDirectory
    default: throw .notRegularFile
    }
  }
}
