import CArchive
import Glibc

/// One pass over an archive, through libarchive.
@safe
final class ArchiveReader {
  enum Kind {
    case gzip
    case zip
  }

  /// A member, as the archive describes it.
  struct Entry {
    var path: String
    var isFile: Bool
    var isEncrypted: Bool
  }

  private let archive: OpaquePointer
  private static let blockSize = 64 << 10

  /// Reads from the start of `file`, which must outlive the reader.
  init(_ file: FileSource, _ kind: Kind) throws(ScanFailure) {
    guard let archive = unsafe archive_read_new() else {
      throw .system(operation: "archive_read_new", code: 12)
    }
    unsafe self.archive = archive
    // Only the reader that wants the central directory, at the end of a ZIP file: without it a cut
    // archive would be taken for a shorter one.
    switch kind {
    case .gzip:
      try check(unsafe archive_read_support_filter_gzip(archive))
      try check(unsafe archive_read_support_format_raw(archive))
      try check(unsafe archive_read_support_format_empty(archive))
    case .zip: try check(unsafe archive_read_support_format_zip_seekable(archive))
    }
    try file.rewind()
    try check(unsafe archive_read_open_fd(archive, file.descriptor, Self.blockSize))
  }

  deinit { _ = unsafe archive_read_free(archive) }

  /// Moves to the next member; nil behind the last.
  func nextEntry() throws(ScanFailure) -> Entry? {
    var entry: OpaquePointer?
    // Names beyond ASCII are kept only where the thread's character set is UTF-8, whatever the
    // machine's locale.
    let locale = unsafe newlocale(1 << LC_CTYPE, "C.UTF-8", nil)
    let before = unsafe uselocale(locale)
    defer {
      _ = unsafe uselocale(before)
      if let locale = unsafe locale { unsafe freelocale(locale) }
    }
    let code = unsafe archive_read_next_header(archive, &entry)
    if code == ARCHIVE_EOF { return nil }
    // A warning here is about a name or a time that does not fit the locale.
    if code != ARCHIVE_WARN { try check(code) }
    guard let entry = unsafe entry else { return nil }
    // The first is nothing where the bytes of the name are not UTF-8.
    let path = unsafe archive_entry_pathname_utf8(entry) ?? archive_entry_pathname(entry)
    return unsafe Entry(
      path: path.map { unsafe Self.name($0) } ?? "",
      isFile: archive_entry_filetype(entry) == 0o100000,
      isEncrypted: archive_entry_is_data_encrypted(entry) != 0)
  }

  /// A name without the mark of UTF-8 is in the code page of DOS in Western Europe, unless it is UTF-8
  /// all the same, as macOS writes it.
  private static func name(_ path: UnsafePointer<CChar>) -> String {
    if let text = unsafe String(validatingCString: path) { return text }
    var text = String.UnicodeScalarView()
    for offset in 0..<(unsafe strlen(path)) {
      let byte = UInt8(bitPattern: unsafe path[offset])
      text.append(byte < 0x80 ? Unicode.Scalar(byte) : codePage850[Int(byte) - 0x80])
    }
    return String(text)
  }

  /// The characters of code page 850 behind ASCII.
  private static let codePage850 = Array(
    ("ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤"
      + "ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{AD}±‗¾¶§÷¸°¨·¹³²■\u{A0}").unicodeScalars)

  /// Fills the start of the buffer from the current member; 0 at its end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(ScanFailure) -> Int {
    while true {
      let count = unsafe archive_read_data(archive, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      if count != Int(ARCHIVE_RETRY) { try check(Int32(truncatingIfNeeded: count)) }
    }
  }

  private func check(_ code: Int32) throws(ScanFailure) {
    guard code != ARCHIVE_OK else { return }
    let message = unsafe archive_error_string(archive)
    throw .archive(
      .damaged(detail: unsafe message.map { unsafe String(cString: $0) } ?? "cannot be read"))
  }
}
