import Foundation
import Report
import Testing

@testable import Publish

@Suite struct `Verifying a run` {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    let target = try OutputFolder(folder / "output")
    let manifest = Manifest(
      asOf: "2026-08-31", versions: Manifest.Versions(jalon: "1.0.0", zones: "2026a"),
      configuration: Digest(of: []).sha256, folders: ["rep:alice": "reps/alice"])
    _ = try target.publish(
      ["index.html", "reps/alice/index.html"].map {
        Document(path: $0, mediaType: "text/html", bytes: Array("bonjour".utf8))
      }, manifest: manifest)
  }

  private var run: String { folder / "output/runs/2026-08-31.1" }

  @Test func `an untouched run has no discrepancy`() throws {
    #expect(try verify(runFolder: run) == [])
    #expect(try verify(runFolder: folder / "output/latest") == [])
  }

  @Test func `the manifest reads back as written`() throws {
    let manifest = try manifest(ofRunFolder: run)
    #expect(manifest.outputs.map(\.path) == ["index.html", "reps/alice/index.html"])
    #expect(manifest.outputs.map(\.bytes) == [7, 7])
    #expect(manifest.folders == ["rep:alice": "reps/alice"])
  }

  @Test func `changed, removed, added and replaced files are all found`() throws {
    try folder.write("output/latest/index.html", "Bonjour")
    try folder.write("output/latest/added.html", "")
    try FileManager.default.removeItem(atPath: run + "/reps/alice/index.html")
    try FileManager.default.createSymbolicLink(
      atPath: run + "/link", withDestinationPath: "index.html")
    #expect(
      try verify(runFolder: run) == [
        Discrepancy(path: "added.html", kind: .unexpected),
        Discrepancy(path: "index.html", kind: .changed),
        Discrepancy(path: "link", kind: .unexpected),
        Discrepancy(path: "reps/alice/index.html", kind: .missing),
      ])
  }

  @Test func `a file replaced by a link to an equal one is not trusted`() throws {
    try folder.write("equal.html", "bonjour")
    try FileManager.default.removeItem(atPath: run + "/index.html")
    try FileManager.default.createSymbolicLink(
      atPath: run + "/index.html", withDestinationPath: folder / "equal.html")
    #expect(
      try verify(runFolder: run) == [Discrepancy(path: "index.html", kind: .unreadable)])
  }

  @Test func `a folder without a manifest holds no run`() throws {
    #expect(throws: PublishFailure.noRun(folder: folder.path)) {
      try verify(runFolder: folder.path)
    }
  }

  @Test(arguments: ["", "{}", "[1]", "{\"format\": 2}"])
  func `a manifest of another form is refused`(text: String) throws {
    try folder.write("output/latest/manifest.json", text)
    #expect(throws: PublishFailure.unreadableManifest(path: run + "/manifest.json")) {
      try verify(runFolder: run)
    }
  }

  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      String(repeating: "a", count: 1_000_000),
      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    ),
  ])
  func `SHA-256 of a file is that of FIPS 180-2`(text: String, sha256 expected: String) throws {
    try folder.write("file", text)
    let digest = try sha256(ofFile: folder / "file")
    #expect(digest == Digest(sha256: expected, byteCount: text.utf8.count))
    #expect(Digest(of: Array(text.utf8)) == digest)
  }

  @Test func `a folder has no digest`() throws {
    #expect(throws: PublishFailure.self) { try sha256(ofFile: folder.path) }
  }
}
