import Calendar
import Ingest

/// Watches rows go by, and tells of each source how many there are, of how many owners, and from
/// when to when.
struct HealthSurvey: Sendable {
  private struct FileFacts {
    var owners: [Bool] = []
    var oldest = Int32.max
    var newest = Int32.min
  }

  /// Days on which something happened; planned ones lie in the future by nature (ruling 7).
  private static let facts: Set<String> = [
    "created_at", "updated_at", "closed_at", "close_date", "done_at", "activity_at", "entered_at",
    "date", "at", "last_activity_at", "assigned_at", "since", "resolved_at",
  ]

  /// By index of the file.
  private var files: [Int: FileFacts] = [:]
  private let asOf: Int32

  init(asOf: CalendarDate) { self.asOf = asOf.dayNumber }

  mutating func add(_ rows: RowSet, ownerField: String) {
    var facts = files[rows.file] ?? FileFacts()
    let (asOf, missing) = (asOf, Column.missingDay)
    var (oldest, newest) = (facts.oldest, facts.newest)
    for (name, days) in rows.days where Self.facts.contains(name) {
      // A missing day is below every other.
      for day in days {
        oldest = min(oldest, day == missing || day > asOf ? .max : day)
        newest = max(newest, day > asOf ? missing : day)
      }
    }
    (facts.oldest, facts.newest) = (oldest, newest)
    if let owners = rows.codes[ownerField] {
      if facts.owners.count < owners.texts.count {
        facts.owners += Array(repeating: false, count: owners.texts.count - facts.owners.count)
      }
      // Mostly everybody has been seen before.
      if facts.owners.contains(false) {
        for code in owners.values where code >= 0 { facts.owners[Int(code)] = true }
      }
    }
    files[rows.file] = facts
  }

  /// The sources of a reading in the order in which they were read.
  func sources(_ report: IngestReport) -> [RunResult.Health.Source] {
    var sources: [RunResult.Health.Source] = []
    var owners: [[Bool]] = []
    for (index, file) in report.files.enumerated() {
      var place = sources.firstIndex { $0.name == file.source } ?? sources.count
      if place == sources.count {
        sources.append(RunResult.Health.Source(name: file.source, entity: file.entity.rawValue))
        owners.append([])
        place = sources.count - 1
      }
      sources[place].rowCount += file.rowCount
      sources[place].rejectCount += file.rejectCount
      guard let facts = files[index] else { continue }
      if facts.newest != .min {
        let (first, last) = (
          CalendarDate(dayNumber: facts.oldest), CalendarDate(dayNumber: facts.newest)
        )
        sources[place].oldest = min(sources[place].oldest ?? first, first)
        sources[place].newest = max(sources[place].newest ?? last, last)
      }
      for (code, isThere) in facts.owners.enumerated() where isThere {
        while owners[place].count <= code { owners[place].append(false) }
        owners[place][code] = true
      }
      sources[place].ownerCount = owners[place].count { $0 }
    }
    return sources
  }
}
