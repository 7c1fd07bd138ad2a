import Calendar
import Ingest
import Testing

@testable import Configuration

struct SheetTests {
  private func sheet(_ text: String, _ format: Sheet.Format = Sheet.Format()) throws -> Sheet {
    let findings = Findings()
    let sheet = try #require(Sheet(text, file: "s.csv", format: format, findings: findings))
    #expect(findings.diagnostics == [])
    return sheet
  }

  @Test(arguments: [
    ("a,b\n1,2\n", [["1", "2"]]), ("a;b\r\n1;2\r\n", [["1", "2"]]), ("a\tb\r1\t2", [["1", "2"]]),
    ("a,b\n\"x, y\",\"he said \"\"no\"\"\"\n", [["x, y", "he said \"no\""]]),
    ("a,b\n\"two\nlines\", z \n", [["two\nlines", "z"]]),
    ("a,b\n1\n\n,\n2,3\n", [["1", ""], ["2", "3"]]),
    ("\"a;b\";c\n1;2\n", [["1", "2"]]), ("a,b\n1,2,,\n", [["1", "2"]]),
  ])
  func `records are read whatever the separator and line end`(
    text: String, expected: [[String]]
  ) throws {
    #expect(try sheet(text).records.map { $0.map(\.text) } == expected)
  }

  @Test func `every cell knows its place`() throws {
    let sheet = try sheet("é;b\n\"x\ny\";2\n3;44\n")
    let places = sheet.records.flatMap { $0.map(\.place.description) }
    #expect(places == ["s.csv:2:1", "s.csv:3:4", "s.csv:4:1", "s.csv:4:3"])
  }

  @Test func `a file without headings takes declared ones`() throws {
    let sheet = try sheet("1|2\n", Sheet.Format(columns: ["x", "y"]))
    #expect(sheet.headings.map(\.text) == ["x", "y"])
    #expect(sheet.records.map { $0.map(\.text) } == [["1", "2"]])
  }

  @Test(arguments: ["", "-", "–", "n/a", "NULL", "s.o."])
  func `no objective is missing, not zero`(text: String) {
    #expect(Sheet.Cell(text: text, place: Place(file: "")).isMissing)
    #expect(!Sheet.Cell(text: "0", place: Place(file: "")).isMissing)
  }

  @Test func `encodings people save in are told apart`() {
    let utf16 = Array("é€".utf16)
    let little = utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
    let big = utf16.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] }
    #expect(SheetText.decode([0xFF, 0xFE] + little, declared: nil) == "é€")
    #expect(SheetText.decode([0xFE, 0xFF] + big, declared: nil) == "é€")
    #expect(SheetText.decode(little, declared: "utf-16le") == "é€")
    #expect(SheetText.decode([0xEF, 0xBB, 0xBF] + Array("é".utf8), declared: nil) == "é")
    #expect(SheetText.decode([0xE9, 0x80], declared: nil) == "é€")
    #expect(SheetText.decode([0xE9, 0x80], declared: "utf-8") == nil)
    #expect(SheetText.decode([0x41, 0x00], declared: nil) == nil)
    #expect(SheetText.decode([0xFF, 0xFE, 0x41], declared: nil) == nil)
  }

  @Test(arguments: [
    ("2026-08-14", nil, "2026-08-14"), ("14/08/2026", "dmy", "2026-08-14"),
    ("8/14/2026", "mdy", "2026-08-14"), ("2026/08/14", nil, "2026-08-14"),
    ("14/08/2026", nil, nil), ("30/02/2026", "dmy", nil), ("14/08/26", "dmy", nil),
  ])
  func `dates are read in the declared order only`(
    text: String, order: String?, expected: String?
  ) {
    #expect(SheetDate.read(text, order: order)?.description == expected)
  }
}
