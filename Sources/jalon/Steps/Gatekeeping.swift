import Analysis
import Archive
import Calendar
import Configuration
import FoundationEssentials
import Ingest
import Publish

/// Sets a result against the run before it: its health, how the pipeline went, and whether it may be
/// published.
struct Gatekeeping {
  let night: Night

  /// What was read of earlier runs (ruling 10), as a digest for the manifest; nothing where nothing
  /// was.
  private(set) var earlierRuns: String?
  private(set) var holds: [Hold] = []

  /// Why the report is held, in one line.
  var reasons: String { holds.map(\.summary).joined(separator: "; ") }

  /// Completes the result.
  init(_ night: Night, _ result: inout RunResult, snapshot: SnapshotDraft?) throws {
    self.night = night
    result.health?.definitions = Self.definitions(night.plan.catalogue)
    do throws(ArchiveFailure) {
      let previous = try night.archive?.health(before: result.asOf)
      if let previous { Self.compare(&result, with: previous.run.asOf, previous.health) }
      result.waterfalls = try Self.waterfalls(night, result, snapshot)
      var read = previous.map { [$0.text] } ?? []
      if let waterfalls = result.waterfalls, let text = Self.encoded(waterfalls) {
        read.append(text)
      }
      earlierRuns =
        read.isEmpty ? nil : Digest(of: Array(read.joined(separator: "\n").utf8)).sha256
      holds = Gate.holds(
        result, previous: previous?.health, today: night.today, rules: night.configuration.gate,
        additive: Self.additive(night.plan), clock: night.clock)
    } catch {
      throw night.messages.fail(error)
    }
    let failed = Set(holds.map(\.check))
    result.health?.checks = Hold.Check.allCases.map {
      RunResult.Health.CheckResult(check: $0, isPassed: !failed.contains($0))
    }
  }

  private static func compare(
    _ result: inout RunResult, with asOf: CalendarDate, _ previous: RunResult.Health
  ) {
    result.health?.previousAsOf = asOf
    for index in result.health?.sources.indices ?? 0..<0 {
      let name = result.health?.sources[index].name
      let before = previous.sources.first { $0.name == name }
      result.health?.sources[index].previousRowCount = before?.rowCount
      result.health?.sources[index].previousNewest = before?.newest
    }
  }

  // MARK: Definitions

  /// Plain sums and numbers of what belongs to one rep.
  ///
  /// Different values, means and instants of other tables do not add up. Nor do opportunities with
  /// credits: a shared one counts for each of its reps, and overlay credits are in no total
  /// (kpis.md C5).
  private static func additive(_ plan: AnalysisPlan) -> Set<String> {
    let entities: Set<Entity> =
      plan.entities.contains(.credits)
      ? [.activities, .orders] : [.opportunities, .activities, .orders]
    return Set(
      plan.catalogue.kpis.compactMap { kpi in
        guard case .simple(let id) = kpi.formula, let measure = plan.catalogue.measures[id],
          measure.aggregate == .count || measure.aggregate == .sum,
          entities.contains(measure.entity)
        else { return nil }
        return kpi.id
      })
  }

  /// By KPI, twelve digits of a digest of what it is made of; not of its texts.
  static func definitions(_ catalogue: Catalogue) -> [String: String] {
    struct Definition: Encodable {
      var formula: KPI.Formula
      var unit: Unit
      var measures: [Measure]
    }
    return Dictionary(
      catalogue.kpis.map { kpi in
        let measures = kpi.formula.measureIDs.compactMap { catalogue.measures[$0] }
        let text = encoded(
          Definition(formula: kpi.formula, unit: kpi.unit, measures: measures))
        return (kpi.id, String(Digest(of: Array((text ?? "").utf8)).sha256.prefix(12)))
      }, uniquingKeysWith: { first, _ in first })
  }

  private static func encoded(_ value: some Encodable) -> String? {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) }
  }

  // MARK: Waterfalls

  /// Since the day before the main period, or the first known day of it, and since a week ago.
  private static func waterfalls(
    _ night: Night, _ result: RunResult, _ snapshot: SnapshotDraft?
  ) throws(ArchiveFailure) -> [Waterfall]? {
    guard let snapshot, let archive = night.archive else { return nil }
    let day = result.asOf
    let start = result.mainPeriod.start.adding(days: -1)
    var dates: [CalendarDate] = []
    if let first = try archive.snapshotDates(from: start, through: day.adding(days: -1)).first {
      dates.append(first)
    }
    let week = try archive.snapshotDates(
      from: day.adding(days: -13), through: day.adding(days: -7)
    ).last
    if let week, !dates.contains(week) { dates.append(week) }
    guard !dates.isEmpty else { return nil }
    var waterfalls: [Waterfall] = []
    let known = Set(result.scopes.map(\.id))
    for date in dates {
      var builder = WaterfallBuilder(
        period: result.mainPeriod, from: date, to: day, people: night.plan.people,
        teams: night.plan.teams)
      try snapshot.forEachPair(from: date) { builder.add(before: $0, after: $1) }
      waterfalls += builder.waterfalls.filter { known.contains($0.scope) }
    }
    return waterfalls
  }
}
