import Ingest
import Testing

/// Each vendor's exports, in each language, read without a word of configuration.
struct DialectFixtureTests {
  @Test(arguments: DialectFixture.all)
  func `the right table and the right columns`(fixture: DialectFixture) throws {
    let header = fixture.text.split(separator: "\n")[0]
    let delimiter: Character = header.contains(";") ? ";" : ","
    let found = DialectCatalogue.builtIn.recognise(
      headers: header.split(separator: delimiter, omittingEmptySubsequences: false).map(String.init)
    )
    #expect(found?.entity == fixture.entity, "\(String(describing: found))")
    let readout = try read(fixture.text + "\n", as: fixture.entity)
    #expect(readout.report.diagnostics.filter { $0.severity > .note } == [])
    #expect(readout.report.files.map(\.dialect) == [fixture.dialect])
    for (field, expected) in fixture.expected {
      #expect(cells(field, readout, fixture.entity) == expected, "\(field)")
    }
  }

  @Test(arguments: DialectFixture.all)
  func `an unverified alias is said, a verified one is not`(fixture: DialectFixture) throws {
    let readout = try read(fixture.text + "\n", as: fixture.entity)
    let notes = readout.report.diagnostics.filter {
      $0.id == "header-matched-by-unverified-alias"
    }
    let named = Set(
      notes.compactMap { note in
        note.summary.firstMatch(of: /^column '(.*)' is taken/).map { String($0.1) }
      })
    for header in fixture.unverified { #expect(named.contains(header), "\(header): \(named)") }
  }

  @Test func `a value that only a guess maps is said once, with its column`() throws {
    let readout = try read(
      """
      Record Id,Deal Owner,Deal Name,Account Name,Amount,Stage,Closing Date
      zcrm_1,Zoé,A,Dupont,10,Closed Won,2026-03-31
      zcrm_2,Zoé,B,Dupont,10,Closed Won,2026-03-31

      """)
    let notes = readout.report.diagnostics.filter { $0.id == "value-matched-by-unverified-alias" }
    #expect(notes.map(\.summary) == ["of 'Stage', 'Closed Won' is read as the dialect supposes"])
    #expect(notes.allSatisfy { $0.severity == .note })
    let declared = try read(
      """
      Record Id,Deal Owner,Deal Name,Account Name,Amount,Stage,Closing Date
      zcrm_1,Zoé,A,Dupont,10,Closed Won,2026-03-31

      """, values: ["status": ["Closed Won": "won"]])
    #expect(declared.diagnostic("value-matched-by-unverified-alias") == nil)
    #expect(declared.texts("status") == ["won"])
  }

  private func cells(_ field: String, _ readout: Readout, _ entity: Entity) -> String {
    let type = entity.fields.first { $0.name == field }?.type
    let texts: [String?] =
      switch type {
      case .text, .code: readout.texts(field, of: entity)
      case .date: readout.days(field, of: entity)
      case .moment:
        readout.moments(field, of: entity).map { $0?.replacing(" ", with: "T") }
      default: readout.numbers(field, of: entity).map { $0.map(String.init) }
      }
    return texts.map { $0 ?? "-" }.joined(separator: " ")
  }
}
