import Calendar

/// Figures made for many scopes: what does not depend on the scope is looked up once.
extension FigureMaker {
  /// What of a KPI is the same for every scope of a period.
  final class Prepared: Sendable {
    let kpi: KPI
    let period: Period
    /// Period and KPI of every figure; its scope is not set.
    let figure: Figure
    let unit: Unit
    /// The statistic of a formula that is one.
    let statistic: String?
    /// The measure of the rows of a conversion that got there.
    let conversionMeasure: String?
    let spans: Range<Int>
    /// Why the exports tell nothing; nothing where they do, or where its formula says so itself.
    let absentReason: AbsentReason?
    /// Whether something may have been read by hand.
    let isReading: Bool
    /// Whether it speaks of how things stand on the as-of day.
    let isInstant: Bool
    /// Whether the period has a figure at all, where nothing was read by hand.
    let hasFigures: Bool
    /// The algorithm of its formula; nothing of one that needs a target.
    let algorithm: KPIAlgorithm.Body?
    /// Identifiers of the algorithm's measures by role, and its parameters.
    let roles: [String: String]
    let parameters: [String: Int64]
    /// What is counted or divided, where that is all there is to do.
    let top: MeasureReading?
    /// What it is divided by.
    let bottom: MeasureReading?

    fileprivate init(_ maker: FigureMaker, _ kpi: KPI, _ period: Period) {
      self.kpi = kpi
      self.period = period
      figure = Figure(period: period.id, scope: .company, kpi: kpi.id)
      unit = kpi.unit
      statistic = if case .statistic(_, let statistic) = kpi.formula { statistic } else { nil }
      conversionMeasure = kpi.formula.conversionMeasureID
      spans = maker.store.timeline.spans(of: period)
      absentReason = maker.checksItself(kpi) ? nil : maker.unavailability(kpi, in: period)
      isReading = maker.readings.map { $0.hasReadings(of: kpi.id) || kpi.isReading } ?? false
      isInstant = maker.isInstant(kpi)
      if case .algorithm(let name, let roles, let parameters) = kpi.formula {
        algorithm = KPIAlgorithm.needingTarget.contains(name) ? nil : KPIAlgorithm.all[name]
        (self.roles, self.parameters) = (roles, parameters)
      } else {
        algorithm = nil
        (roles, parameters) = ([:], [:])
      }
      hasFigures = maker.hasFigures(kpi, period, absent: absentReason)
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

  /// Whether a KPI has figures for a period: what is known of an instant mostly has none.
  fileprivate func hasFigures(_ kpi: KPI, _ period: Period, absent: AbsentReason?) -> Bool {
    let isToday = period.id == today.id
    if case .algorithm(let name, _, _) = kpi.formula {
      guard !KPIAlgorithm.needingTarget.contains(name), KPIAlgorithm.all[name] != nil else {
        return false
      }
      if KPIAlgorithm.ofInstant.contains(name) { return isToday }
    }
    guard absent == nil else { return isToday || !isInstant(kpi) }
    func isOfInstant(_ measure: String) -> Bool { measures[measure]?.time == .instant }
    switch kpi.formula {
    case .simple(let measure) where isOfInstant(measure):
      return isToday || (period.contains(asOf) && measures[measure]?.date != nil)
    case .ratio(_, let measure) where isOfInstant(measure),
      .statistic(let measure, _) where isOfInstant(measure):
      return isToday
    default: return true
    }
  }

  func prepared(_ kpi: KPI, period: Period) -> Prepared { Prepared(self, kpi, period) }

  /// Whether a KPI has one figure of each scope, without a segment, that `outcome` gives.
  func hasOneOutcome(_ prepared: Prepared) -> Bool {
    prepared.top != nil
      || (!prepared.isReading && prepared.hasFigures && prepared.absentReason != nil)
  }

  /// What the only figure of a KPI for a scope came to, the same as that of `figures`.
  func outcome(_ prepared: Prepared, scope: ScopeStays) -> Figure.Outcome {
    var outcome = Figure.Outcome()
    guard let top = prepared.top else {
      outcome.absentReason = prepared.absentReason
      return outcome
    }
    if let statistic = prepared.statistic {
      fill(
        &outcome, prepared.unit, store.distribution(top, stays: scope.stays, spans: prepared.spans),
        statistic: statistic)
      return outcome
    }
    let part = store.total(top, stays: scope.stays, spans: prepared.spans)
    if let bottom = prepared.bottom {
      let whole = store.total(bottom, stays: scope.stays, spans: prepared.spans)
      fill(&outcome, prepared.unit, part, over: whole, top.quantity(part), bottom.quantity(whole))
    } else {
      fill(&outcome, part, top.quantity(part))
    }
    return outcome
  }

  /// The figures of any other KPI for a scope.
  func figures(_ prepared: Prepared, scope: ScopeStays) -> [Figure] {
    if prepared.isReading {
      return figures(prepared.kpi, scope: scope, period: prepared.period)
    }
    return prepared.hasFigures ? exportFigures(prepared, scope: scope) : []
  }
}
