import Calendar
import Ingest

/// Turns accumulated measures into figures, KPI by KPI, as the catalogue says.
///
/// A ratio is made of the sums of its scope and period, never of other ratios (rule C8); a value
/// that cannot be computed is absent with a reason, never 0 (rule C10).
///
/// A class, because every figure's formula is given the whole of it.
final class FigureMaker: Sendable {
  let store: MeasureStore
  let roster: Roster
  let asOf: CalendarDate
  let probabilities: StageProbabilities
  let measures: [String: Measure]
  /// Numbers of the measures from 0 on, in no order.
  let numbers: [String: Int]
  let catalogue: Catalogue
  let tables: TableFigures
  let trailingYear: Period
  let calendar: WorkingCalendar
  let definitions: Definitions
  /// Whether closed opportunities had to be put back to open, so that what is said of the pipeline
  /// rests on today's export (rule C2).
  let isRerun: Bool
  /// What became of the deals that were planned to close in a period.
  let pushes: PushLedger
  /// What each source of opportunities with a name brought, in their order.
  let namedChannels: [(name: String, reading: SpecialReading)]
  /// What was read by hand, for KPIs that no export tells.
  let readings: ReadingStore?
  /// The period of instant figures: the as-of day.
  let today: Period
  /// The complete weeks up to the as-of day, twelve of them.
  let weeks: [Period]
  /// The 13 weeks that end with the as-of day, and the 13 before.
  let progressWindows: (now: Period, before: Period)

  init(
    store: MeasureStore, roster: Roster, asOf: CalendarDate, probabilities: StageProbabilities,
    measures: [String: Measure], catalogue: Catalogue, tables: TableFigures, trailingYear: Period,
    calendar: WorkingCalendar, definitions: Definitions, isRerun: Bool, pushes: PushLedger,
    channels: SegmentStores, readings: ReadingStore?
  ) {
    self.store = store
    self.roster = roster
    self.asOf = asOf
    self.probabilities = probabilities
    self.measures = measures
    numbers = Dictionary(uniqueKeysWithValues: zip(measures.keys, 0...))
    self.catalogue = catalogue
    self.tables = tables
    self.trailingYear = trailingYear
    self.calendar = calendar
    self.definitions = definitions
    self.isRerun = isRerun
    self.pushes = pushes
    self.readings = readings
    namedChannels = channels.segments.compactMap { segment in
      guard !segment.value.isEmpty, let reading = channels.readings[segment] else { return nil }
      return (segment.value, reading)
    }
    today = .day(asOf)
    weeks = Self.weeks(asOf: asOf)
    progressWindows = Self.progressWindows(asOf: asOf)
  }

  /// The same with the sums of a segment.
  func narrowed(to segment: SpecialReading) -> FigureMaker {
    FigureMaker(self, store: store.narrowed(to: segment))
  }

  /// The same with other sums; what was looked up is not looked up again for each of many segments.
  private init(_ other: FigureMaker, store: MeasureStore) {
    self.store = store
    roster = other.roster
    asOf = other.asOf
    probabilities = other.probabilities
    measures = other.measures
    numbers = other.numbers
    catalogue = other.catalogue
    tables = other.tables
    trailingYear = other.trailingYear
    calendar = other.calendar
    definitions = other.definitions
    isRerun = other.isRerun
    pushes = other.pushes
    namedChannels = other.namedChannels
    readings = other.readings
    today = other.today
    weeks = other.weeks
    progressWindows = other.progressWindows
  }

  /// A scope with its stays, looked up once.
  struct ScopeStays {
    let id: ScopeID
    let stays: [Int]
    /// Told what everything is there for, where the figure is to be explained.
    var trace: FigureTrace?
    /// What was added up for other KPIs of the scope, by the maker that the figures are made by.
    var sums: ScopeSums?
  }

  /// The figures of a KPI for a scope and a period; several where it has segments, none where the
  /// period does not concern it.
  ///
  /// What no export tells is what was read by hand (ruling 25).
  func figures(_ kpi: KPI, scope: ScopeStays, period: Period) -> [Figure] {
    guard let readings, readings.hasReadings(of: kpi.id) || kpi.isReading else {
      return exportFigures(kpi, scope: scope, period: period)
    }
    let figures = kpi.isReading ? [] : exportFigures(kpi, scope: scope, period: period)
    let isTold =
      figures.contains { $0.value != nil || $0.absentReason != .missingField }
      || kpi.formula.measureIDs.contains { store.isAvailable($0) }
    if isTold { return figures }
    if period.id == today.id, kpi.isReading, !isInstant(kpi) { return [] }
    let reading = readings.figure(
      of: kpi, scope: scope.id, period: period, asOf: asOf, roster: roster,
      sums: kpi.accumulates(measures), trace: scope.trace)
    if let reading { return [reading] }
    var absent = Figure(period: period.id, scope: scope.id, kpi: kpi.id)
    absent.absentReason = .missingField
    return [absent]
  }

  private func exportFigures(_ kpi: KPI, scope: ScopeStays, period: Period) -> [Figure] {
    exportFigures(prepared(kpi, period: period), scope: scope)
  }

  /// The figures that exports tell.
  func exportFigures(_ prepared: Prepared, scope: ScopeStays) -> [Figure] {
    // A KPI is dozens of texts, and is not copied for each of its figures.
    let (unit, period) = (prepared.unit, prepared.period)
    if case .algorithm = prepared.kpi.formula {
      guard let algorithm = prepared.algorithm else { return [] }
      if prepared.absentReason == nil {
        return algorithm(AlgorithmInput(maker: self, prepared: prepared, scope: scope))
      }
    }
    var figure = prepared.figure
    figure.scope = scope.id
    if let reason = prepared.absentReason {
      guard !prepared.isInstant || period.id == today.id else { return [] }
      figure.absentReason = reason
      return [figure]
    }
    switch prepared.kpi.formula {
    case .simple(let measure):
      if measures[measure]?.time == .instant {
        return instantFigures(figure, measure: measure, scope: scope, period: period)
      }
      let cell = total(measure, scope, period, as: .counted)
      fill(&figure.outcome, cell, quantity(cell, of: measure))
    case .cumulative(let measure):
      scope.trace?.note(measure, as: .counted, stays: scope.stays, in: period.sinceJanuary)
      let spans = store.timeline.spans(of: period.sinceJanuary)
      let cell = store.total(measure, stays: scope.stays, spans: spans)
      fill(&figure.outcome, cell, quantity(cell, of: measure))
    case .ratio(let numerator, let denominator):
      if measures[denominator]?.time == .instant {
        guard period.id == today.id else { return [] }
        figure.isApproximate = isRerun
        scope.trace?.note(numerator, as: .numerator, stays: scope.stays)
        scope.trace?.note(denominator, as: .denominator, stays: scope.stays)
        fill(
          &figure.outcome, unit, store.instant(numerator, stays: scope.stays) { _ in true },
          over: store.instant(denominator, stays: scope.stays) { _ in true },
          (numerator, denominator))
      } else {
        fill(
          &figure.outcome, unit, total(numerator, scope, period, as: .numerator),
          over: total(denominator, scope, period, as: .denominator), (numerator, denominator))
      }
    case .statistic(let measure, let statistic) where measures[measure]?.time == .instant:
      guard period.id == today.id else { return [] }
      figure.isApproximate = isRerun
      scope.trace?.note(measure, as: .sample, stays: scope.stays)
      let values = store.instantDistribution(measure, stays: scope.stays)
      scope.trace?.rank(statistic, of: values.count)
      fill(&figure.outcome, unit, values, statistic: statistic)
    case .statistic(let measure, let statistic):
      scope.trace?.note(measure, as: .sample, stays: scope.stays, in: period)
      let spans = store.timeline.spans(of: period)
      let values = store.distribution(measure, stays: scope.stays, spans: spans)
      scope.trace?.rank(statistic, of: values.count)
      fill(&figure.outcome, unit, values, statistic: statistic)
    case .conversion:
      fillConversion(&figure, prepared, scope: scope)
    case .derived(let expression):
      guard let derived = derived(figure, prepared, expression, scope: scope) else { return [] }
      return [derived]
    case .unavailable:
      figure.absentReason = .missingField
    // An algorithm has made its figures above, before one was made in vain.
    case .algorithm: return []
    }
    return [figure]
  }

  // MARK: What is missing

  /// Whether a KPI speaks of how things stand on the as-of day.
  func isInstant(_ kpi: KPI) -> Bool {
    kpi.isInstant(measures)
  }

  func checksItself(_ kpi: KPI) -> Bool {
    if case .algorithm(let name, _, _) = kpi.formula {
      return KPIAlgorithm.selfChecking.contains(name)
    }
    return false
  }

  func unavailability(_ kpi: KPI, in period: Period) -> AbsentReason? {
    let needed = kpi.formula.measureIDs
    guard needed.allSatisfy({ store.isAvailable($0) }) else { return .missingField }
    let isBeforeAll = needed.contains { id in
      guard let measure = measures[id], measure.time == .event else { return false }
      guard let first = store.firstDay[measure.entity] else {
        return store.knowsNothing(of: measure.entity)
      }
      return period.end.dayNumber <= first
    }
    return isBeforeAll ? .insufficientHistory : nil
  }

  // MARK: Simple, cumulative, ratio, statistic

  func total(
    _ measure: String, _ scope: ScopeStays, _ period: Period, as part: Explanation.Part
  ) -> MeasureStore.Cell {
    scope.trace?.note(measure, as: part, stays: scope.stays, in: period)
    return store.total(measure, stays: scope.stays, spans: store.timeline.spans(of: period))
  }

  func fill(_ outcome: inout Figure.Outcome, _ cell: MeasureStore.Cell, _ value: Quantity) {
    outcome.count = Int(cell.rowCount)
    if cell.rowCount > 0, cell.count == 0 {
      // Rows there are, but none has the field: that is no zero.
      outcome.absentReason = .missingField
    } else {
      outcome.value = value
    }
  }

  func fill(
    _ outcome: inout Figure.Outcome, _ unit: Unit, _ numerator: MeasureStore.Cell,
    over denominator: MeasureStore.Cell, _ ids: (numerator: String, denominator: String)
  ) {
    fill(
      &outcome, unit, numerator, over: denominator, quantity(numerator, of: ids.numerator),
      quantity(denominator, of: ids.denominator))
  }

  func fill(
    _ outcome: inout Figure.Outcome, _ unit: Unit, _ numerator: MeasureStore.Cell,
    over denominator: MeasureStore.Cell, _ top: Quantity, _ bottom: Quantity
  ) {
    outcome.numerator = top
    outcome.denominator = bottom
    outcome.count = Int(denominator.rowCount)
    guard bottom.numerator != 0 else {
      outcome.absentReason = denominator.rowCount == 0 ? .noEvent : .zeroDenominator
      return
    }
    if numerator.rowCount > 0, numerator.count == 0 {
      outcome.absentReason = .missingField
      return
    }
    outcome.value = (Fraction(top) / Fraction(bottom)).quantity(unit)
    if unit == .rate, top.unit == .count, bottom.unit == .count {
      outcome.interval = Wilson.interval(
        successes: Int(top.numerator), trials: Int(bottom.numerator))
    }
  }

  func fill(_ outcome: inout Figure.Outcome, _ unit: Unit, _ values: Histogram, statistic: String) {
    outcome.count = values.count
    // Whole days are one each; numbers of a `values` measure are millionths, money minor units.
    let scale: Int64 = unit == .money || unit == .days ? 1 : 1_000_000
    func figureValue(_ value: Fraction) -> Quantity {
      (value / Fraction(scale)).quantity(unit)
    }
    switch statistic {
    case "median": outcome.value = values.median.map(figureValue)
    case "p80": outcome.value = values.percentile(80).map { figureValue(Fraction($0)) }
    case "p95": outcome.value = values.percentile(95).map { figureValue(Fraction($0)) }
    case "largest": outcome.value = values.percentile(100).map { figureValue(Fraction($0)) }
    default:
      outcome.value = values.mean.map(figureValue)
      outcome.numerator = figureValue(Fraction(values.sum))
      outcome.denominator = Quantity(.count, Int64(values.count))
    }
    if outcome.value == nil { outcome.absentReason = .noEvent }
  }

  func quantity(_ cell: MeasureStore.Cell, of measure: String) -> Quantity {
    let sum = Int64(clamping: cell.sum)
    return measures[measure]?.quantity(sum) ?? Quantity(.count, sum)
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
      scope.trace?.note(measure, as: .counted, stays: scope.stays)
      let everything = store.instant(measure, stays: scope.stays) { _ in true }
      var figures = [filled(segment: "", everything)]
      if measures[measure]?.date != nil {
        let overdue = store.instant(measure, stays: scope.stays) { $0 == .overdue }
        if isDated(measure, scope) { figures.append(filled(segment: "overdue", overdue)) }
      }
      // What rests on a joined field, as how long an opportunity is in its stage, is told whole.
      guard let plain = measures[measure], plain.entity == .opportunities,
        plain.date != nil || !SpecialStore.takes(plain)
      else { return figures }
      let stages = store.instantByStage(measure, stays: scope.stays) { _ in true }
      for (stage, cell) in stages where cell.rowCount > 0 {
        if let stage { figures.append(filled(segment: "stage:\(stage)", cell)) }
      }
      return figures
    }
    // What has no planned date is known of the day only.
    guard period.contains(asOf), measures[measure]?.date != nil else { return [] }
    guard isDated(measure, scope) else {
      var absent = figure
      absent.absentReason = .missingField
      return [absent]
    }
    return [filled(segment: "", stillToCome(measure, scope, period, as: .counted))]
  }

  /// Whether anything can be said by planned date: of open records none of which has one, neither
  /// what is overdue nor what a period will bring is known, which is not 0.
  func isDated(_ measure: String, _ scope: ScopeStays) -> Bool {
    let undated = store.instant(measure, stays: scope.stays) { $0 == .undated }
    return undated.rowCount == 0
      || undated.rowCount < store.instant(measure, stays: scope.stays) { _ in true }.rowCount
  }

  /// What is planned between the day after the as-of date and the end of a period.
  func stillToCome(
    _ measure: String, _ scope: ScopeStays, _ period: Period, as part: Explanation.Part
  ) -> MeasureStore.Cell {
    let spans = store.timeline.spans(from: asOf.adding(days: 1), to: period.end)
    func isToCome(_ bucket: MeasureStore.Bucket) -> Bool {
      if case .span(let span) = bucket { spans.contains(span) } else { false }
    }
    scope.trace?.note(measure, as: part, stays: scope.stays, isWhole: false, where: isToCome)
    return store.instant(measure, stays: scope.stays, where: isToCome)
  }
}

extension KPI.Formula {
  /// The measures that the formula rests on.
  package var measureIDs: [String] {
    switch self {
    case .simple(let measure), .cumulative(let measure), .statistic(let measure, _): [measure]
    case .ratio(let numerator, let denominator): [numerator, denominator]
    case .conversion(let measure, _, _, _): [measure, conversionMeasureID ?? measure]
    case .derived, .unavailable: []
    case .algorithm(_, let measures, _): measures.values.sorted()
    }
  }
}
