extension LineBreaks {
  /// As `count(in:)`, at the speed of vectors where no carriage return stands.
  static func quickCount(in bytes: Span<UInt8>) -> Int {
    let (feeds, returns) = unsafe bytes.withUnsafeBufferPointer { buffer in
      var feeds: UInt32 = 0
      var returns: UInt32 = 0
      for index in 0..<buffer.count {
        let byte = unsafe buffer[index]
        feeds &+= byte == Byte.lineFeed ? 1 : 0
        returns &+= byte == Byte.carriageReturn ? 1 : 0
      }
      return (feeds, returns)
    }
    return returns == 0 ? Int(feeds) : count(in: bytes)
  }
}
