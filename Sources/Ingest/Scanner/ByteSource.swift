import Glibc

/// Where the stored bytes come from: a file, or a member of an archive.
protocol ByteSource {
  /// Fills the start of `buffer` and says how much; 0 at the end.
  mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(ScanFailure) -> Int
  /// Bytes of the file on disk.
  var storedByteCount: Int { get }
  /// Compares the file with what it was when it was opened.
  func checkUnchanged() throws(ScanFailure)
}
