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

  /// Whom the figures are about, in their order.
  package var scopeIDs: [ScopeID] { scopes.map(\.id) }

  /// What the figures are, in their order.
  package var kpiIDs: [String] { plan.catalogue.kpis.map(\.id) }

  /// The figures of one of the result's periods, in their order.
  package func part(of period: Period) -> FigurePart {
    // Texts of this period's own: threads that hand on the same ones count in turns who holds them.
    var part = FigurePart(period: period.id.copied, kpis: kpiIDs.map(\.copied))
    var last: Int?
    forEachOutcome(in: period) { kpi, scope, segment, outcome in
      if last != scope {
        last = scope
        part.begin(ScopeID(scopes[scope].id.kind, scopes[scope].id.id.copied))
      }
      part.append(kpi: kpi, segment: segment, outcome)
    }
    return part
  }

  /// What a figure is about and what it came to: `kpi` and `scope` are places in `kpiIDs` and
  /// `scopeIDs`.
  ///
  /// Numbers, because threads that hand on the same texts count in turns who holds them.
  package typealias Body = (
    _ kpi: Int, _ scope: Int, _ segment: String, _ outcome: Figure.Outcome
  ) -> Void

  /// A KPI of a period, with its place in `kpiIDs`.
  private struct PlacedKPI {
    let place: Int
    let prepared: FigureMaker.Prepared
    let isUnread: Bool
    let isApproximate: Bool
  }

  /// Calls `body` with what the figures of one of the result's periods came to, in their order: those
  /// of some scopes (by their places in `scopeIDs`) and KPIs, or of all.
  package func forEachOutcome(
    in period: Period, ofScopes wantedScopes: Range<Int>? = nil,
    where isWantedScope: (ScopeID) -> Bool = { _ in true },
    ofKPIs isWanted: (String) -> Bool = { _ in true }, _ body: Body
  ) {
    let places = Dictionary(kpiIDs.enumerated().map { ($1, $0) }) { first, _ in first }
    let all = plan.catalogue.kpis.enumerated().filter { _, kpi in
      concerns(kpi, period) && isWanted(kpi.id)
    }.map { place, kpi in
      PlacedKPI(
        place: place, prepared: maker.prepared(kpi, period: period),
        isUnread: unread.contains(kpi.id), isApproximate: approximate.contains(kpi.id))
    }.filter { $0.prepared.isReading || $0.prepared.hasFigures }
    // What no export gave is told of the company alone.
    let told = all.filter {
      !$0.isUnread || $0.prepared.isReading || $0.prepared.absentReason != .missingField
    }
    let sums = ScopeSums(
      count: maker.numbers.count, spans: maker.store.timeline.spans(of: period), maker.store)
    let ofPeriod = result.objectives.filter { $0.period.hasDays(of: period) }
    let judged = Dictionary(grouping: ofPeriod, by: \.scope)
    let quotas = ofPeriod.filter(objectiveFigures.isQuotaOfRep)
    let targetedKPIs = plan.catalogue.kpis.filter { $0.needsTarget && isWanted($0.id) }
    let segmentKPIs = plan.segmentKPIs.filter { concerns($0, period) && isWanted($0.id) }
    for place in wantedScopes ?? scopes.indices where isWantedScope(scopes[place].id) {
      let (id, stays) = scopes[place]
      sums.begin()
      let scope = FigureMaker.ScopeStays(id: id, stays: stays, sums: sums)
      let kpis = (id == .company ? all : told).span
      for index in kpis.indices {
        let kpi = kpis[index]
        func add(_ segment: String, _ outcome: inout Figure.Outcome) {
          if kpi.isUnread, outcome.absentReason == .missingField, id != .company { return }
          if kpi.isApproximate { outcome.isApproximate = true }
          body(kpi.place, place, segment, outcome)
        }
        if let making = kpi.prepared.making {
          var outcome = Figure.Outcome()
          if maker.fill(&outcome, making, kpi.prepared, scope: scope) { add("", &outcome) }
        } else {
          for var figure in maker.figures(kpi.prepared, scope: scope) {
            add(figure.segment, &figure.outcome)
          }
        }
      }
      func add(_ figure: Figure) {
        // All of these are of the catalogue.
        guard let kpi = places[figure.kpi] else { return }
        body(kpi, place, figure.segment, figure.outcome)
      }
      // Others have other sums.
      forEachSegment(
        segmentKPIs, scope: FigureMaker.ScopeStays(id: id, stays: stays), period: period, add)
      let targeted = objectiveFigures.figures(
        targetedKPIs, results: judged[scope.id] ?? [], quotas: quotas,
        forecasts: forecasts[scope.id] ?? [], scope: scope, period: period)
      for figure in targeted { add(figure) }
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
    _ kpis: [KPI], scope: FigureMaker.ScopeStays, period: Period, _ body: (Figure) -> Void
  ) {
    guard !kpis.isEmpty else { return }
    func add(_ name: String, _ maker: FigureMaker, _ stays: FigureMaker.ScopeStays) {
      for kpi in kpis {
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

extension String {
  /// The same characters elsewhere in memory.
  fileprivate var copied: String { String(decoding: Array(utf8), as: UTF8.self) }
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
