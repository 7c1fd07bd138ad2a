/// Decides from a file's first bytes how it is to be read.
struct FormatDetection {
  /// Bytes looked at.
  static let sampleSize = 1 << 20
  /// Bytes in which the delimiter is looked for; the header of a thousand columns fits.
  private static let textSize = 64 << 10

  var options: ScanOptions
  var sample: [UInt8]
  /// The sample is the whole file.
  var isWhole: Bool

  /// The format, and how many bytes the marks before the text take up.
  struct Result {
    var format: ScanFormat
    var markLength: Int
  }

  func detect() throws(ScanFailure) -> Result {
    let (encoding, mark, markCount, invalid) = try detectEncoding()
    let (text, isCut) = utf8Sample(encoding, from: mark, upTo: Self.textSize)
    if let kind = ContentSignature.markup(of: text) { throw .notDelimitedText(kind) }
    let separator = SeparatorLine.delimiter(in: text)
    let known = options.delimiter ?? separator
    var format = ScanFormat(
      encoding: encoding, encodingIsDetected: options.encoding == nil,
      delimiter: DelimiterDetection.candidates[0], delimiterIsDetected: options.delimiter == nil,
      byteOrderMarkCount: markCount, hasSeparatorLine: separator != nil, firstInvalidByte: invalid)
    if let found = quotes(of: text, isCut, encoding, mark, known) {
      (format.quotes, format.firstOddQuoteLine) = (found.style, found.line)
      format.delimiter = found.delimiter
      return Result(format: format, markLength: mark)
    }
    var delimiter = known
    if delimiter == nil {
      var detection = DelimiterDetection(text: text, isCut: isCut, method: options.method)
      if isCut, !detection.hasRecord {
        // Thousands of columns: their names alone fill the part.
        let (text, isCut) = utf8Sample(encoding, from: mark, upTo: sample.count)
        detection = DelimiterDetection(text: text, isCut: isCut, method: options.method)
      }
      delimiter = try detection.detect()
    }
    if let delimiter { format.delimiter = delimiter }
    return Result(format: format, markLength: mark)
  }

  /// How the file is quoted, where that is not as RFC 4180 has it.
  private func quotes(
    of text: [UInt8], _ isCut: Bool, _ encoding: TextEncoding, _ mark: Int, _ delimiter: UInt8?
  ) -> QuoteDetection.Finding? {
    if options.quotes == .doubled { return nil }
    if let style = options.quotes {
      return QuoteDetection(text: text, isCut: isCut, delimiter: delimiter).declared(style)
    }
    // A quote with a backslash may stand far down, names with quotes being rare.
    if encoding.isBytewise, QuoteDetection.hasEscapedQuote(sample) {
      let (text, isCut) = utf8Sample(encoding, from: mark, upTo: sample.count)
      return QuoteDetection(text: text, isCut: isCut, delimiter: delimiter).detect()
    }
    return QuoteDetection(text: text, isCut: isCut, delimiter: delimiter).detect()
  }

  private func detectEncoding() throws(ScanFailure) -> (TextEncoding, Int, Int, InvalidByte?) {
    for (encoding, mark) in Self.marks where options.encoding.map({ $0 == encoding }) ?? true {
      var count = 0
      while sample.dropFirst(count * mark.count).starts(with: mark) && count < 2 { count += 1 }
      if count > 0 { return (encoding, count * mark.count, count, nil) }
    }
    if let declared = options.encoding {
      if let contradiction = contradiction(of: declared) { throw contradiction }
      return (declared, 0, 0, nil)
    }
    if !UTF8Check.hasOddBytes(in: sample.span, allowsCutEnd: !isWhole) {
      return (.utf8, 0, 0, nil)
    }
    let zeros = Self.zeroShares(of: sample[...])
    if let encoding = Self.twoByteEncoding(zeros) { return (encoding, 0, 0, nil) }
    let invalidOffset = UTF8Check.firstInvalidOffset(in: sample.span, allowsCutEnd: !isWhole)
    // A damaged row or two hold zeros in any encoding, and are rejected each. Many control characters
    // beside bytes that are not UTF-8 are no text, or UTF-16 of another script.
    let isText =
      invalidOffset == nil ? (zeros.odd + zeros.even) / 2 <= 0.25 : controlShare() <= 0.01
    guard isText else { throw nulBytes ?? .undecidableEncoding(readings(invalidOffset)) }
    guard let invalidOffset else { return (.utf8, 0, 0, nil) }
    // A stray byte or two in UTF-8 spoil their records; read as Windows-1252, all the others would be.
    let tally = UTF8Check.tally(in: sample.span, allowsCutEnd: !isWhole)
    if tally.characters > tally.invalid { return (.utf8, 0, 0, nil) }
    // Capital letters before a sign look like UTF-8 now and then: a few prove nothing.
    let isMixed =
      tally.characters > 2
      ? tally.characters * 10 > tally.invalid
      : tally.characters > 0 && tally.characters * 2 >= tally.invalid
    if isMixed {
      throw mixedEncodings(invalidOffset)
    }
    let line = LineBreaks.count(in: sample.span.extracting(..<invalidOffset)) + 1
    let invalid = InvalidByte(value: sample[invalidOffset], offset: invalidOffset, line: line)
    guard let encoding = OneByteEvidence(sample).encoding else {
      throw .undecidableEncoding(
        [.windows1252, .macRoman].map { encoding in
          reading(
            encoding, excerpt(around: invalidOffset),
            "too few of the bytes beyond ASCII tell")
        })
    }
    return (encoding, 0, 0, invalid)
  }

  /// All NUL bytes, where they stand in one row: what a file system leaves where a write was lost.
  private var nulBytes: ScanFailure? {
    guard let first = sample.firstIndex(of: 0) else { return nil }
    let count = sample[first...].prefix { $0 == 0 }.count
    guard sample[(first + count)...].firstIndex(of: 0) == nil else { return nil }
    return .nulBytes(position(of: first), count: count, atEnd: first + count == sample.count)
  }

  private func mixedEncodings(_ invalidOffset: Int) -> ScanFailure {
    let right =
      sample.indices.first { index in
        sample[index] >= 0xC0
          && UTF8Check.firstInvalidOffset(in: sample.span.extracting(index...)) != 0
      } ?? invalidOffset
    func windows1252(_ word: [UInt8]) -> String {
      String(decoding: Self.decode(word, .windows1252), as: UTF8.self)
    }
    return .mixedEncodings(
      ScanFailure.MixedEncodings(
        position: position(of: invalidOffset), byte: sample[invalidOffset],
        word: windows1252(word(around: invalidOffset)), encoding: .windows1252,
        line: position(of: right).line,
        rightWord: String(decoding: word(around: right), as: UTF8.self),
        wrongWord: windows1252(word(around: right))))
  }

  /// What proves that the file is not of the encoding that somebody declared.
  ///
  /// Only what is beyond doubt: nobody could declare it away.
  private func contradiction(of declared: TextEncoding) -> ScanFailure? {
    for (encoding, mark) in Self.marks where encoding != declared && sample.starts(with: mark) {
      return .contradictedEncoding(
        declared: declared, found: encoding, sign: "it begins with the byte order mark of it")
    }
    let isTwoByte = declared == .utf16LittleEndian || declared == .utf16BigEndian
    // As many bytes as a header has show it.
    if let found = Self.twoByteEncoding(Self.zeroShares(of: sample.prefix(4096))) {
      return found == declared
        ? nil
        : .contradictedEncoding(
          declared: declared, found: found, sign: "nearly every second byte is zero")
    }
    guard !sample.isEmpty, declared != .utf8,
      UTF8Check.firstInvalidOffset(in: sample.span, allowsCutEnd: !isWhole) == nil
    else { return nil }
    if isTwoByte, !sample.contains(0) {
      return .contradictedEncoding(
        declared: declared, found: .utf8, sign: "no byte is zero, and all of them are UTF-8")
    }
    let count = sample.count { $0 >= 0xC0 }
    guard !isTwoByte, let first = sample.firstIndex(where: { $0 >= 0xC0 }) else { return nil }
    let word = word(around: first)
    let (right, wrong) = (
      String(decoding: word, as: UTF8.self),
      String(decoding: Self.decode(word, declared), as: UTF8.self)
    )
    return .contradictedEncoding(
      declared: declared, found: .utf8,
      sign: (count == 1
        ? "its character beyond ASCII is UTF-8"
        : "all its \(count) characters beyond ASCII are UTF-8")
        + ": '\(right)' would read '\(wrong)'", character: position(of: first))
  }

  /// The letters and digits around the first character beyond ASCII of a text in UTF-8, not too many.
  private func word(around first: Int) -> [UInt8] {
    func isOfWord(_ byte: UInt8) -> Bool {
      byte >= 0x80 || byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")
        || byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }
    let start = sample[max(0, first - 20)..<first].lastIndex { !isOfWord($0) }.map { $0 + 1 }
    var end = first
    while end < min(sample.count, first + 20), isOfWord(sample[end]) { end += 1 }
    // Not within a character.
    while end < sample.count, sample[end] & 0xC0 == 0x80 { end += 1 }
    return Array(sample[(start ?? max(0, first - 20))..<end])
  }

  /// The line and the column of the character that begins at an offset of a text in UTF-8.
  private func position(of offset: Int) -> ScanFailure.TextPosition {
    let before = sample[..<offset]
    let start =
      before.lastIndex { $0 == Byte.lineFeed || $0 == Byte.carriageReturn }.map { $0 + 1 } ?? 0
    return ScanFailure.TextPosition(
      line: LineBreaks.count(in: sample.span.extracting(..<offset)) + 1,
      column: String(decoding: before[start...], as: UTF8.self).count + 1)
  }

  /// Western text in UTF-16 has a zero in nearly every unit, always on the same side.
  private static func twoByteEncoding(_ zeros: (even: Double, odd: Double)) -> TextEncoding? {
    if zeros.odd > 0.4 && zeros.even < 0.05 { return .utf16LittleEndian }
    if zeros.even > 0.4 && zeros.odd < 0.05 { return .utf16BigEndian }
    return nil
  }

  /// The line with the byte, or what of it is near.
  private func excerpt(around offset: Int) -> [UInt8] {
    let before = sample[max(0, offset - 30)..<offset].split(omittingEmptySubsequences: false) {
      $0 == Byte.lineFeed || $0 == Byte.carriageReturn
    }
    let after = sample[offset...].prefix(30).prefix {
      $0 != Byte.lineFeed && $0 != Byte.carriageReturn
    }
    return Array(before.last ?? []) + after
  }

  private static let marks: [(TextEncoding, [UInt8])] = [
    (.utf8, [0xEF, 0xBB, 0xBF]), (.utf16LittleEndian, [0xFF, 0xFE]),
    (.utf16BigEndian, [0xFE, 0xFF]),
  ]

  /// Shares of zero bytes at even and at odd offsets.
  private static func zeroShares(of bytes: ArraySlice<UInt8>) -> (even: Double, odd: Double) {
    var counts = [0, 0]
    for (index, byte) in bytes.enumerated() where byte == 0 { counts[index & 1] += 1 }
    let half = Double(max(bytes.count / 2, 1))
    return (Double(counts[0]) / half, Double(counts[1]) / half)
  }

  /// Share of the bytes that no text has, zeros among them.
  private func controlShare() -> Double {
    // The sign that ends a text of DOS is no sign against it.
    let text = sample.last == Byte.substitute ? sample.dropLast() : sample[...]
    let controls = text.count { byte in
      byte < Byte.space && byte != Byte.tab && byte != Byte.lineFeed && byte != Byte.carriageReturn
    }
    return Double(controls) / Double(max(sample.count, 1))
  }

  private func readings(_ invalidOffset: Int?) -> [ScanFailure.EncodingReading] {
    let start = Array(sample.prefix(80))
    let others: [(TextEncoding, String)] = [
      (
        .utf8,
        invalidOffset.map { "byte \($0) is not UTF-8" } ?? "too many NUL bytes for a text"
      ), (.utf16LittleEndian, "NUL bytes are not where Western text has them"),
      (.utf16BigEndian, "NUL bytes are not where Western text has them"),
      (.windows1252, "too many control characters for a text"),
    ]
    return others.map { reading($0, start, $1) }
  }

  private func reading(
    _ encoding: TextEncoding, _ bytes: [UInt8], _ objection: String
  ) -> ScanFailure.EncodingReading {
    ScanFailure.EncodingReading(
      encoding: encoding, text: String(decoding: Self.decode(bytes, encoding), as: UTF8.self),
      objection: objection)
  }

  /// The first bytes behind the mark as UTF-8, and whether the file goes on behind them.
  private func utf8Sample(
    _ encoding: TextEncoding, from mark: Int, upTo size: Int
  ) -> (text: [UInt8], isCut: Bool) {
    let part = Array(sample.dropFirst(mark).prefix(size))
    let isCut = !isWhole || mark + part.count < sample.count
    return (encoding == .utf8 ? part : Self.decode(part, encoding), isCut)
  }

  private static func decode(_ bytes: [UInt8], _ encoding: TextEncoding) -> [UInt8] {
    var transcoder = Transcoder(encoding)
    let capacity = Transcoder.capacity(for: bytes.count)
    return unsafe [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
      guard let base = output.baseAddress else { return }
      count = unsafe bytes.withUnsafeBufferPointer { unsafe transcoder.convert($0, to: base) }
    }
  }
}
