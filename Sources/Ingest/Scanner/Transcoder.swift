/// Turns the bytes of another encoding into UTF-8, block by block.
///
/// Every code of a single-byte encoding has a character (the five holes of Windows-1252 become C1
/// controls, as browsers do); an unpaired surrogate of UTF-16 becomes the three bytes that would stand
/// for it, which are not UTF-8, so that its record is refused. So each stored unit has exactly one
/// sequence, and `storedLength` can go back.
struct Transcoder {
  let encoding: TextEncoding
  /// First byte of a UTF-16 unit that a block border cut.
  private var pendingByte: UInt8?
  private var highSurrogate: UInt32?

  init(_ encoding: TextEncoding) { self.encoding = encoding }

  /// Room that `count` bytes may need as UTF-8.
  static func capacity(for count: Int) -> Int { 3 * count + 8 }

  /// Writes the bytes as UTF-8 to `output` and says how many it wrote.
  mutating func convert(
    _ input: UnsafeBufferPointer<UInt8>, to output: UnsafeMutablePointer<UInt8>
  ) -> Int {
    switch encoding {
    case .utf8:
      if let base = input.baseAddress { unsafe output.update(from: base, count: input.count) }
      return input.count
    case .utf16LittleEndian, .utf16BigEndian: return unsafe convertUTF16(input, to: output)
    case .windows1252: return unsafe convertBytes(input, Self.windows1252, to: output)
    case .latin1: return unsafe convertBytes(input, Self.latin1, to: output)
    case .macRoman: return unsafe convertBytes(input, Self.macRoman, to: output)
    }
  }

  /// Whether the bytes so far end within a unit of UTF-16.
  var isWithinUnit: Bool { pendingByte != nil }

  /// Writes half a pair of surrogates that the end of the file leaves open.
  mutating func finish(to output: UnsafeMutablePointer<UInt8>) -> Int {
    guard let high = highSurrogate else { return 0 }
    highSurrogate = nil
    return unsafe Self.write(high, to: output)
  }

  /// Bytes in the stored file from which this UTF-8 came.
  static func storedLength(of bytes: Span<UInt8>, in encoding: TextEncoding) -> Int {
    if encoding == .utf8 { return bytes.count }
    var (continuations, pairs) = (0, 0)
    unsafe bytes.withUnsafeBytes { buffer in
      var position = 0
      while position + 8 <= buffer.count {
        // Counted byte by byte, as often as a byte can count.
        let end = min(position + 255 * 8, buffer.count & ~7)
        var (inner, long): (UInt64, UInt64) = (0, 0)
        while position < end {
          let word = unsafe buffer.loadUnaligned(fromByteOffset: position, as: UInt64.self)
          inner &+= (word & ~(word &<< 1)) &>> 7 & 0x0101_0101_0101_0101
          long &+= (word & word &<< 1 & word &<< 2 & word &<< 3) &>> 7 & 0x0101_0101_0101_0101
          position &+= 8
        }
        continuations += Self.sum(ofBytes: inner)
        pairs += Self.sum(ofBytes: long)
      }
      while position < buffer.count {
        let byte = unsafe buffer[position]
        if byte & 0xC0 == 0x80 { continuations += 1 }
        if byte >= 0xF0 { pairs += 1 }
        position += 1
      }
    }
    let characters = bytes.count - continuations
    switch encoding {
    case .utf16LittleEndian, .utf16BigEndian: return 2 * (characters + pairs)
    case .utf8, .windows1252, .latin1, .macRoman: return characters
    }
  }

  /// Bytes of UTF-8 that came from so many bytes of a stored file, with one byte for each character; all
  /// of them when there are fewer.
  static func length(ofStored count: Int, of bytes: Span<UInt8>, in encoding: TextEncoding) -> Int {
    if encoding == .utf8 { return min(count, bytes.count) }
    // At least as many bytes as characters; the rest is looked for in steps that halve.
    var (low, found) = (0, 0)
    while found < count, low < bytes.count {
      let high = min(bytes.count, low + (count - found))
      found += storedLength(of: bytes.extracting(low..<high), in: encoding)
      low = high
    }
    while low < bytes.count, bytes[low] & 0xC0 == 0x80 { low += 1 }
    return low
  }

  private static func sum(ofBytes word: UInt64) -> Int {
    let halves = (word & 0x00FF_00FF_00FF_00FF) + (word >> 8 & 0x00FF_00FF_00FF_00FF)
    return Int((halves &* 0x0001_0001_0001_0001) >> 48)
  }

  private mutating func convertUTF16(
    _ input: UnsafeBufferPointer<UInt8>, to output: UnsafeMutablePointer<UInt8>
  ) -> Int {
    let isLittle = encoding == .utf16LittleEndian
    var written = 0
    var position = 0
    func unit(_ first: UInt8, _ second: UInt8) -> UInt32 {
      isLittle ? UInt32(second) << 8 | UInt32(first) : UInt32(first) << 8 | UInt32(second)
    }
    if let first = pendingByte, !input.isEmpty {
      unsafe put(unit(first, input[0]), output, &written)
      pendingByte = nil
      position = 1
    }
    while position + 1 < input.count {
      if highSurrogate == nil, let base = input.baseAddress {
        // ASCII, four units at a time; concrete words, because generic vectors are not inlined.
        let notASCII: UInt64 = isLittle ? 0xFF80_FF80_FF80_FF80 : 0x80FF_80FF_80FF_80FF
        while position + 8 <= input.count {
          var units = unsafe UnsafeRawPointer(base + position).loadUnaligned(as: UInt64.self)
            .littleEndian
          guard units & notASCII == 0 else { break }
          if !isLittle { units >>= 8 }
          units = (units | units >> 8) & 0x0000_FFFF_0000_FFFF
          let bytes = UInt32(truncatingIfNeeded: units | units >> 16).littleEndian
          unsafe UnsafeMutableRawPointer(output + written).storeBytes(of: bytes, as: UInt32.self)
          position += 8
          written += 4
        }
        guard position + 1 < input.count else { break }
      }
      let value = unsafe unit(input[position], input[position + 1])
      position += 2
      if value < 0x80 && highSurrogate == nil {
        unsafe output[written] = UInt8(truncatingIfNeeded: value)
        written += 1
      } else {
        unsafe put(value, output, &written)
      }
    }
    if position < input.count { unsafe pendingByte = input[position] }
    return written
  }

  private mutating func put(
    _ unit: UInt32, _ output: UnsafeMutablePointer<UInt8>, _ written: inout Int
  ) {
    if let high = highSurrogate {
      highSurrogate = nil
      if (0xDC00..<0xE000).contains(unit) {
        let scalar = 0x10000 + ((high - 0xD800) << 10 | (unit - 0xDC00))
        unsafe written += Self.write(scalar, to: output + written)
        return
      }
      unsafe written += Self.write(high, to: output + written)
    }
    if (0xD800..<0xDC00).contains(unit) {
      highSurrogate = unit
    } else {
      unsafe written += Self.write(unit, to: output + written)
    }
  }

  private func convertBytes(
    _ input: UnsafeBufferPointer<UInt8>, _ sequences: [UInt32],
    to output: UnsafeMutablePointer<UInt8>
  ) -> Int {
    guard let base = input.baseAddress else { return 0 }
    let sequences = sequences.span
    var written = 0
    var position = 0
    func putNext() {
      let byte = unsafe base[position]
      position += 1
      // What a sequence lacks of four bytes is written over by what comes next.
      let sequence = byte < 0x80 ? 1 << 24 | UInt32(byte) : sequences[Int(byte) - 0x80]
      unsafe UnsafeMutableRawPointer(output + written).storeBytes(
        of: sequence.littleEndian, as: UInt32.self)
      written += Int(sequence >> 24)
    }
    while position + 8 <= input.count {
      // ASCII, up to eight bytes at a time.
      let bytes = unsafe UnsafeRawPointer(base + position).loadUnaligned(as: UInt64.self)
      unsafe UnsafeMutableRawPointer(output + written).storeBytes(of: bytes, as: UInt64.self)
      let others = bytes.littleEndian & 0x8080_8080_8080_8080
      // A guess, so that the next eight need not wait until these have been looked at.
      if others == 0 {
        position += 8
        written += 8
        continue
      }
      position += others.trailingZeroBitCount / 8
      written += others.trailingZeroBitCount / 8
      putNext()
    }
    while position < input.count { putNext() }
    return written
  }

  /// The characters of the codes from 0x80 on as UTF-8, the first byte lowest, and above three bytes how
  /// many they are; of codes beyond those given, the characters of their numbers.
  private static func sequences(_ upperHalf: [UInt16]) -> [UInt32] {
    (0..<128).map { index in
      let scalar = index < upperHalf.count ? UInt32(upperHalf[index]) : UInt32(0x80 + index)
      var bytes: [UInt8] = [0, 0, 0, 0]
      let count = unsafe bytes.withUnsafeMutableBufferPointer { buffer in
        unsafe buffer.baseAddress.map { unsafe write(scalar, to: $0) } ?? 0
      }
      return bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) } | UInt32(count) << 24
    }
  }

  private static func write(_ scalar: UInt32, to output: UnsafeMutablePointer<UInt8>) -> Int {
    func continuation(_ shift: UInt32) -> UInt8 {
      UInt8(truncatingIfNeeded: 0x80 | (scalar >> shift & 0x3F))
    }
    switch scalar {
    case 0..<0x80:
      unsafe output[0] = UInt8(truncatingIfNeeded: scalar)
      return 1
    case 0x80..<0x800:
      unsafe output[0] = UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6)
      unsafe output[1] = continuation(0)
      return 2
    case 0x800..<0x10000:
      unsafe output[0] = UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12)
      unsafe output[1] = continuation(6)
      unsafe output[2] = continuation(0)
      return 3
    default:
      unsafe output[0] = UInt8(truncatingIfNeeded: 0xF0 | scalar >> 18)
      unsafe output[1] = continuation(12)
      unsafe output[2] = continuation(6)
      unsafe output[3] = continuation(0)
      return 4
    }
  }

  private static let latin1 = sequences([])

  /// 0x80 to 0x9F; the rest equals ISO-8859-1.
  private static let windows1252 = sequences([
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D, 0x017D, 0x008F,
    0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178,
  ])

  /// 0x80 to 0xFF.
  private static let macRoman = sequences([
    0x00C4, 0x00C5, 0x00C7, 0x00C9, 0x00D1, 0x00D6, 0x00DC, 0x00E1,
    0x00E0, 0x00E2, 0x00E4, 0x00E3, 0x00E5, 0x00E7, 0x00E9, 0x00E8,
    0x00EA, 0x00EB, 0x00ED, 0x00EC, 0x00EE, 0x00EF, 0x00F1, 0x00F3,
    0x00F2, 0x00F4, 0x00F6, 0x00F5, 0x00FA, 0x00F9, 0x00FB, 0x00FC,
    0x2020, 0x00B0, 0x00A2, 0x00A3, 0x00A7, 0x2022, 0x00B6, 0x00DF,
    0x00AE, 0x00A9, 0x2122, 0x00B4, 0x00A8, 0x2260, 0x00C6, 0x00D8,
    0x221E, 0x00B1, 0x2264, 0x2265, 0x00A5, 0x00B5, 0x2202, 0x2211,
    0x220F, 0x03C0, 0x222B, 0x00AA, 0x00BA, 0x03A9, 0x00E6, 0x00F8,
    0x00BF, 0x00A1, 0x00AC, 0x221A, 0x0192, 0x2248, 0x2206, 0x00AB,
    0x00BB, 0x2026, 0x00A0, 0x00C0, 0x00C3, 0x00D5, 0x0152, 0x0153,
    0x2013, 0x2014, 0x201C, 0x201D, 0x2018, 0x2019, 0x00F7, 0x25CA,
    0x00FF, 0x0178, 0x2044, 0x20AC, 0x2039, 0x203A, 0xFB01, 0xFB02,
    0x2021, 0x00B7, 0x201A, 0x201E, 0x2030, 0x00C2, 0x00CA, 0x00C1,
    0x00CB, 0x00C8, 0x00CD, 0x00CE, 0x00CF, 0x00CC, 0x00D3, 0x00D4,
    0xF8FF, 0x00D2, 0x00DA, 0x00DB, 0x00D9, 0x0131, 0x02C6, 0x02DC,
    0x00AF, 0x02D8, 0x02D9, 0x02DA, 0x00B8, 0x02DD, 0x02DB, 0x02C7,
  ])
}
