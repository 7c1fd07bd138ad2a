import Analysis
import Archive
import Calendar
import Ingest

/// Published figures against others of the same date, each difference with its causes.
struct Comparison {
  /// One figure that is not what it was.
  struct Difference {
    var figure: PublishedFigure
    var published: Quantity?
    var recomputed: Quantity?
    /// The most particular first: `target_changed`, `late_entry 2 (+1200.00)`.
    var causes: [String]
  }

  let published: [PublishedFigure]
  let recomputed: [PublishedFigure]
  let changes: RecordChanges
  /// KPIs that are defined otherwise.
  let redefined: Set<String>
  /// Configuration files that are not what they were.
  let changedFiles: [String]
  /// By KPI, the tables that it is made of.
  let entities: [String: Set<Entity>]
  /// Tables whose exports are not what they were.
  let changedEntities: Set<Entity>
  let minorDigits: Int

  private struct Key: Hashable {
    var period: String
    var scope: ScopeID
    var kpi: String
    var segment: String
    var objective: String

    init(_ figure: PublishedFigure) {
      (period, scope, kpi) = (figure.period, figure.scope, figure.kpi)
      (segment, objective) = (figure.segment, figure.objective)
    }
  }

  /// In the order of scope, period and KPI.
  var differences: [Difference] {
    let now = Dictionary(recomputed.map { (Key($0), $0) }) { first, _ in first }
    let then = Set(published.map(Key.init))
    var found = published.compactMap { difference($0, now[Key($0)]) }
    found += recomputed.filter { !then.contains(Key($0)) && $0.value != nil }.map { figure in
      Difference(
        figure: figure, published: nil, recomputed: figure.value,
        causes: causes(figure, from: nil, to: figure.value))
    }
    return found.sorted { left, right in
      let (a, b) = (left.figure, right.figure)
      return (a.scope, a.period, a.kpi, a.segment + a.objective)
        < (b.scope, b.period, b.kpi, b.segment + b.objective)
    }
  }

  private func difference(_ old: PublishedFigure, _ new: PublishedFigure?) -> Difference? {
    if let new, new.target != old.target, !old.objective.isEmpty {
      return Difference(
        figure: old, published: old.target, recomputed: new.target, causes: ["target_changed"])
    }
    guard old.value != new?.value else { return nil }
    return Difference(
      figure: old, published: old.value, recomputed: new?.value,
      causes: causes(old, from: old.value, to: new?.value))
  }

  private func causes(
    _ figure: PublishedFigure, from: Quantity?, to: Quantity?
  ) -> [String] {
    var causes: [String] = []
    if redefined.contains(figure.kpi) { causes.append("definition_changed") }
    let entities = entities[figure.kpi] ?? []
    if entities.contains(.opportunities) || entities.contains(.stageHistory) {
      causes += opportunityCauses(figure, from: from, to: to)
    }
    let others = entities.intersection(changedEntities).subtracting([.opportunities])
    causes += others.map(\.rawValue).sorted().map { "\($0)_changed" }
    if causes.isEmpty { causes += changedFiles.map { "configuration_changed \($0)" } }
    return causes.isEmpty ? ["unexplained"] : causes
  }

  /// What was won is told to the cent; of other figures, how many records of the scope changed how.
  private func opportunityCauses(
    _ figure: PublishedFigure, from: Quantity?, to: Quantity?
  ) -> [String] {
    let effects = changes.effects(on: figure.scope, in: figure.period)
    let difference = (to?.rounded ?? 0) - (from?.rounded ?? 0)
    if figure.kpi == "revenue_won", figure.segment.isEmpty,
      effects.values.reduce(0, { $0 + $1.revenue }) == difference
    {
      return RecordChange.allCases.compactMap { change in
        effects[change].map {
          "\(change.rawValue) (\($0.revenue < 0 ? "" : "+")"
            + "\(MoneyText.text($0.revenue, digits: minorDigits)))"
        }
      }
    }
    if figure.kpi == "n_won", figure.segment.isEmpty,
      effects.values.reduce(0, { $0 + $1.deals }) == Int(difference)
    {
      return RecordChange.allCases.compactMap { change in
        effects[change].flatMap {
          $0.deals == 0 ? nil : "\(change.rawValue) (\($0.deals < 0 ? "" : "+")\($0.deals))"
        }
      }
    }
    func listed(_ counts: [RecordChange: Int], _ place: String = "") -> [String] {
      RecordChange.allCases.compactMap { change in
        counts[change].map { "\(change.rawValue) \($0)\(place)" }
      }
    }
    let own = listed(changes.counts(of: figure.scope))
    // What is learnt from the whole company, such as how likely a stage leads to a win, changes with
    // the deals of others.
    return own.isEmpty ? listed(changes.counts(of: .company), " elsewhere") : own
  }
}
