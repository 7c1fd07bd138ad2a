package import Calendar

/// The figures of a result, made when they are asked for: hundreds of thousands of them then take no
/// room, and those of several periods can be made at the same time.
package struct FigureSeries: Sendable {
  /// The result without its figures.
  package let result: RunResult

  private let plan: AnalysisPlan
  private let maker: FigureMaker
  private let objectiveFigures: ObjectiveFigures
  private let scopes: [FigureMaker.ScopeStays]

  init(
    result: RunResult, plan: AnalysisPlan, maker: FigureMaker, objectiveFigures: ObjectiveFigures,
    scopes: [FigureMaker.ScopeStays]
  ) {
    self.result = result
    self.plan = plan
    self.maker = maker
    self.objectiveFigures = objectiveFigures
    self.scopes = scopes
  }

  /// Calls `body` with the figures of one of the result's periods, in their order.
  package func forEachFigure(in period: Period, _ body: (Figure) -> Void) {
    let kpis = plan.catalogue.kpis.filter { concerns($0, period) }
      .map { maker.prepared($0, period: period) }
    for scope in scopes {
      for kpi in kpis { maker.forEachFigure(kpi, scope: scope, body) }
      let targeted = objectiveFigures.figures(
        plan.catalogue.kpis, results: result.objectives, scope: scope, period: period)
      for figure in targeted { body(figure) }
    }
  }

  /// The as-of day is there for what is known of an instant only, unless it was asked for.
  private func concerns(_ kpi: KPI, _ period: Period) -> Bool {
    period.id != maker.today.id || maker.isInstant(kpi) || plan.periods.contains(period)
  }
}
