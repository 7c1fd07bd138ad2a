package import Calendar
import Ingest

/// The figures of a result, made when they are asked for: hundreds of thousands of them then take no
/// room, and those of several periods can be made at the same time.
package struct FigureSeries: Sendable {
  /// The result without its figures.
  package let result: RunResult

  private let plan: AnalysisPlan
  private let roster: Roster
  private let maker: FigureMaker
  private let objectiveFigures: ObjectiveFigures
  private let scopes: [(id: ScopeID, stays: [Int])]
  private let segments: SegmentStores
  /// KPIs of tables that no export gave: it is enough to say so once, of the company.
  private let unread: Set<String>
  /// KPIs of stages where only snapshots tell them, exact to the days on which they were taken.
  private let approximate: Set<String>
  private let forecasts: [ScopeID: [RunResult.Forecast]]

  init(
    result: RunResult, plan: AnalysisPlan, roster: Roster, maker: FigureMaker,
    objectiveFigures: ObjectiveFigures, scopes: [FigureMaker.ScopeStays],
    segments: SegmentStores, entitiesRead: Set<Entity>, usesSnapshots: Bool
  ) {
    self.result = result
    forecasts = Dictionary(grouping: result.forecasts, by: \.scope)
    self.plan = plan
    self.roster = roster
    self.maker = maker
    self.objectiveFigures = objectiveFigures
    self.scopes = scopes.map { ($0.id, $0.stays) }
    self.segments = segments
    let unread = plan.catalogue.kpis.filter { kpi in
      kpi.formula.measureIDs.allSatisfy { id in
        plan.catalogue.measures[id].map { !entitiesRead.contains($0.entity) } ?? true
      }
    }
    self.unread = Set(unread.map(\.id))
    let approximate = plan.catalogue.kpis.filter { kpi in
      usesSnapshots
        && kpi.formula.measureIDs.contains { plan.catalogue.measures[$0]?.restsOnStages == true }
    }
    self.approximate = Set(approximate.map(\.id))
  }

  /// Calls `body` with the figures of one of the result's periods, in their order: those of some
  /// scopes, or of all.
  package func forEachFigure(
    in period: Period, ofScopes isWanted: (ScopeID) -> Bool = { _ in true },
    _ body: (Figure) -> Void
  ) {
    let kpis = plan.catalogue.kpis.filter { concerns($0, period) }.map { kpi in
      (
        maker.prepared(kpi, period: period), isUnread: unread.contains(kpi.id),
        isApproximate: approximate.contains(kpi.id)
      )
    }
    let ofPeriod = result.objectives.filter { $0.period.hasDays(of: period) }
    let judged = Dictionary(grouping: ofPeriod, by: \.scope)
    let quotas = ofPeriod.filter(objectiveFigures.isQuotaOfRep)
    let targetedKPIs = plan.catalogue.kpis.filter(\.needsTarget)
    for (id, stays) in scopes where isWanted(id) {
      let scope = FigureMaker.ScopeStays(id: id, stays: stays)
      for (kpi, isUnread, isApproximate) in kpis {
        // A closure that named a property would hold a copy of all of this for each figure.
        maker.forEachFigure(kpi, scope: scope) { figure in
          if isUnread, figure.absentReason == .missingField, figure.scope != .company { return }
          guard isApproximate else { return body(figure) }
          var figure = figure
          figure.isApproximate = true
          body(figure)
        }
      }
      forEachSegment(scope: scope, period: period, body)
      let targeted = objectiveFigures.figures(
        targetedKPIs, results: judged[scope.id] ?? [], quotas: quotas,
        forecasts: forecasts[scope.id] ?? [], scope: scope, period: period)
      for figure in targeted { body(figure) }
    }
  }

  /// A figure with the records behind it.
  ///
  /// It is made again as every run makes it, by the same formulas, which tell meanwhile what each row
  /// is there for.
  func explanation(of request: ExplanationRequest, from rows: RecordWitness) -> Explanation {
    let trace = FigureTrace(rows, timeline: maker.store.timeline, asOf: plan.asOf)
    let (kpi, period) = (request.kpi, request.period)
    let scope = FigureMaker.ScopeStays(
      id: request.scope,
      stays: roster.stays(of: request.scope).filter(maker.store.isReachable), trace: trace)
    let figures =
      if kpi.needsTarget {
        targeted(kpi, scope, period)
      } else {
        maker.figures(kpi, scope: scope, period: period)
      }
    var figure = figures.first { $0.segment.isEmpty }
    if approximate.contains(kpi.id) { figure?.isApproximate = true }
    var (roles, leftOut) = trace.outcome()
    for id in kpi.formula.measureIDs where !roles.contains(where: { $0.measure == id }) {
      guard let (measure, fields) = rows.missing(id) else { continue }
      roles.append(
        Explanation.Role(
          part: .counted, name: Explanation.Part.counted.rawValue, measure: id,
          entity: measure.entity.rawValue, records: [], total: measure.quantity(0), rank: nil,
          missingFields: fields))
    }
    return Explanation(request: request, figure: figure, roles: roles, leftOut: leftOut)
  }

  private func targeted(
    _ kpi: KPI, _ scope: FigureMaker.ScopeStays, _ period: Period
  ) -> [Figure] {
    let ofPeriod = result.objectives.filter { $0.period.hasDays(of: period) }
    return objectiveFigures.figures(
      [kpi], results: ofPeriod.filter { $0.scope == scope.id },
      quotas: ofPeriod.filter(objectiveFigures.isQuotaOfRep), forecasts: forecasts[scope.id] ?? [],
      scope: scope, period: period)
  }

  /// The as-of day is there for what is known of an instant only, unless it was asked for.
  private func concerns(_ kpi: KPI, _ period: Period) -> Bool {
    period.id != maker.today.id || maker.isInstant(kpi) || plan.periods.contains(period)
  }

  /// The figures of the configured KPIs for each value of each dimension; nothing where no record
  /// has the value.
  private func forEachSegment(
    scope: FigureMaker.ScopeStays, period: Period, _ body: (Figure) -> Void
  ) {
    func add(_ name: String, _ maker: FigureMaker, _ stays: FigureMaker.ScopeStays) {
      for kpi in plan.segmentKPIs where concerns(kpi, period) {
        for var figure in maker.figures(kpi, scope: stays, period: period)
        where figure.segment.isEmpty && figure.count ?? 0 > 0 {
          figure.segment = name
          body(figure)
        }
      }
    }
    for segment in segments.segments {
      guard let store = segments.readings[segment] else { continue }
      add(segment.name, maker.narrowed(to: store), scope)
    }
    for dimension in plan.definitions.segments where SegmentStores.ofPeople.contains(dimension) {
      let groups = Dictionary(grouping: scope.stays) { roster.value(of: dimension, stay: $0) }
      for (value, stays) in groups.sorted(by: { $0.key < $1.key }) {
        add("\(dimension)=\(value)", maker, FigureMaker.ScopeStays(id: scope.id, stays: stays))
      }
    }
  }
}

extension Measure {
  fileprivate var restsOnStages: Bool {
    entity == .stageHistory
      || !fieldNames.isDisjoint(with: [
        "is_stuck", "is_critical", "stage_entered_on", "days_in_stage", "followed_process",
      ])
  }
}

extension KPI {
  /// Whether its formula sets what was done against a target.
  fileprivate var needsTarget: Bool {
    guard case .algorithm(let name, _, _) = formula else { return false }
    return KPIAlgorithm.needingTarget.contains(name)
  }
}
