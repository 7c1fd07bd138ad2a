import Testing

@testable import Ingest

/// What a record and a field are, and where they stand.
@Suite struct ScannerRecordTests {
  /// A text with the table it holds.
  struct Sample: CustomTestStringConvertible, Sendable {
    var text: String
    var table: [[String]]
    var testDescription: String { "\(text.debugDescription)" }

    init(_ text: String, _ table: [[String]]) {
      self.text = text
      self.table = table
    }
  }

  static let regular = [
    Sample("", []),
    Sample("a,b", [["a", "b"]]),
    Sample("a,b\n", [["a", "b"]]),
    Sample("a,b\r\n1,2\r\n", [["a", "b"], ["1", "2"]]),
    Sample("a,b\r1,2\r", [["a", "b"], ["1", "2"]]),
    Sample("a,b\r1,2\n3,4\r\n5,6", [["a", "b"], ["1", "2"], ["3", "4"], ["5", "6"]]),
    Sample("a,b\n,\n", [["a", "b"], ["", ""]]),
    Sample("a,b\n\n1,2\n", [["a", "b"], [""], ["1", "2"]]),
    Sample("\"a\",\"b\"\n\"\",\"\"", [["a", "b"], ["", ""]]),
    Sample("\"a,b\",\"c\nd\"\n\"e\r\nf\",\"g\rh\"\n", [["a,b", "c\nd"], ["e\r\nf", "g\rh"]]),
    Sample("\"say \"\"yes\"\"\",x\n", [["say \"yes\"", "x"]]),
    Sample("\"\"\"\",\"\"\"\"\"\"\n", [["\"", "\"\""]]),
    Sample("a,\"b\"\r\n\"c\"\r\n", [["a", "b"], ["c"]]),
    Sample("a;b\n1,5;2\n", [["a", "b"], ["1,5", "2"]]),
    Sample("sep=|\na|b\n1|2;3\n", [["a", "b"], ["1", "2;3"]]),
    Sample("\u{FEFF}sep=;\r\na;b\r\n", [["a", "b"]]),
    Sample("only\none\n", [["only"], ["one"]]),
  ]

  @Test(arguments: regular) func `regular text is split into`(sample: Sample) throws {
    for method in [ScanOptions.Method.bytewise, .vector(.best)] {
      var options = ScanOptions()
      options.method = method
      let outcome = try scanText(sample.text, options: options)
      #expect(outcome.table == sample.table)
      #expect(outcome.failure == nil)
      #expect(outcome.records.allSatisfy { !$0.flags.contains(.irregularQuoting) })
    }
  }

  @Test(arguments: regular) func `lines of many records are those of each`(sample: Sample) throws {
    let file = try TemporaryFile(sample.text + "\n\"x\ny\",z\n1,2\n\"\r\n\",3\n4,5")
    for blockSize in [1, 16, 4_096] {
      var options = ScanOptions()
      options.blockSize = blockSize
      try RecordScanner(path: file.path, options: options).scan { batch in
        let all = 0..<batch.recordCount
        for records in [Array(all), Array(all.dropFirst()), all.filter { $0 % 2 == 0 }, []] {
          var lines = [7]
          batch.appendLines(of: records, to: &lines)
          #expect(lines == [7] + records.map { batch.line(ofRecord: $0) })
        }
        return true
      }
    }
  }

  /// The same as Python's csv module makes of them.
  static let irregular = [
    Sample("5\" pipe,x\n", [["5\" pipe", "x"]]),
    Sample("\"a\"b,x\n", [["ab", "x"]]),
    Sample("\"a\"b\"c,d\",x\n", [["ab\"c", "d\"", "x"]]),
    Sample("\"a\" ,x\n", [["a ", "x"]]),
    Sample("x, \"y\"\n", [["x", " \"y\""]]),
    Sample("a\"\"b,x\n", [["a\"\"b", "x"]]),
    Sample("\"a\"\"\"b,x\n", [["a\"b", "x"]]),
  ]

  @Test(arguments: irregular) func `irregular quoting is read leniently and flagged`(
    sample: Sample
  ) throws {
    let outcome = try scanText(
      sample.text + "1,2\n",
      options: ScanOptions(delimiter: UInt8(ascii: ","), quotes: .doubled))
    #expect(outcome.table == sample.table + [["1", "2"]])
    #expect(outcome.records.map { $0.flags.contains(.irregularQuoting) } == [true, false])
  }

  @Test func `lines count inside quotes and bytes count from the start of the file`() throws {
    let text = "\u{FEFF}id,note\r\n1,\"é\r\nb\rc\nd\"\r\n2,\"x\",y\r\n"
    let outcome = try scanText(text)
    #expect(outcome.records.map(\.line) == [1, 2, 6])
    #expect(outcome.records.map(\.byteOffset) == [3, 12, 27])
    #expect(outcome.records[1].columns == [1, 3])
    #expect(outcome.records[2].columns == [1, 3, 7])
    #expect(outcome.summary?.lineCount == 6)
    #expect(outcome.summary?.recordCount == 3)
  }

  @Test func `columns count characters, and a field has the line where it begins`() throws {
    let outcome = try scanText("\"ligne\n2\",e\u{301}🇫🇷,z\n")
    #expect(outcome.records[0].lines == [1, 2, 2])
    #expect(outcome.records[0].columns == [1, 4, 7])
  }

  @Test(arguments: [
    ("a,b\n1,\"open\n2,3\n", 2, 3), ("\"", 1, 1), ("a\n\"x\"\"\n", 2, 1),
    ("a,b\r1,2\r3,\"\r", 3, 3),
  ]) func `an unclosed quote is reported where it opened`(
    text: String, line: Int, column: Int
  ) throws {
    for blockSize in [16, 1 << 16] {
      var options = ScanOptions(delimiter: UInt8(ascii: ","))
      options.blockSize = blockSize
      let outcome = try scanText(text, options: options)
      #expect(outcome.failure == .unclosedQuote(line: line, column: column))
      #expect(outcome.records.count == line - 1)
    }
  }

  @Test(arguments: ["\n", ",,\n", "\"\",,\"\"\n", "   \n", "\t \n"])
  func `a record without content is flagged blank`(text: String) throws {
    let outcome = try scanText("a,b,c\n" + text + "1,,\n")
    #expect(outcome.records.map { $0.flags.contains(.blank) } == [false, true, false])
  }

  @Test func `NUL bytes and bytes that are not UTF-8 are flagged with their place`() throws {
    let file = try TemporaryFile(
      Array("a,b\n1,x\0y\n".utf8) + [0x32, 0x2C, 0x4D, 0xFC, 0x6C, 0x0A] + Array("3,é\n".utf8))
    var found: [RecordFlags] = []
    var invalid: InvalidByte?
    try RecordScanner(path: file.path, options: ScanOptions(encoding: .utf8)).scan { batch in
      found = (0..<batch.recordCount).map { batch.flags(ofRecord: $0) }
      invalid = batch.invalidByte(inRecord: 2)
      return true
    }
    #expect(found == [[], .containsNUL, .invalidUTF8, []])
    #expect(invalid == InvalidByte(value: 0xFC, offset: 13, line: 3))
  }

  @Test func `a quoted empty field differs from nothing, a missing field is empty`() throws {
    let file = try TemporaryFile("a,b\n\"\",\n")
    try RecordScanner(path: file.path).scan { batch in
      let quoted = (0..<2).map { batch.isQuoted(field: $0, inRecord: 1) }
      #expect(quoted == [true, false])
      let missing = batch.text(ofField: 7, inRecord: 1)
      #expect(missing.isEmpty)
      let excerpt = batch.excerpt(ofField: 1, inRecord: 0)
      #expect(excerpt == "a,b")
      return true
    }
  }

  @Test(arguments: [10, 16, 1 << 16])
  func `a field beyond the limit is refused where it begins`(blockSize: Int) throws {
    var options = ScanOptions(delimiter: UInt8(ascii: ","))
    options.fieldLimit = 50
    options.blockSize = blockSize
    let long = String(repeating: "x", count: 51)
    let fits = try scanText("a,b\n1,\(long.dropLast())\n", options: options)
    #expect(fits.failure == nil)
    let bare = try scanText("a,b\n1,\(long)\n", options: options)
    #expect(bare.failure == .fieldTooLong(line: 2, column: 3, limit: 50))
    #expect(bare.table == [["a", "b"]], "what stands before the fault is delivered")
    let quoted = try scanText("a,b\n1,\"\n\(long)\n\"\n", options: options)
    #expect(quoted.failure == .fieldTooLong(line: 2, column: 3, limit: 50))
    let open = try scanText("a,b\n1,\"\(long)", options: options)
    #expect(open.failure == .fieldTooLong(line: 2, column: 3, limit: 50), "not an unclosed quote")
    let record = try scanText(
      "a\n" + String(repeating: "xxxxxxxxx,", count: 30) + "\n", options: options)
    #expect(record.failure == .recordTooLong(line: 2, limit: 200))
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func `a field as long as the limit is read, wherever a block ends`(lineEnd: String) throws {
    let field = String(repeating: "x", count: 40)
    for text in ["\(field)\(lineEnd)b\(lineEnd)", "a\(lineEnd)\"\(field.dropLast(2))\"\(lineEnd)b"]
    {
      for blockSize in 1...60 {
        var options = ScanOptions(delimiter: UInt8(ascii: ","))
        options.fieldLimit = 40
        options.blockSize = blockSize
        let scanned = try scanText(text, options: options)
        #expect(scanned.failure == nil, "blocks of \(blockSize)")
        #expect(scanned.table.count == (text.hasPrefix("a") ? 3 : 2))
      }
    }
  }

  @Test func `the caller can stop`() throws {
    let file = try TemporaryFile(String(repeating: "a,b\n", count: 1000))
    var options = ScanOptions()
    options.blockSize = 64
    var batches = 0
    try RecordScanner(path: file.path, options: options).scan { _ in
      batches += 1
      return batches < 3
    }
    #expect(batches == 3)
  }
}
