import Foundation
import Glibc
import Report
import Testing

@testable import Publish

/// Every failure must leave the report of yesterday readable and nothing of today's.
@Suite struct `Failing to publish` {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func publish(_ asOf: String, _ documents: [Document]) throws {
    let target = try OutputFolder(folder / "output")
    let manifest = Manifest(
      asOf: asOf, versions: Manifest.Versions(jalon: "1", zones: "2"), configuration: "")
    _ = try target.publish(documents, manifest: manifest)
  }

  private func page(_ path: String, _ text: String = "yesterday") -> Document {
    Document(path: path, mediaType: "text/html", bytes: Array(text.utf8))
  }

  @Test func `a missing parent folder is not made`() throws {
    let path = folder / "missing/output"
    #expect(
      throws: PublishFailure.cannotCreate(path: path, reason: SystemReason(code: ENOENT))
    ) { _ = try OutputFolder(path) }
    #expect(try folder.tree() == [])
  }

  @Test func `an output folder that is a file is refused`() throws {
    try folder.write("output", "mine")
    #expect(
      throws: PublishFailure.cannotCreate(
        path: folder / "output", reason: SystemReason(code: EEXIST))
    ) { _ = try OutputFolder(folder / "output") }
    #expect(try folder.text("output") == "mine")
  }

  @Test func `a lock that is a link is not followed`() throws {
    try FileManager.default.createDirectory(
      atPath: folder / "output", withIntermediateDirectories: false)
    try FileManager.default.createSymbolicLink(
      atPath: folder / "output/.lock", withDestinationPath: folder / "victim")
    #expect(
      throws: PublishFailure.cannotCreate(
        path: folder / "output/.lock", reason: SystemReason(code: ELOOP))
    ) { _ = try OutputFolder(folder / "output") }
    #expect(!(try folder.tree().contains("victim")))
  }

  @Test func `a page that is also a folder is an error and leaves nothing`() throws {
    try publish("2026-08-30", [page("index.html")])
    let before = try folder.tree()
    #expect(throws: PublishFailure.self) {
      try publish("2026-08-31", [page("reps"), page("reps/alice.html")])
    }
    #expect(try folder.tree() == before)
  }

  @Test(arguments: ["latest", "2026-08-31"])
  func `a link that cannot be replaced puts everything back`(name: String) throws {
    try publish("2026-08-30", [page("index.html")])
    if name == "latest" { try FileManager.default.removeItem(atPath: folder / "output/latest") }
    try FileManager.default.createDirectory(
      atPath: folder / "output/\(name)", withIntermediateDirectories: false)
    let before = try folder.tree()
    #expect(
      throws: PublishFailure.readOrWrite(
        path: folder / "output/\(name)", reason: SystemReason(code: EISDIR))
    ) { try publish("2026-08-31", [page("index.html", "today")]) }
    #expect(try folder.tree() == before)
  }

  @Test func `the answer of the system is found behind an error of Foundation`() throws {
    let full = FileHandle(forWritingAtPath: "/dev/full")
    #expect(throws: SystemReason(code: ENOSPC)) {
      do { try full?.write(contentsOf: Data([1])) } catch { throw SystemReason(error) }
    }
    #expect(throws: SystemReason(code: ENOENT)) {
      do {
        _ = try FileManager.default.contentsOfDirectory(atPath: folder / "missing")
      } catch { throw SystemReason(error) }
    }
    #expect(throws: SystemReason(code: ENOENT)) {
      do {
        _ = try Data(contentsOf: URL(filePath: folder / "missing"))
      } catch { throw SystemReason(error) }
    }
  }

  @Test(.enabled(if: Tmpfs.canBeMounted, "needs root and the right to mount a tmpfs"))
  func `a full disk keeps the old report`() throws {
    try FileManager.default.createDirectory(
      atPath: folder / "output", withIntermediateDirectories: false)
    let disk = try Tmpfs(folder / "output", options: "size=256k")
    defer { disk.unmount() }
    try publish("2026-08-30", [page("index.html")])
    let before = try folder.tree()
    let big = page("b.html", String(repeating: "x", count: 400_000))
    #expect(
      throws: PublishFailure.readOrWrite(
        path: folder / "output/runs/.2026-08-31.1.partial/b.html",
        reason: SystemReason(code: ENOSPC))
    ) { try publish("2026-08-31", [page("a.html"), big]) }
    #expect(try folder.tree() == before)
    #expect(try folder.text("output/latest/index.html") == "yesterday")
  }

  @Test(.enabled(if: Tmpfs.canBeMounted, "needs root and the right to mount a tmpfs"))
  func `no free inode keeps the old report`() throws {
    try FileManager.default.createDirectory(
      atPath: folder / "output", withIntermediateDirectories: false)
    let disk = try Tmpfs(folder / "output", options: "size=1m,nr_inodes=12")
    defer { disk.unmount() }
    try publish("2026-08-30", [page("index.html")])
    let before = try folder.tree()
    #expect {
      try publish("2026-08-31", (1...20).map { page("\($0).html") })
    } throws: { error in
      guard case .cannotCreate(_, let reason) = error as? PublishFailure else { return false }
      return reason.code == ENOSPC
    }
    #expect(try folder.tree() == before)
  }

  @Test(.enabled(if: Tmpfs.canBeMounted, "needs root and the right to mount a tmpfs"))
  func `a read-only disk keeps the old report`() throws {
    try FileManager.default.createDirectory(
      atPath: folder / "output", withIntermediateDirectories: false)
    let disk = try Tmpfs(folder / "output", options: "size=1m")
    defer { disk.unmount() }
    try publish("2026-08-30", [page("index.html")])
    let before = try folder.tree()
    try disk.remount("ro")
    #expect(
      throws: PublishFailure.cannotCreate(
        path: folder / "output/.lock", reason: SystemReason(code: EROFS))
    ) { try publish("2026-08-31", [page("index.html")]) }
    #expect(try folder.tree() == before)
  }
}

/// A small disk in memory.
private struct Tmpfs {
  let path: String

  init(_ path: String, options: String) throws {
    self.path = path
    try Self.run("mount", "-t", "tmpfs", "-o", options, "tmpfs", path)
  }

  func remount(_ options: String) throws {
    try Self.run("mount", "-o", "remount,\(options)", path)
  }

  func unmount() { try? Self.run("umount", path) }

  static let canBeMounted: Bool = {
    guard getuid() == 0, let folder = try? TemporaryFolder(),
      let disk = try? Tmpfs(folder.path, options: "size=64k")
    else { return false }
    disk.unmount()
    return true
  }()

  private static func run(_ arguments: String...) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = arguments
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw CocoaError(.featureUnsupported) }
  }
}
