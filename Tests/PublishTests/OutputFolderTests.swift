import Foundation
import Glibc
import Report
import Testing

@testable import Publish

@Suite struct `Publishing a run` {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private var output: String { folder / "output" }

  private func page(_ path: String, _ text: String = "page") -> Document {
    Document(path: path, mediaType: "text/html", bytes: Array(text.utf8))
  }

  private func manifest(_ asOf: String) -> Manifest {
    Manifest(
      asOf: asOf, versions: Manifest.Versions(jalon: "1.0.0", zones: "2026a"),
      configuration: Digest(of: []).sha256,
      inputs: [Manifest.File(path: "deals.csv", digest: Digest(of: [1]))])
  }

  @discardableResult
  private func publish(_ asOf: String, _ documents: [Document]? = nil) throws -> PublishedRun {
    try OutputFolder(output).publish(
      documents ?? [page("index.html")], manifest: manifest(asOf))
  }

  @Test func `a first run appears whole, with its links`() throws {
    try publish("2026-08-31", [page("index.html"), page("reps/alice/index.html")])
    #expect(
      try folder.tree() == [
        "output/", "output/.lock", "output/2026-08-31 -> runs/2026-08-31.1",
        "output/latest -> 2026-08-31", "output/runs/", "output/runs/2026-08-31.1/",
        "output/runs/2026-08-31.1/index.html", "output/runs/2026-08-31.1/manifest.json",
        "output/runs/2026-08-31.1/reps/", "output/runs/2026-08-31.1/reps/alice/",
        "output/runs/2026-08-31.1/reps/alice/index.html",
      ])
  }

  @Test func `the same date again is a new run, and the first one stays`() throws {
    try publish("2026-08-31", [page("index.html", "first")])
    let second = try publish("2026-08-31", [page("index.html", "second")])
    #expect(second == PublishedRun(asOf: "2026-08-31", number: 2))
    #expect(try folder.text("output/latest/index.html") == "second")
    #expect(try folder.text("output/runs/2026-08-31.1/index.html") == "first")
  }

  @Test(arguments: [
    (["2026-08-30", "2026-08-31"], "2026-08-31"),
    (["2026-08-31", "2026-08-30"], "2026-08-31"),
    (["2026-08-31", "2025-12-31", "2026-09-01"], "2026-09-01"),
  ])
  func `latest is the greatest date, whatever the order of the runs`(
    dates: [String], latest: String
  ) throws {
    for date in dates { try publish(date, [page("index.html", date)]) }
    #expect(try folder.text("output/latest/index.html") == latest)
    for date in dates { #expect(try folder.text("output/\(date)/index.html") == date) }
  }

  @Test func `a link whose run was deleted is not latest`() throws {
    try publish("2026-08-31")
    try FileManager.default.removeItem(atPath: output + "/runs/2026-08-31.1")
    try publish("2026-08-30")
    #expect(try folder.tree().contains("output/latest -> 2026-08-30"))
  }

  @Test(arguments: [0o000, 0o022] as [mode_t])
  func `modes do not depend on the umask`(mask: mode_t) throws {
    // The umask belongs to the process, so only masks that cannot hurt the tests beside this one;
    // CommandTests runs the binary under tight ones.
    let old = umask(mask)
    defer { _ = umask(old) }
    let mail = Document(
      path: "mail/alice.eml", mediaType: "message/rfc822", bytes: [65], isPrivate: true)
    try publish("2026-08-31", [page("reps/alice/index.html"), mail])
    let run = "output/runs/2026-08-31.1"
    #expect(try folder.mode("output") == 0o750)
    #expect(try folder.mode("output/runs") == 0o750)
    #expect(try folder.mode(run) == 0o750)
    #expect(try folder.mode(run + "/reps/alice") == 0o750)
    #expect(try folder.mode(run + "/reps/alice/index.html") == 0o640)
    #expect(try folder.mode(run + "/mail/alice.eml") == 0o600)
    #expect(try folder.mode(run + "/manifest.json") == 0o640)
  }

  @Test func `a second run fails at once while the first holds the lock`() throws {
    let first = try OutputFolder(output)
    #expect(throws: PublishFailure.locked(folder: output)) { _ = try OutputFolder(output) }
    _ = try first.publish([page("index.html")], manifest: manifest("2026-08-31"))
  }

  /// A child process has such a copy from its fork until its program runs.
  @Test func `the lock is free when the run has ended, whoever has a copy of its descriptor`()
    throws
  {
    let first = try OutputFolder(output)
    let copies = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
      .compactMap(Int32.init).filter { number in
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(number)"))
          == folder / "output/.lock"
      }
      .map { dup($0) }
    defer { for copy in copies { close(copy) } }
    #expect(copies.count == 1)
    _ = consume first
    _ = try OutputFolder(output)
  }

  @Test func `the lock is free again when the run has ended`() throws {
    try publish("2026-08-31")
    #expect(throws: Never.self) { _ = try OutputFolder(output) }
  }

  @Test func `a draft that is not published leaves nothing`() throws {
    let target = try OutputFolder(output)
    let before = try folder.tree()
    do {
      var draft = try target.draft(asOf: "2026-08-31")
      try draft.write(page("reps/alice/index.html"))
      #expect(try folder.tree().contains { $0.hasSuffix("partial/reps/alice/index.html") })
    }
    #expect(try folder.tree() == before)
  }

  @Test func `what killed runs left is swept, and nothing else`() throws {
    try publish("2026-08-31")
    let partial = output + "/runs/.2026-09-01.1.partial"
    try FileManager.default.createDirectory(
      atPath: partial + "/reps/alice", withIntermediateDirectories: true)
    try folder.write("output/runs/.2026-09-01.1.partial/reps/alice/index.html", "half")
    try FileManager.default.createSymbolicLink(
      atPath: partial + "/outside", withDestinationPath: folder.path)
    try FileManager.default.createSymbolicLink(
      atPath: output + "/latest.new", withDestinationPath: "2026-09-01")
    try folder.write("output/notes.new", "somebody's own file")
    try publish("2026-08-31")
    let tree = try folder.tree()
    #expect(!tree.contains { $0.contains("partial") || $0.contains("latest.new") })
    #expect(tree.contains("output/notes.new"))
    #expect(tree.contains("output/runs/2026-08-31.1/index.html"))
  }

  @Test(arguments: [
    "", "/etc/x", "../x", "a/../x", "./x", "a//x", "a/", "a\nb", "manifest.json",
    String(repeating: "a", count: 256),
  ])
  func `a document cannot leave its run's folder`(path: String) throws {
    try publish("2026-08-31")
    let before = try folder.tree()
    #expect(throws: PublishFailure.unusableDocumentPath(path)) {
      try publish("2026-09-01", [page("index.html"), page(path)])
    }
    #expect(try folder.tree() == before)
  }

  @Test func `two documents with one path are refused`() throws {
    #expect(throws: PublishFailure.unusableDocumentPath("index.html")) {
      try publish("2026-08-31", [page("index.html"), page("index.html")])
    }
  }

  @Test(arguments: ["", "2026-8-31", "../../../x", "20260831", "2026-08-31.1"])
  func `a date that is none is refused`(asOf: String) throws {
    #expect(throws: PublishFailure.unusableDate(asOf)) { try publish(asOf) }
  }

  @Test func `the same run twice has the same manifest`() throws {
    let documents = [page("b.html"), page("a.html"), page("teams/nord/index.html")]
    try publish("2026-08-31", documents)
    try publish("2026-08-31", documents.reversed())
    let first = try folder.text("output/runs/2026-08-31.1/manifest.json")
    #expect(try folder.text("output/runs/2026-08-31.2/manifest.json") == first)
    #expect(first.hasSuffix("}\n"))
  }
}
