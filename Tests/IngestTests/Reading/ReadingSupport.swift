import Calendar
import Foundation
import Ingest

/// A folder of its own for one test, removed at the end.
final class Workfolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(
      path: "jalon-ingest-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// Writes a file and returns its path.
  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    let file = url.appending(path: name)
    try Data(bytes).write(to: file)
    return file.path
  }
}

/// What one reading gave: the whole columns of each table, put together.
struct Readout {
  var report = IngestReport()
  var tables: [ExportTable] = []

  var rowCount: Int { rows(.opportunities) }

  func rows(_ entity: Entity) -> Int {
    tables.filter { $0.entity == entity }.reduce(0) { $0 + $1.rowCount }
  }

  var ids: [String] { report.diagnostics.map(\.id) }

  func diagnostic(_ id: String) -> Diagnostic? { report.diagnostics.first { $0.id == id } }

  /// The texts of a coded or text column.
  func texts(_ field: String, of entity: Entity = .opportunities) -> [String?] {
    tables.filter { $0.entity == entity }.flatMap { table -> [String?] in
      switch table.columns[field] {
      case .text(let values): Array(values)
      case .coded(let codes):
        codes.map { $0 < 0 ? nil : table.dictionaries[field]?.values[Int($0)] }
      default: []
      }
    }
  }

  /// The numbers of any other column; nothing where missing.
  func numbers(_ field: String, of entity: Entity = .opportunities) -> [Int64?] {
    tables.filter { $0.entity == entity }.flatMap { table -> [Int64?] in
      switch table.columns[field] {
      case .money(let values), .number(let values), .moment(let values):
        values.map { $0 == Column.missingNumber ? nil : $0 }
      case .date(let days): days.map { $0 == Column.missingDay ? nil : Int64($0) }
      case .flag(let flags): flags.map { $0 == Column.missingFlag ? nil : Int64($0) }
      default: []
      }
    }
  }

  /// Days as `YYYY-MM-DD`.
  func days(_ field: String, of entity: Entity = .opportunities) -> [String?] {
    numbers(field, of: entity).map { number in
      number.map { CalendarDate(dayNumber: Int32($0)).description }
    }
  }

  /// Moments as `YYYY-MM-DD HH:MM:SS` of the report's wall clock.
  func moments(_ field: String, of entity: Entity = .opportunities) -> [String?] {
    numbers(field, of: entity).map { number in
      guard let number else { return nil }
      let day = Int32((Double(number) / 86_400).rounded(.down))
      let rest = Int(number - Int64(day) * 86_400)
      func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
      return "\(CalendarDate(dayNumber: day)) "
        + "\(two(rest / 3600)):\(two(rest / 60 % 60)):\(two(rest % 60))"
    }
  }
}

/// Paris in 2026, enough for the tests: summer time from 29 March to 25 October.
let paris = TimeZoneRules(
  name: "Europe/Paris", transitions: [1_774_746_000, 1_792_890_000], offsets: [3_600, 7_200, 3_600])

func plan(
  _ sources: [ReadPlan.Source], zone: TimeZoneRules = .utc, maximumRejects: Int = 0,
  threadCount: Int = 1
) -> ReadPlan {
  ReadPlan(
    sources: sources, zone: zone, maximumRejects: maximumRejects, threadCount: threadCount)
}

func read(_ plan: ReadPlan) -> Readout {
  var readout = Readout()
  var tables: [ExportTable] = []
  readout.report = Ingestion(plan).read { tables.append($0) }
  readout.tables = tables
  return readout
}

/// Reads one text as a source of its own.
func read(
  _ text: String, as entity: Entity = .opportunities, dialect: String? = nil,
  headers: [String: String] = [:], values: [String: [String: String]] = [:],
  constants: [String: String] = [:], projection: Set<String>? = nil, zone: TimeZoneRules = .utc,
  maximumRejects: Int = 0, format: (inout ReadPlan.FileFormat) -> Void = { _ in }
) throws -> Readout {
  try read(
    Array(text.utf8), as: entity, dialect: dialect, headers: headers, values: values,
    constants: constants, projection: projection, zone: zone, maximumRejects: maximumRejects,
    format: format)
}

func read(
  _ bytes: [UInt8], as entity: Entity = .opportunities, dialect: String? = nil,
  headers: [String: String] = [:], values: [String: [String: String]] = [:],
  constants: [String: String] = [:], projection: Set<String>? = nil, zone: TimeZoneRules = .utc,
  maximumRejects: Int = 0, format: (inout ReadPlan.FileFormat) -> Void = { _ in }
) throws -> Readout {
  let folder = try Workfolder()
  let path = try folder.write("export.csv", bytes)
  var fileFormat = ReadPlan.FileFormat()
  format(&fileFormat)
  let source = ReadPlan.Source(
    name: "deals", entity: entity, files: [(path: path, name: "export.csv")], dialect: dialect,
    format: fileFormat, headers: headers, values: values, constants: constants,
    projection: projection, place: Place(file: "jalon.yaml", line: 3))
  return read(plan([source], zone: zone, maximumRejects: maximumRejects))
}

/// The shared data beside the package, where it is there.
enum SharedData {
  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared")

  static func path(_ name: String) -> String { root.appending(path: name).path }

  static func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }
}

/// What this thread has had of the processor, however busy the machine is with others.
func processorTime() -> Duration {
  var time = timespec()
  unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
}
