import Analysis
import Calendar
import Foundation
import GRDB
import Ingest
import Testing

@testable import Archive

/// Nights in little space, and what is known of every day.
@Suite final class `Nights in the archive` {
  let folder: URL
  let archive: Archive

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appending(path: "jalon-history-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    archive = try Archive.open(folder.path + "/jalon.sqlite") { try TestDigest.of($0) }
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private func date(_ text: String) throws -> CalendarDate {
    try #require(CalendarDate(iso: text))
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

  private func record(
    _ day: String, _ text: String = "", states: [OpportunityState]? = nil, isHeld: Bool = false
  ) throws {
    let bytes = Array(text.utf8)
    let snapshot = try states.map { states in
      let snapshot = try archive.snapshot()
      try snapshot.add(states)
      return snapshot
    }
    try archive.record(
      RunRecord(
        run: ArchivedRun(
          asOf: try date(day), number: 1, version: "1", zones: "z", configuration: "c"),
        files: [
          (
            ArchivedFile(
              role: .export, name: "deals-\(day).csv", sha256: TestDigest.of(bytes),
              byteCount: bytes.count, source: "deals"), .bytes(bytes)
          )
        ], result: try result(), snapshot: snapshot, isHeld: isHeld))
  }

  private func rows(_ changed: Set<Int> = [], count: Int = 2_000) -> String {
    "id;name;amount\n"
      + (0..<count).map {
        "\($0);Deal \($0 &* 7919 % 9973);\($0 * (changed.contains($0) ? 3 : 1))\n"
      }
      .joined()
  }

  @Test func `a night costs what changed in it, and comes back byte for byte`() throws {
    var texts: [String] = []
    for night in 0..<80 {
      texts.append(rows([night * 3, night * 5]) + "9\(night);new;1\n")
      try record(try date("2026-01-01").adding(days: night).description, texts[night])
    }
    for text in texts {
      var bytes: [UInt8] = []
      #expect(try archive.forEachChunk(ofContent: TestDigest.of(Array(text.utf8))) { bytes += $0 })
      #expect(String(decoding: bytes, as: UTF8.self) == text)
    }
    let (size, depth) = try archive.read { database in
      (
        try Int.fetchOne(database, sql: "SELECT sum(length(bytes)) FROM content_chunk") ?? 0,
        try Int.fetchOne(database, sql: "SELECT max(depth) FROM content") ?? 0
      )
    }
    #expect(size < texts[0].utf8.count + 80 * 400, "80 nights take \(size) bytes")
    #expect(depth == 64)
    #expect(try archive.checkIntegrity() == [])
  }

  @Test(arguments: [
    ("", "a\n"), ("a\n", ""), ("a\nb\nc\n", "c\nb\na\n"), ("a\nb", "a\nb\n"), ("a\nb\n", "a\nb"),
    ("a\na\na\n", "a\na\n"), ("x\r\ny\r\n", "x\ny\r\n"), ("same\n", "same\n"),
    ("a\nb\nc\nd\n", "a\nB\nc\nd\ne\na\nb\n"),
  ])
  func `what one text has beyond another gives the other`(base: String, target: String) {
    let (base, target) = (Array(base.utf8), Array(target.utf8))
    let delta = LineDelta.make(base: base, target: target)
    #expect(LineDelta.apply(delta, to: base, byteCount: target.count) == target)
    #expect(LineDelta.apply(delta, to: base, byteCount: target.count + 1) == nil)
  }

  @Test func `a damaged delta is refused, never obeyed`() {
    let base = Array("a\nb\nc\n".utf8)
    for length in 0...4 {
      for seed in 0..<500 {
        let delta = (0..<length).map { UInt8(truncatingIfNeeded: seed &* (31 + $0 * 57)) }
        let target = LineDelta.apply(delta, to: base, byteCount: 4)
        #expect(target == nil || target?.count == 4)
      }
    }
  }

  @Test func `bytes come back from being compressed`() throws {
    for bytes in [
      [], [0], Array(repeating: UInt8(7), count: 1 << 20),
      (0..<70_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) },
    ] {
      let compressed = try #require(Compressor.compressed(bytes[...]))
      #expect(Compressor.restored(compressed, byteCount: bytes.count) == bytes)
      if !bytes.isEmpty {
        #expect(Compressor.restored(Array(compressed.dropLast(9)), byteCount: bytes.count) == nil)
      }
    }
  }

  // MARK: Changes

  private func state(_ id: String, _ amount: Int64, status: String = "open") -> OpportunityState {
    OpportunityState(id: id, owner: "alice", status: status, amount: amount)
  }

  /// `id amount`, of every opportunity that was there on a day.
  private func known(_ day: String) throws -> [String] {
    var known: [String] = []
    try archive.forEachPair(from: try date(day), to: try date(day)) { state, _ in
      if let state { known.append("\(state.id) \(state.amount ?? 0)") }
    }
    return known.sorted()
  }

  /// Days in every order give the same history, also when one is recorded twice.
  @Test(arguments: [
    [0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0], [0, 1, 2, 1], [2, 0, 0, 1],
  ])
  func `every day is known as it was, in whatever order the days come`(order: [Int]) throws {
    let days = ["2026-08-01", "2026-08-10", "2026-08-20"]
    let states = [
      [state("a", 1), state("b", 5)], [state("a", 2), state("c", 7)],
      [state("a", 2), state("b", 5)],
    ]
    for day in order { try record(days[day], "\(day)", states: states[day]) }
    #expect(try known("2026-07-31") == [])
    #expect(try known("2026-08-01") == ["a 1", "b 5"])
    #expect(try known("2026-08-09") == ["a 1", "b 5"])
    #expect(try known("2026-08-10") == ["a 2", "c 7"])
    #expect(try known("2026-08-20") == ["a 2", "b 5"])
    #expect(try known("2027-01-01") == ["a 2", "b 5"])
    let overlaps = try archive.read {
      try Int.fetchOne(
        $0,
        sql: """
          SELECT count(*) FROM opportunity_version a JOIN opportunity_version b
          ON a.id = b.id AND a.valid_from < b.valid_from AND b.valid_from < a.valid_to
          """)
    }
    #expect(overlaps == 0)
  }

  @Test func `a correction of a day changes that day and no other`() throws {
    try record("2026-08-01", "1", states: [state("a", 1)])
    try record("2026-08-10", "2", states: [state("a", 1)])
    try record("2026-08-05", "3", states: [state("a", 9), state("late", 4)])
    #expect(try known("2026-08-04") == ["a 1"])
    #expect(try known("2026-08-05") == ["a 9", "late 4"])
    #expect(try known("2026-08-10") == ["a 1"])
  }

  @Test func `a held run is seen by nobody before it is released`() throws {
    try record("2026-08-01", "1", states: [state("a", 1)])
    try record("2026-08-02", "2", states: [state("a", 2)], isHeld: true)
    #expect(try archive.runs(before: date("2027-01-01")).map(\.name) == ["2026-08-01.1"])
    #expect(try known("2026-08-02") == ["a 1"])
    let held = try #require(try archive.runs(asOf: date("2026-08-02"), held: true).last)
    let snapshot = try archive.snapshot()
    try snapshot.add([state("a", 2)])
    try archive.release(held, as: "runs/2026-08-02.1", snapshot: snapshot) {
    } withdraw: {
    }
    #expect(try archive.runs(before: date("2027-01-01")).count == 2)
    #expect(try known("2026-08-02") == ["a 2"])
  }

  @Test func `what is too old goes, and what was told by it stays`() throws {
    for night in 0..<10 {
      try record(
        try date("2026-08-01").adding(days: night).description, rows([night]),
        states: [state("a", Int64(night))])
    }
    try archive.removeRuns(olderThan: 3)
    #expect(
      try archive.runs(before: date("2027-01-01")).map(\.name)
        == ["2026-08-08.1", "2026-08-09.1", "2026-08-10.1"])
    for night in 7..<10 {
      var bytes: [UInt8] = []
      let text = Array(rows([night]).utf8)
      #expect(try archive.forEachChunk(ofContent: TestDigest.of(text)) { bytes += $0 })
      #expect(bytes == text)
    }
    #expect(
      try archive.forEachChunk(ofContent: TestDigest.of(Array(rows([0]).utf8))) { _ in } == false)
    #expect(try known("2026-08-08") == ["a 7"])
    #expect(try archive.checkIntegrity() == [])
  }

  @Test func `nothing of somebody who is forgotten is left in the file`() throws {
    let name = "Geneviève Lanternier"
    for night in 0..<3 {
      try record(
        try date("2026-08-01").adding(days: night).description,
        rows([night]) + "77;\(name);\(night)\n",
        states: [
          OpportunityState(id: "77", name: "Affaire \(name)", owner: "lanternier", status: "open")
        ])
    }
    let touched = try archive.forget(owner: "lanternier", pseudonym: "person-1") { bytes in
      let text = String(decoding: bytes, as: UTF8.self)
      return text.contains(name) ? Array(text.replacing(name, with: "person-1").utf8) : nil
    }
    #expect(touched == ["2026-08-01.1", "2026-08-02.1", "2026-08-03.1"])
    #expect(try archive.checkIntegrity() == [])
    let text = Array((rows([1]) + "77;person-1;1\n").utf8)
    var bytes: [UInt8] = []
    #expect(try archive.forEachChunk(ofContent: TestDigest.of(text)) { bytes += $0 })
    #expect(bytes == text)
    let file = try Data(contentsOf: folder.appending(path: "jalon.sqlite"))
    for token in [name, "lanternier"] { #expect(file.range(of: Data(token.utf8)) == nil) }
  }

  // MARK: Older archives

  @Test func `an archive of the first version is brought up to date with all it holds`() throws {
    let path = folder.path + "/old.sqlite"
    let old = try DatabaseQueue(path: path)
    try Schema.migrator.migrate(old, upTo: "1")
    let sha256 = TestDigest.of(Array("id;amount\n".utf8))
    try old.write { database in
      try database.execute(
        sql: """
          INSERT INTO content VALUES ('\(sha256)', 10, 'identity');
          INSERT INTO content_chunk VALUES ('\(sha256)', 0, CAST('id;amount' || char(10) AS BLOB));
          INSERT INTO run VALUES (1, '2026-08-30', 1, '0.1.0', '2026a', 'c');
          INSERT INTO run_file VALUES (1, 'export', 'deals.csv', '\(sha256)');
          INSERT INTO figure VALUES (1, '2026-08', 'rep', 'alice', 'revenue_won', '', '', 'money',
            123456, 1, 3, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
          """)
    }
    try old.close()
    let archive = try Archive.open(path) { try TestDigest.of($0) }
    let run = try #require(try archive.runs(before: date("2027-01-01")).first)
    #expect(try archive.figures(of: run).map(\.value) == [Quantity(.money, 123_456)])
    #expect(try archive.inputs(of: run).map(\.name) == ["deals.csv"])
    var bytes: [UInt8] = []
    #expect(try archive.forEachChunk(ofContent: sha256) { bytes += $0 })
    #expect(String(decoding: bytes, as: UTF8.self) == "id;amount\n")
    #expect(try archive.checkIntegrity() == [])
    #expect(try archive.health(before: date("2027-01-01")) == nil)
  }

  @Test func `an archive of the second version keeps its held runs and its history`() throws {
    let path = folder.path + "/second.sqlite"
    let old = try DatabaseQueue(path: path)
    try Schema.migrator.migrate(old, upTo: "2")
    try old.write { database in
      try database.execute(
        sql: """
          INSERT INTO run (id, as_of, number, version, zones, configuration, is_held)
            VALUES (1, '2026-08-30', 1, '0.2.0', '2026a', 'c', 0),
              (2, '2026-08-31', 1, '0.2.0', '2026a', 'c', 1);
          INSERT INTO snapshot VALUES ('2026-08-30');
          INSERT INTO opportunity_version VALUES
            ('1', '2026-08-30', '9999-12-31', 'Deal', 'alice', 'A', 'open', 100, NULL, NULL, NULL);
          """)
    }
    try old.close()
    let archive = try Archive.open(path) { try TestDigest.of($0) }
    #expect(try archive.runs(before: date("2027-01-01")).map(\.name) == ["2026-08-30.1"])
    #expect(try archive.runs(asOf: date("2026-08-31"), held: true).count == 1)
    #expect(try archive.begunPublications() == [])
    #expect(
      try archive.snapshotDates(from: date("2026-01-01"), through: date("2026-12-31")).count == 1)
    #expect(try archive.checkIntegrity() == [])
  }
}
