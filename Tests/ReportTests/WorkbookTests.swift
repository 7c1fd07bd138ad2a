import Analysis
import Foundation
import Testing

@testable import Report

@Suite struct WorkbookTests {
  private static let unzip = "/usr/bin/unzip"

  private func workbook(_ result: RunResult = Fixture.result()) throws -> [UInt8] {
    try FigureWorkbook(index: ResultIndex(result), language: Language.french)
      .document().bytes
  }

  @Test func `the same result is the same file`() throws {
    let first = try workbook()
    #expect(first.starts(with: Array("PK".utf8)))
    #expect(try workbook() == first)
  }

  @Test(arguments: [
    ("=1+1", "'=1+1"), ("+33", "'+33"), ("@SUM(A1)", "'@SUM(A1)"), ("-x", "'-x"),
    ("a\u{1}b", "a\u{FFFD}b"), ("a\u{FFFF}", "a\u{FFFD}"), ("Zoë & <fils>", "Zoë & <fils>"),
  ])
  func `a text is no formula and nothing that XML forbids`(_ text: String, _ cell: String) {
    #expect(Workbook.clean(text) == cell)
  }

  @Test func `a text is no longer than Excel takes`() {
    #expect(Workbook.clean(String(repeating: "é", count: 40_000)).utf16.count < 32_767)
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: unzip)))
  func `sheets have typed cells, a head that stays, a filter and no formula`() throws {
    let file = FileManager.default.temporaryDirectory
      .appending(path: "jalon-\(UUID().uuidString).xlsx")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(try workbook()).write(to: file)
    let book = try part("xl/workbook.xml", of: file)
    let names = book.matches(of: /<sheet name="([^"]*)"/).map { String($0.1) }
    #expect(
      names == [
        "À propos", "Objectifs", "Résultats", "Indicateurs avancés", "Détail par étape",
        "Par mois", "Qualité des données", "Définitions",
      ])
    for number in 1...names.count {
      let sheet = try part("xl/worksheets/sheet\(number).xml", of: file)
      #expect(!sheet.contains("<f>"))
      #expect(sheet.contains("state=\"frozen\""))
      #expect(sheet.contains("<autoFilter"))
    }
    // The company's revenue, in units of the currency: a number, not a text.
    let results = try part("xl/worksheets/sheet3.xml", of: file)
    let actual = try #require(
      Fixture.result().figures.first {
        $0.scope == .company && $0.kpi == "revenue_won" && $0.period == "2026-Q3"
      }?.value)
    #expect(results.contains("<v>\(actual.rounded / 100)"))
    #expect(results.contains("&lt;B&gt;Zo"))
  }

  private func part(_ name: String, of file: URL) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: Self.unzip)
    process.arguments = ["-p", file.path(percentEncoded: false), name]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }
}
