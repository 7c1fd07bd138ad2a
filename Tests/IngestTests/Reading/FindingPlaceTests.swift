import Ingest
import Testing

/// Every finding points at the character that is wrong.
struct FindingPlaceTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var id: String
    var text: String
    var testDescription: String { id }
  }

  static let header = "id,stage,amount_net,close_date,owner,is_won,probability\n"

  @Test(arguments: [
    Case(id: "amount-not-a-number", text: header + "1,Won,1️⃣12x,2026-01-01,A,1,0.5\n"),
    Case(id: "amount-format-contradicts", text: header + "1,Won,1️⃣12.500.000,2026-01-01,A,1,0.5\n"),
    Case(id: "amount-too-large", text: header + "1,Won,1️⃣1e400,2026-01-01,A,1,0.5\n"),
    Case(id: "date-not-a-date", text: header + "1,Won,12,1️⃣2026-02-30,A,1,0.5\n"),
    Case(id: "date-format-contradicts", text: header + "1,Won,12,1️⃣14/03/2026,A,1,0.5\n"),
    Case(id: "id-missing", text: header + "1️⃣,Won,12,2026-01-01,A,1,0.5\n"),
    Case(id: "id-damaged-by-spreadsheet", text: header + "1️⃣1.23E+11,Won,12,2026-01-01,A,1,0.5\n"),
    Case(id: "flag-not-a-boolean", text: header + "1,Won,12,2026-01-01,A,1️⃣maybe,0.5\n"),
    Case(id: "rate-out-of-range", text: header + "1,Won,12,2026-01-01,A,1,1️⃣1.5\n"),
    Case(id: "currency-contradicts", text: header + "1,Won,1️⃣$12,2026-01-01,A,1,0.5\n"),
    // Behind a line break inside quotes, accents, a doubled quote and an emoji of several scalars.
    Case(
      id: "amount-not-a-number",
      text: header + "1,\"Won\n\"\"é👩‍💻\"\"\",1️⃣12x,2026-01-01,A,1,0.5\n"),
    Case(
      id: "amount-not-a-number",
      text: header + "\n1,Won,1,2026-01-01,A,1,0.5\r\n2,Perdu,1️⃣\"12 x\",2026-01-01,A,1,0.5"),
  ])
  func `line and column are those of the cell`(case: Case) throws {
    let marked = MarkedText(`case`.text)
    let readout = try read(marked.text) { format in
      format.decimalMark = UInt8(ascii: ".")
      format.dateOrder = "mdy"
      format.rateScale = 1
    }
    let place = marked.places[1]
    let expected = Place(file: "export.csv", line: place?.line, column: place?.column)
    #expect(readout.diagnostic(`case`.id)?.place == expected)
    #expect(readout.report.rejects.map(\.place) == [expected])
    #expect(readout.report.rejects.map(\.id) == [`case`.id])
    #expect(readout.ids.last == "too-many-rejects")
  }

  @Test(arguments: [
    Case(id: "record-too-short", text: header + "1,Won,1,2026-01-01,A,1,0.5\n2,Won,1️⃣1\n"),
    Case(id: "record-too-long", text: header + "1,Won,1,2026-01-01,A,1,0.5,1️⃣extra\n"),
    Case(id: "nul-byte", text: header + "1,1️⃣Wo\0n,1,2026-01-01,A,1,0.5\n"),
  ])
  func `a record is named by the cell where it goes wrong`(case: Case) throws {
    let marked = MarkedText(`case`.text)
    let readout = try read(marked.text) { $0.rateScale = 1 }
    let place = marked.places[1]
    #expect(
      readout.diagnostic(`case`.id)?.place
        == Place(file: "export.csv", line: place?.line, column: place?.column))
    #expect(readout.diagnostic(`case`.id)?.excerpt?.isEmpty == false)
  }

  @Test func `a stray quote is named by its cell`() throws {
    let readout = try read(Self.header + "1,5\" pipe,1,2026-01-01,A,1,0.5\n") { $0.rateScale = 1 }
    let finding = readout.diagnostic("quote-irregular")
    #expect(finding?.place == Place(file: "export.csv", line: 2, column: 3))
    #expect(finding?.excerpt?.isEmpty == false)
  }

  @Test func `a blank before a quote is what is wrong with the export`() throws {
    let record = "1, \"Durand\",1,2026-01-01,A,1,0.5\n"
    let readout = try read(Self.header + record) {
      $0.rateScale = 1
      $0.quotes = "doubled"
    }
    let finding = readout.diagnostic("quote-irregular")
    #expect(finding?.place == Place(file: "export.csv", line: 2, column: 3))
    #expect(
      finding?.explanation == "a blank stands before a quote, which then is part of its cell")
    #expect(
      finding?.fixes == [
        "set 'quotes: spaced' in source 'deals' of jalon.yaml, or let the export write nothing "
          + "between a separator and a quote"
      ])
  }

  @Test(arguments: [1, 2])
  func `a quote that a later one closes by chance is told with the rows between`(
    count: Int
  ) throws {
    let row = "2,Won,20,2026-01-02,B,1,0.5\n"
    let marked = MarkedText(
      Self.header + "0,Won,1,2026-01-01,Z,1,0.5\n1,1️⃣\"Won,10,2026-01-01,A,1,0.5\n"
        + String(repeating: row, count: count) + "3,Won\",30,2026-01-03,C,1,0.5\n")
    let readout = try read(marked.text) { $0.rateScale = 1 }
    let finding = readout.diagnostic("quoted-cell-swallows-rows")
    let place = marked.places[1]
    #expect(finding?.place == Place(file: "export.csv", line: place?.line, column: place?.column))
    #expect(
      finding?.summary == "the quote that opens here closes \(count + 1) lines further down, and "
        + (count == 1 ? "1 line between is a whole row" : "2 lines between are whole rows"))
    #expect(readout.rowCount == 2)
  }

  @Test(arguments: [
    "first\nsecond, with, a, few, commas, in, it\nlast", "one,\ntwo\nthree,four,five",
    "a\r\nb\r\nc",
    "\"\"Won\"\"\n\n\n,,,,\n",
  ])
  func `a note of several lines is no swallowed row`(note: String) throws {
    let readout = try read(Self.header + "1,\"\(note)\",1,2026-01-01,A,1,0.5\n") {
      $0.rateScale = 1
    }
    #expect(readout.rowCount == 1)
    #expect(readout.diagnostic("quoted-cell-swallows-rows") == nil)
  }

  @Test func `amounts in another currency are refused, other rows are not`() throws {
    let marked = MarkedText(
      "id,amount_net,currency,status,closed_at\n1,10,EUR,won,2026-01-02\n2,20,€,won,2026-01-02\n"
        + "3,30,,won,2026-01-02\n4,,USD,won,2026-01-02\n5,50,1️⃣usd,won,2026-01-02\n")
    let readout = try read(marked.text) { _ in }
    let place = marked.places[1]
    #expect(
      readout.report.rejects.map(\.place)
        == [Place(file: "export.csv", line: place?.line, column: place?.column)])
    #expect(readout.report.rejects.map(\.id) == ["currency-contradicts"])
  }

  @Test func `an unclosed quote is shown where it opened`() throws {
    let marked = MarkedText(Self.header + "1,Won,1,2026-01-01,1️⃣\"A,1,0.5\n2,Won,1\n")
    let readout = try read(marked.text) { format in
      format.decimalMark = UInt8(ascii: ".")
      format.dateOrder = "ymd"
      format.rateScale = 1
    }
    let place = marked.places[1]
    #expect(
      readout.diagnostic("quote-unclosed")?.place
        == Place(file: "export.csv", line: place?.line, column: place?.column))
  }

  @Test func `a reject says the byte where its record begins in the file as stored`() throws {
    let text = "\u{FEFF}" + Self.header + "1,É,1,2026-01-01,A,1,0.5\n2,É,x,2026-01-01,A,1,0.5\n"
    let readout = try read(text) { $0.rateScale = 1 }
    let byte = Array(text.utf8).count - Array("2,É,x,2026-01-01,A,1,0.5\n".utf8).count
    #expect(readout.report.rejects.first?.byte == byte)
    #expect(readout.report.rejects.first?.text == "x")
    #expect(readout.report.rejects.first?.field == "amount_net")
  }
}
