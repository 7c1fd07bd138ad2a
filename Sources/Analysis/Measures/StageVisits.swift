import Calendar
import Ingest

/// Every entry of an opportunity into a stage, for conversions and times by stage.
///
/// 24 bytes an entry, kept only while a measure asks for stages.
struct StageVisits: Sendable {
  struct Entry: Sendable {
    var opportunity: UInt64
    var moment: Int64
    var stage: Int32
    /// The order of reading, which decides between entries of one moment.
    var order: Int32
  }

  /// A stay in a stage: from a day to the day it was left, or still there.
  struct Visit: Sendable, Equatable {
    var stage: Int32
    var entered: Int32
    var left: Int32?
  }

  private var entries: [Entry] = []
  private(set) var stageNames: [String] = []

  var isEmpty: Bool { entries.isEmpty }

  /// Entries after the as-of day are not known yet (rule C2).
  mutating func add(_ table: ExportTable, asOf: CalendarDate) {
    guard case .text(let ids)? = table.columns["opportunity_id"],
      case .coded(let stages)? = table.columns["stage"],
      case .moment(let moments)? = table.columns["entered_at"]
    else { return }
    var deleted: [UInt8]?
    if case .flag(let flags)? = table.columns["is_deleted"] { deleted = flags }
    let names = table.dictionaries["stage"]?.values ?? []
    if names.count > stageNames.count { stageNames = names }
    let end = (Int64(asOf.dayNumber) + 1) * 86_400
    for row in 0..<table.rowCount {
      guard let id = ids[row], stages[row] >= 0, moments[row] != Column.missingNumber,
        moments[row] < end, deleted?[row] != 1
      else { continue }
      entries.append(
        Entry(
          opportunity: IdentifierDigest.of(id), moment: moments[row], stage: stages[row],
          order: Int32(clamping: entries.count)))
    }
  }

  /// The visits by opportunity in order; entering the stage one is in already is no new visit.
  func byOpportunity() -> [UInt64: [Visit]] {
    let sorted = entries.sorted {
      ($0.opportunity, $0.moment, $0.order) < ($1.opportunity, $1.moment, $1.order)
    }
    var visits: [UInt64: [Visit]] = [:]
    for entry in sorted {
      let moment = entry.moment
      let day = Int32(clamping: moment >= 0 ? moment / 86_400 : (moment - 86_399) / 86_400)
      var path = visits[entry.opportunity] ?? []
      if let last = path.indices.last {
        if path[last].stage == entry.stage { continue }
        path[last].left = day
      }
      path.append(Visit(stage: entry.stage, entered: day))
      visits[entry.opportunity] = path
    }
    return visits
  }
}
