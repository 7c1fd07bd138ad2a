/// Identifiers as 64-bit digests, a few bytes each (ruling 32).
enum IdentifierDigest {
  /// FNV-1a with a final mix; two of ten million identifiers meet with a chance of 3 in a million.
  static func of(_ id: String) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in id.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    hash ^= hash >> 32
    hash = hash &* 0xD6E8_FEB8_6659_FD93
    return hash ^ (hash >> 32)
  }
}
