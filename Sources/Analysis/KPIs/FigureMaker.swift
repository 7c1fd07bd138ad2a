import Calendar
import Ingest

/// Turns accumulated measures into figures, KPI by KPI, as the catalogue says.
///
/// A ratio is made of the sums of its scope and period, never of other ratios (rule C8); a value
/// that cannot be computed is absent with a reason, never 0 (rule C10).
struct FigureMaker {
  let store: MeasureStore
  let roster: Roster
  let asOf: CalendarDate
  let probabilities: StageProbabilities
  let measures: [String: Measure]
  /// Whether closed opportunities had to be put back to open, so that what is said of the pipeline
  /// rests on today's export (rule C2).
  let isRerun: Bool

  /// Algorithms that set what was done against a target: `ObjectiveFigures` makes them.
  private static let needsTarget: Set<String> = ["quota_attainment", "coverage"]

  /// A scope with its stays, looked up once.
  struct ScopeStays {
    let id: ScopeID
    let stays: [Int]
  }

  /// The period of instant figures: the as-of day.
  var today: Period {
    Period(id: asOf.description, kind: .day, start: asOf, end: asOf.adding(days: 1))
  }

  /// What of a KPI is the same for every scope of a period.
  struct Prepared {
    let kpi: KPI
    let period: Period
    let spans: Range<Int>
    let absentReason: AbsentReason?
    /// What is counted or divided, where that is all there is to do.
    var top: MeasureReading?
    /// What it is divided by.
    var bottom: MeasureReading?
  }

  func prepared(_ kpi: KPI, period: Period) -> Prepared {
    var prepared = Prepared(
      kpi: kpi, period: period, spans: store.timeline.spans(of: period),
      absentReason: unavailability(kpi, in: period))
    func event(_ measure: String) -> MeasureReading? {
      store.reading(measure).flatMap { $0.isInstant ? nil : $0 }
    }
    switch kpi.formula {
    case .simple(let measure), .statistic(let measure, _): prepared.top = event(measure)
    case .ratio(let numerator, let denominator):
      prepared.bottom = event(denominator)
      prepared.top = prepared.bottom == nil ? nil : event(numerator)
    case .cumulative, .algorithm: break
    }
    return prepared
  }

  /// Calls `body` with the figures of a KPI for a scope and a period; several where it has segments,
  /// none where the period does not concern it.
  func forEachFigure(_ prepared: Prepared, scope: ScopeStays, _ body: (Figure) -> Void) {
    let kpi = prepared.kpi
    guard prepared.absentReason == nil, let top = prepared.top else {
      for figure in specialFigures(kpi, scope: scope, prepared) { body(figure) }
      return
    }
    var figure = Figure(period: prepared.period.id, scope: scope.id, kpi: kpi.id)
    if case .statistic(_, let statistic) = kpi.formula {
      fill(
        &figure, store.distribution(top, stays: scope.stays, spans: prepared.spans),
        statistic: statistic)
    } else if let bottom = prepared.bottom {
      let (part, whole) = (
        store.total(top, stays: scope.stays, spans: prepared.spans),
        store.total(bottom, stays: scope.stays, spans: prepared.spans)
      )
      fill(&figure, kpi, part, over: whole, top.quantity(part), bottom.quantity(whole))
    } else {
      let total = store.total(top, stays: scope.stays, spans: prepared.spans)
      fill(&figure, total, top.quantity(total))
    }
    body(figure)
  }

  /// The figures of a KPI for a scope and a period.
  func figures(_ kpi: KPI, scope: ScopeStays, period: Period) -> [Figure] {
    var figures: [Figure] = []
    forEachFigure(prepared(kpi, period: period), scope: scope) { figures.append($0) }
    return figures
  }

  /// Figures that are not there, of instants, or made in a way of their own.
  private func specialFigures(_ kpi: KPI, scope: ScopeStays, _ prepared: Prepared) -> [Figure] {
    let period = prepared.period
    if case .algorithm(let name, _) = kpi.formula, Self.needsTarget.contains(name) { return [] }
    var figure = Figure(period: period.id, scope: scope.id, kpi: kpi.id)
    if let reason = prepared.absentReason {
      guard !isInstant(kpi) || period.id == today.id else { return [] }
      figure.absentReason = reason
      return [figure]
    }
    switch kpi.formula {
    case .simple(let measure):
      return instantFigures(figure, measure: measure, scope: scope, period: period)
    case .statistic(_, let statistic): fill(&figure, Histogram(), statistic: statistic)
    case .cumulative(let measure):
      let start = CalendarDate(year: period.lastDay.year, month: 1, day: 1) ?? period.start
      let spans = store.timeline.spans(from: start, to: period.end)
      let total = store.total(measure, stays: scope.stays, spans: spans)
      fill(&figure, total, quantity(total, of: measure))
    case .ratio(let numerator, let denominator):
      guard period.id == today.id else { return [] }
      fill(
        &figure, kpi, store.instant(numerator, stays: scope.stays) { _ in true },
        over: store.instant(denominator, stays: scope.stays) { _ in true },
        (numerator, denominator))
    case .algorithm(let name, let roles):
      return algorithmFigures(name, roles, figure, kpi, scope: scope, period: period)
    }
    return [figure]
  }

  // MARK: What is missing

  /// Whether a KPI speaks of how things stand on the as-of day.
  func isInstant(_ kpi: KPI) -> Bool {
    kpi.isInstant(measures)
  }

  private func unavailability(_ kpi: KPI, in period: Period) -> AbsentReason? {
    var reason: AbsentReason?
    func look(at measure: String) {
      guard let reading = store.reading(measure), reading.isAvailable else {
        reason = .missingField
        return
      }
      if reason == nil, !reading.isInstant, let first = reading.firstDay,
        period.end.dayNumber <= first
      {
        reason = .insufficientHistory
      }
    }
    switch kpi.formula {
    case .simple(let measure), .cumulative(let measure), .statistic(let measure, _):
      look(at: measure)
    case .ratio(let numerator, let denominator):
      look(at: numerator)
      look(at: denominator)
    case .algorithm(_, let measures): measures.values.forEach(look)
    }
    return reason
  }

  // MARK: Simple, cumulative, ratio, statistic

  private func fill(_ figure: inout Figure, _ cell: MeasureStore.Cell, _ value: Quantity) {
    figure.count = Int(cell.rowCount)
    if cell.rowCount > 0, cell.count == 0 {
      // Rows there are, but none has the field: that is no zero.
      figure.absentReason = .missingField
    } else {
      figure.value = value
    }
  }

  private func fill(
    _ figure: inout Figure, _ kpi: KPI, _ numerator: MeasureStore.Cell,
    over denominator: MeasureStore.Cell, _ ids: (numerator: String, denominator: String)
  ) {
    fill(
      &figure, kpi, numerator, over: denominator, quantity(numerator, of: ids.numerator),
      quantity(denominator, of: ids.denominator))
  }

  private func fill(
    _ figure: inout Figure, _ kpi: KPI, _ numerator: MeasureStore.Cell,
    over denominator: MeasureStore.Cell, _ top: Quantity, _ bottom: Quantity
  ) {
    figure.numerator = top
    figure.denominator = bottom
    figure.count = Int(denominator.rowCount)
    guard bottom.numerator != 0 else {
      figure.absentReason = denominator.rowCount == 0 ? .noEvent : .zeroDenominator
      return
    }
    if numerator.rowCount > 0, numerator.count == 0 {
      figure.absentReason = .missingField
      return
    }
    figure.value = (Fraction(top) / Fraction(bottom)).quantity(kpi.unit)
    if kpi.unit == .rate, top.unit == .count, bottom.unit == .count {
      figure.interval = Wilson.interval(
        successes: Int(top.numerator), trials: Int(bottom.numerator))
    }
  }

  private func fill(_ figure: inout Figure, _ days: Histogram, statistic: String) {
    figure.count = days.count
    switch statistic {
    case "median": figure.value = days.median?.quantity(.days)
    case "p80": figure.value = days.percentile(80).map { Quantity(.days, $0) }
    default:
      figure.value = days.mean?.quantity(.days)
      figure.numerator = Quantity(.days, days.sum)
      figure.denominator = Quantity(.count, Int64(days.count))
    }
    if figure.value == nil { figure.absentReason = .noEvent }
  }

  func quantity(_ cell: MeasureStore.Cell, of measure: String) -> Quantity {
    store.reading(measure)?.quantity(cell) ?? Quantity(.count, Int64(clamping: cell.sum))
  }

  // MARK: Instants

  /// On the as-of day everything open, with its stages and what is overdue as segments; for a
  /// period that is not over, what is planned to close in the rest of it.
  private func instantFigures(
    _ figure: Figure, measure: String, scope: ScopeStays, period: Period
  ) -> [Figure] {
    func filled(segment: String, _ cell: MeasureStore.Cell) -> Figure {
      var result = figure
      result.segment = segment
      result.isApproximate = isRerun
      result.count = Int(cell.rowCount)
      if cell.rowCount > 0, cell.count == 0 {
        result.absentReason = .missingField
      } else {
        result.value = quantity(cell, of: measure)
      }
      return result
    }
    if period.id == today.id {
      let everything = store.instant(measure, stays: scope.stays) { _ in true }
      var figures = [filled(segment: "", everything)]
      if measures[measure]?.date != nil {
        let overdue = store.instant(measure, stays: scope.stays) { $0 == .overdue }
        figures.append(filled(segment: "overdue", overdue))
      }
      guard store.reading(measure)?.entity == .opportunities else { return figures }
      for (code, name) in store.stageNames.enumerated() {
        let cell = store.instant(measure, stays: scope.stays, stage: Int32(code)) { _ in true }
        if cell.rowCount > 0 { figures.append(filled(segment: "stage:\(name)", cell)) }
      }
      return figures
    }
    guard period.contains(asOf) else { return [] }
    return [filled(segment: "", stillToCome(measure, scope, period))]
  }

  /// What is planned between the day after the as-of date and the end of a period.
  func stillToCome(_ measure: String, _ scope: ScopeStays, _ period: Period) -> MeasureStore.Cell {
    let spans = store.timeline.spans(from: asOf.adding(days: 1), to: period.end)
    return store.instant(measure, stays: scope.stays) { bucket in
      if case .span(let span) = bucket { spans.contains(span) } else { false }
    }
  }

  // MARK: Algorithms

  private func algorithmFigures(
    _ name: String, _ roles: [String: String], _ figure: Figure, _ kpi: KPI, scope: ScopeStays,
    period: Period
  ) -> [Figure] {
    switch name {
    case "weighted_pipeline":
      return weightedPipeline(figure, measure: roles["open"] ?? "", scope: scope, period: period)
    case "overdue_actions":
      guard period.id == today.id else { return [] }
      return overdueActions(figure, measure: roles["open"] ?? "", scope: scope)
    case "overdue_open_share":
      guard period.id == today.id else { return [] }
      return [overdueShare(figure, kpi, measure: roles["open"] ?? "", scope: scope)]
    case "next_step_rate":
      guard period.id == today.id else { return [] }
      return [nextStepRate(figure, kpi, measure: roles["planned"] ?? "", scope: scope)]
    default:
      return []
    }
  }

  /// Sum of probability times amount over the open opportunities (kpis.md 3.5), exact in millionths
  /// of the minor unit.
  private func weightedPipeline(
    _ figure: Figure, measure: String, scope: ScopeStays, period: Period
  ) -> [Figure] {
    let isToday = period.id == today.id
    guard isToday || period.contains(asOf) else { return [] }
    let spans = store.timeline.spans(from: asOf.adding(days: 1), to: period.end)
    var figure = figure
    figure.isApproximate = isRerun
    var stages: [Figure] = []
    var weighted: Int128 = 0
    var rowCount = 0
    for code in -1..<Int32(store.stageNames.count) {
      let cell = store.instant(measure, stays: scope.stays, stage: code) { bucket in
        if isToday { return true }
        if case .span(let span) = bucket { return spans.contains(span) }
        return false
      }
      guard cell.rowCount > 0 else { continue }
      rowCount += Int(cell.rowCount)
      let name = code < 0 ? nil : store.stageNames[Int(code)]
      guard let probability = probabilities[name] else {
        figure.absentReason = .insufficientHistory
        figure.count = rowCount
        return [figure]
      }
      weighted += cell.sum * Int128(probability)
      guard isToday, let name else { continue }
      var stage = figure
      stage.segment = "stage:\(name)"
      stage.count = Int(cell.rowCount)
      stage.value = Self.weighted(cell.sum * Int128(probability))
      stages.append(stage)
    }
    figure.count = rowCount
    figure.value = Self.weighted(weighted)
    return [figure] + stages
  }

  private static func weighted(_ millionths: Int128) -> Quantity {
    Quantity(.money, Int64(clamping: millionths), over: 1_000_000)
  }

  /// Tasks past their due date; those without one are counted apart.
  private func overdueActions(
    _ figure: Figure, measure: String, scope: ScopeStays
  ) -> [Figure] {
    func filled(_ segment: String, _ bucket: MeasureStore.Bucket) -> Figure {
      var result = figure
      let cell = store.instant(measure, stays: scope.stays) { $0 == bucket }
      result.segment = segment
      result.value = Quantity(.count, cell.rowCount)
      result.count = Int(cell.rowCount)
      return result
    }
    return [filled("", .overdue), filled("undated", .undated)]
  }

  /// The share of open records whose planned date has passed, by number or by value (ruling 25).
  private func overdueShare(
    _ figure: Figure, _ kpi: KPI, measure: String, scope: ScopeStays
  ) -> Figure {
    var figure = figure
    figure.isApproximate = isRerun
    fill(
      &figure, kpi, store.instant(measure, stays: scope.stays) { $0 == .overdue },
      over: store.instant(measure, stays: scope.stays) { _ in true }, (measure, measure))
    return figure
  }

  /// The share of open opportunities with a next step after the as-of day (kpis.md 3.7).
  private func nextStepRate(
    _ figure: Figure, _ kpi: KPI, measure: String, scope: ScopeStays
  ) -> Figure {
    var figure = figure
    figure.isApproximate = isRerun
    let planned = store.instant(measure, stays: scope.stays) { bucket in
      bucket != .overdue && bucket != .undated
    }
    let all = store.instant(measure, stays: scope.stays) { _ in true }
    fill(&figure, kpi, planned, over: all, (measure, measure))
    return figure
  }
}

extension KPI.Formula {
  /// The measures that the formula rests on.
  package var measureIDs: [String] {
    switch self {
    case .simple(let measure), .cumulative(let measure), .statistic(let measure, _): [measure]
    case .ratio(let numerator, let denominator): [numerator, denominator]
    case .algorithm(_, let measures): measures.values.sorted()
    }
  }
}
