/// Decides from a file's first bytes how it is to be read.
struct FormatDetection {
  /// Bytes looked at.
  static let sampleSize = 1 << 20
  private static let recordLimit = 50
  private static let candidates: [UInt8] = [
    UInt8(ascii: ","), UInt8(ascii: ";"), Byte.tab, UInt8(ascii: "|"),
  ]

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
    let text = utf8Sample(encoding, from: mark)
    if let kind = ContentSignature.markup(of: text) { throw .notDelimitedText(kind) }
    let separator = SeparatorLine.delimiter(in: text)
    var delimiter = options.delimiter ?? separator
    if delimiter == nil { delimiter = try detectDelimiter(text, encoding) }
    return Result(
      format: ScanFormat(
        encoding: encoding, encodingIsDetected: options.encoding == nil,
        delimiter: delimiter ?? Self.candidates[0],
        delimiterIsDetected: options.delimiter == nil, byteOrderMarkCount: markCount,
        hasSeparatorLine: separator != nil, firstInvalidByte: invalid),
      markLength: mark)
  }

  private func detectEncoding() throws(ScanFailure) -> (TextEncoding, Int, Int, InvalidByte?) {
    for (encoding, mark) in Self.marks where options.encoding.map({ $0 == encoding }) ?? true {
      var count = 0
      while sample.dropFirst(count * mark.count).starts(with: mark) && count < 2 { count += 1 }
      if count > 0 { return (encoding, count * mark.count, count, nil) }
    }
    if let declared = options.encoding { return (declared, 0, 0, nil) }
    if !UTF8Check.hasOddBytes(in: sample.span, allowsCutEnd: !isWhole) {
      return (.utf8, 0, 0, nil)
    }
    let zeros = zeroShares()
    // Western text in UTF-16 has a zero in nearly every unit, always on the same side.
    if zeros.odd > 0.4 && zeros.even < 0.05 { return (.utf16LittleEndian, 0, 0, nil) }
    if zeros.even > 0.4 && zeros.odd < 0.05 { return (.utf16BigEndian, 0, 0, nil) }
    let invalidOffset = UTF8Check.firstInvalidOffset(in: sample.span, allowsCutEnd: !isWhole)
    // A damaged row or two hold zeros in any encoding, and are rejected each. Many control characters
    // beside bytes that are not UTF-8 are no text, or UTF-16 of another script.
    let isText =
      invalidOffset == nil ? (zeros.odd + zeros.even) / 2 <= 0.25 : controlShare() <= 0.01
    guard isText else { throw .undecidableEncoding(readings(invalidOffset)) }
    guard let invalidOffset else { return (.utf8, 0, 0, nil) }
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
  private func zeroShares() -> (even: Double, odd: Double) {
    var counts = [0, 0]
    for (index, byte) in sample.enumerated() where byte == 0 { counts[index & 1] += 1 }
    let half = Double(max(sample.count / 2, 1))
    return (Double(counts[0]) / half, Double(counts[1]) / half)
  }

  /// Share of the bytes that no text has, zeros among them.
  private func controlShare() -> Double {
    let controls = sample.count { byte in
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

  private func utf8Sample(_ encoding: TextEncoding, from mark: Int) -> [UInt8] {
    // A header record of a thousand columns fits; the records behind it confirm.
    let part = Array(sample.dropFirst(mark).prefix(64 << 10))
    return encoding == .utf8 ? part : Self.decode(part, encoding)
  }

  private static func decode(_ bytes: [UInt8], _ encoding: TextEncoding) -> [UInt8] {
    var transcoder = Transcoder(encoding)
    let capacity = Transcoder.capacity(for: bytes.count)
    return unsafe [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
      guard let base = output.baseAddress else { return }
      count = unsafe bytes.withUnsafeBufferPointer { unsafe transcoder.convert($0, to: base) }
    }
  }

  // MARK: Delimiter

  /// One candidate's way to split the first records.
  private struct Split {
    var delimiter: UInt8
    var firstRecord: [String]
    /// Share of the other records that have as many fields as the first.
    var agreement: Double
  }

  /// The delimiter by which the first records all have the same number of fields, two at least.
  ///
  /// Without any, the file has one column and the comma does no harm.
  private func detectDelimiter(
    _ text: [UInt8], _ encoding: TextEncoding
  ) throws(ScanFailure) -> UInt8? {
    let splits = Self.candidates.compactMap { split(text, $0) }.filter { $0.firstRecord.count > 1 }
    guard let best = splits.max(by: { Self.isWorse($0, $1) }) else { return nil }
    let equals = splits.filter { !Self.isWorse($0, best) }
    guard equals.count == 1 else {
      throw .undecidableDelimiter(
        equals.map { .init(delimiter: $0.delimiter, firstRecord: $0.firstRecord) })
    }
    return best.delimiter
  }

  private static func isWorse(_ left: Split, _ right: Split) -> Bool {
    let leftFits = left.agreement == 1
    let rightFits = right.agreement == 1
    if leftFits != rightFits { return rightFits }
    if left.firstRecord.count != right.firstRecord.count {
      return left.firstRecord.count < right.firstRecord.count
    }
    return left.agreement < right.agreement
  }

  private func split(_ text: [UInt8], _ delimiter: UInt8) -> Split? {
    let storage = BatchStorage(capacity: text.count)
    unsafe UnsafeMutableRawBufferPointer(start: storage.bytes, count: text.count)
      .copyBytes(from: text)
    storage.filled = text.count
    _ = RecordIndexer(delimiter: delimiter, method: options.method).index(storage, isAtEnd: isWhole)
    let batch = RecordBatch(
      storage: storage,
      format: ScanFormat(
        encoding: .utf8, encodingIsDetected: false, delimiter: delimiter,
        delimiterIsDetected: false, byteOrderMarkCount: 0, hasSeparatorLine: false),
      firstRecord: 0, firstLine: 1, firstByteOffset: 0, isStartOfFile: true)
    var first: Int?
    var compared = 0
    var agreeing = 0
    for record in 0..<min(batch.recordCount, Self.recordLimit) {
      let bounds = batch.recordBounds(record)
      if bounds.start == bounds.end { continue }
      guard let header = first else {
        first = record
        continue
      }
      compared += 1
      if batch.fieldCount(ofRecord: record) == batch.fieldCount(ofRecord: header) { agreeing += 1 }
    }
    guard let first else { return nil }
    return Split(
      delimiter: delimiter,
      firstRecord: (0..<batch.fieldCount(ofRecord: first)).map {
        batch.text(ofField: $0, inRecord: first)
      },
      agreement: compared == 0 ? 1 : Double(agreeing) / Double(compared))
  }
}

/// The line `sep=;` that Excel reads and writes before the header.
enum SeparatorLine {
  private static let prefix = Array("sep=".utf8)

  /// Its bytes with CRLF.
  static let longest = 7

  /// What stands behind the line, among the first bytes of a text that begins with it.
  static func rest(of bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let line = bytes.dropFirst(longest - 2)
    let isPair = line.starts(with: [Byte.carriageReturn, Byte.lineFeed])
    return line.dropFirst(isPair ? 2 : 1)
  }

  /// The delimiter that the first line declares.
  static func delimiter(in text: [UInt8]) -> UInt8? {
    let rest = text.dropFirst(4)
    guard text.prefix(4).map({ $0 | 0x20 }).elementsEqual(Self.prefix.map { $0 | 0x20 }),
      let delimiter = rest.first, delimiter > Byte.space || delimiter == Byte.tab,
      delimiter < 0x7F, delimiter != Byte.quote,
      let next = rest.dropFirst().first, next == Byte.lineFeed || next == Byte.carriageReturn
    else { return nil }
    return delimiter
  }
}
