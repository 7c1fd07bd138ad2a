import Foundation
import Ingest
import Testing

/// A fix that is printed mends what it is printed for, and none is printed that does not.
struct FixTests {
  static let header = "id,stage,amount_net,close_date,owner\n"

  private func finding(
    _ row: String, _ format: (inout ReadPlan.FileFormat) -> Void = { _ in }
  ) throws -> Diagnostic? {
    try read(Self.header + row + "\n", format: format).report.diagnostics.first {
      $0.severity == .error
    }
  }

  @Test(arguments: [("45.3 k€", "1000"), ("12K", "1000"), ("1.2 M€", "1000000")])
  func `an amount in thousands or millions asks for the scale`(
    text: String, scale: String
  ) throws {
    let row = "1,a,\(text),2026-01-15,A"
    #expect(
      try finding(row)?.fixes.first
        == "set 'scale: {money: \(scale)}' in source 'deals' of jalon.yaml, if all amounts of the "
        + "file are")
    let scaled = try read(Self.header + row + "\n") { $0.moneyScale = Int64(scale) ?? 0 }
    #expect(scaled.rowCount == 1)
  }

  @Test func `a letter is suspected where a digit in its place makes a number`() throws {
    let mend = "mend the cell in the CRM or the export"
    let letter = try finding("1,a,2OO,2026-01-15,A")
    #expect(letter?.summary == "amount_net '2OO' is not a number (letter O?)")
    #expect(letter?.fixes == [mend])
    let comma = try finding("1,a,\"2O,00\",2026-01-15,A")
    #expect(
      comma?.fixes == [
        mend, "set 'decimal: \",\"' in source 'deals' of jalon.yaml, if the column is written so",
      ])
    let declared = try finding("1,a,\"2O,00\",2026-01-15,A") { $0.decimalMark = UInt8(ascii: ",") }
    #expect(declared?.fixes == [mend])
    #expect(
      try finding("1,a,12 sous,2026-01-15,A")?.summary == "amount_net '12 sous' is not a number")
  }

  @Test func `numbers among dates lead in no circle`() throws {
    let again = "export again from the CRM, without a spreadsheet in between"
    let excel = try finding("1,a,1,46248,A")
    #expect(
      excel?.fixes == [
        again,
        "set 'dates: excel' in source 'deals' of jalon.yaml, if the whole column holds "
          + "spreadsheet day numbers",
      ])
    let date = try finding("1,a,1,14/08/2026,A") { $0.dateOrder = "excel" }
    #expect(date?.fixes.first == again)
    #expect(try finding("1,a,1,Août 2026,A")?.fixes == ["mend the cell in the CRM or the export"])
  }

  @Test(arguments: ["1786700000", "1786700000000"])
  func `seconds and milliseconds since 1970 are the moment that the fix promises`(
    text: String
  ) throws {
    let row = "1,a,1,\(text),A"
    #expect(
      try finding(row)?.fixes.last
        == "set 'dates: unix' in source 'deals' of jalon.yaml, if the whole column holds seconds or "
        + "milliseconds since 1970")
    let readout = try read(Self.header + row + "\n") { $0.dateOrder = "unix" }
    #expect(readout.days("close_date") == ["2026-08-14"])
  }

  @Test func `a wrong line above the header is named with the delimiter that splits it`() throws {
    let text = "sep=,\n" + Self.header.replacing(",", with: ";") + "1;a;1;2026-01-15;A\n"
    let finding = try read(text).diagnostic("delimiter-wrong")
    #expect(finding?.summary == "the comma gives one column; the semicolon would give 5")
    #expect(finding?.explanation == "the line 'sep=' above it says so")
    #expect(try read(text) { $0.delimiter = UInt8(ascii: ";") }.rowCount == 1)
  }
}
