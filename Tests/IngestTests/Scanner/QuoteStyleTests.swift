import Testing

@testable import Ingest

/// Files whose cells are not quoted as RFC 4180 has it.
@Suite struct QuoteStyleTests {
  /// A record as a program that writes a style does, the slow obvious way.
  private static func written(
    _ row: [String], _ style: QuoteStyle, _ random: inout FixedRandom
  ) -> String {
    let cells = row.map { cell in
      let blanks = String(repeating: " ", count: Int.random(in: 0...3, using: &random))
      return switch style {
      case .doubled, .record: quoted(cell)
      case .backslash:
        "\"" + cell.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
      case .single: "'" + cell.replacing("'", with: "''") + "'"
      case .spaced: blanks + quoted(cell) + blanks
      }
    }
    let record = cells.joined(separator: ";")
    return style == .record ? quoted(record) : record
  }

  private static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\"", with: "\"\"") + "\""
  }

  @Test(arguments: QuoteStyle.allCases)
  func `every cell comes back as it was, in blocks of any size`(_ style: QuoteStyle) throws {
    var random = FixedRandom(seed: 11)
    let signs = ["a", "é", "€", "\"", "'", "\\", ";", ",", "\n", "\r\n", " ", "\t", "|", "𝄞"]
    for round in 0..<60 {
      let table = (0..<Int.random(in: 2...12, using: &random)).map { _ in
        (0..<4).map { _ in
          (0..<Int.random(in: 0...7, using: &random)).map { _ in
            signs[Int.random(in: 0..<signs.count, using: &random)]
          }.joined()
        }
      }
      let text = table.map { Self.written($0, style, &random) + "\n" }.joined()
      for blockSize in [1, 2, 7, 64, 1 << 16] {
        var options = ScanOptions(
          encoding: .utf8, delimiter: UInt8(ascii: ";"), quotes: style)
        options.blockSize = blockSize
        let outcome = try scanText(text, options: options)
        #expect(outcome.failure == nil)
        let cells = outcome.table.map { $0.map { style == .spaced ? $0.trimmed : $0 } }
        #expect(cells == table.map { $0.map { style == .spaced ? $0.trimmed : $0 } }, "\(round)")
        #expect(outcome.summary?.lineCount == LineBreaks.count(in: Array(text.utf8).span))
      }
    }
  }

  @Test(arguments: QuoteStyle.allCases)
  func `nothing is written beyond the room there is, whatever the bytes`(
    _ style: QuoteStyle
  ) throws {
    var random = FixedRandom(seed: 13)
    let comma = UInt8(ascii: ",")
    let signs: [UInt8] = [
      Byte.quote, Byte.apostrophe, Byte.backslash, comma, Byte.space, Byte.lineFeed,
      Byte.carriageReturn, 0, 0x61, 0xFF,
    ]
    var texts = signs.flatMap { first in
      signs.map { second in (0..<300).map { $0.isMultiple(of: 2) ? first : second } }
    }
    texts += (0..<200).map { _ in
      (0..<Int.random(in: 0...200, using: &random)).map { _ in
        signs[Int.random(in: 0..<signs.count, using: &random)]
      }
    }
    for text in texts {
      let whole = Requoter.converted(text, style, delimiter: comma)
      #expect(whole.count <= Requoter.capacity(for: text.count))
      // Every line end is kept, and nothing else becomes one.
      #expect(
        whole.filter { $0 == Byte.lineFeed || $0 == Byte.carriageReturn }
          == text.filter { $0 == Byte.lineFeed || $0 == Byte.carriageReturn })
      if style == .doubled { continue }
      for blockSize in [1, 3] {
        var options = ScanOptions(encoding: .utf8, delimiter: comma, quotes: style)
        options.blockSize = blockSize
        var large = options
        large.blockSize = 1 << 16
        #expect(try scanBytes(text, options: options) == scanBytes(text, options: large))
      }
    }
  }

  @Test(arguments: [
    ("plain", "a,b\n\"x, \"\"y\"\"\",1\n", QuoteStyle.doubled),
    ("a backslash before a quote", "a,b\n\"x, \\\"y\\\"\",1\nz,2\n", .backslash),
    ("a path that ends with a backslash", "a,b\n\"C:\\\",1\n\"D:\\\",2\n", .doubled),
    ("apostrophes", "'a','b'\n'it''s, x','1'\n", .single),
    ("apostrophes where they are needed", "a;b\n'x; y';1\nz;2\n", .single),
    ("a name that begins with an apostrophe", "a,b\n'tis,1\n", .doubled),
    ("blanks before quotes", "a, b\n\"x, y\", \"1, 2\"\n", .spaced),
    ("inches", "a,b\npipe 5\",1\n", .doubled),
    ("a quoted word behind a blank", "a,b\n1, \"Acme\" Corp\n", .doubled),
    ("whole records", "\"a,b\"\n\"\"\"x, y\"\",1\"\n\"z,2\"\n", .record),
    ("whole records where quotes are", "a,b\n\"\"\"x, y\"\",1\"\nz,2\n", .record),
    ("one column of names", "name\n\"Roy, Paul\"\n\"Martin, Zoé\"\n", .doubled),
    ("one column with a comma in its name", "\"a, b\"\n\"c, d, e\"\n\"f\"\n", .doubled),
    ("every cell in quotes", "\"a\",\"b\"\n\"x, y\",\"1\"\n", .doubled),
    ("a note below", "a,b\n1,2\n3,4\n\"all deals, by day, in euros\"\n", .doubled),
    (
      "titles above", "Report\na;b\n\"x; \\\"y\\\"\";1\n\(String(repeating: "z;2\n", count: 10))",
      .backslash
    ),
  ])
  func `the style is what the text shows`(_ name: String, text: String, style: QuoteStyle) throws {
    let outcome = try scanText(text)
    #expect(outcome.format?.quotes == style, "\(name)")
    #expect(outcome.failure == nil)
  }

  @Test(arguments: [
    ("a,b\n\"x, \\\"y\\\"\",1\n", ["x, \"y\"", "1"]),
    ("'a','b'\n'it''s, \"x\"','1'\n", ["it's, \"x\"", "1"]),
    ("a, b\n\"x, \"\"y\"\"\", \"1, 2\"\n", ["x, \"y\"", "1, 2"]),
    ("\"a,b\"\n\"\"\"x, \"\"\"\"y\"\"\"\"\"\",1\"\n", ["x, \"y\"", "1"]),
  ])
  func `what is detected is read`(_ text: String, row: [String]) throws {
    #expect(try scanText(text).table.last?.map(\.trimmed) == row)
  }

  @Test func `in UTF-16 too`() throws {
    let text = "a;b\n\"é; \\\"y\\\"\";1\n"
    let bytes = [0xFF, 0xFE] + ScannerFormatTests.utf16(text, isLittle: true)
    #expect(try scanBytes(bytes).table == [["a", "b"], ["é; \"y\"", "1"]])
  }

  /// One line and column each, of the second cell of the last record.
  @Test(arguments: [
    (QuoteStyle.backslash, "a;b\n\"x\ny\";\"\\\"z\\\"\"\n", 3, 4),
    (.single, "'a';'b'\n'x\ny';'z'\n", 3, 4),
    (.spaced, "a;b\n  \"x\ny\";\"z\"\n", 3, 4),
    (.record, "a;b\n\"\"\"x\ny\"\";z\"\n", 3, 4),
  ])
  func `positions are those of the file`(
    _ style: QuoteStyle, text: String, line: Int, column: Int
  ) throws {
    let outcome = try scanText(text, options: ScanOptions(quotes: style))
    let last = try #require(outcome.records.last)
    #expect((last.lines[1], last.columns[1]) == (line, column))
  }

  @Test(arguments: [
    ("a record that never ends", "a;b\n\"x;1\n\"y;2\"\n\"z;3\"\n", ["a/b", "x/1", "y;2", "z/3"]),
    ("the end of the file", "\"a;b\"\n\"x;1", ["a/b", "x/1\""]),
    ("text behind the quotes", "\"a;b\"\n\"x\";1\n", ["a/b", "x\"/1"]),
  ])
  func `what is odd about whole records stays so`(
    _ name: String, text: String, records: [String]
  ) throws {
    let options = ScanOptions(delimiter: UInt8(ascii: ";"), quotes: .record)
    let table = try scanText(text, options: options).table
    #expect(table.map { $0.joined(separator: "/") } == records, "\(name)")
  }

  @Test func `an open quote is told with its line`() throws {
    let outcome = try scanText("a;b\n'x;1\ny;2\n", options: ScanOptions(quotes: .single))
    guard case .unclosedQuote(let line, _)? = outcome.failure else {
      Issue.record("\(outcome.failure as Any)")
      return
    }
    #expect(line == 2)
  }
}

extension String {
  fileprivate var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
