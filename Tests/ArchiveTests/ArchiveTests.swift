import Analysis
import Calendar
import Foundation
import GRDB
import Ingest
import Testing

@testable import Archive

@Suite final class `The archive` {
  let folder: URL
  let path: String

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appending(path: "jalon-archive-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    path = folder.path + "/archive/jalon.sqlite"
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private func date(_ text: String) throws -> CalendarDate {
    try #require(CalendarDate(iso: text))
  }

  private func run(_ asOf: String, _ number: Int = 1) throws -> ArchivedRun {
    ArchivedRun(
      asOf: try date(asOf), number: number, version: "1.0.0", zones: "2026a",
      configuration: String(repeating: "c", count: 64))
  }

  private func open(_ path: String? = nil) throws -> Archive {
    try Archive.open(path ?? self.path) { try TestDigest.of($0) }
  }

  private func file(
    _ name: String, _ text: String, role: ArchivedFile.Role = .export
  ) -> (file: ArchivedFile, content: ArchivedContent) {
    (
      ArchivedFile(
        role: role, name: name, sha256: TestDigest.of(Array(text.utf8)),
        byteCount: text.utf8.count), .bytes(Array(text.utf8))
    )
  }

  private func text(_ archive: Archive, _ text: String) throws -> String? {
    var bytes: [UInt8] = []
    let sha256 = TestDigest.of(Array(text.utf8))
    let isKnown = try archive.forEachChunk(ofContent: sha256) { bytes += $0 }
    return isKnown ? String(decoding: bytes, as: UTF8.self) : nil
  }

  @Test func `a run reads back with its files and figures`() throws {
    let archive = try open()
    let first = try run("2026-08-30")
    let figures = [
      Figure(
        period: "2026-08", scope: ScopeID(.rep, "alice"), kpi: "revenue_won",
        value: Quantity(.money, 123_456), count: 3),
      Figure(
        period: "2026-08", scope: .company, kpi: "win_rate_closed_n",
        absentReason: .zeroDenominator, isApproximate: true),
    ]
    try archive.record(
      first,
      files: [
        file("jalon.yaml", "company: X", role: .configuration),
        file("deals.csv", "id;amount"),
      ], result: result(figures))

    #expect(try archive.runs(before: date("2026-08-31")) == [first])
    #expect(try archive.inputs(of: first).map(\.name) == ["deals.csv", "jalon.yaml"])
    #expect(try text(archive, "id;amount") == "id;amount")
    let published = try archive.figures(of: first)
    #expect(published.map(\.kpi) == ["win_rate_closed_n", "revenue_won"])
    #expect(published.last?.value == Quantity(.money, 123_456))
    #expect(published.first?.value == nil)
    #expect(published.first?.absentReason == .zeroDenominator)
    #expect(published.first?.isApproximate == true)
  }

  @Test func `only runs of an earlier date are seen`() throws {
    let archive = try open()
    for (asOf, number) in [("2026-08-31", 1), ("2026-08-30", 1), ("2026-08-30", 2)] {
      try archive.record(try run(asOf, number), files: [], result: result())
    }
    #expect(try archive.runs(before: date("2026-08-30")) == [])
    #expect(
      try archive.runs(before: date("2026-08-31")).map(\.name) == ["2026-08-30.1", "2026-08-30.2"])
  }

  @Test func `the same content is kept once`() throws {
    let archive = try open()
    for day in ["2026-08-30", "2026-08-31"] {
      try archive.record(
        try run(day), files: [file("deals-\(day).csv", "same")], result: result())
    }
    let count = try archive.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM content_chunk") }
    #expect(count == 1)
  }

  @Test func `what was made ready on another thread is kept like what was not`() throws {
    let (ready, plain) = (try open(), try open(folder.path + "/plain.sqlite"))
    let lines = (0..<2000).map { "deal \($0)\n" }.joined()
    for (day, text) in [("2026-08-30", lines), ("2026-08-31", lines + "one more\n")] {
      var record = try RunRecord(
        run: run(day), files: [file("deals.csv", text)], result: result())
      try plain.record(record)
      record.prepared = try ready.prepare(record)
      try ready.record(record)
    }
    func contents(_ archive: Archive) throws -> [String] {
      try archive.read { database in
        try Row.fetchAll(
          database,
          sql: """
            SELECT c.sha256, encoding, base, depth, hex(bytes) AS bytes FROM content c
            JOIN content_chunk USING (sha256) ORDER BY 1, position
            """
        ).map { $0.description }
      }
    }
    #expect(try contents(ready) == contents(plain))
    #expect(try contents(ready).contains { $0.contains("delta") })
  }

  @Test func `what another process stored or removed meanwhile does no harm`() throws {
    let archive = try open()
    let lines = (0..<2000).map { "deal \($0)\n" }.joined()
    try archive.record(
      try run("2026-08-29"), files: [file("deals.csv", lines)], result: result())
    var record = try RunRecord(
      run: run("2026-08-31"), files: [file("deals.csv", lines + "one more\n")],
      result: result())
    record.prepared = try archive.prepare(record)
    // What it was compared with goes.
    try archive.record(
      try run("2026-08-30"), files: [file("deals.csv", "another")], result: result())
    try archive.write { database in
      try database.execute(sql: "DELETE FROM run WHERE as_of = '2026-08-29'")
      try ContentStore.removeUnused(in: database)
    }
    try archive.record(record)
    #expect(try text(archive, lines + "one more\n") == lines + "one more\n")
    // And again what is there already.
    record.run = try run("2026-09-01")
    try archive.record(record)
    #expect(try archive.checkIntegrity() == [])
  }

  @Test func `lines of figures are in the order of their bytes, however they come`() throws {
    let figures = [
      Figure(period: "2026-08", scope: ScopeID(.rep, "zoé"), kpi: "calls", count: 1),
      Figure(period: "2026-08", scope: ScopeID(.rep, "a\tb"), kpi: "calls_b", count: -12),
      Figure(period: "2026-08", scope: ScopeID(.rep, "a\tb"), kpi: "calls", segment: "b"),
      Figure(period: "2026-08", scope: ScopeID(.rep, "a\tb"), kpi: "calls", segment: "a"),
      Figure(period: "2026-07", scope: .company, kpi: "x\\y", value: Quantity(.count, .min)),
      Figure(period: "2026-08", scope: ScopeID(.rep, "a\tb"), kpi: "call", count: 0),
    ]
    let bytes = FigureLines.bytes(of: try result(figures))
    let lines = bytes.split(separator: 0x0A)
    #expect(lines.count == figures.count)
    #expect(zip(lines, lines.dropFirst()).allSatisfy { $0.lexicographicallyPrecedes($1) })
    let read = FigureLines.figures(bytes)
    #expect(Set(read) == Set(figures.map(PublishedFigure.init)))
    #expect(read.first?.value == Quantity(.count, .min))
  }

  @Test func `figures beyond what is compared are compressed as they are made`() throws {
    let archive = try open()
    let long = String(repeating: "x", count: 1 << 16)
    let figures = (0..<1200).map {
      Figure(
        period: "2026-08", scope: ScopeID(.rep, "\(long)\($0)"), kpi: "calls",
        value: Quantity(.count, Int64($0)))
    }
    let run = try run("2026-08-31")
    try archive.record(run, files: [], result: try result(figures))
    let read = try archive.figures(of: run)
    #expect(Set(read) == Set(figures.map(PublishedFigure.init)))
    #expect(try archive.checkIntegrity().isEmpty)
  }

  @Test(arguments: [0, 1, 1 << 20, (1 << 20) + 1, 3 << 20])
  func `a file of any size comes back as it was`(size: Int) throws {
    let archive = try open()
    let content = Data((0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) })
    let source = folder.appending(path: "deals.csv")
    try content.write(to: source)
    let sha256 = TestDigest.of(Array(content))
    let file = ArchivedFile(role: .export, name: "deals.csv", sha256: sha256, byteCount: size)
    try archive.record(
      try run("2026-08-31"), files: [(file: file, content: .file(path: source.path))],
      result: result())
    var bytes: [UInt8] = []
    #expect(try archive.forEachChunk(ofContent: sha256) { bytes += $0 })
    #expect(bytes == Array(content))
    #expect(try archive.checkIntegrity() == [])
  }

  @Test func `an input that changed since it was read rolls everything back`() throws {
    let archive = try open()
    var changed = file("deals.csv", "grown")
    changed.file.byteCount = 3
    let run = try run("2026-08-31")
    #expect(throws: ArchiveFailure.inputChanged(path: "deals.csv")) {
      try archive.record(run, files: [changed], result: result())
    }
    #expect(try archive.runs(before: date("2027-01-01")) == [])
    #expect(try text(archive, "grown") == nil)
  }

  @Test func `a run is never recorded over: the next of that name gets the next number`() throws {
    let archive = try open()
    let run = try run("2026-08-31")
    try archive.record(run, files: [], result: result())
    try archive.record(run, files: [], result: result())
    #expect(try archive.runs(before: date("2027-01-01")).map(\.number) == [1, 2])
  }

  @Test func `opening again keeps what is there`() throws {
    try open().record(try run("2026-08-31"), files: [], result: result())
    #expect(try open().runs(before: date("2027-01-01")).count == 1)
  }

  @Test func `an unknown content is said to be unknown`() throws {
    #expect(try text(open(), "never kept") == nil)
  }

  @Test func `the file is for its owner only`() throws {
    _ = try open()
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
  }

  @Test func `damage is found`() throws {
    let archive = try open()
    try archive.record(
      try run("2026-08-31"), files: [file("deals.csv", "content")], result: result())
    try archive.write {
      try $0.execute(sql: "UPDATE content_chunk SET bytes = x'00' WHERE length(bytes) < 40")
    }
    #expect(try archive.checkIntegrity().count == 1)
  }

  @Test func `another kind of file is refused`() throws {
    let other = folder.path + "/notes.txt"
    try Data(String(repeating: "not a database. ", count: 100).utf8).write(to: URL(filePath: other))
    #expect {
      _ = try open(other)
    } throws: { error in
      guard case .unusable = error as? ArchiveFailure else { return false }
      return true
    }
  }

  @Test func `an archive of a later version is refused`() throws {
    try open().write {
      try $0.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('999')")
    }
    #expect(
      throws: ArchiveFailure.unusable(path: path, reason: "a later version of Jalon wrote it")
    ) { _ = try open() }
  }

  private func result(_ figures: [Figure] = []) throws -> RunResult {
    let asOf = try date("2026-08-31")
    let period = Period(id: "2026-08-31", kind: .day, start: asOf, end: asOf.adding(days: 1))
    return RunResult(
      companyName: "X", asOf: asOf, mainPeriod: period, periods: [period],
      currency: Currency(code: "EUR", minorDigits: 2), amounts: "excluding_tax",
      zoneName: "Europe/Paris", zoneDataVersion: "2026a", version: "1.0.0",
      thresholds: Thresholds(), scopes: [], kpis: [], stages: [], figures: FigureList(figures),
      objectives: [], findings: [], inputs: [], rejects: [], worklists: [])
  }
}

/// Some digest: the archive takes whatever its user gives it.
enum TestDigest {
  static func of(_ parts: (([UInt8]) -> Void) throws -> Void) rethrows -> String {
    var bytes: [UInt8] = []
    try parts { bytes += $0 }
    return of(bytes)
  }

  static func of(_ bytes: [UInt8]) -> String {
    var text = ""
    for seed in 0..<4 {
      var hash: UInt64 = 0xCBF2_9CE4_8422_2325 &+ UInt64(seed)
      for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
      let digits = String(hash, radix: 16)
      text += String(repeating: "0", count: 16 - digits.count) + digits
    }
    return text
  }
}

extension Archive {
  func record(
    _ run: ArchivedRun, files: [(file: ArchivedFile, content: ArchivedContent)],
    result: RunResult
  ) throws {
    try record(RunRecord(run: run, files: files, result: result))
  }
}
