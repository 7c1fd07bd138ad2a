import Calendar
import Ingest

/// Which stages each opportunity had entered by the as-of date, and how the closed ones ended.
///
/// It gives the stage of an opportunity on a past date (rule C2: history beats today's export) and
/// the empirical probability of each stage (objectives.md 4.3). Opportunities are kept as 64-bit
/// digests of their identifiers, a few bytes each (ruling 32).
struct StageHistory: Sendable {
  private struct Path: Sendable {
    /// Bit `i` says that stage `i` was entered; stages beyond 64 share the last bit.
    var entered: UInt64 = 0
    var lastMoment = Int64.min
    var lastStage: Int32 = -1
  }

  private enum Outcome: Sendable {
    case won
    case lost
  }

  private var paths: [UInt64: Path] = [:]
  /// By opportunity and stage code, how many days before the as-of day it was last entered, plus
  /// one; 0 where it never was.
  ///
  /// Kept only for projections.
  private var days: [UInt64: SIMD16<UInt16>] = [:]
  private let keepsDays: Bool
  private var outcomes: [UInt64: Outcome] = [:]
  /// Texts of the history's own stage codes.
  private(set) var stageNames: [String] = []

  /// `keepsDays` says that the stage of a past day will be asked for.
  init(keepsDays: Bool = false) { self.keepsDays = keepsDays }

  var isEmpty: Bool { paths.isEmpty }

  /// Whether there are so few stages that the one of a past day can be told.
  var knowsDays: Bool { !days.isEmpty && stageNames.count <= SIMD16<UInt16>.scalarCount }

  /// Takes a batch of `stage_history`; entries after the as-of day are not known yet.
  mutating func add(_ table: ExportTable, asOf: CalendarDate) {
    guard case .text(let ids)? = table.columns["opportunity_id"],
      case .coded(let stages)? = table.columns["stage"],
      case .moment(let moments)? = table.columns["entered_at"]
    else { return }
    let names = table.dictionaries["stage"]?.values ?? []
    if names.count > stageNames.count { stageNames = names }
    let end = (Int64(asOf.dayNumber) + 1) * 86_400
    for row in 0..<table.rowCount {
      guard let id = ids[row], stages[row] >= 0, moments[row] != Column.missingNumber,
        moments[row] < end
      else { continue }
      var path = paths[digest(id)] ?? Path()
      path.entered |= 1 << UInt64(min(stages[row], 63))
      if moments[row] >= path.lastMoment {
        path.lastMoment = moments[row]
        path.lastStage = stages[row]
      }
      paths[digest(id)] = path
      guard keepsDays, stages[row] < SIMD16<UInt16>.scalarCount else { continue }
      let ago = (end - 1 - moments[row]) / 86_400
      let age = UInt16(clamping: ago + 1)
      let stage = Int(stages[row])
      let earlier = days[digest(id), default: SIMD16()][stage]
      if earlier == 0 || age < earlier { days[digest(id), default: SIMD16()][stage] = age }
    }
  }

  /// Code of the stage that an opportunity was in `ago` days before the as-of day; of two entered
  /// on one day the later code, which is mostly the later stage.
  func stage(ofOpportunity id: String, daysAgo ago: Int) -> Int? {
    guard let days = days[digest(id)] else { return nil }
    var found: (stage: Int, age: UInt16)?
    for stage in days.indices where days[stage] > 0 && Int(days[stage]) - 1 >= ago {
      if let best = found, best.age < days[stage] { continue }
      found = (stage, days[stage])
    }
    return found?.stage
  }

  /// The stage that an opportunity was in on the as-of date; nothing when the history has none.
  func stage(ofOpportunity id: String) -> String? {
    guard let stage = paths[digest(id)]?.lastStage, stage >= 0 else { return nil }
    let index = Int(stage)
    return index < stageNames.count ? stageNames[index] : nil
  }

  /// `digest` is that of the opportunity's identifier.
  mutating func recordOutcome(ofDigest digest: UInt64, isWon: Bool) {
    outcomes[digest] = isWon ? .won : .lost
  }

  /// For each stage name, how many opportunities that entered it have closed, and how many of them
  /// were won.
  func outcomesByStage() -> [String: (won: Int64, closed: Int64)] {
    var counts = Array(repeating: (won: Int64(0), closed: Int64(0)), count: 64)
    for (id, path) in paths {
      guard let outcome = outcomes[id] else { continue }
      for bit in 0..<64 where path.entered & (1 << UInt64(bit)) != 0 {
        counts[bit].closed += 1
        if outcome == .won { counts[bit].won += 1 }
      }
    }
    var result: [String: (won: Int64, closed: Int64)] = [:]
    for (index, name) in stageNames.prefix(64).enumerated() { result[name] = counts[index] }
    return result
  }

  private func digest(_ id: String) -> UInt64 { IdentifierDigest.of(id) }
}
