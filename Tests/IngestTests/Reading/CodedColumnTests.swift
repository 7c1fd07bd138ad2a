import Ingest
import Testing

/// Texts of coded columns, and the codes that stand for them.
struct CodedColumnTests {
  private static let header = "id,stage,amount_net,close_date,owner\n"

  private func source(_ files: [(path: String, name: String)]) -> ReadPlan.Source {
    ReadPlan.Source(
      name: "deals", entity: .opportunities, files: files, place: Place(file: "jalon.yaml"))
  }

  @Test func `codes are given in file order and kept over files and batches`() throws {
    let folder = try Workfolder()
    let one = try folder.write(
      "1.csv", Array((Self.header + "1,b,1,2026-01-01,Z\n2,a,1,2026-01-01,Y\n").utf8))
    let two = try folder.write(
      "2.csv", Array((Self.header + "3,c,1,2026-01-01,Y\n4,a,1,2026-01-01,X\n").utf8))
    let readout = read(plan([source([(one, "1.csv"), (two, "2.csv")])]))
    #expect(readout.report.dictionaries["opportunities.owner"]?.values == ["Z", "Y", "X"])
    #expect(readout.report.dictionaries["opportunities.stage"]?.values == ["b", "a", "c"])
    #expect(readout.texts("owner") == ["Z", "Y", "Y", "X"])
    #expect(readout.report.files.map(\.rowCount) == [2, 2])
  }

  @Test(arguments: 1...3)
  func `codes are given in file order when every chunk brings new texts`(threadCount: Int) throws {
    // Four chunks; owners come one after the other and every third row goes back to the first.
    let filler = String(repeating: "x", count: 400)
    let owners = (0..<9_000).map { row in row % 3 == 0 ? "owner 0" : "owner \(row / 1_500)" }
    let rows = owners.enumerated().map { "\($0),\(filler),1,2026-01-01,\($1)\n" }
    let folder = try Workfolder()
    let path = try folder.write("x.csv", Array((Self.header + rows.joined()).utf8))
    let readout = read(plan([source([(path, "x.csv")])], threadCount: threadCount))
    #expect(
      readout.report.dictionaries["opportunities.owner"]?.values == (0..<6).map { "owner \($0)" })
    #expect(readout.texts("owner") == owners)
    #expect(readout.tables.count > 3)
  }

  /// Texts that are one in Unicode, that a mapping makes one, or of which one is the other but for
  /// what nobody sees, in either order.
  @Test(arguments: [
    (stages: ["Négo", "Ne\u{301}go"], values: [:], code: "Négo"),
    (stages: ["Ne\u{301}go", "Négo"], values: [:], code: "Négo"),
    (stages: ["Demo", "De\u{200B}mo"], values: [:], code: "Demo"),
    (stages: ["De\u{200B}mo", "Demo"], values: [:], code: "Demo"),
    (stages: ["Demo", " Demo "], values: [:], code: "Demo"),
    (stages: ["Old", "New"], values: ["Old": "New"], code: "New"),
    (stages: ["New", "Old"], values: ["Old": "New"], code: "New"),
  ])
  func `texts that mean the same share a code`(
    stages: [String], values: [String: String], code: String
  ) throws {
    let rows = stages.enumerated().map { "\($0),\($1),1,2026-01-01,Z\n" }
    let folder = try Workfolder()
    let one = try folder.write("1.csv", Array((Self.header + rows.joined()).utf8))
    let two = try folder.write(
      "2.csv", Array((Self.header + "9,\(stages[1]),1,2026-01-01,Z\n").utf8))
    var both = source([(one, "1.csv"), (two, "2.csv")])
    both.values = ["stage": values]
    let readout = read(plan([both]))
    #expect(readout.report.dictionaries["opportunities.stage"]?.values == [code])
    #expect(readout.texts("stage") == [code, code, code])
  }
}
