import Analysis
import Calendar
import Foundation
import Report
import Testing

@Suite struct TableTests {
  @Test(arguments: [
    (Quantity(.money, 123_456), "1234.56"), (Quantity(.money, -5), "-0.05"),
    (Quantity(.money, 1, over: 2), "0.01"), (Quantity(.money, 0), "0.00"),
    (Quantity(.rate, 1, over: 3), "0.333333"), (Quantity(.rate, 1, over: 4), "0.25"),
    (Quantity(.count, 12), "12"), (Quantity(.days, 97, over: 2), "48.5"),
    (Quantity(.points, -1, over: 50), "-0.02"), (Quantity(.ratio, 27, over: 10), "2.7"),
  ])
  func `a quantity is exact decimal text`(_ quantity: Quantity, _ expected: String) throws {
    var result = Fixture.result()
    result.objectives = []
    result.figures = [
      Figure(period: "2026-Q3", scope: .company, kpi: "revenue_won", value: quantity)
    ]
    let row = try #require(rows(result).last)
    #expect(row[9] == expected)
  }

  @Test func `a currency without cents has none`() throws {
    var result = Fixture.result()
    result.currency = Currency(code: "JPY", minorDigits: 0)
    result.objectives = []
    result.figures = [
      Figure(
        period: "2026-Q3", scope: .company, kpi: "revenue_won", value: Quantity(.money, 1234))
    ]
    #expect(try #require(rows(result).last)[9] == "1234")
  }

  @Test(arguments: [
    ("=1+1", "'=1+1"), ("+33 1", "'+33 1"), ("-x", "'-x"), ("@SUM", "'@SUM"),
    ("Anne-Lise", "Anne-Lise"), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""),
    ("\u{FF1D}1", "'\u{FF1D}1"), (" =1", "' =1"),
  ])
  func `a name never becomes a formula`(_ name: String, _ cell: String) throws {
    var result = Fixture.result()
    result.scopes = [Scope(id: .company, name: name, slug: "company")]
    result.figures = [Figure(period: "2026-Q3", scope: .company, kpi: "revenue_won")]
    result.objectives = []
    let text = String(decoding: FigureTable(result).csvDocument().bytes, as: UTF8.self)
    let line = try #require(text.split(separator: "\n").last)
    #expect(line.hasPrefix("2026-08-14,2026-Q3,2026-07-01,2026-09-30,company,company,\(cell),"))
  }

  @Test func `every row has every column, and an objective its own row`() throws {
    let result = Fixture.result()
    let lines = rows(result)
    #expect(lines.allSatisfy { $0.count == FigureTable.columns.count })
    #expect(lines.count == 1 + result.figures.count + result.objectives.count)
    let column = try #require(FigureTable.columns.firstIndex(of: "objective_id"))
    #expect(lines.dropFirst().filter { !$0[column].isEmpty }.count == result.objectives.count)
  }

  @Test func `the JSON says the same as the CSV`() throws {
    let result = Fixture.result()
    let parsed = try JSONSerialization.jsonObject(
      with: Data(FigureTable(result).jsonDocument().bytes))
    // A row of the table is what its object says and what the object around it says.
    let rows = rows(result).dropFirst()
    var objects: [[String: Any]] = []
    for var group in try #require(parsed as? [[String: Any]]) {
      let figures = try #require(group.removeValue(forKey: "figures") as? [[String: Any]])
      #expect(!figures.isEmpty)
      objects += figures.map { $0.merging(group) { own, _ in own } }
    }
    #expect(objects.count == rows.count)
    #expect(!objects.contains { $0.values.contains { $0 is NSNull } })
    for (object, row) in zip(objects, rows) {
      for (column, cell) in zip(FigureTable.columns, row) {
        let said: String
        switch object[column] {
        case let text as String: said = text
        case let number as Int where column != "approximate": said = "\(number)"
        case let flag as Bool: said = "\(flag)"
        default: said = ["position", "solidity"].contains(column) ? "none" : ""
        }
        // The cells were cut out at their quotation marks.
        let plain = said.filter { $0 != "\"" }
        #expect(plain == cell || plain.isEmpty && cell == "false", "\(column): \(row)")
      }
    }
  }

  @Test func `a stored result comes back as it was`() throws {
    var result = Fixture.result()
    // As a series makes parts: with the names of KPIs of which there is no figure.
    var part = FigurePart(period: "2019", kpis: ["absent", "calls", "quotes"])
    part.begin(.company)
    part.append(kpi: 2, segment: "s", Figure.Outcome(count: 1))
    part.append(kpi: 1, segment: "", Figure.Outcome(count: 2))
    result.figures = FigureList(result.figures.parts + [part])
    let bytes = try RunStore.bytes(result)
    let back = try RunStore.result(from: bytes)
    #expect(back.figures == result.figures)
    #expect(back.objectives == result.objectives)
    #expect(back.scopes == result.scopes)
    #expect(back.rejects == result.rejects)
    #expect(try RunStore.bytes(back) == bytes)
  }

  /// What the release before this one wrote: the columns of all periods in one.
  @Test func `a result of format 2 is read`() throws {
    var result = Fixture.result()
    let period = result.mainPeriod.id
    result.figures = FigureList(result.figures.filter { $0.period == period })
    var text = String(decoding: try RunStore.bytes(result), as: UTF8.self)
    text.replace("{\"figures\":[{", with: "{\"figures\":{")
    text.replace("],\"formatVersion\":3,\"run\"", with: ",\"formatVersion\":2,\"run\"")
    let back = try RunStore.result(from: Array(text.utf8))
    #expect(back.figures == result.figures && !back.figures.isEmpty)
    #expect(back.formatVersion == RunResult.formatVersion)
  }

  @Test(arguments: [
    ("a word", "one"), ("a fraction", "1.5"), ("two spaces", "1  2"), ("a space at the end", "1 "),
    ("a sign alone", "-"), ("two signs", "--1"), ("more than fits", "9999999999"),
    ("too few", "1"),
  ])
  func `a column that is no text of numbers is refused`(what: String, column: String) throws {
    let text = String(decoding: try RunStore.bytes(Fixture.result()), as: UTF8.self)
    let start = try #require(text.range(of: "\"kpi\":\"")).upperBound
    let end = try #require(text[start...].firstIndex(of: "\""))
    let damaged = text.replacingCharacters(in: start..<end, with: column)
    #expect(throws: RunStore.Failure.self, "\(what)") {
      try RunStore.result(from: Array(damaged.utf8))
    }
  }

  @Test func `a result of another format is refused`() throws {
    var result = Fixture.result()
    result.formatVersion = 99
    let bytes = try RunStore.bytes(result)
    #expect {
      _ = try RunStore.result(from: bytes)
    } throws: { failure in
      if case RunStore.Failure.unknownVersion(99) = failure { true } else { false }
    }
  }

  /// Cells of a CSV whose texts hold no line end.
  private func rows(_ result: RunResult) -> [[String]] {
    String(decoding: FigureTable(result).csvDocument().bytes, as: UTF8.self).split(separator: "\n")
      .map { line in
        var cells = [""]
        var isQuoted = false
        for character in line {
          if character == "\"" {
            isQuoted.toggle()
          } else if character == ",", !isQuoted {
            cells.append("")
          } else {
            cells[cells.count - 1].append(character)
          }
        }
        return cells
      }
  }
}
