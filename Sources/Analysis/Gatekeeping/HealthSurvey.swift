import Calendar
import Ingest

/// Watches rows go by, and tells of each source how many there are, of how many owners, and from
/// when to when.
struct HealthSurvey: Sendable {
  private struct FileFacts {
    var owners: [Bool] = []
    var oldest = Int32.max
    var newest = Column.missingDay
  }

  /// By index of the file.
  private var files: [Int: FileFacts] = [:]

  mutating func add(_ rows: RowSet, _ days: FactDays, ownerField: String) {
    var facts = files[rows.file] ?? FileFacts()
    facts.oldest = min(facts.oldest, days.oldest)
    facts.newest = max(facts.newest, days.newest)
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
      if facts.newest != Column.missingDay {
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
