import Calendar

/// Figures made for many scopes: what does not depend on the scope is looked up once.
extension FigureMaker {
  /// What of a KPI is the same for every scope of a period.
  final class Prepared: Sendable {
    let kpi: KPI
    let period: Period
    let spans: Range<Int>
    /// Why the exports tell nothing; nothing where they do, or where its formula says so itself.
    let absentReason: AbsentReason?
    /// Whether something may have been read by hand.
    let isReading: Bool
    /// Whether it speaks of how things stand on the as-of day.
    let isInstant: Bool
    /// The algorithm of its formula; nothing of one that needs a target.
    let algorithm: KPIAlgorithm.Body?
    /// What is counted or divided, where that is all there is to do.
    let top: MeasureReading?
    /// What it is divided by.
    let bottom: MeasureReading?

    fileprivate init(_ maker: FigureMaker, _ kpi: KPI, _ period: Period) {
      self.kpi = kpi
      self.period = period
      spans = maker.store.timeline.spans(of: period)
      absentReason = maker.checksItself(kpi) ? nil : maker.unavailability(kpi, in: period)
      isReading = maker.readings.map { $0.hasReadings(of: kpi.id) || kpi.isReading } ?? false
      isInstant = maker.isInstant(kpi)
      if case .algorithm(let name, _, _) = kpi.formula, !KPIAlgorithm.needingTarget.contains(name) {
        algorithm = KPIAlgorithm.all[name]
      } else {
        algorithm = nil
      }
      func event(_ measure: String) -> MeasureReading? {
        maker.store.reading(measure).flatMap { $0.isInstant ? nil : $0 }
      }
      var top: MeasureReading?
      var bottom: MeasureReading?
      if !isReading, absentReason == nil {
        switch kpi.formula {
        case .simple(let measure), .statistic(let measure, _): top = event(measure)
        case .ratio(let numerator, let denominator):
          bottom = event(denominator)
          top = bottom == nil ? nil : event(numerator)
        default: break
        }
      }
      self.top = top
      self.bottom = bottom
    }
  }

  func prepared(_ kpi: KPI, period: Period) -> Prepared { Prepared(self, kpi, period) }

  /// Calls `body` with the figures of a KPI for a scope and a period, the same as `figures`.
  func forEachFigure(_ prepared: Prepared, scope: ScopeStays, _ body: (Figure) -> Void) {
    let kpi = prepared.kpi
    guard let top = prepared.top else {
      let figures =
        prepared.isReading
        ? figures(kpi, scope: scope, period: prepared.period)
        : exportFigures(prepared, scope: scope)
      for figure in figures { body(figure) }
      return
    }
    var figure = Figure(period: prepared.period.id, scope: scope.id, kpi: kpi.id)
    if case .statistic(_, let statistic) = kpi.formula {
      fill(
        &figure, kpi, store.distribution(top, stays: scope.stays, spans: prepared.spans),
        statistic: statistic)
    } else {
      let part = store.total(top, stays: scope.stays, spans: prepared.spans)
      if let bottom = prepared.bottom {
        let whole = store.total(bottom, stays: scope.stays, spans: prepared.spans)
        fill(&figure, kpi, part, over: whole, top.quantity(part), bottom.quantity(whole))
      } else {
        fill(&figure, part, top.quantity(part))
      }
    }
    body(figure)
  }
}
