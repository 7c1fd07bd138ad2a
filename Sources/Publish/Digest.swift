import CFiles
import Crypto
import FoundationEssentials

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

  /// The SHA-256 of bytes that are handed over in parts.
  package static func sha256(
    of parts: (_ add: ([UInt8]) -> Void) throws -> Void
  ) rethrows -> String {
    var builder = DigestBuilder()
    try parts { builder.add($0) }
    return builder.finish().sha256
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

/// The digest of a regular file of any size.
package func sha256(ofFile path: String) throws(PublishFailure) -> Digest {
  var builder = DigestBuilder()
  try FileSystem.forEachBlock(of: path) { builder.add($0) }
  return builder.finish()
}

/// What tells whether a file was written to or replaced while it was read; links are followed.
package struct FileStamp: Hashable, Sendable {
  private let fields: [UInt64]

  /// The stamp of now; that of a missing file is like that of any other missing one.
  package init(_ path: String) {
    let stamp = jalon_stamp_of(path)
    fields =
      [stamp.device, stamp.inode]
      + [stamp.size, stamp.seconds, stamp.nanoseconds].map { UInt64(bitPattern: $0) }
  }
}

/// The digest of bytes that come in parts.
struct DigestBuilder {
  private var hasher = SHA256()
  private var byteCount = 0

  mutating func add(_ part: some DataProtocol) {
    hasher.update(data: part)
    byteCount += part.count
  }

  func finish() -> Digest {
    Digest(sha256: Digest.text(hasher.finalize()), byteCount: byteCount)
  }
}
