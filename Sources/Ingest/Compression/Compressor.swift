import CArchive

/// Bytes made small and back again, for the archive: Zstandard through libarchive.
///
/// The bytes come back exactly; how small they are may differ between versions of the library.
package enum Compressor {
  /// Nothing when the library refuses, which it does not unless memory ends.
  package static func compressed(_ bytes: ArraySlice<UInt8>) -> [UInt8]? {
    guard let archive = unsafe archive_write_new() else { return nil }
    defer { _ = unsafe archive_write_free(archive) }
    guard let entry = unsafe archive_entry_new() else { return nil }
    defer { unsafe archive_entry_free(entry) }
    // The worst case of Zstandard, its frame and a block of the writer. Of this room only what is
    // written to is ever touched.
    let capacity = bytes.count + bytes.count / 128 + (64 << 10)
    let output = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      var used = 0
      guard unsafe archive_write_add_filter_zstd(archive) == ARCHIVE_OK,
        unsafe archive_write_set_format_raw(archive) == ARCHIVE_OK,
        unsafe archive_write_set_bytes_in_last_block(archive, 1) == ARCHIVE_OK,
        unsafe archive_write_open_memory(archive, buffer.baseAddress, capacity, &used)
          == ARCHIVE_OK
      else { return }
      unsafe archive_entry_set_filetype(entry, 0o100000)
      unsafe archive_entry_set_pathname(entry, "content")
      guard unsafe archive_write_header(archive, entry) == ARCHIVE_OK else { return }
      let written = unsafe bytes.withUnsafeBytes {
        unsafe archive_write_data(archive, $0.baseAddress, $0.count)
      }
      guard written == bytes.count, unsafe archive_write_close(archive) == ARCHIVE_OK,
        used <= capacity
      else { return }
      count = used
    }
    // Even of no bytes there is a frame.
    return output.isEmpty ? nil : output
  }

  /// Nothing when the bytes are not what `compressed` made of `byteCount` bytes.
  package static func restored(_ bytes: [UInt8], byteCount: Int) -> [UInt8]? {
    guard byteCount > 0 else { return [] }
    guard let archive = unsafe archive_read_new() else { return nil }
    defer { _ = unsafe archive_read_free(archive) }
    var output = [UInt8](repeating: 0, count: byteCount)
    let isWhole = unsafe bytes.withUnsafeBytes { input in
      guard unsafe archive_read_support_filter_zstd(archive) == ARCHIVE_OK,
        unsafe archive_read_support_format_raw(archive) == ARCHIVE_OK,
        unsafe archive_read_open_memory(archive, input.baseAddress, input.count) == ARCHIVE_OK
      else { return false }
      var entry: OpaquePointer?
      // Without its frame, what is there would come back as it is.
      guard unsafe archive_read_next_header(archive, &entry) == ARCHIVE_OK,
        unsafe archive_filter_code(archive, 0) == ARCHIVE_FILTER_ZSTD
      else { return false }
      var filled = 0
      return unsafe output.withUnsafeMutableBytes { buffer in
        while filled < byteCount {
          guard let base = buffer.baseAddress else { return false }
          let count = unsafe archive_read_data(archive, base + filled, byteCount - filled)
          guard count > 0 else { return false }
          filled += count
        }
        var more: UInt8 = 0
        return unsafe archive_read_data(archive, &more, 1) == 0
      }
    }
    return isWhole ? output : nil
  }
}
