/// The path of a file in an archive: `exports/all.zip/deals.csv`.
package enum ArchivePath {
  /// The archive and the member in it; nothing for any other path.
  ///
  /// Compared byte by byte: what a character becomes in lower case may be longer than it is.
  package static func parts(of path: String) -> (archive: String, member: String)? {
    let bytes = Array(path.utf8)
    let mark = Array(".zip/".utf8)
    guard bytes.count >= mark.count else { return nil }
    for start in 0...bytes.count - mark.count {
      let isMark = mark.indices.allSatisfy { index in
        let byte = bytes[start + index]
        return byte == mark[index] || (byte >= 0x41 && byte <= 0x5A && byte | 0x20 == mark[index])
      }
      guard isMark else { continue }
      return (
        String(decoding: bytes[..<(start + 4)], as: UTF8.self),
        String(decoding: bytes[(start + 5)...], as: UTF8.self)
      )
    }
    return nil
  }
}
