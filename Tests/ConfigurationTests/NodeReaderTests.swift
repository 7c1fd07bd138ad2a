import Foundation
import Ingest
import Testing

@testable import Configuration

/// What the build made of the data files of the catalogue is what the files say.
struct NodeReaderTests {
  private static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Sources/Configuration/Catalogue/Data")

  @Test(arguments: CatalogueSource.builtInFiles.map(\.name))
  func `the nodes of a built-in file are those of its text`(name: String) throws {
    let findings = Findings()
    let file = name.dropFirst(CatalogueSource.builtInFolder.count)
    let text = try String(
      contentsOf: Self.folder.appending(path: String(file)), encoding: .utf8)
    let parsed = try #require(YAMLDocument.read(text, file: name, findings: findings))
    let built = try #require(CatalogueSource.builtInFiles.first { $0.name == name })
    #expect(findings.diagnostics == [])
    #expect(NodeReader.root(of: built.nodes, file: name) == parsed)
  }

  @Test func `every data file is one of the built-in ones`() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
    #expect(
      Set(files) == Set(CatalogueSource.builtInFiles.map { String($0.name.dropFirst(10)) }))
  }

  @Test(arguments: ["", "p", "p 1 1 9\nshort\n", "x 1 1 0\n", "l 1 1 2\np 1 1 0\n\n", "m 1 1 1\n"])
  func `text in another form has no nodes`(text: String) {
    #expect(NodeReader.root(of: text, file: "file.yaml") == nil)
  }

  @Test func `a place is that of the file, text keeps its line ends and whether it was quoted`() {
    let root = NodeReader.root(of: "m 1 1 1\np 1 1 3\nkey\nq 2 5 3\na\nb\n", file: "file.yaml")
    let entry = root?.mapping?.first
    #expect(entry?.key == "key")
    #expect(entry?.value.text == "a\nb")
    #expect(entry?.value.place == Place(file: "file.yaml", line: 2, column: 5))
    #expect(entry?.value.content == .text("a\nb", isPlain: false))
  }
}
