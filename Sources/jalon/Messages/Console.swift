import Foundation
import Glibc

/// Standard output and standard error, the only ones to write to them.
enum Console {
  static var outputIsTerminal: Bool { isatty(1) == 1 }
  static var errorIsTerminal: Bool { isatty(2) == 1 }

  /// Writes to standard output; false when it cannot be written.
  ///
  /// A reader that has gone away has seen all it wanted, so that is no failure.
  static func write(_ text: String) -> Bool { write(Array(text.utf8)) }

  static func write(_ bytes: [UInt8]) -> Bool {
    do {
      try FileHandle.standardOutput.write(contentsOf: bytes)
      return true
    } catch {
      let code = ((error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError)?.code
      return code == Int(EPIPE)
    }
  }

  /// Writes to standard error; when even that is closed there is nobody to tell.
  static func writeError(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Array(text.utf8))
  }
}
