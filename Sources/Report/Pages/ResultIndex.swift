import Analysis
import Calendar

/// A result with the ways to look into it that pages need, made once for all pages.
///
/// A class, so that the many values that refer to it are cheap to copy.
final class ResultIndex: Sendable {
  let result: RunResult
  let scopes: [ScopeID: Scope]
  /// The places of the figures of a scope in `result.figures`, in their order.
  private let places: [ScopeID: [Int32]]
  /// Numbers for the identifiers of KPIs and periods that figures have.
  fileprivate let kpiNumbers: [String: Int]
  fileprivate let periodNumbers: [String: Int]
  /// By figure, its cell in the tables of the views, -1 where it is narrowed, -2 where it is narrowed
  /// and current.
  fileprivate let cells: [Int32]
  /// The KPIs of the dictionary, in its order.
  let entries: [KPIEntry]
  /// The numbers of the periods that a page is about.
  fileprivate let asOfNumber: Int?
  fileprivate let mainNumber: Int?
  fileprivate let historyNumbers: [Int?]
  private let currentKPIs: Set<String>
  private let kpisByMonth: Set<String>
  /// Whether a current figure is told by stage or otherwise narrowed.
  let hasSegments: Bool
  private let objectives: [ScopeID: [ObjectiveResult]]
  private let worklists: [ScopeID: [RunResult.Worklist]]
  private let actions: [ScopeID: RunResult.ActionList]
  private let attributions: [ScopeID: [RunResult.Attribution]]
  private let diagnoses: [ScopeID: [RunResult.Diagnosis]]
  private let leftToDo: [ScopeID: [RunResult.LeftToDo]]
  private let forecasts: [ScopeID: [RunResult.Forecast]]
  private let waterfalls: [ScopeID: [Waterfall]]
  private let children: [ScopeID: [Scope]]
  /// The teams in the order of the result.
  let teams: [Scope]
  /// The reps in the order of the result, without those whom nobody knows.
  let reps: [Scope]
  /// The results whose owner nobody knows, when there are any.
  let unassigned: [Scope]
  /// The last whole months before the end of the main period, oldest first, at most twelve.
  let history: [Period]
  /// The period of the main period's kind that ends where it begins.
  let previous: Period?
  /// Whether the main period is over, so that it may be compared with others (rule C18).
  let isMainPeriodOver: Bool

  init(_ original: RunResult) {
    let result = original.withReadableNames
    self.result = result
    scopes = Dictionary(result.scopes.map { ($0.id, $0) }) { first, _ in first }
    let places = FigurePlaces(result)
    self.places = places.byScope
    kpiNumbers = places.kpis
    periodNumbers = places.periods
    cells = places.cells
    entries = result.kpis.enumerated().map { KPIEntry($1, number: $0) }
    asOfNumber = places.periods[result.asOf.description]
    mainNumber = places.periods[result.mainPeriod.id]
    currentKPIs = places.currentKPIs
    kpisByMonth = places.kpisByMonth
    hasSegments = places.hasSegments
    objectives = Dictionary(grouping: result.objectives, by: \.scope)
    worklists = Dictionary(grouping: result.worklists, by: \.scope)
    actions = Dictionary(result.actions.map { ($0.scope, $0) }) { first, _ in first }
    attributions = Dictionary(grouping: result.attributions, by: \.scope)
    diagnoses = Dictionary(grouping: result.diagnoses, by: \.scope)
    leftToDo = Dictionary(grouping: result.leftToDo, by: \.scope)
    forecasts = Dictionary(grouping: result.forecasts, by: \.scope)
    waterfalls = Dictionary(grouping: result.waterfalls ?? [], by: \.scope)
    teams = result.scopes.filter { $0.id.kind == .team }
    reps = result.scopes.filter { $0.id.kind == .rep && $0.id != .unassigned }
    unassigned = result.scopes.filter { $0.id == .unassigned }
    var children: [ScopeID: [Scope]] = [:]
    for scope in teams + reps {
      if let parent = scope.parent { children[parent, default: []].append(scope) }
    }
    self.children = children
    let isKnown: (Period) -> Bool = { $0.lastDay <= result.asOf }
    let history = Array(
      result.periods
        .filter { $0.kind == .month && $0.end <= result.mainPeriod.end && isKnown($0) }
        .sorted { $0.start < $1.start }
        .suffix(12))
    self.history = history
    historyNumbers = history.map { places.periods[$0.id] }
    previous = result.periods.first {
      $0.kind == result.mainPeriod.kind && $0.end == result.mainPeriod.start
    }
    isMainPeriodOver = isKnown(result.mainPeriod)
  }

  /// What a page may show of one scope.
  func view(of scope: Scope) -> ScopeView {
    ScopeView(
      index: self, scope: scope, places: places[scope.id] ?? [],
      objectives: objectives[scope.id] ?? [], worklists: worklists[scope.id] ?? [])
  }

  /// The entry of the dictionary.
  func kpi(_ id: String) -> KPIEntry? {
    kpiNumbers[id].flatMap { $0 < entries.count ? entries[$0] : nil }
  }

  /// Whether a KPI is told by the months since something began: `month:3`.
  func hasMonthSegments(_ kpi: String) -> Bool { kpisByMonth.contains(kpi) }

  /// Whether anybody has a figure of a KPI for the as-of day or the main period.
  func hasCurrentFigure(of kpi: String) -> Bool { currentKPIs.contains(kpi) }

  /// What belonged to no team.
  func outsideTeams(_ kpi: String) -> Figure? {
    result.outsideTeams?.first { $0.kpi == kpi }
  }

  func headline(of scope: ScopeID) -> ObjectiveResult? {
    objectives[scope]?.first { $0.isHeadline }
  }

  /// A scope's own, in the order of the result.
  func objectives(of scope: ScopeID) -> [ObjectiveResult] { objectives[scope] ?? [] }

  /// What is worth doing first.
  func actions(of scope: ScopeID) -> RunResult.ActionList? { actions[scope] }

  /// The causes of the gap of an objective.
  func attribution(of objective: ObjectiveResult) -> RunResult.Attribution? {
    attributions[objective.scope]?.first { $0.objective == objective.objective }
  }

  /// What the gap of an objective probably comes from.
  func diagnosis(of objective: ObjectiveResult) -> RunResult.Diagnosis? {
    diagnoses[objective.scope]?.first { $0.objective == objective.objective }
  }

  /// What is left to do for an objective.
  func leftToDo(of objective: ObjectiveResult) -> RunResult.LeftToDo? {
    leftToDo[objective.scope]?.first { $0.objective == objective.objective }
  }

  /// How the projection of an objective came about.
  func forecast(of objective: ObjectiveResult) -> RunResult.Forecast? {
    forecasts[objective.scope]?.first { $0.objective == objective.objective }
  }

  /// How the pipeline of a scope went, in the order of the result.
  func waterfalls(of scope: ScopeID) -> [Waterfall] { waterfalls[scope] ?? [] }

  /// A scope's own.
  func worklists(of scope: ScopeID) -> [RunResult.Worklist] { worklists[scope] ?? [] }

  /// The reps whom a page about `scope` shows: all of the company's, a team's own and those of the
  /// teams below it, or the rep alone.
  func reps(within scope: ScopeID) -> [Scope] {
    switch scope.kind {
    case .company: return reps
    case .rep: return scopes[scope].map { [$0] } ?? []
    case .team:
      var found: [Scope] = []
      var open = [scope]
      var seen: Set<ScopeID> = []
      while let next = open.popLast() {
        guard seen.insert(next).inserted else { continue }
        for child in children[next] ?? [] {
          if child.id.kind == .team { open.append(child.id) } else { found.append(child) }
        }
      }
      return found
    }
  }

  /// Every team below a scope, each before those below it.
  func allTeams(below scope: ScopeID) -> [Scope] {
    if scope == .company { return teams }
    var seen: Set<ScopeID> = [scope]
    var found: [Scope] = []
    func add(_ scope: ScopeID) {
      for team in teams(below: scope) where seen.insert(team.id).inserted {
        found.append(team)
        add(team.id)
      }
    }
    add(scope)
    return found
  }

  /// The teams directly below a scope; for the company also those without a parent.
  func teams(below scope: ScopeID) -> [Scope] {
    if scope == .company { return teams.filter { $0.parent == nil || $0.parent == .company } }
    return (children[scope] ?? []).filter { $0.id.kind == .team }
  }
}

/// Where the figures of a result are, found in one pass over them.
private struct FigurePlaces {
  static let narrowed: Int32 = -1
  static let narrowedNow: Int32 = -2

  var byScope: [ScopeID: [Int32]] = [:]
  var kpis: [String: Int]
  var periods: [String: Int] = [:]
  var cells: [Int32] = []
  var currentKPIs: Set<String> = []
  var kpisByMonth: Set<String> = []
  var hasSegments = false

  init(_ result: RunResult) {
    let current = [result.asOf.description, result.mainPeriod.id]
    var numbers = NameNumbers(result.kpis.lazy.map(\.id))
    var isCurrentKPI = [Bool](repeating: false, count: numbers.count)
    var periodsOfCells: [Int32] = []
    cells.reserveCapacity(result.figures.count)
    periodsOfCells.reserveCapacity(result.figures.count)
    for part in result.figures.parts {
      let isCurrent = current.contains(part.period)
      let period = periods[part.period] ?? periods.count
      periods[part.period] = period
      let kpis = part.kpis.map { numbers.number($0) }
      isCurrentKPI += repeatElement(false, count: numbers.count - isCurrentKPI.count)
      let isMonth = part.segments.map { $0.hasPrefix("month:") }
      let start = cells.count
      for run in part.runs {
        byScope[run.scope, default: []] += run.places.lazy.map { Int32(start + $0) }
        for place in run.places {
          let names = part.names(at: place)
          let kpi = kpis[names.kpi]
          if isCurrent { isCurrentKPI[kpi] = true }
          periodsOfCells.append(Int32(period))
          if names.segment == 0 {
            cells.append(Int32(kpi))
          } else {
            cells.append(isCurrent ? Self.narrowedNow : Self.narrowed)
            if isCurrent { hasSegments = true }
            if isMonth[names.segment] { kpisByMonth.insert(part.kpis[names.kpi]) }
          }
        }
      }
    }
    kpis = numbers.all
    let names = numbers.names
    currentKPIs = Set(names.indices.lazy.filter { isCurrentKPI[$0] }.map { names[$0] })
    // How many periods there are is known only now.
    for place in cells.indices where cells[place] >= 0 {
      cells[place] = cells[place] * Int32(periods.count) + periodsOfCells[place]
    }
  }
}

/// The part of a result that a page about one scope rests on.
///
/// A class for the same reason as `ResultIndex`.
final class ScopeView: Sendable {
  let index: ResultIndex
  let scope: Scope
  let objectives: [ObjectiveResult]
  let worklists: [RunResult.Worklist]
  /// The place of the figure without a segment for each KPI and period; -1 for none.
  private let totals: [Int32]
  private let places: [Int32]
  /// Figures with a segment, of the as-of day or the main period.
  let segmented: [Figure]

  init(
    index: ResultIndex, scope: Scope, places: [Int32], objectives: [ObjectiveResult],
    worklists: [RunResult.Worklist]
  ) {
    self.index = index
    self.scope = scope
    self.objectives = objectives
    self.worklists = worklists
    let figures = index.result.figures
    let cells = index.cells
    var totals = [Int32](
      repeating: -1, count: index.kpiNumbers.count * index.periodNumbers.count)
    var segmented: [Figure] = []
    for place in places {
      let cell = cells[Int(place)]
      if cell >= 0 {
        totals[Int(cell)] = place
      } else if cell == FigurePlaces.narrowedNow {
        segmented.append(figures[Int(place)])
      }
    }
    self.totals = totals
    self.places = places
    self.segmented = segmented
  }

  var headline: ObjectiveResult? { objectives.first { $0.isHeadline } }

  /// The work lists that hold something which the first actions do not say already.
  func worklists(besideActions limit: Int) -> [RunResult.Worklist] {
    let said = index.actions(of: scope.id)?.items.prefix(limit) ?? []
    return worklists.filter { list in
      let kind: RunResult.ActionList.Kind =
        list.kind == .overdueActions ? .overdueAction : .pastClose
      let listed = Set(said.filter { $0.kind == kind }.map(\.id))
      return list.items.contains { !listed.contains($0.id) }
    }
  }

  /// The figure of the as-of day for what is known of an instant, else that of the main period.
  func current(_ kpi: KPIEntry) -> Figure? {
    currentPlace(kpi).map { index.result.figures[$0] }
  }

  /// Whether there is a figure, with a value or with the reason why it has none.
  func hasCurrent(_ kpi: KPIEntry) -> Bool { currentPlace(kpi) != nil }

  /// Whether there is a figure with a value.
  func hasValue(_ kpi: KPIEntry) -> Bool {
    currentPlace(kpi).map { index.result.figures.outcome(at: $0).value != nil } ?? false
  }

  private func currentPlace(_ kpi: KPIEntry) -> Int? {
    place(kpi, index.asOfNumber) ?? place(kpi, index.mainNumber)
  }

  private func place(_ kpi: KPIEntry, _ period: Int?) -> Int? {
    guard let period else { return nil }
    let place = totals[kpi.number * index.periodNumbers.count + period]
    return place >= 0 ? Int(place) : nil
  }

  /// The figure of the main period.
  func main(_ kpi: KPIEntry) -> Figure? {
    place(kpi, index.mainNumber).map { index.result.figures[$0] }
  }

  func figure(_ kpi: String, in period: Period) -> Figure? { figure(kpi, period.id) }

  private func figure(_ kpi: String, _ period: String) -> Figure? {
    guard let cell = index.cell(kpi, period), totals[cell] >= 0 else { return nil }
    return index.result.figures[Int(totals[cell])]
  }

  /// Every figure of a KPI, of all periods and segments.
  func figures(of kpi: String) -> [Figure] {
    let figures = index.result.figures
    return places.lazy.map { figures[Int($0)] }.filter { $0.kpi == kpi }
  }

  /// The values of the last months, oldest first.
  func history(_ kpi: KPIEntry) -> [Quantity?] {
    index.historyNumbers.map { period in
      place(kpi, period).flatMap { index.result.figures.outcome(at: $0).value }
    }
  }
}

extension ResultIndex {
  /// The figure of one KPI of a scope that its view has, for the as-of day or else the main period.
  func current(_ kpi: KPIEntry, of scope: ScopeID) -> Figure? {
    let places = places[scope] ?? []
    for period in [asOfNumber, mainNumber] {
      guard let period else { continue }
      let cell = Int32(kpi.number * periodNumbers.count + period)
      if let place = places.last(where: { cells[Int($0)] == cell }) {
        return result.figures[Int(place)]
      }
    }
    return nil
  }

  /// The place of a KPI and a period in the tables of the views.
  fileprivate func cell(_ kpi: String, _ period: String) -> Int? {
    guard let kpi = kpiNumbers[kpi], let period = periodNumbers[period] else { return nil }
    return kpi * periodNumbers.count + period
  }
}

/// What a figure is narrowed to, in words.
enum SegmentWords {
  /// The name of the stage in `stage:Négociation`; nothing for another segment.
  ///
  /// Compared by bytes: a name that begins with a combining mark makes one character with the colon.
  static func stage(_ segment: String) -> String? {
    let prefix = "stage:".utf8
    return segment.utf8.starts(with: prefix)
      ? String(decoding: segment.utf8.dropFirst(prefix.count), as: UTF8.self) : nil
  }

  /// `stage:Négociation` is `Négociation`; a token is its word; else the segment itself.
  static func text(_ segment: String, _ text: PageText) -> String {
    if let stage = stage(segment) { return stage }
    guard let colon = segment.firstIndex(of: ":") else {
      return text.named("segment", segment)
    }
    let value = String(segment[segment.index(after: colon)...])
    return "\(segment[..<colon])\u{A0}: \(value)"
  }
}
