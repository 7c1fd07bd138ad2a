import Foundation
import Testing

@testable import Ingest

/// Files of other people's test suites, beside the checkout; skipped where they are missing.
private enum Corpora {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "shared/corpora")
  static let spectrum = folder.appending(path: "csv-spectrum")
  static let duckdb = folder.appending(path: "duckdb-csv")

  static func exists(_ url: URL) -> Bool { FileManager.default.fileExists(atPath: url.path) }

  static func files(in url: URL) -> [URL] {
    let found = FileManager.default.enumerator(at: url, includingPropertiesForKeys: nil)
    return (found?.compactMap { $0 as? URL } ?? []).sorted { $0.path < $1.path }
  }
}

@Suite struct ScannerCorpusTests {
  @Test(.enabled(if: Corpora.exists(Corpora.spectrum)))
  func `csv-spectrum is read as its JSON twins say`() throws {
    let files = Corpora.files(in: Corpora.spectrum.appending(path: "csvs"))
    #expect(files.count == 12)
    // Its twin is one object instead of an array, with another telephone number.
    for file in files where file.lastPathComponent != "location_coordinates.csv" {
      let twin = Corpora.spectrum.appending(path: "json")
        .appending(path: file.deletingPathExtension().lastPathComponent + ".json")
      let expected = try JSONDecoder().decode([[String: String]].self, from: Data(contentsOf: twin))
      var text = try String(contentsOf: file, encoding: .utf8)
      // Git turned the CRLF of these files into LF when they were fetched.
      if file.path.hasSuffix("_crlf.csv") && !text.utf8.contains(Byte.carriageReturn) {
        text = text.replacing("\n", with: "\r\n")
      }
      let outcome = try scanText(text)
      let header = try #require(outcome.table.first)
      let actual = outcome.table.dropFirst().map { fields in
        Dictionary(zip(header, fields), uniquingKeysWith: { first, _ in first })
      }
      #expect(actual == expected, "\(file.lastPathComponent)")
      #expect(outcome.failure == nil)
    }
  }

  @Test(.enabled(if: Corpora.exists(Corpora.duckdb)), .timeLimit(.minutes(60)))
  func `every DuckDB sample ends in records or one failure, the same both ways`() throws {
    var scanned = 0
    for file in Corpora.files(in: Corpora.duckdb) {
      var options = ScanOptions()
      let size = try file.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0
      // The largest would take most of the time in a debug build and show nothing new.
      options.method = size < 50_000 ? .bytewise : .vector(.best)
      let expected = tally(file.path, options)
      options.method = .vector(.best)
      options.blockSize = 4096
      if size < 50_000 { #expect(tally(file.path, options) == expected, "\(file.path)") }
      scanned += 1
    }
    #expect(scanned > 900)
  }

  /// Record and field counts, every field's hash, and the failure.
  private func tally(_ path: String, _ options: ScanOptions) -> [String] {
    var records = 0
    var fields = 0
    var sum = 0
    var failure: ScanFailure?
    do throws(ScanFailure) {
      try RecordScanner(path: path, options: options).scan { batch in
        for record in 0..<batch.recordCount {
          records += 1
          for field in 0..<batch.fieldCount(ofRecord: record) {
            fields += 1
            sum = sum &* 31
            batch.withField(field, ofRecord: record) { content in
              for index in content.indices { sum = sum &* 31 &+ Int(content[index]) }
            }
          }
        }
        return true
      }
    } catch {
      failure = error
    }
    return ["\(records) \(fields) \(sum)", failure.map { "\($0)" } ?? ""]
  }
}
