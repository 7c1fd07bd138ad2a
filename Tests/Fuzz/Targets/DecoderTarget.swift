/// The decoders: pieces give what the whole gives, the result is valid UTF-8 but for surrogates that
/// stand alone, and leads back to the length of what was stored, UTF-16 agrees with the standard
/// library, and a table written in any encoding is read as the same table.
enum DecoderTarget {
  static func run(_ bytes: [UInt8]) {
    var input = FuzzInput(bytes)
    let encoding = input.element(of: TextEncoding.allCases)
    let piece = input.element(of: [1, 2, 3, 5, 7, 8, 9, 31])
    let content = input.rest

    requireSameValidity(content)
    let whole = converted(content, encoding, pieceLength: content.count)
    require(
      converted(content, encoding, pieceLength: piece) == whole, "\(encoding) in pieces of \(piece)"
    )
    if encoding == .utf8 {
      require(whole == content, "UTF-8 was changed")
    } else if encoding.isBytewise {
      require(UTF8Check.firstInvalidOffset(in: whole.span) == nil, "\(encoding): no UTF-8")
    }
    switch encoding {
    case .utf16LittleEndian, .utf16BigEndian: requireUTF16(content, whole, encoding)
    case .windows1252, .latin1, .macRoman:
      require(
        Transcoder.storedLength(of: whole.span, in: encoding) == content.count,
        "\(encoding): \(content.count) bytes were counted otherwise")
    case .utf8: break
    }
    requireSameTable(content, piece)
    requireSameDetection(content)
  }

  private static func converted(
    _ bytes: [UInt8], _ encoding: TextEncoding, pieceLength: Int
  ) -> [UInt8] {
    var transcoder = Transcoder(encoding)
    var result: [UInt8] = []
    var start = 0
    let room = UnsafeMutablePointer<UInt8>.allocate(
      capacity: Transcoder.capacity(for: max(pieceLength, 1)))
    defer { room.deallocate() }
    while start < bytes.count {
      let end = min(start + max(pieceLength, 1), bytes.count)
      let count = bytes.withUnsafeBufferPointer {
        transcoder.convert(UnsafeBufferPointer(rebasing: $0[start..<end]), to: room)
      }
      result += UnsafeBufferPointer(start: room, count: count)
      start = end
    }
    let count = transcoder.finish(to: room)
    result += UnsafeBufferPointer(start: room, count: count)
    return result
  }

  /// The standard library is the obvious twin of the check for UTF-8 and of its vector kernels.
  private static func requireSameValidity(_ bytes: [UInt8]) {
    let isValid = String(validating: bytes, as: UTF8.self) != nil
    require(
      (UTF8Check.firstInvalidOffset(in: bytes.span) == nil) == isValid, "UTF-8 validity differs")
    let isOdd = !isValid || bytes.contains(0)
    for level in [nil] + VectorLevel.available.map(Optional.some) {
      require(
        UTF8Check.hasOddBytes(in: bytes.span, level: level) == isOdd,
        "\(String(describing: level)) says otherwise than \(isOdd)")
    }
  }

  private static func requireUTF16(
    _ bytes: [UInt8], _ actual: [UInt8], _ encoding: TextEncoding
  ) {
    var units: [UInt16] = []
    for index in stride(from: 0, to: bytes.count - 1, by: 2) {
      let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
      units.append(
        encoding == .utf16LittleEndian ? second << 8 | first : first << 8 | second)
    }
    require(actual == utf8(units), "\(encoding): \(actual) instead of \(utf8(units))")
    if bytes.count % 2 == 0 {
      require(
        Transcoder.storedLength(of: actual.span, in: encoding) == bytes.count,
        "\(encoding): \(bytes.count) bytes were counted otherwise")
    }
  }

  /// UTF-8, with three bytes for a surrogate that stands alone as if it were a character.
  private static func utf8(_ units: [UInt16]) -> [UInt8] {
    var result: [UInt8] = []
    var parser = Unicode.UTF16.ForwardParser()
    var rest = units.makeIterator()
    var position = 0
    while true {
      switch parser.parseScalar(from: &rest) {
      case .valid(let scalar):
        result += Array(String(Unicode.UTF16.decode(scalar)).utf8)
        position += scalar.count
      case .error:
        let unit = units[position]
        result += [0xED, UInt8(0x80 | unit >> 6 & 0x3F), UInt8(0x80 | unit & 0x3F)]
        position += 1
      case .emptyInput: return result
      }
    }
  }

  /// The valid part of the content as one quoted field, in every encoding that can write it.
  private static func requireSameTable(_ bytes: [UInt8], _ blockSize: Int) {
    var text = ""
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars
    where scalar != "\"" && scalar != "\0" {
      text.unicodeScalars.append(scalar)
    }
    let table = "é;b\n\"\(text)\";\(text.unicodeScalars.count)\n"
    let expected = fields(Array(table.utf8), .utf8, blockSize)
    require(
      expected == ["é", "b", text, String(text.unicodeScalars.count)].map { Array($0.utf8) },
      "UTF-8: \(expected)")
    for encoding in TextEncoding.allCases {
      guard let stored = encoded(table, encoding) else { continue }
      require(
        fields(stored, encoding, blockSize) == expected, "\(encoding) gives another table: \(text)")
    }
  }

  private static func encoded(_ text: String, _ encoding: TextEncoding) -> [UInt8]? {
    switch encoding {
    case .utf8: return [0xEF, 0xBB, 0xBF] + Array(text.utf8)
    case .utf16LittleEndian:
      return [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    case .utf16BigEndian:
      return [0xFE, 0xFF] + text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    case .latin1, .windows1252:
      // The characters that both have; the others are tested by their codes above.
      var bytes: [UInt8] = []
      for scalar in text.unicodeScalars {
        guard scalar.value < 0x80 || (0xA0...0xFF).contains(scalar.value) else { return nil }
        bytes.append(UInt8(scalar.value))
      }
      return bytes
    case .macRoman: return nil
    }
  }

  private static func fields(
    _ bytes: [UInt8], _ encoding: TextEncoding, _ blockSize: Int
  ) -> [[UInt8]] {
    var options = ScanOptions(encoding: encoding, delimiter: UInt8(ascii: ";"))
    options.blockSize = blockSize
    var fields: [[UInt8]] = []
    do throws(ScanFailure) {
      try RecordScanner(path: FuzzFile.holding(bytes), options: options).scan { batch in
        for record in 0..<batch.recordCount {
          for ordinal in 0..<batch.fieldCount(ofRecord: record) {
            fields.append(
              batch.withField(ordinal, ofRecord: record) { field in
                field.indices.map { field[$0] }
              })
          }
        }
        return true
      }
    } catch {
      fatalError("\(encoding): \(error)")
    }
    return fields
  }

  /// What detection finds, declared, gives the same records.
  private static func requireSameDetection(_ bytes: [UInt8]) {
    let path = FuzzFile.holding(bytes)
    func scan(_ options: ScanOptions) throws(ScanFailure) -> ScanSummary {
      try RecordScanner(path: path, options: options).scan { _ in true }
    }
    guard let summary = try? scan(ScanOptions()), let format = summary.format else { return }
    do throws(ScanFailure) {
      let options = ScanOptions(
        encoding: format.encoding, delimiter: format.delimiter, quotes: format.quotes)
      let count = try scan(options).recordCount
      // A declared delimiter may make the line `sep=` a record.
      require(
        count == summary.recordCount || format.hasSeparatorLine,
        "\(format): \(summary.recordCount) records, then \(count)")
    } catch {
      fatalError("\(format) was detected and is refused when declared: \(error)")
    }
  }
}
