extension OutputSpan<UInt8> {
  /// Appends some bytes, for which there must be room: all at once, which one by one takes ten times as
  /// long.
  package mutating func append(_ bytes: Span<UInt8>) {
    precondition(bytes.count <= freeCapacity)
    unsafe withUnsafeMutableBufferPointer { target, count in
      unsafe bytes.withUnsafeBufferPointer { bytes in
        _ = unsafe UnsafeMutableBufferPointer(rebasing: target[count...]).initialize(
          fromContentsOf: bytes)
      }
      count += bytes.count
    }
  }
}
