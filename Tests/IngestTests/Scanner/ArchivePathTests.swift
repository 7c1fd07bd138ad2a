import Ingest
import Testing

@Suite struct ArchivePathTests {
  @Test(arguments: [
    ("exports/all.zip/deals.csv", "exports/all.zip", "deals.csv"),
    ("ALL.ZIP/a/deals.csv", "ALL.ZIP", "a/deals.csv"),
    ("a.zip/b.zip/deals.csv", "a.zip", "b.zip/deals.csv"),
    // In lower case this capital is a byte longer.
    ("İİİİ/é.Zip/deals.csv", "İİİİ/é.Zip", "deals.csv"),
  ])
  func `archive and member are what stands before and behind the end of its name`(
    _ path: String, archive: String, member: String
  ) throws {
    let parts = try #require(ArchivePath.parts(of: path))
    #expect(parts == (archive, member))
  }

  @Test(arguments: ["", "deals.csv", "all.zip", "zip/deals.csv", "all.zipped/deals.csv", "İ.zi"])
  func `any other path has no member`(_ path: String) {
    #expect(ArchivePath.parts(of: path) == nil)
  }
}
