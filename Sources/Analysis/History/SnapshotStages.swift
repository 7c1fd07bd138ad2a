package import Calendar
import Ingest

/// A stage that an opportunity was seen in, on the first day that it was.
package struct StageEntry: Sendable, Hashable {
  package var opportunity: String
  package var stage: String
  package var on: CalendarDate

  package init(opportunity: String, stage: String, on: CalendarDate) {
    self.opportunity = opportunity
    self.stage = stage
    self.on = on
  }
}

/// Stands in for an export of stage histories with what the archived exports say: exact to the days
/// on which they were taken.
struct SnapshotStages: Sendable {
  private var codes: [String: Int32] = [:]
  private var names: [String] = []

  /// The entries as a table of `stage_history`; the codes of one call go on in the next.
  mutating func table(_ entries: [StageEntry]) -> ExportTable {
    let stages = entries.map { code(of: $0.stage) }
    var dictionary = CodeDictionary()
    dictionary.values = names
    return ExportTable(
      entity: .stageHistory, file: 0, lines: entries.map { _ in 0 },
      columns: [
        "opportunity_id": .text(TextColumn(entries.map(\.opportunity))),
        "stage": .coded(stages),
        "entered_at": .moment(entries.map { Int64($0.on.dayNumber) * 86_400 }),
      ], dictionaries: ["stage": dictionary])
  }

  private mutating func code(of stage: String) -> Int32 {
    if let known = codes[stage] { return known }
    let code = Int32(names.count)
    codes[stage] = code
    names.append(stage)
    return code
  }
}
