import Foundation
import Ingest
import Testing

/// The bad-input matrix, faults of a whole file: in every encoding and with every line end.
struct BadFileTests {
  struct Fault: CustomTestStringConvertible, Sendable {
    var name: String
    /// `¦` stands for the line end of the file.
    var text: String
    /// The finding that stops the run, or nothing when the file is read.
    var error: String?
    var rowCount = 0
    var delimiter: Character?
    var testDescription: String { name }
  }

  static let header = "id,owner,amount_net,status,close_date¦"
  static let row = "1,Zoé,10.50,won,2026-03-31¦"

  static let faults: [Fault] = [
    Fault(name: "empty file", text: "", error: "source-file-empty"),
    Fault(name: "blank lines only", text: "¦¦¦", error: "source-file-empty"),
    Fault(name: "header only", text: header + "", error: nil),
    Fault(name: "blank lines between", text: "¦" + header + "¦" + row + "¦¦", rowCount: 1),
    Fault(name: "no header", text: row + row, error: "header-missing-column"),
    Fault(
      name: "duplicate header",
      text: "id,owner,amount_net,status,close_date,owner¦"
        + "1,Zoé,10.50,won,2026-03-31,Karim¦", rowCount: 1),
    Fault(
      name: "missing column", text: "id,owner,amuont_net,status,close_date¦" + row,
      error: "header-missing-column"),
    Fault(
      name: "wrong separator declared", text: header + row, error: "delimiter-wrong", delimiter: ";"
    ),
    Fault(
      name: "separator in a first line",
      text: "sep=;¦" + header.replacing(",", with: ";")
        + row.replacing(",", with: ";"), rowCount: 1),
    Fault(
      name: "closing lines of a report",
      text: header + row + "Total,,10.50,,¦¦"
        + "Confidential Information - Do Not Distribute,,,,¦"
        + "Copyright (c) 2000-2026 salesforce.com inc. All rights reserved.,,,,¦", rowCount: 1),
    Fault(name: "sign that ends a text of DOS", text: header + row + "\u{1A}", rowCount: 1),
    Fault(
      name: "login page", text: "<!DOCTYPE html>¦<html><body>Connexion</body></html>¦",
      error: "not-a-csv"),
  ]

  @Test(arguments: faults, BadInputMatrixTests.Storage.allCases)
  func `a bad file is told, or read as it is meant`(
    fault: Fault, storage: BadInputMatrixTests.Storage
  ) throws {
    for newline in ["\n", "\r\n", "\r"] {
      let bytes = storage.bytes(fault.text.replacing("¦", with: newline))
      let readout = try read(bytes) { format in
        format.delimiter = fault.delimiter?.asciiValue
        format.decimalMark = UInt8(ascii: ".")
        format.dateOrder = "ymd"
      }
      let errors = readout.report.diagnostics.filter { $0.severity == .error }
      let comment = "\(storage), \(newline.debugDescription): \(readout.report.diagnostics)"
      #expect(Set(errors.map(\.id)) == Set(fault.error.map { [$0] } ?? []), "\(comment)")
      #expect(errors.allSatisfy { $0.place?.file == "export.csv" && !$0.fixes.isEmpty })
      if fault.error == nil { #expect(readout.rowCount == fault.rowCount, "\(comment)") }
    }
  }

  @Test(arguments: [1, 2])
  func `byte order marks are no part of the header`(count: Int) throws {
    let text = (Self.header + Self.row).replacing("¦", with: "\n")
    let readout = try read(String(repeating: "\u{FEFF}", count: count) + text)
    #expect(readout.report.diagnostics.filter { $0.severity > .note } == [])
    #expect(readout.texts("id") == ["1"])
  }

  @Test func `a pipe, a device, a folder and a loop of links are refused at once`() throws {
    let folder = try Workfolder()
    let fifo = folder.url.appending(path: "fifo.csv").path
    let made = unsafe mkfifo(fifo, 0o600)
    try #require(made == 0)
    let loop = folder.url.appending(path: "loop.csv").path
    try FileManager.default.createSymbolicLink(atPath: loop, withDestinationPath: loop)
    for (path, reason) in [
      (fifo, "it is a pipe or a device"), ("/dev/zero", "it is a pipe or a device"),
      (folder.url.path, "it is a folder"), (loop, "open failed with error"),
    ] {
      let source = ReadPlan.Source(
        name: "deals", entity: .opportunities, files: [(path: path, name: "x.csv")],
        place: Place(file: "jalon.yaml", line: 7))
      let readout = read(plan([source]))
      let finding = try #require(readout.diagnostic("source-file-unreadable"), "\(path)")
      #expect(finding.summary.contains(reason), "\(finding.summary)")
    }
  }

  @Test(
    .enabled(if: SharedData.has("corpora/csv-spectrum"), "shared data is missing"),
    .timeLimit(.minutes(60)))
  func `every file of other people's suites ends in rows or in one error, and none hangs`()
    throws
  {
    var count = 0
    let root = SharedData.root.appending(path: "corpora")
    let found = FileManager.default.enumerator(
      at: root, includingPropertiesForKeys: [.isRegularFileKey])
    while let file = found?.nextObject() as? URL {
      guard try file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else {
        continue
      }
      let source = ReadPlan.Source(
        name: "deals", entity: .opportunities, files: [(path: file.path, name: "x.csv")],
        place: Place(file: "jalon.yaml", line: 7))
      var readout = Readout()
      let before = processorTime()
      readout = read(plan([source], maximumRejects: 1_000))
      let duration = processorTime() - before
      let hasError = readout.report.diagnostics.contains { $0.severity == .error }
      #expect(hasError || readout.report.files.count == 1, "\(file.path)")
      // A hang, not a measurement; of this thread, because the machine may be busy.
      #expect(duration < .seconds(60), "\(file.path): \(duration)")
      count += 1
    }
    #expect(count > 1_000)
  }
}
