import Foundation
import Glibc

/// What the operating system answered to a refused call.
package struct SystemReason: Error, Hashable, Sendable {
  /// Value of `errno`; 0 when the system gave none.
  package let code: Int32

  package init(code: Int32) { self.code = code }

  /// The answer to the call that has just failed.
  static var last: SystemReason { SystemReason(code: errno) }

  /// The answer behind an error of Foundation, which wraps it once or twice.
  init(_ error: any Error) {
    var next: NSError? = error as NSError
    while let current = next, current.domain != NSPOSIXErrorDomain {
      next = (current.userInfo[NSUnderlyingErrorKey] as? any Error).map { $0 as NSError }
    }
    code = next.map { Int32(clamping: $0.code) } ?? 0
  }

  /// Whether rights are missing, rather than space or a working disk.
  package var isPermission: Bool { code == EACCES || code == EPERM }
}

extension SystemReason: CustomStringConvertible {
  /// The usual words in English, whatever the machine's locale; the number for the rare ones.
  package var description: String {
    switch code {
    case EACCES: "permission denied"
    case EPERM: "operation not permitted"
    case ENOENT: "no such file or folder"
    case EEXIST: "it exists already"
    case ENOTDIR: "a part of the path is not a folder"
    case EISDIR: "it is a folder"
    case ENOSPC: "no space left on the device"
    case EDQUOT: "disk quota exceeded"
    case EFBIG: "file too large"
    case EROFS: "read-only file system"
    case EIO: "input/output error"
    case EMFILE, ENFILE: "too many open files"
    case ELOOP: "it is a link, or a loop of links"
    case ENAMETOOLONG: "name too long"
    case ENOTEMPTY: "the folder is not empty"
    case 0: "unknown reason"
    default: "system error \(code)"
    }
  }
}
