import Calendar

/// Figures made for many scopes: what does not depend on the scope is looked up once.
extension FigureMaker {
  /// What of a KPI is the same for every scope of a period.
  struct Prepared {
    let kpi: KPI
    let period: Period
    let spans: Range<Int>
    /// What is counted or divided, where that is all there is to do.
    var top: MeasureReading?
    /// What it is divided by.
    var bottom: MeasureReading?
  }

  func prepared(_ kpi: KPI, period: Period) -> Prepared {
    var prepared = Prepared(kpi: kpi, period: period, spans: store.timeline.spans(of: period))
    let isReading = readings.map { $0.hasReadings(of: kpi.id) || kpi.isReading } ?? false
    guard !isReading, unavailability(kpi, in: period) == nil else { return prepared }
    func event(_ measure: String) -> MeasureReading? {
      store.reading(measure).flatMap { $0.isInstant ? nil : $0 }
    }
    switch kpi.formula {
    case .simple(let measure), .statistic(let measure, _): prepared.top = event(measure)
    case .ratio(let numerator, let denominator):
      prepared.bottom = event(denominator)
      prepared.top = prepared.bottom == nil ? nil : event(numerator)
    default: break
    }
    return prepared
  }

  /// Calls `body` with the figures of a KPI for a scope and a period, the same as `figures`.
  func forEachFigure(_ prepared: Prepared, scope: ScopeStays, _ body: (Figure) -> Void) {
    let kpi = prepared.kpi
    guard let top = prepared.top else {
      for figure in figures(kpi, scope: scope, period: prepared.period) { body(figure) }
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
