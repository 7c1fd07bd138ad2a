import Calendar
import Ingest

/// Attainment, coverage, and what else sets what was done or forecast against a target.
extension ObjectiveFigures {
  /// The figures of a scope and a period that set what was done against an effective target.
  ///
  /// `results` and `forecasts` are the scope's, `quotas` those of all reps in the period.
  func figures(
    _ kpis: [KPI], results: [ObjectiveResult], quotas: [ObjectiveResult],
    forecasts: [RunResult.Forecast], scope: FigureMaker.ScopeStays, period: Period
  ) -> [Figure] {
    // Without objectives something is missing only where one would be looked for.
    if results.isEmpty, quotas.isEmpty, period.id != plan.mainPeriod.id,
      !period.contains(plan.asOf)
    {
      return []
    }
    let quota = results.first { isQuota($0) && $0.period.hasDays(of: period) }
    let forecast = quota.flatMap { quota in
      forecasts.first { $0.objective == quota.objective }
    }
    return kpis.flatMap { kpi -> [Figure] in
      guard case .algorithm(let name, let roles, _) = kpi.formula else { return [] }
      let figure = Figure(period: period.id, scope: scope.id, kpi: kpi.id)
      switch name {
      case "quota_attainment":
        return [
          attainment(figure, quota: quota, scope: scope, period: period),
          repsAtTarget(figure, quotas: quotas, scope: scope),
        ].compactMap { $0 }
      case "coverage":
        let coverage = coverage(
          figure, kpi, quota: quota, open: roles["open"] ?? "", scope: scope, period: period)
        return [coverage].compactMap { $0 }
      case "pipeline_needed":
        return [pipelineNeeded(figure, quota: quota, forecast, scope, period)].compactMap { $0 }
      case "forecast_wape", "forecast_bias", "interval_coverage":
        return [quality(name, figure, quota: quota, forecast, scope, period)].compactMap { $0 }
      case "ramp":
        let own = scope.id.kind == .rep ? results.filter(isQuotaOfRep) : quotas
        return ramp(figure, quotas: own, scope: scope, period: period)
      default: return []
      }
    }
  }

  /// Quota is the part of the objectives that is revenue (objectives.md 1.4), unfiltered.
  private func isQuota(_ result: ObjectiveResult) -> Bool {
    guard result.target?.unit == .money, result.kind == .cumul,
      case .simple? = plan.catalogue.kpi(result.kpi)?.formula
    else { return false }
    return !filtered.contains(result.objective)
  }

  func isQuotaOfRep(_ result: ObjectiveResult) -> Bool {
    result.scope.kind == .rep && isQuota(result)
  }

  private func attainment(
    _ figure: Figure, quota: ObjectiveResult?, scope: FigureMaker.ScopeStays, period: Period
  ) -> Figure? {
    var figure = figure
    guard let quota else {
      guard period.id == plan.mainPeriod.id else { return nil }
      figure.absentReason = .noObjective
      return figure
    }
    noteActual(quota, as: .numerator, scope.trace)
    scope.trace?.note(
      line: quota.objective, as: .denominator, date: quota.period.lastDay, value: quota.target,
      note: "target")
    figure.numerator = quota.actual
    figure.denominator = quota.target
    figure.count = quota.actualCount
    figure.value = quota.attainment.map { Quantity(.rate, $0.numerator, over: $0.denominator) }
    if figure.value == nil {
      figure.absentReason = quota.actual == nil ? quota.absentReason : .zeroDenominator
    }
    return figure
  }

  /// The records that an objective has counted.
  private func noteActual(
    _ quota: ObjectiveResult, as part: Explanation.Part, _ trace: FigureTrace?
  ) {
    guard let trace,
      case .simple(let measure)? = plan.catalogue.kpi(quota.kpi)?.formula
    else { return }
    trace.note(
      measure, as: part, stays: roster.stays(of: quota.scope).filter(maker.store.isReachable),
      in: quota.period)
  }

  /// Open pipeline closing in the period over what remains to be done (kpis.md 3.5); once the target
  /// is reached nothing remains, and there is no coverage rather than an infinite one.
  private func coverage(
    _ figure: Figure, _ kpi: KPI, quota: ObjectiveResult?, open: String,
    scope: FigureMaker.ScopeStays, period: Period
  ) -> Figure? {
    guard period.contains(plan.asOf), period.id != maker.today.id else { return nil }
    var figure = figure
    guard maker.store.isAvailable(open) else {
      figure.absentReason = .missingField
      return figure
    }
    guard let quota, let target = quota.target else {
      guard period.id == plan.mainPeriod.id else { return nil }
      figure.absentReason = .noObjective
      return figure
    }
    guard let actual = quota.actual else {
      // Of a target of which nobody knows how much is reached, nobody knows what is left.
      figure.absentReason = quota.absentReason
      return figure
    }
    let cell = maker.stillToCome(open, scope, period, as: .numerator)
    // Open deals without amounts, or none of which has a date, are no empty pipeline (rule C10).
    guard maker.isDated(open, scope), cell.rowCount == 0 || cell.count > 0 else {
      figure.absentReason = .missingField
      return figure
    }
    let remaining = max(target.rounded - actual.rounded, 0)
    if let trace = scope.trace {
      let isLeft = remaining > 0
      trace.note(
        line: quota.objective, as: .denominator,
        value: Quantity(.money, isLeft ? target.rounded : 0),
        note: isLeft ? "target" : "reached")
      if isLeft {
        trace.note(
          line: quota.objective, as: .denominator, value: Quantity(.money, -actual.rounded),
          note: "achieved")
      }
      noteActual(quota, as: .detail, scope.trace)
    }
    figure.numerator = maker.quantity(cell, of: open)
    figure.denominator = Quantity(.money, remaining)
    figure.count = Int(cell.rowCount)
    figure.isApproximate = maker.isRerun
    figure.value = Quantity(kpi.unit, Int64(clamping: cell.sum), dividedBy: remaining)
    if figure.value == nil { figure.absentReason = .zeroDenominator }
    return figure
  }

  /// How many of the reps with a target have reached it, beside the sum over the sum.
  private func repsAtTarget(
    _ figure: Figure, quotas: [ObjectiveResult], scope: FigureMaker.ScopeStays
  ) -> Figure? {
    guard scope.id.kind != .rep else { return nil }
    let stays = Set(scope.stays)
    let reps = quotas.filter { result in
      result.attainment != nil && !stays.isDisjoint(with: roster.stays(of: result.scope))
    }
    guard !reps.isEmpty else { return nil }
    let reached = reps.count { result in
      result.attainment.map { Fraction($0) >= .one } == true
    }
    var figure = figure
    figure.segment = "reps_at_target"
    figure.count = reps.count
    figure.numerator = Quantity(.count, Int64(reached))
    figure.denominator = Quantity(.count, Int64(reps.count))
    figure.value = Fraction(reached, over: reps.count).quantity(.rate)
    figure.interval = Wilson.interval(successes: reached, trials: reps.count)
    return figure
  }

  // MARK: Pipeline to be created

  /// What is missing after the open deals and the usual new ones, over what a new euro of pipeline
  /// yields in the days left (kpis.md 3.5); where it yields nothing, no new pipeline is enough
  /// (`zero_denominator`).
  private func pipelineNeeded(
    _ figure: Figure, quota: ObjectiveResult?, _ forecast: RunResult.Forecast?,
    _ scope: FigureMaker.ScopeStays, _ period: Period
  ) -> Figure? {
    guard period.contains(plan.asOf), period.id != maker.today.id else { return nil }
    var figure = figure
    guard let target = quota?.target, quota?.actual != nil else {
      guard period.id == plan.mainPeriod.id else { return nil }
      figure.absentReason = .noObjective
      return figure
    }
    let method = forecast?.estimates.first { $0.method == .historyWeighted }
    guard let expected = method?.value else {
      figure.absentReason = .notProjectable
      return figure
    }
    let missing = Fraction(target) - Fraction(expected)
    if let trace = scope.trace, let quota {
      let isMissing = missing > .zero
      trace.note(
        line: quota.objective, as: .numerator, value: isMissing ? target : .zeroMoney,
        note: isMissing ? "target" : "reached")
      if isMissing {
        trace.note(
          line: quota.objective, as: .numerator, value: (-Fraction(expected)).quantity(.money),
          note: "history_weighted")
      }
    }
    figure.numerator = (missing < .zero ? .zero : missing).quantity(.money)
    guard missing > .zero else {
      figure.value = .zeroMoney
      return figure
    }
    let days = CreationYield.daysLeft(period, plan.asOf)
    guard let yield = yields.share(daysLeft: days, stays: scope.stays, trace: scope.trace)
    else {
      figure.absentReason = .insufficientHistory
      return figure
    }
    let share = Fraction(yield.won, over: yield.created)
    figure.denominator = share.quantity(.rate)
    guard share > .zero else {
      figure.absentReason = .zeroDenominator
      return figure
    }
    figure.value = (missing / share).quantity(.money)
    return figure
  }

  // MARK: How good forecasts were

  /// Fewer closed periods say nothing about a range (kpis.md 3.11).
  private static let leastPeriods = 5

  /// Of the forecasts that would have been made at the same point of the closed periods: how far
  /// their middle was off, on which side, and how often their range held what came.
  private func quality(
    _ name: String, _ figure: Figure, quota: ObjectiveResult?, _ forecast: RunResult.Forecast?,
    _ scope: FigureMaker.ScopeStays, _ period: Period
  ) -> Figure? {
    guard period.contains(plan.asOf), period.id != maker.today.id else { return nil }
    var figure = figure
    guard quota != nil else {
      guard period.id == plan.mainPeriod.id else { return nil }
      figure.absentReason = .noObjective
      return figure
    }
    guard let forecast, !forecast.backTests.isEmpty else {
      figure.absentReason = .insufficientHistory
      return figure
    }
    figure.count = forecast.backTests.count
    for test in forecast.backTests { note(test, name, scope.trace) }
    switch name {
    case "forecast_wape": figure.value = forecast.wape
    case "forecast_bias": figure.value = forecast.bias
    default:
      figure.numerator = Quantity(.count, Int64(forecast.backTests.count(where: \.isInside)))
      figure.denominator = Quantity(.count, Int64(forecast.backTests.count))
      guard forecast.backTests.count >= Self.leastPeriods else {
        figure.absentReason = .insufficientHistory
        return figure
      }
      figure.value = forecast.coverage
    }
    if figure.value == nil { figure.absentReason = .zeroDenominator }
    return figure
  }

  /// What a closed period adds to both sums.
  private func note(
    _ test: RunResult.Forecast.BackTest, _ name: String, _ trace: FigureTrace?
  ) {
    guard let trace else { return }
    let error = Fraction(test.p50) - Fraction(test.actual)
    let (part, whole) =
      switch name {
      case "forecast_wape": (error.magnitude.quantity(.money), test.actual)
      case "forecast_bias": (error.quantity(.money), test.actual)
      default: (Quantity(.count, test.isInside ? 1 : 0), Quantity(.count, 1))
      }
    trace.note(line: test.period, as: .numerator, value: part)
    trace.note(line: test.period, as: .denominator, value: whole)
  }

  // MARK: New people

  /// What the reps who are still ramping up signed, over their targets, which follow the ramp; pooled,
  /// and as segments by month of tenure on the last known day of the period.
  private func ramp(
    _ figure: Figure, quotas: [ObjectiveResult], scope: FigureMaker.ScopeStays, period: Period
  ) -> [Figure] {
    guard period.start <= plan.asOf, period.id != maker.today.id else { return [] }
    let last = min(period.lastDay, plan.asOf)
    let stays = Set(scope.stays)
    var sums: [Int: (actual: Fraction, target: Fraction, count: Int)] = [:]
    for result in quotas {
      guard let person = roster.person(withID: result.scope.id),
        let month = tenure(of: roster.people[person], on: last), let actual = result.actual,
        let target = result.target, target.numerator > 0,
        !stays.isDisjoint(with: roster.stays(of: result.scope))
      else { continue }
      var sum = sums[month] ?? (.zero, .zero, 0)
      sum.actual += Fraction(actual)
      sum.target += Fraction(target)
      sum.count += 1
      sums[month] = sum
      for (part, value) in [(Explanation.Part.numerator, actual), (.denominator, target)] {
        scope.trace?.note(
          line: result.objective, as: part, name: "tenure:\(month)", owner: result.scope.id,
          date: result.period.lastDay, value: value)
      }
      noteActual(result, as: .detail, scope.trace)
    }
    func filled(_ segment: String, _ sums: some Sequence<(Fraction, Fraction, Int)>) -> Figure {
      var filled = figure
      let actual = sums.map(\.0).sum()
      let target = sums.map(\.1).sum()
      filled.segment = segment
      filled.numerator = actual.quantity(.money)
      filled.denominator = target.quantity(.money)
      filled.count = sums.reduce(0) { $0 + $1.2 }
      filled.value = (actual / target).quantity(.rate)
      return filled
    }
    guard !sums.isEmpty else {
      guard period.id == plan.mainPeriod.id, scope.id.kind != .rep else { return [] }
      var figure = figure
      figure.absentReason = .noEvent
      return [figure]
    }
    return [filled("", sums.values.map { ($0.actual, $0.target, $0.count) })]
      + sums.sorted { $0.key < $1.key }.map { month, sum in
        filled("tenure:\(month)", [(sum.actual, sum.target, sum.count)])
      }
  }

  /// The month of tenure from 1, while the ramp lasts.
  private func tenure(of person: Person, on day: CalendarDate) -> Int? {
    guard let hired = person.hiredAt, hired <= day else { return nil }
    let month = (1...max(person.ramp.count, 1)).first { hired.adding(months: $0) > day }
    return month.flatMap { $0 <= person.ramp.count ? $0 : nil }
  }
}
