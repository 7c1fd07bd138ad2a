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
