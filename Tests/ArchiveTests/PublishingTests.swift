import Analysis
import Calendar
import Foundation
import GRDB
import Ingest
import Testing

@testable import Archive

/// What a process that is killed between archiving and publishing leaves, and what ends it.
@Suite final class `Publishing and archiving together` {
  let folder: URL
  let archive: Archive
  private let place = "/srv/output/runs/2026-08-31.1"

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appending(path: "jalon-publishing-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    archive = try Archive.open(folder.path + "/jalon.sqlite") { try TestDigest.of($0) }
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private struct Stop: Error {}

  private func date(_ text: String) throws -> CalendarDate {
    try #require(CalendarDate(iso: text))
  }

  private func record(_ text: String = "id;amount", isHeld: Bool = false) throws -> RunRecord {
    let asOf = try date("2026-08-31")
    let period = Period(id: "2026-08-31", kind: .day, start: asOf, end: asOf.adding(days: 1))
    let result = RunResult(
      companyName: "X", asOf: asOf, mainPeriod: period, periods: [period],
      currency: Currency(code: "EUR", minorDigits: 2), amounts: "excluding_tax",
      zoneName: "Europe/Paris", zoneDataVersion: "2026a", version: "1.0.0",
      thresholds: Thresholds(), scopes: [], kpis: [], stages: [], figures: [], objectives: [],
      findings: [], inputs: [], rejects: [], worklists: [])
    let snapshot = try archive.snapshot()
    try snapshot.add([
      OpportunityState(
        id: "1", name: "Deal", owner: "alice", stage: "A", status: "open", amount: 100,
        created: nil, closed: nil, expected: nil)
    ])
    return RunRecord(
      run: ArchivedRun(
        asOf: asOf, number: 1, version: "1.0.0", zones: "2026a",
        configuration: String(repeating: "c", count: 64)),
      files: [
        (
          ArchivedFile(
            role: .export, name: "deals.csv", sha256: TestDigest.of(Array(text.utf8)),
            byteCount: text.utf8.count), .bytes(Array(text.utf8))
        )
      ], result: result, snapshot: snapshot, isHeld: isHeld)
  }

  /// The archive as a process that is killed while it publishes leaves it.
  private func killed(_ body: (_ copy: @escaping () throws -> Void) throws -> Void) throws
    -> Archive
  {
    let path = folder.path + "/killed.sqlite"
    try body {
      try FileManager.default.copyItem(atPath: self.folder.path + "/jalon.sqlite", toPath: path)
    }
    return try Archive.open(path) { try TestDigest.of($0) }
  }

  private func count(_ table: String, in archive: Archive) throws -> Int? {
    try archive.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table)") }
  }

  @Test func `a run is seen when it is published, and not before`() throws {
    let record = try record()
    var seen: [Int] = []
    try archive.record(record, as: place) {
      let other = try Archive.open(folder.path + "/jalon.sqlite") { try TestDigest.of($0) }
      seen.append(try other.runs(asOf: date("2026-08-31")).count)
      seen.append(try other.runs(asOf: date("2026-08-31"), held: true).count)
    } withdraw: {
      Issue.record("nothing went wrong")
    }
    #expect(seen == [0, 0])
    #expect(try archive.runs(asOf: date("2026-08-31")).count == 1)
    #expect(
      try archive.snapshotDates(from: date("2026-01-01"), through: date("2026-12-31")).count == 1)
    #expect(try archive.begunPublications() == [])
  }

  @Test func `what cannot be published is not archived`() throws {
    let record = try record()
    #expect(throws: Stop.self) {
      try archive.record(record, as: place) {
        throw Stop()
      } withdraw: {
      }
    }
    #expect(try count("run", in: archive) == 0)
    #expect(try count("content", in: archive) == 0)
    #expect(try count("snapshot", in: archive) == 0)
    #expect(try archive.begunPublications() == [])
  }

  @Test func `what cannot be archived in the end is withdrawn`() throws {
    let record = try record()
    var isWithdrawn = false
    #expect(throws: ArchiveFailure.self) {
      try archive.record(record, as: place) {
        try archive.write { try $0.execute(sql: "DROP TABLE snapshot") }
      } withdraw: {
        isWithdrawn = true
      }
    }
    #expect(isWithdrawn)
    #expect(try count("run", in: archive) == 0)
  }

  @Test func `a run that was placed before the kill is archived by the next`() throws {
    let record = try record()
    let left = try killed { copy in
      try archive.record(record, as: place, place: copy) {}
    }
    #expect(try left.runs(asOf: date("2026-08-31")) == [])
    let begun = try #require(try left.begunPublications().first)
    #expect(begun.folder == place)
    #expect(begun.run.name == "2026-08-31.1")
    try left.end(begun, snapshot: nil)
    #expect(try left.runs(asOf: date("2026-08-31")).count == 1)
    #expect(try left.begunPublications() == [])
    #expect(try left.checkIntegrity() == [])
  }

  @Test func `a run that was not placed before the kill is taken out by the next`() throws {
    let record = try record()
    let left = try killed { copy in
      try archive.record(record, as: place, place: copy) {}
    }
    try left.abandon(try #require(try left.begunPublications().first))
    #expect(try count("run", in: left) == 0)
    #expect(try count("content_chunk", in: left) == 0)
    #expect(try left.checkIntegrity() == [])
  }

  @Test func `a held run whose release was killed is held again`() throws {
    try archive.record(try record(isHeld: true))
    let run = try #require(try archive.runs(asOf: date("2026-08-31"), held: true).first)
    let left = try killed { copy in
      try archive.release(run, as: place, snapshot: nil, place: copy) {}
    }
    #expect(try left.runs(asOf: date("2026-08-31"), held: true) == [])
    try left.abandon(try #require(try left.begunPublications().first))
    #expect(try left.runs(asOf: date("2026-08-31"), held: true) == [run])
    #expect(try archive.runs(asOf: date("2026-08-31")) == [run])
  }

  @Test func `a file that was replaced by one of the same size is noticed`() throws {
    let file = folder.path + "/deals.csv"
    try Data("other;data".utf8).write(to: URL(filePath: file))
    var record = try record("first;data")
    record.files[0].content = .file(path: file)
    let changed = record
    #expect(throws: ArchiveFailure.inputChanged(path: "deals.csv")) {
      try archive.record(changed)
    }
    #expect(try count("run", in: archive) == 0)
  }

  @Test func `another writer is noticed, oneself is not`() throws {
    let before = try archive.state()
    try archive.record(try record())
    #expect(try archive.state() == before)
    let other = try Archive.open(folder.path + "/jalon.sqlite") { try TestDigest.of($0) }
    try other.write { try $0.execute(sql: "DELETE FROM run") }
    #expect(try archive.state() != before)
  }
}
