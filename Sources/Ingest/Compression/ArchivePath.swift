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

  /// Why a member of an archive could not be read as a whole.
  package enum MemberFailure: Error, Equatable {
    /// There is no such archive, or it has no such member.
    case missing
    /// The reason in words.
    case unreadable(String)
  }

  /// The text files in a ZIP archive, sorted; empty where there is no archive that can be read.
  package static func members(ofArchive path: String) -> [String] {
    let inputs = try? ScanInput.inputs(path: path, name: path)
    return inputs?.compactMap(\.member) ?? []
  }

  /// The bytes of a member that is held as a whole, such as a list of people: at most 64 MiB, so
  /// that an archive that unpacks without end takes no memory.
  package static func bytes(
    ofMember member: String, inArchive path: String
  ) throws(MemberFailure) -> [UInt8] {
    do throws(ScanFailure) {
      let source = try ArchiveSource(FileSource(path: path), kind: .zip, member: member)
      var bytes: [UInt8] = []
      var block = [UInt8](repeating: 0, count: 1 << 16)
      while true {
        var failure: ScanFailure?
        let count = unsafe block.withUnsafeMutableBytes { buffer in
          do throws(ScanFailure) { return unsafe try source.read(into: buffer) } catch {
            failure = error
            return 0
          }
        }
        if let failure { throw failure }
        if count == 0 { return bytes }
        bytes += block[..<count]
        if bytes.count > limit { throw .fieldTooLong(line: 1, column: 1, limit: limit) }
      }
    } catch {
      switch error {
      case .missing, .archive(.noSuchMember): throw .missing
      case .archive(.encrypted): throw .unreadable("it has a password")
      case .archive: throw .unreadable("the archive is damaged")
      case .fieldTooLong: throw .unreadable("it is longer than 64 MiB")
      default: throw .unreadable("the system refuses it")
      }
    }
  }

  private static let limit = 64 << 20
}
