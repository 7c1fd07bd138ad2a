import Analysis
import Calendar
import Ingest

/// Gives a period a target where only its parts have one.
///
/// When every month (or quarter) of a period has a target of one owner, KPI and filter, they add
/// up to an objective for the period with the identifier it would have had if somebody had written
/// it. The parts stay objectives of their own; the annotation `rolled_up_from` names them. Its
/// pace follows the parts: the share due by the last day of each is the running sum of their
/// targets.
enum ObjectiveRollUp {
  static func objectives(
    for main: Period, from objectives: [Objective], fiscal: FiscalCalendar
  ) -> [Objective] {
    let parts = objectives.filter {
      $0.kind == .cumul && $0.relative == .none && $0.target != nil && $0.versions.isEmpty
        && $0.period.start >= main.start && $0.period.end <= main.end && $0.period != main
    }
    let present = Set(
      objectives.filter { $0.period.start == main.start && $0.period.end == main.end }.map(key))
    return Dictionary(grouping: parts, by: key).sorted { $0.key < $1.key }.compactMap {
      name, group in
      if present.contains(name) { return nil }
      for kind in [Period.Kind.quarter, .fiscalQuarter, .month, .fiscalPeriod] {
        let tiles = Period.all(kind, over: main.range, fiscal: fiscal)
        guard tiles.count > 1, tiles.first?.start == main.start, tiles.last?.end == main.end,
          let sum = sum(group.filter { $0.period.kind == kind }, over: tiles, main)
        else { continue }
        return sum
      }
      return nil
    }
  }

  private static func key(_ objective: Objective) -> String {
    let filters = objective.filters.sorted { $0.key < $1.key }.map {
      "\($0.key)=\($0.value.sorted().joined(separator: "|"))"
    }
    return "\(objective.owner) \(objective.kpi) \(filters.joined(separator: ";"))"
  }

  private static func sum(
    _ parts: [Objective], over tiles: [Period], _ main: Period
  ) -> Objective? {
    let parts = parts.sorted { $0.period.start < $1.period.start }
    guard let first = parts.first, let unit = first.target?.unit,
      Set(parts.map(\.period.start)).count == parts.count,
      parts.allSatisfy({ $0.target?.denominator == 1 && $0.target?.unit == unit }),
      // What was done in a whole quarter says nothing about a target for one of its months.
      parts.count == tiles.count
    else { return nil }
    let total = parts.reduce(Int64(0)) { $0 + ($1.target?.numerator ?? 0) }
    var objective = first
    objective.id = ObjectiveBuilder.identifier(first.kpi, first.owner, main)
    if !first.filters.isEmpty { objective.id += ".\(first.id)" }
    objective.period = main
    objective.target = Quantity(unit, total)
    objective.annotations["rolled_up_from"] = parts.map(\.id).joined(separator: " ")
    guard total > 0 else { return objective }
    objective.pace = .milestones
    var due: Int64 = 0
    objective.paceMilestones = tiles.map { tile in
      due += parts.first { $0.period.start == tile.start }?.target?.numerator ?? 0
      return Objective.PaceMilestone(
        date: tile.lastDay, share: Quantity(.rate, due, over: total))
    }
    return objective
  }
}
