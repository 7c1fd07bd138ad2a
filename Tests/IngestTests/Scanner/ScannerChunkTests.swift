import Testing

@testable import Ingest

/// Chunks on several threads must give what one pass from front to back gives.
@Suite struct ScannerChunkTests {
  struct Table: Sendable {
    var name: String
    var text: String
  }

  static let tables: [Table] = {
    var random = FixedRandom(seed: 3)
    func rows(_ count: Int, _ row: (Int, inout FixedRandom) -> String) -> String {
      "id,name,note\n" + (0..<count).map { row($0, &random) }.joined()
    }
    let notes = [
      "plain", "\"a, b\"", "\"line\nbreak, \"\"x\"\"\"", "\"\n1,2,3\n4,5,6\n\"", "\"é€😀\"",
    ]
    return [
      Table(name: "plain", text: rows(2000) { id, _ in "\(id),Zoé,some note\n" }),
      Table(
        name: "notes with breaks",
        text: rows(2000) { id, random in
          "\(id),x,\(notes.randomElement(using: &random) ?? "")\n"
        }),
      Table(
        name: "every field quoted, CRLF",
        text: rows(1500) { id, random in
          "\"\(id)\",\"\(Int.random(in: 0...99, using: &random))\",\"a\r\n1,2,3\r\nb\"\r\n"
        }),
      Table(
        name: "irregular quotes",
        text: rows(1500) { id, _ in id % 7 == 0 ? "\(id),5\" pipe,x\n" : "\(id),a,\"b\n\"\n" }),
      Table(name: "ragged", text: rows(1500) { id, _ in id % 5 == 0 ? "\(id)\n\n" : "1,2,3\n" }),
      Table(name: "CR only", text: "a,b,c\r" + String(repeating: "1,\"2\r\",3\r", count: 900)),
      Table(name: "sep line", text: "\u{FEFF}sep=;\r\n" + rows(900) { id, _ in "\(id);b;c\n" }),
      Table(name: "one long record", text: "a,b,c\n1,\"" + String(repeating: "\n,", count: 9000)),
      Table(
        name: "quotes about quotes",
        text: rows(900) { id, _ in "\(id),\"\"\"\n,\"\"\",\"\"\",\"\"\n\"\n" }),
      // Long enough to deceive the guess, so that only the end of the chunk before puts it right.
      Table(
        name: "a table inside a field",
        text: rows(3) { id, _ in
          "\(id),b,\"" + String(repeating: "1,2,3\n", count: 1500) + "\"\n"
        }),
      Table(name: "header only", text: "a,b,c\n"),
      Table(name: "no final break", text: rows(900) { id, _ in "\(id),b,c\n" } + "x,y,z"),
    ]
  }()

  /// The text with one byte for each character, whatever that then is, and without a mark.
  private static func bytewise(_ text: String) -> [UInt8] {
    text.unicodeScalars.filter { $0 != "\u{FEFF}" }.map {
      $0.isASCII ? UInt8($0.value) : UInt8(0x80 + $0.value % 0x80)
    }
  }

  @Test(arguments: tables.indices, [1, 2, 3])
  func `chunks give what one pass gives`(tableIndex: Int, threadCount: Int) throws {
    try requireSameChunks(TemporaryFile(Self.tables[tableIndex].text), nil, tableIndex, threadCount)
  }

  @Test(arguments: tables.indices, [TextEncoding.windows1252, .latin1, .macRoman])
  func `so do chunks of a file with one byte for each character`(
    tableIndex: Int, encoding: TextEncoding
  ) throws {
    let file = try TemporaryFile(Self.bytewise(Self.tables[tableIndex].text))
    try requireSameChunks(file, encoding, tableIndex, 2)
  }

  private func requireSameChunks(
    _ file: TemporaryFile, _ encoding: TextEncoding?, _ tableIndex: Int, _ threadCount: Int
  ) throws {
    let table = Self.tables[tableIndex]
    var options = ScanOptions(encoding: encoding)
    options.delimiter = table.name == "sep line" ? nil : UInt8(ascii: ",")
    let expected = scanFile(file.path, options: options)
    options.threadCount = threadCount
    for (chunkSize, blockSize) in [(37, 16), (300, 64), (1000, 4096), (4096, 256), (1 << 20, 4096)]
    {
      options.chunkSize = chunkSize
      options.blockSize = blockSize
      let actual = scanInChunks(file.path, options)
      #expect(actual.records == expected.records, "\(table.name), chunks of \(chunkSize)")
      #expect(actual.failure == expected.failure, "\(table.name), chunks of \(chunkSize)")
      #expect(actual.summary == expected.summary, "\(table.name), chunks of \(chunkSize)")
    }
  }

  @Test func `random text in chunks gives what one pass gives`() throws {
    var random = FixedRandom(seed: 29)
    let pieces = ["a", ",", "\n", "\"", "\"\"", "\r\n", ",\"", "\",", "\"\n", "\n\"", "bé", "€"]
    for round in 0..<300 {
      var text = "a,b\n"
      for _ in 0..<Int.random(in: 1...300, using: &random) {
        text += pieces.randomElement(using: &random) ?? ""
      }
      let encoding: TextEncoding = round % 2 == 0 ? .utf8 : .windows1252
      let file = try TemporaryFile(round % 2 == 0 ? Array(text.utf8) : Self.bytewise(text))
      var options = ScanOptions(encoding: encoding, delimiter: UInt8(ascii: ","))
      let expected = scanFile(file.path, options: options)
      options.threadCount = 2
      options.chunkSize = Int.random(in: 5...200, using: &random)
      options.blockSize = Int.random(in: 16...200, using: &random)
      let actual = scanInChunks(file.path, options)
      #expect(actual.records == expected.records, "round \(round): \(text.debugDescription)")
      #expect(actual.failure == expected.failure, "round \(round): \(text.debugDescription)")
    }
  }

  /// Files that can be read only from front to back.
  private static let streams: [(name: String, suffix: String, bytes: [UInt8])] = {
    let text = "a;b\n" + String(repeating: "é;2\n\"x\ny\";😀\n", count: 500)
    let whole = ScannerArchiveTests.gzip(Array(text.utf8))
    var changed = whole
    changed[whole.count / 2] ^= 1
    let unclosed = text + "\"open;" + String(repeating: "\n", count: 900)
    return [
      ("UTF-16", ".csv", ScannerFormatTests.utf16("\u{FEFF}" + text, isLittle: true)),
      (
        "UTF-16 cut", ".csv",
        ScannerFormatTests.utf16("\u{FEFF}" + text, isLittle: false).dropLast(3)
      ),
      ("UTF-16, unclosed", ".csv", ScannerFormatTests.utf16("\u{FEFF}" + unclosed, isLittle: true)),
      ("gzip", ".csv.gz", whole), ("gzip cut", ".csv.gz", Array(whole.dropLast(99))),
      ("gzip changed", ".csv.gz", changed),
      ("gzip, unclosed", ".csv.gz", ScannerArchiveTests.gzip(Array(unclosed.utf8))),
      ("gzip of nothing", ".csv.gz", ScannerArchiveTests.gzip([])),
    ].map { ($0.0, $0.1, Array($0.2)) }
  }()

  @Test(arguments: streams.indices, [1, 2])
  func `compressed and transcoded files come in parts too, whoever unpacks them`(
    index: Int, threadCount: Int
  ) throws {
    let stream = Self.streams[index]
    let file = try TemporaryFile(stream.bytes, suffix: stream.suffix)
    for blockSize in [32, 1_000, 1 << 20] {
      var options = ScanOptions()
      options.blockSize = blockSize
      let expected = scanFile(file.path, options: options)
      options.chunkSize = 100
      options.threadCount = threadCount
      let actual = scanInChunks(file.path, options)
      #expect(actual.records == expected.records, "\(stream.name)")
      #expect(actual.summary == expected.summary, "\(stream.name)")
      #expect(actual.failure == expected.failure, "\(stream.name)")
      #expect((actual.failure != nil) == [1, 2, 4, 5, 6].contains(index), "\(stream.name)")
    }
  }

  @Test func `nobody unpacks what nobody wants any more`() throws {
    let file = try TemporaryFile(
      ScannerArchiveTests.gzip(Array(String(repeating: "a,b\n", count: 50_000).utf8)),
      suffix: ".csv.gz")
    var options = ScanOptions()
    (options.chunkSize, options.blockSize, options.threadCount) = (1_000, 512, 2)
    for last in 0..<20 {
      var merged = 0
      try RecordScanner(path: file.path, options: options).scanChunks(
        bind: { _ in true }, makePart: { _ in 0 }, read: { _, _, _ in },
        merge: { _, position in
          merged += 1
          return position.index < last
        })
      #expect(merged == last + 1)
    }
  }

  @Test func `bytes of UTF-8 are as many as they were before`() {
    var random = FixedRandom(seed: 3)
    for count in [0, 1, 7, 8, 9, 100, 5_000, 20_000] {
      let text = String(
        (0..<count).map { _ -> Character in
          ["a", "é", "€", "😀"].randomElement(using: &random) ?? "a"
        })
      for encoding in [TextEncoding.utf16LittleEndian, .utf16BigEndian] {
        #expect(
          Transcoder.storedLength(of: Array(text.utf8).span, in: encoding) == 2 * text.utf16.count)
      }
      let short = Array(text.filter { $0 != "😀" }.utf8)
      let characters = text.count { $0 != "😀" }
      #expect(Transcoder.storedLength(of: short.span, in: .windows1252) == characters)
      for stored in [0, 1, characters / 3, characters - 1, characters, characters + 9] {
        let expected = text.filter { $0 != "😀" }.prefix(max(0, stored)).utf8.count
        let length = Transcoder.length(ofStored: stored, of: short.span, in: .windows1252)
        #expect(length == expected)
      }
      #expect(Transcoder.storedLength(of: short.span, in: .utf8) == short.count)
    }
  }

  @Test func `binding sees the header, and either side can stop`() throws {
    let file = try TemporaryFile(String(repeating: "a,b\n", count: 5000))
    var options = ScanOptions()
    options.chunkSize = 1000
    options.threadCount = 2
    var merged = 0
    try RecordScanner(path: file.path, options: options).scanChunks(
      bind: { $0.fieldCount(ofRecord: 0) }, makePart: { $0 }, read: { _, _, _ in },
      merge: { width, position in
        #expect(width == 2 && position.index == merged)
        merged += 1
        return merged < 3
      })
    #expect(merged == 3)
    try RecordScanner(path: file.path, options: options).scanChunks(
      bind: { _ in Int?.none }, makePart: { $0 }, read: { _, _, _ in },
      merge: { _, _ in
        Issue.record("merged without binding")
        return true
      })
  }

  private func scanInChunks(_ path: String, _ options: ScanOptions) -> ScanOutcome {
    var outcome = ScanOutcome()
    do throws(ScanFailure) {
      outcome.summary = try RecordScanner(path: path, options: options).scanChunks(
        bind: { _ in true }, makePart: { _ in [ScannedRecord]() },
        read: { batch, _, part in
          for index in 0..<batch.recordCount { part.append(record(batch, index)) }
        },
        merge: { part, position in
          for var record in part {
            record.line += position.linesBefore
            record.lines = record.lines.map { $0 + position.linesBefore }
            outcome.records.append(record)
          }
          return true
        })
    } catch {
      outcome.failure = error
    }
    return outcome
  }
}
