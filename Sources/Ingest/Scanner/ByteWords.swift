/// Looks at bytes eight at a time.
enum ByteWords {
  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let highs: UInt64 = 0x8080_8080_8080_8080

  /// A number that equal texts share and different ones hardly ever: fixed, so that runs are alike.
  ///
  /// Two of ten million texts have the same one in 400,000 readings; who relies on it compares the
  /// texts.
  @inline(__always)
  static func digest(_ text: Span<UInt8>) -> UInt64 {
    let count = text.count
    var state = 0x9E37_79B9_7F4A_7C15 ^ UInt64(truncatingIfNeeded: count)
    var index = 0
    while index &+ 8 <= count {
      state = mixed(state ^ word(text, at: index), 0xBF58_476D_1CE4_E5B9)
      index &+= 8
    }
    if index < count { state = mixed(state ^ tail(text, from: index), 0xBF58_476D_1CE4_E5B9) }
    return mixed(state, 0x94D0_49BB_1331_11EB)
  }

  /// One number of the digests of several texts, in their order, from any number on.
  @inline(__always)
  static func digest(_ first: UInt64, _ next: UInt64) -> UInt64 {
    mixed(first ^ next, 0xBF58_476D_1CE4_E5B9)
  }

  @inline(__always)
  private static func mixed(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = left.multipliedFullWidth(by: right)
    return product.high ^ product.low ^ left
  }

  @inline(__always)
  static func isEqual(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    let count = left.count
    guard count == right.count else { return false }
    var index = 0
    while index &+ 8 <= count {
      if word(left, at: index) != word(right, at: index) { return false }
      index &+= 8
    }
    return index == count || tail(left, from: index) == tail(right, from: index)
  }

  /// Whether a text comes before another: the shorter one, and of equally long ones by bytes.
  @inline(__always)
  static func precedes(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    let count = left.count
    if count != right.count { return count < right.count }
    var index = 0
    while index &+ 8 <= count {
      let (one, other) = (word(left, at: index), word(right, at: index))
      if one != other { return one.byteSwapped < other.byteSwapped }
      index &+= 8
    }
    if index == count { return false }
    return tail(left, from: index).byteSwapped < tail(right, from: index).byteSwapped
  }

  /// Whether one of the bytes stands in the text.
  @inline(__always)
  static func contains(_ text: Span<UInt8>, anyOf first: UInt8, _ second: UInt8, _ third: UInt8)
    -> Bool
  {
    let (one, two, three) = (
      UInt64(first) &* ones, UInt64(second) &* ones, UInt64(third) &* ones
    )
    let count = text.count
    var index = 0
    while index < count {
      let word = index &+ 8 <= count ? word(text, at: index) : tail(text, from: index)
      if (zeros(word ^ one) | zeros(word ^ two) | zeros(word ^ three)) != 0 { return true }
      index &+= 8
    }
    return false
  }

  /// The first place of a byte, or `end`.
  static func firstIndex(
    of byte: UInt8, in bytes: UnsafePointer<UInt8>, from start: Int, to end: Int
  ) -> Int {
    let wanted = UInt64(byte) &* ones
    var index = start
    while index &+ 8 <= end {
      let word = unsafe UnsafeRawPointer(bytes + index).loadUnaligned(as: UInt64.self)
      let found = zeros(word.littleEndian ^ wanted)
      if found != 0 { return index &+ found.trailingZeroBitCount / 8 }
      index &+= 8
    }
    while unsafe index < end && bytes[index] != byte { index &+= 1 }
    return index
  }

  @inline(__always)
  static func append(_ text: Span<UInt8>, to bytes: inout [UInt8]) {
    unsafe text.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
  }

  /// Non-zero when a byte of the word is zero; its lowest set bit stands in the first such byte.
  @inline(__always)
  private static func zeros(_ word: UInt64) -> UInt64 { (word &- ones) & ~word & highs }

  /// Eight bytes as a little-endian number; all of them must lie inside of the text.
  @inline(__always)
  static func word(_ text: Span<UInt8>, at index: Int) -> UInt64 {
    precondition(index >= 0 && index &+ 8 <= text.count)
    return unsafe text.withUnsafeBytes {
      unsafe $0.loadUnaligned(fromByteOffset: index, as: UInt64.self)
    }.littleEndian
  }

  /// The last bytes, at most seven, as a little-endian number.
  @inline(__always)
  static func tail(_ text: Span<UInt8>, from start: Int) -> UInt64 {
    let count = text.count &- start
    precondition(start >= 0 && count >= 0 && count < 8)
    return unsafe text.withUnsafeBytes { bytes in
      if text.count >= 8 {
        // The word that ends with the text, without what stands before `start`.
        let word = unsafe bytes.loadUnaligned(
          fromByteOffset: text.count &- 8, as: UInt64.self
        ).littleEndian
        return count == 0 ? 0 : word &>> UInt64(64 &- 8 &* count)
      }
      if count >= 4 {
        let low = unsafe bytes.loadUnaligned(fromByteOffset: start, as: UInt32.self).littleEndian
        let high = unsafe bytes.loadUnaligned(
          fromByteOffset: start &+ count &- 4, as: UInt32.self
        ).littleEndian
        return UInt64(low) | UInt64(high) &<< UInt64(8 &* (count &- 4))
      }
      if count == 0 { return 0 }
      // One to three bytes; the middle one is the first or the last of fewer.
      let middle = count / 2
      var word = unsafe UInt64(bytes[start])
      unsafe word |= UInt64(bytes[start &+ middle]) &<< UInt64(8 &* middle)
      unsafe word |= UInt64(bytes[start &+ count &- 1]) &<< UInt64(8 &* (count &- 1))
      return word
    }
  }
}
