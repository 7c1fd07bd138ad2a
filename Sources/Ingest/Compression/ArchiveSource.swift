/// The unpacked bytes of a gzip file or of one member of a ZIP archive, streamed: however far a file
/// expands, memory stays that of a block.
@safe
final class ArchiveSource: ByteSource {
  private let file: FileSource
  private let reader: ArchiveReader
  private let name: String
  private var isAtEnd = false
  /// Nothing for a member of a ZIP archive, whose check sum libarchive compares.
  private var trailer: GzipTrailer?

  /// `member` is nil for a gzip file.
  init(_ file: FileSource, kind: ArchiveReader.Kind, member: String?) throws(ScanFailure) {
    self.file = file
    reader = try ArchiveReader(file, kind)
    name = member ?? ""
    if case .gzip = kind { trailer = GzipTrailer() }
    var others: [String] = []
    while let entry = try reader.nextEntry() {
      guard member == nil || entry.path == member else {
        if entry.isFile && ScanInput.isText(entry.path) { others.append(entry.path) }
        continue
      }
      if entry.isEncrypted { throw .archive(.encrypted(member: entry.path)) }
      return
    }
    if let member { throw .archive(.noSuchMember(member, among: others.sorted())) }
    isAtEnd = true
  }

  var storedByteCount: Int { file.storedByteCount }

  func checkUnchanged() throws(ScanFailure) { try file.checkUnchanged() }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(ScanFailure) -> Int {
    guard !isAtEnd, buffer.count > 0 else { return 0 }
    let count = try unsafe reader.read(into: buffer)
    if count > 0 {
      unsafe trailer?.add(
        Span(_unsafeElements: buffer[..<count].assumingMemoryBound(to: UInt8.self)))
    } else if let fault = try trailer?.fault(in: file) {
      throw fault
    } else {
      isAtEnd = true
    }
    return count
  }
}
