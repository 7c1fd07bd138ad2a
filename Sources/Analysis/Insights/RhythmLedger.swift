import Calendar
import Ingest

/// What each person did week by week in the running periods of objectives and the twelve months
/// before them, so that an irregular rhythm can be told from chance (objectives.md 1.13, D12).
///
/// Weeks are no spans of the timeline: a year of them would multiply the memory of every measure.
struct RhythmLedger: Sendable {
  private let measures: [Measure]
  /// The Monday of the first week that is counted.
  private let first: Int32
  private let weekCount: Int
  /// By measure and stay, one count a week.
  private var counts: [String: [Int: [Int32]]] = [:]

  private static let months = 12

  /// Nothing is kept unless a rule asks for it and an objective is running.
  init(_ plan: AnalysisPlan) {
    let asked = Set(plan.catalogue.diagnoses.flatMap(\.conditions.comparedNames))
    let names = plan.catalogue.kpis.compactMap { kpi -> String? in
      let isAsked = asked.contains { $0 == kpi.id || kpi.id.hasPrefix($0 + "[") }
      return isAsked ? Self.activity(of: kpi) : nil
    }
    let wanted = Set(names)
    let starts = plan.objectives.map(\.period).filter { $0.contains(plan.asOf) }.map(\.start)
    let start = starts.min().map { Self.start(of: Self.before($0)) }
    measures = start == nil ? [] : plan.measures.filter { wanted.contains($0.id) }
    first = start?.dayNumber ?? 0
    weekCount = start.map { (plan.asOf.days(since: $0) + 1) / 7 } ?? 0
  }

  /// The measure whose weeks a KPI on the rhythm is made of; nothing for any other.
  static func activity(of kpi: KPI) -> String? {
    if case .algorithm("rhythm_variation", let measures, _) = kpi.formula {
      return measures["activity"]
    }
    return nil
  }

  /// The twelve months before a period that begins on a day.
  static func before(_ start: CalendarDate) -> Period {
    Period(
      id: "before \(start)", kind: .rolling, start: start.adding(months: -months), end: start)
  }

  private static func start(of period: Period) -> CalendarDate {
    let week = Period.containing(period.start, kind: .week)
    return week.start == period.start ? week.start : week.end
  }

  mutating func add(_ rows: RowSet, roster: Roster) {
    for measure in measures where measure.entity == rows.entity {
      guard let date = measure.date, let days = rows.days[date] else { continue }
      let accepted = MeasureStore.accepted(measure, rows)
      var own = counts.removeValue(forKey: measure.id) ?? [:]
      for row in 0..<rows.count where accepted[row] && days[row] >= first {
        let week = Int(days[row] - first) / 7
        guard week < weekCount else { continue }
        let stay = roster.stay(ofPerson: Int(rows.owners[row]), onDay: days[row])
        own[stay, default: Array(repeating: 0, count: weekCount)][week] += 1
      }
      counts[measure.id] = own
    }
  }

  /// For each person among the stays, what they did in each complete week of a period in which they
  /// worked, with the days worked; weeks before `firstDay` are not known.
  func weeks(
    of measure: String, in period: Period, scope: FigureMaker.ScopeStays, maker: FigureMaker,
    firstDay: CalendarDate
  ) -> [[(count: Int64, days: Int)]] {
    guard let counts = counts[measure] else { return [] }
    let weeks = (0..<weekCount).filter { week in
      let monday = CalendarDate(dayNumber: first).adding(days: 7 * week)
      return monday >= period.start && monday >= firstDay && monday.adding(days: 7) <= period.end
    }
    return maker.roster.people(among: scope.stays).map { person, stays in
      let rows = stays.compactMap { counts[$0] }
      guard !rows.isEmpty else { return [] }
      return weeks.compactMap { week in
        let monday = CalendarDate(dayNumber: first).adding(days: 7 * week)
        let days = maker.daysWorked(
          by: person, in: Period.containing(monday, kind: .week), stays: stays)
        guard days > 0 else { return nil }
        return (rows.reduce(Int64(0)) { $0 + Int64($1[week]) }, days)
      }
    }
  }
}
