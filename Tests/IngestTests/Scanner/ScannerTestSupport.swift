import Foundation

@testable import Ingest

/// A file of a test, removed with it.
final class TemporaryFile {
  let path: String

  /// `suffix` is the end of the file's name.
  init(_ bytes: [UInt8], suffix: String = ".csv") throws {
    let url = FileManager.default.temporaryDirectory.appending(
      path: "jalon-\(UUID().uuidString)\(suffix)")
    path = url.path
    try Data(bytes).write(to: url)
  }

  convenience init(_ text: String, suffix: String = ".csv") throws {
    try self.init(Array(text.utf8), suffix: suffix)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// Everything a scan delivers about a record.
struct ScannedRecord: Hashable {
  var fields: [String]
  var bytes: [[UInt8]]
  var line: Int
  var byteOffset: Int
  var flags: RecordFlags
  var lines: [Int]
  var columns: [Int]
}

/// What a whole scan delivers, with the failure that ended it.
struct ScanOutcome: Equatable {
  var records: [ScannedRecord] = []
  var format: ScanFormat?
  var summary: ScanSummary?
  var failure: ScanFailure?

  var table: [[String]] { records.map(\.fields) }
}

func record(_ batch: borrowing RecordBatch, _ record: Int) -> ScannedRecord {
  let ordinals = 0..<batch.fieldCount(ofRecord: record)
  var result = ScannedRecord(
    fields: [], bytes: [], line: batch.line(ofRecord: record),
    byteOffset: batch.byteOffset(ofRecord: record) ?? -1, flags: batch.flags(ofRecord: record),
    lines: [], columns: [])
  for ordinal in ordinals {
    result.fields.append(batch.text(ofField: ordinal, inRecord: record))
    let bytes = batch.withField(ordinal, ofRecord: record) { content in
      content.indices.map { content[$0] }
    }
    result.bytes.append(bytes)
    result.lines.append(batch.line(ofField: ordinal, inRecord: record))
    result.columns.append(batch.column(ofField: ordinal, inRecord: record))
  }
  return result
}

func scanFile(_ path: String, options: ScanOptions = ScanOptions()) -> ScanOutcome {
  scanFile(ScanInput(path: path), options: options)
}

func scanFile(_ input: ScanInput, options: ScanOptions = ScanOptions()) -> ScanOutcome {
  var outcome = ScanOutcome()
  do throws(ScanFailure) {
    outcome.summary = try RecordScanner(input, options: options).scan { batch in
      outcome.format = batch.format
      for index in 0..<batch.recordCount { outcome.records.append(record(batch, index)) }
      return true
    }
  } catch {
    outcome.failure = error
  }
  return outcome
}

func scanBytes(_ bytes: [UInt8], options: ScanOptions = ScanOptions()) throws -> ScanOutcome {
  let file = try TemporaryFile(bytes)
  return scanFile(file.path, options: options)
}

func scanText(_ text: String, options: ScanOptions = ScanOptions()) throws -> ScanOutcome {
  try scanBytes(Array(text.utf8), options: options)
}

/// A fixed sequence of numbers, the same on every machine (xorshift64*).
struct FixedRandom: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 2 &+ 1 }

  mutating func next() -> UInt64 {
    state ^= state >> 12
    state ^= state << 25
    state ^= state >> 27
    return state &* 0x2545_F491_4F6C_DD1D
  }
}
