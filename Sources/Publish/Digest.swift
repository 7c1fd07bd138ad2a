import CFiles
import Crypto
import Foundation
import Glibc

/// A SHA-256 as the manifest writes it, with the number of bytes it covers.
package struct Digest: Hashable, Sendable {
  /// 64 lower-case hexadecimal digits.
  package let sha256: String
  package let byteCount: Int

  package init(sha256: String, byteCount: Int) {
    self.sha256 = sha256
    self.byteCount = byteCount
  }

  package init(of bytes: [UInt8]) {
    self.init(sha256: Self.text(SHA256.hash(data: bytes)), byteCount: bytes.count)
  }

  fileprivate static func text(_ digest: SHA256Digest) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in digest {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}

/// The digest of a regular file, read in blocks so that its size does not matter.
package func sha256(ofFile path: String) throws(PublishFailure) -> Digest {
  let descriptor = FileSystem.retrying { jalon_open_file(path) }
  guard descriptor >= 0 else { throw .readOrWrite(path: path, reason: .last) }
  defer { _ = close(descriptor) }
  guard jalon_is_open_file(descriptor) else {
    throw .readOrWrite(path: path, reason: SystemReason(code: EISDIR))
  }
  let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
  var hasher = SHA256()
  var byteCount = 0
  do {
    while let block = try file.read(upToCount: 1 << 18), !block.isEmpty {
      hasher.update(data: block)
      byteCount += block.count
    }
  } catch {
    throw .readOrWrite(path: path, reason: SystemReason(error))
  }
  return Digest(sha256: Digest.text(hasher.finalize()), byteCount: byteCount)
}
