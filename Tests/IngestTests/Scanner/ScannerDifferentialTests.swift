import Foundation
import Testing

@testable import Ingest

/// Random tables that Python's csv module writes, in each of its dialects, are read as they were.
///
/// `JALON_TABLES=1000000` makes a long run of it.
@Suite struct ScannerDifferentialTests {
  private static let python = "/usr/bin/python3"

  private static let count =
    ProcessInfo.processInfo.environment["JALON_TABLES"].flatMap { Int($0) } ?? 2_000

  /// One JSON object a line: the delimiter, the file as base64, and the rows.
  private static let script = """
    import base64, csv, io, json, random, sys
    random.seed(7)
    pieces = ['a', 'b7', ' ', ',', ';', '\\t', '|', '"', '""', '\\n', '\\r\\n', '\\r', 'é', '€', '😀', '0', '-', '\\u00a0']
    for _ in range(int(sys.argv[1])):
        width = random.randint(1, 6)
        delimiter = random.choice(',;\\t|')
        rows = [[''.join(random.choices(pieces, k=random.choice([0, 1, 2, 3, 8])))
                 for _ in range(width)] for _ in range(random.randint(1, 8))]
        rows.insert(0, ['h%d' % i for i in range(width)])
        file = io.StringIO()
        end = random.choice(['\\n', '\\r\\n'])
        # Older versions leave a lone carriage return bare, which ends a record for every reader.
        quoting = csv.QUOTE_MINIMAL if '\\r' in end and random.random() < .5 else csv.QUOTE_ALL
        csv.writer(file, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(rows)
        print(json.dumps([delimiter, base64.b64encode(file.getvalue().encode()).decode(), rows]))
    """

  @Test(
    .enabled(if: FileManager.default.isExecutableFile(atPath: python), "Python is missing"),
    .timeLimit(.minutes(60)))
  func `tables that Python writes are read as they were`() throws {
    let process = Process()
    process.executableURL = URL(filePath: Self.python)
    process.arguments = ["-c", Self.script, "\(Self.count)"]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    var rest = Data()
    var seen = 0
    while true {
      let block = pipe.fileHandleForReading.availableData
      if block.isEmpty { break }
      rest.append(block)
      while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
        try check(rest[rest.startIndex..<end], seen)
        seen += 1
        rest = Data(rest[(end + 1)...])
      }
    }
    process.waitUntilExit()
    #expect(process.terminationStatus == 0 && seen == Self.count)
  }

  private func check(_ line: Data, _ number: Int) throws {
    let object = try #require(JSONSerialization.jsonObject(with: line) as? [Any])
    let delimiter = try #require((object[0] as? String)?.utf8.first)
    let bytes = try #require((object[1] as? String).flatMap { Data(base64Encoded: $0) })
    let rows = try #require(object[2] as? [[String]])
    let file = try TemporaryFile(Array(bytes))
    var options = ScanOptions(encoding: .utf8, delimiter: delimiter)
    options.blockSize = [16, 64, 4096][number % 3]
    let outcome = scanFile(file.path, options: options)
    #expect(outcome.failure == nil && outcome.table == rows, "table \(number): \(rows)")
  }
}
