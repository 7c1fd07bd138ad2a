import Foundation
import Testing

/// Every diagnostic has a folder in `Tests/ErrorCatalogue`, provoked with the real binary.
///
/// `RECORD=1 swift test --filter 'Error catalogue'` writes every `expected.txt` anew; look at the
/// difference, then write `docs/errors.md` with `--filter 'Error document'`.
@Suite struct `Error catalogue` {
  @Test func `every identifier has a folder, or a reason why not`() {
    let folders = Set(ErrorCatalogueCase.all.map(\.name))
    for id in ErrorCatalogueIdentifiers.all
    where ErrorCatalogueIdentifiers.unprovoked[id] == nil {
      #expect(folders.contains(id), "Tests/ErrorCatalogue/\(id) is missing")
    }
  }

  @Test func `every folder and every excuse has an identifier`() {
    let known = Set(ErrorCatalogueIdentifiers.all)
    for entry in ErrorCatalogueCase.all { #expect(known.contains(entry.id), "\(entry.name)") }
    for id in ErrorCatalogueIdentifiers.unprovoked.keys {
      #expect(known.contains(id), "\(id)")
      #expect(!ErrorCatalogueCase.all.contains { $0.id == id }, "\(id) can be provoked")
    }
  }

  @Test(arguments: ErrorCatalogueCase.all)
  func `what is printed is what the catalogue says`(_ entry: ErrorCatalogueCase) throws {
    let workdir = try entry.workdir()
    let before = try workdir.files()
    let outcome = try entry.run(entry.command, in: workdir)
    if Recording.isOn { try entry.record(outcome.transcript) }
    #expect(outcome.transcript == entry.expected, "\(outcome)")
    #expect(outcome.errors.contains("[\(entry.id)]"), "\(outcome)")
    #expect(!outcome.errors.contains(workdir.path), "a path of this machine: \(outcome)")
    if entry.isUsual { #expect(try workdir.files() == before, "check writes nothing") }
  }

  @Test(.enabled(if: !Recording.isOn), arguments: ErrorCatalogueCase.all)
  func `every message says where, what, and what to do`(_ entry: ErrorCatalogueCase) throws {
    let expected = try #require(entry.expected)
    let findings = expected.split(separator: "\n").split {
      !$0.hasPrefix("  ") && !$0.contains(#/: (error|warning|note): .* \[[a-z0-9-]+\]$/#)
    }.flatMap { lines in
      lines.indices.filter { !lines[$0].hasPrefix("  ") }.map { first in
        [lines[first]] + lines[(first + 1)...].prefix { $0.hasPrefix("  ") }
      }
    }
    #expect(!findings.isEmpty)
    for lines in findings where !lines[0].hasPrefix("jalon: ") {
      #expect(lines.contains { $0.hasPrefix("  fix: ") }, "no fix: \(lines[0])")
    }
  }

  /// The usual command with an error, as the nightly run.
  static let refused = ErrorCatalogueCase.all.filter {
    $0.isUsual && $0.expected?.hasPrefix("status 0\n") == false
  }

  @Test(arguments: refused)
  func `a run ends as its check does, and publishes nothing`(_ entry: ErrorCatalogueCase) throws {
    let workdir = try entry.workdir()
    let before = try workdir.files()
    let outcome = try entry.run("jalon run --as-of 2026-08-31", in: workdir)
    let status = entry.expected?.split(separator: "\n").first
    #expect("status \(outcome.status)" == status ?? "", "\(outcome)")
    let left = try workdir.files().subtracting(before)
    // The archive is there and holds nothing; the metrics say that the run failed.
    let allowed: Set<String> = [
      "output", "output/.lock", "output/runs", "output/jalon.prom", "archive",
      "archive/jalon.sqlite",
    ]
    // What is held waits for somebody to release it.
    let isHeld = outcome.status == 79
    #expect(
      left.subtracting(allowed).allSatisfy { isHeld && $0.hasPrefix("output/held") }, "\(left)")
  }

  @Test func `rejects within the allowed number are published and counted`() throws {
    let entry = try #require(ErrorCatalogueCase.all.first { $0.name == "too-many-rejects" })
    let workdir = try entry.workdir()
    try entry.run("jalon run --as-of 2026-08-31 --max-rejects 1", in: workdir)
      .expect(status: 65, output: "")
    #expect(!workdir.exists("output/latest"))
    try entry.run("jalon run --as-of 2026-08-31 --max-rejects 2", in: workdir)
      .expect(status: 0, output: "", errors: "")
    let rejects = try workdir.text("output/latest/rejects.csv").split(whereSeparator: \.isNewline)
    #expect(rejects.count == 3, "\(rejects)")
    #expect(rejects.dropFirst().allSatisfy { $0.hasPrefix("deals.csv,") }, "\(rejects)")
    let run = try workdir.text("output/latest/run.json")
    #expect(run.contains("\"rejectCount\":2"), "the number of rejects is in the result")
  }
}

extension Workdir {
  /// Every path below the folder.
  fileprivate func files() throws -> Set<String> {
    Set(try FileManager.default.subpathsOfDirectory(atPath: path))
  }
}
