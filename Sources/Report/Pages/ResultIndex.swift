import Analysis
import Calendar

/// A result with the ways to look into it that pages need, made once for all pages.
struct ResultIndex: Sendable {
  let result: RunResult
  let scopes: [ScopeID: Scope]
  private let figures: [ScopeID: [Figure]]
  private let objectives: [ScopeID: [ObjectiveResult]]
  private let worklists: [ScopeID: [RunResult.Worklist]]
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
    figures = Dictionary(grouping: result.figures, by: \.scope)
    objectives = Dictionary(grouping: result.objectives, by: \.scope)
    worklists = Dictionary(grouping: result.worklists, by: \.scope)
    teams = result.scopes.filter { $0.id.kind == .team }
    reps = result.scopes.filter { $0.id.kind == .rep && $0.id != .unassigned }
    unassigned = result.scopes.filter { $0.id == .unassigned }
    var children: [ScopeID: [Scope]] = [:]
    for scope in teams + reps {
      if let parent = scope.parent { children[parent, default: []].append(scope) }
    }
    self.children = children
    let isKnown: (Period) -> Bool = { $0.lastDay <= result.asOf }
    history = Array(
      result.periods
        .filter { $0.kind == .month && $0.end <= result.mainPeriod.end && isKnown($0) }
        .sorted { $0.start < $1.start }
        .suffix(12))
    previous = result.periods.first {
      $0.kind == result.mainPeriod.kind && $0.end == result.mainPeriod.start
    }
    isMainPeriodOver = isKnown(result.mainPeriod)
  }

  /// What a page may show of one scope.
  func view(of scope: Scope) -> ScopeView {
    ScopeView(
      index: self, scope: scope, figures: figures[scope.id] ?? [],
      objectives: objectives[scope.id] ?? [], worklists: worklists[scope.id] ?? [])
  }

  func headline(of scope: ScopeID) -> ObjectiveResult? {
    objectives[scope]?.first { $0.isHeadline }
  }

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

  /// The teams directly below a scope; for the company also those without a parent.
  func teams(below scope: ScopeID) -> [Scope] {
    if scope == .company { return teams.filter { $0.parent == nil || $0.parent == .company } }
    return (children[scope] ?? []).filter { $0.id.kind == .team }
  }
}

/// The part of a result that a page about one scope rests on.
struct ScopeView: Sendable {
  let index: ResultIndex
  let scope: Scope
  let objectives: [ObjectiveResult]
  let worklists: [RunResult.Worklist]
  /// By KPI, then period; figures without a segment.
  private let totals: [String: [String: Figure]]
  /// Figures with a segment, of the as-of day or the main period.
  let segmented: [Figure]

  init(
    index: ResultIndex, scope: Scope, figures: [Figure], objectives: [ObjectiveResult],
    worklists: [RunResult.Worklist]
  ) {
    self.index = index
    self.scope = scope
    self.objectives = objectives
    self.worklists = worklists
    var totals: [String: [String: Figure]] = [:]
    for figure in figures where figure.segment.isEmpty {
      totals[figure.kpi, default: [:]][figure.period] = figure
    }
    self.totals = totals
    let current: Set<String> = [index.result.asOf.description, index.result.mainPeriod.id]
    segmented = figures.filter { !$0.segment.isEmpty && current.contains($0.period) }
  }

  var headline: ObjectiveResult? { objectives.first { $0.isHeadline } }

  /// The figure of the as-of day for what is known of an instant, else that of the main period.
  func current(_ kpi: String) -> Figure? {
    let byPeriod = totals[kpi]
    return byPeriod?[index.result.asOf.description] ?? byPeriod?[index.result.mainPeriod.id]
  }

  func figure(_ kpi: String, in period: Period) -> Figure? { totals[kpi]?[period.id] }

  /// The values of the last months, oldest first.
  func history(_ kpi: String) -> [Quantity?] {
    index.history.map { figure(kpi, in: $0)?.value }
  }
}
