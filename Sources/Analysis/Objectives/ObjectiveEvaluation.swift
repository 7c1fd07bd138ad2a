package import Calendar

/// What is known beside the actual value; each kind of objective uses its own part.
package struct ObjectiveEvidence: Sendable {
  /// The sizes of the deals won in the twelve months before, for money.
  package var moments: AmountMoments?
  /// The answers behind a net promoter score.
  package var answers: NetPromoterScore?
  /// The results of the members of a combo, in its order.
  package var members: [ObjectiveResult]
  /// The day a milestone was reached.
  package var doneOn: CalendarDate?

  package init(
    moments: AmountMoments? = nil, answers: NetPromoterScore? = nil,
    members: [ObjectiveResult] = [], doneOn: CalendarDate? = nil
  ) {
    self.moments = moments
    self.answers = answers
    self.members = members
    self.doneOn = doneOn
  }
}

extension ObjectiveContext {
  /// Where a scope stands against an objective on the as-of day (objectives.md 4.2, rulings 15, 19
  /// and 20); `isHeadline` is set by the caller once all results of a scope are there.
  ///
  /// `actual` is the KPI's figure for the scope over the objective's period to date; absent figures
  /// keep their reason, and nothing at all is `missing_field`. Everything that needs no actual is
  /// filled in all the same.
  package func evaluate(
    _ objective: Objective, scope: ScopeID, actual figure: Figure?,
    evidence: ObjectiveEvidence = ObjectiveEvidence()
  ) -> ObjectiveResult {
    var result = ObjectiveResult(objective: objective, scope: scope)
    let days = days(of: scope, in: objective.period)
    result.workingDaysTotal = days.workingDays()
    result.workingDaysElapsed = days.workingDays(through: asOf)
    result.statedTarget = statedTarget(of: objective)
    result.pace = pace(of: objective)
    result.baseline =
      objective.relative == .none && objective.kind != .reach
      ? nil : baseline(of: objective)
    result.baselineWorkingDays = baselineDays(of: objective, scope: scope)
    result.actual = figure?.value
    result.actualCount = figure?.count

    switch objective.kind {
    case .cumul, .recur: judgeSum(objective, figure, evidence, days, &result)
    case .each: judgeShare(objective, figure, days, &result)
    case .reach: judgeReach(objective, figure, evidence, days, &result)
    case .hold, .cap: judgeLevel(objective, figure, evidence, days, &result)
    case .milestone: judgeMilestone(objective, figure, evidence, days, &result)
    case .combo: judgeCombo(evidence, &result)
    }
    if result.actual == nil, result.absentReason == nil, objective.kind.needsFigure {
      result.absentReason = figure?.absentReason ?? .missingField
    }
    return result
  }

  /// The curve in use, with what it was learnt from.
  private func pace(of objective: Objective) -> ObjectiveResult.Pace? {
    guard ![.hold, .cap, .combo].contains(objective.kind) else { return nil }
    guard objective.pace == .seasonal else { return ObjectiveResult.Pace(curve: objective.pace) }
    if let months = seasonalMonths[objective.id] {
      return ObjectiveResult.Pace(curve: .seasonal, pastPeriods: months.yearCount)
    }
    let count = seasonal[objective.id]?.count ?? 0
    return count < SeasonalShares.minimumCount
      ? ObjectiveResult.Pace(curve: .workingDays)
      : ObjectiveResult.Pace(curve: .seasonal, pastPeriods: count)
  }

  private func baselineDays(of objective: Objective, scope: ScopeID) -> Int? {
    guard objective.kind.accumulates, objective.baseline == nil,
      let period = objective.baselinePeriod.flatMap({ Period.parse($0, fiscal: fiscal) })
    else { return nil }
    return days(of: scope, in: period).workingDays()
  }

  /// The target in force as people wrote it.
  private func statedTarget(of objective: Objective) -> Quantity? {
    (objective.versions.filter { $0.validFrom <= asOf }.max { $0.validFrom < $1.validFrom }?
      .target) ?? objective.target
  }
}

extension Objective.Kind {
  /// Whether an objective without a figure is absent, and not just open.
  fileprivate var needsFigure: Bool {
    switch self {
    case .milestone, .combo: false
    case .cumul, .recur, .each, .reach, .hold, .cap: true
    }
  }
}
