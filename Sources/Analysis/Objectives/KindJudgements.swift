import Calendar

/// One judgement per kind of objective (the table of ruling 19).
extension ObjectiveContext {
  /// cumul and recur: the index A / E of an amount that adds up.
  func judgeSum(
    _ objective: Objective, _ figure: Figure?, _ evidence: ObjectiveEvidence, _ days: ScopeDays,
    _ result: inout ObjectiveResult
  ) {
    guard let target = exactTarget(of: objective, scope: result.scope) else {
      let hasNumber = objective.target == nil || versions(of: objective) != nil
      result.absentReason =
        !hasNumber
        ? .insufficientHistory : result.workingDaysTotal == 0 ? .noWorkingDay : .missingField
      return
    }
    let unit = unit(of: objective, figure)
    result.target = target.whole.quantity(unit)
    result.expectedToDate = target.toDate.quantity(unit)
    result.targetTerms = Self.terms(of: target, unit)
    result.elapsedShare = target.elapsedShare.quantity(.rate)
    result.overAssignment = overAssignment(
      of: objective, scope: result.scope, whole: target.whole)?.quantity(.rate)
    if result.workingDaysTotal == 0, target.whole.isZero { result.absentReason = .noWorkingDay }
    guard let value = figure?.value else { return }

    fillGaps(objective, &result)
    fillRequiredPace(objective, days, &result)
    let actual = Fraction(value)
    guard !target.whole.isZero else {
      result.absentReason = result.absentReason ?? .zeroDenominator
      return
    }
    result.index = Thresholds.index(actual, over: target.toDate)
    result.position = result.index.map { thresholds.position(ofIndex: $0) } ?? .tooEarly
    result.solidity = sumSolidity(actual, target, unit: unit, evidence)
  }

  /// What the effective target is the sum of, cents included; nothing where it is just the target as
  /// written.
  private static func terms(
    of target: EffectiveTarget, _ unit: Unit
  ) -> [ObjectiveResult.TargetTerm]? {
    if target.terms.count == 1, let only = target.terms.first, only.scope == nil, only.ramp == .one,
      only.fte == .one, only.share == .one
    {
      return nil
    }
    func amounts(_ exact: [Fraction]) -> [Quantity] {
      unit == .money
        ? LargestRemainder.round(exact).map { Quantity(.money, $0) }
        : exact.map { $0.quantity(unit) }
    }
    let (whole, toDate) = (
      amounts(target.terms.map(\.whole)), amounts(target.terms.map(\.toDate))
    )
    return target.terms.indices.map { index in
      let term = target.terms[index]
      let isOwn = term.scope == nil
      return ObjectiveResult.TargetTerm(
        scope: term.scope, team: term.team, validFrom: term.version?.validFrom,
        stated: term.version?.target.quantity(unit), tenureMonth: term.tenureMonth,
        ramp: term.tenureMonth == nil ? nil : term.ramp.quantity(.rate),
        fte: term.fte == .one ? nil : term.fte.quantity(.rate),
        share: isOwn ? term.share.quantity(.rate) : nil, amount: whole[index],
        toDate: toDate[index])
    }
  }

  /// each: the share of a population that satisfies the threshold.
  ///
  /// A threshold in counts (two upsells
  /// per account) fills up over the period, so that the share expected is F(t); a share stated as
  /// such (100 % contacted) is expected all along (objectives.md 4.2).
  func judgeShare(
    _ objective: Objective, _ figure: Figure?, _ days: ScopeDays, _ result: inout ObjectiveResult
  ) {
    guard let elapsed = elapsedShare(objective, days, &result),
      let stated = targetInForce(of: objective)
    else { return }
    let isShare = objective.target?.unit == .rate
    let target = isShare ? stated : Fraction.one
    // What falls due every week was due in the last one for everybody.
    let expected = isShare ? stated : objective.cadence == nil ? elapsed : .one
    result.target = target.quantity(.rate)
    result.expectedToDate = expected.quantity(.rate)
    guard let value = figure?.value else { return }
    let actual = Fraction(value)
    fillGaps(objective, &result)
    // The comparator speaks of each unit's threshold; the population is there when all of it is.
    result.isMet = isShare ? objective.comparator.isMet(actual, target) : actual >= .one
    result.index = Thresholds.index(actual, over: expected)
    result.position = result.index.map { thresholds.position(ofIndex: $0) } ?? .tooEarly
    result.solidity = rateSolidity(figure, expected: expected, elapsed: elapsed)
  }

  /// reach: how far a level has moved from its baseline, (A - b) / (E - b) with
  /// E = b + (T - b) F(t), upwards or downwards.
  func judgeReach(
    _ objective: Objective, _ figure: Figure?, _ evidence: ObjectiveEvidence, _ days: ScopeDays,
    _ result: inout ObjectiveResult
  ) {
    let elapsed = elapsedShare(objective, days, &result)
    guard let target = targetInForce(of: objective) else {
      result.absentReason = .insufficientHistory
      return
    }
    let unit = unit(of: objective, figure)
    result.target = target.quantity(unit)
    let baseline = baseline(of: objective).map { Fraction($0) }
    let expected = elapsed.flatMap { share in baseline.map { $0 + (target - $0) * share } }
    result.expectedToDate = expected?.quantity(unit)
    guard let value = figure?.value else { return }
    let actual = Fraction(value)
    fillGaps(objective, &result)
    guard let elapsed, let expected, let baseline else {
      result.absentReason = result.absentReason ?? .insufficientHistory
      return
    }
    guard elapsed >= Fraction(thresholds.reachTooEarlyPercent, over: 100) else {
      result.position = .tooEarly
      result.solidity = .tooEarly
      return
    }
    result.index = Thresholds.index(actual - baseline, over: expected - baseline)
    result.position = result.index.map { thresholds.position(ofIndex: $0) } ?? .none
    result.solidity = levelSolidity(figure, evidence, expected: expected, elapsed: elapsed)
  }

  /// hold and cap: the signed distance of a level to the target, all period.
  func judgeLevel(
    _ objective: Objective, _ figure: Figure?, _ evidence: ObjectiveEvidence, _ days: ScopeDays,
    _ result: inout ObjectiveResult
  ) {
    let elapsed = elapsedShare(objective, days, &result)
    guard let target = targetInForce(of: objective) else {
      result.absentReason = .insufficientHistory
      return
    }
    let unit = unit(of: objective, figure)
    result.target = target.quantity(unit)
    result.expectedToDate = result.target
    guard let value = figure?.value else { return }
    // A level is there whoever works: no working day takes away the pace, not the judgement.
    result.absentReason = nil
    let actual = Fraction(value)
    fillGaps(objective, &result)
    let distance = (actual - target) * objective.goodSign
    result.position = thresholds.position(ofDistance: distance, target: target, unit: unit)
    result.solidity = levelSolidity(figure, evidence, expected: target, elapsed: elapsed ?? .one)
  }

  /// milestone: done or due; the due day is the last day of the period.
  ///
  /// A proxy with numbers is judged as its own kind while it is due (ruling 19); once it is met the
  /// milestone is done, on the as-of day if nobody says when.
  func judgeMilestone(
    _ objective: Objective, _ figure: Figure?, _ evidence: ObjectiveEvidence, _ days: ScopeDays,
    _ result: inout ObjectiveResult
  ) {
    let due = objective.period.lastDay
    var doneOn = (evidence.doneOn ?? objective.doneOn).flatMap { $0 <= asOf ? $0 : nil }
    if let proxy = objective.proxy {
      var measured = objective
      measured.kind = proxy
      let own = evaluate(measured, scope: result.scope, actual: figure, evidence: evidence)
      result = own.asMilestone
      // A level can be lost again, and a sum of a period that is not over can be: only then is it
      // not done yet.
      if doneOn == nil, own.isMet == true { doneOn = min(asOf, due) }
      if doneOn == nil, due >= asOf, own.position != .none { return }
    }
    result.isMet = doneOn != nil
    result.position = thresholds.position(ofMilestoneDue: due, doneOn: doneOn, asOf: asOf)
  }

  /// combo: its worst member decides; it is met when every member is.
  func judgeCombo(_ evidence: ObjectiveEvidence, _ result: inout ObjectiveResult) {
    guard !evidence.members.isEmpty else {
      result.absentReason = .missingField
      return
    }
    result.position = .worst(evidence.members.map(\.position))
    let deciding = evidence.members.first { $0.position == result.position }
    result.solidity = deciding?.solidity ?? .none
    result.index = deciding?.index
    if !evidence.members.contains(where: { $0.isMet == nil }) {
      result.isMet = evidence.members.allSatisfy { $0.isMet == true }
    } else if evidence.members.contains(where: { $0.isMet == false }) {
      result.isMet = false
    }
    if result.position == .none { result.absentReason = deciding?.absentReason }
  }

  /// F(T), or `no_working_day` in the result.
  private func elapsedShare(
    _ objective: Objective, _ days: ScopeDays, _ result: inout ObjectiveResult
  ) -> Fraction? {
    guard let curve = curve(of: objective, days: days) else {
      result.absentReason = .noWorkingDay
      return nil
    }
    let share = curve.share(through: asOf) / curve.whole
    result.elapsedShare = share.quantity(.rate)
    return share
  }

  private func isTooEarlyForSolidity(_ elapsed: Fraction) -> Bool {
    elapsed < Fraction(thresholds.solidityTooEarlyPercent, over: 100)
  }

  private func sumSolidity(
    _ actual: Fraction, _ target: EffectiveTarget, unit: Unit, _ evidence: ObjectiveEvidence
  ) -> ObjectiveResult.Solidity {
    if isTooEarlyForSolidity(target.elapsedShare) { return .tooEarly }
    return switch unit {
    case .money:
      SolidityTest.sum(actual, expected: target.toDate, moments: evidence.moments)
    case .count: SolidityTest.count(actual, expected: target.toDate)
    default: .toConfirm
    }
  }

  private func levelSolidity(
    _ figure: Figure?, _ evidence: ObjectiveEvidence, expected: Fraction, elapsed: Fraction
  ) -> ObjectiveResult.Solidity {
    if isTooEarlyForSolidity(elapsed) { return .tooEarly }
    if let answers = evidence.answers { return SolidityTest.score(answers, expected: expected) }
    return switch figure?.value?.unit {
    case .rate: rateSolidity(figure, expected: expected, elapsed: elapsed)
    // A level counted on one day, such as a number of customers, is a count like any other.
    case .count: SolidityTest.count(figure?.value.map { Fraction($0) } ?? .zero, expected: expected)
    default: .toConfirm
    }
  }

  private func rateSolidity(
    _ figure: Figure?, expected: Fraction, elapsed: Fraction
  ) -> ObjectiveResult.Solidity {
    if isTooEarlyForSolidity(elapsed) { return .tooEarly }
    guard let successes = figure?.numerator, let trials = figure?.denominator,
      successes.unit == .count, trials.unit == .count
    else { return .toConfirm }
    let count = Int(trials.rounded)
    return SolidityTest.rate(
      successes: Int(successes.rounded), trials: count, expected: expected)
  }

  /// The unit of the actual value, else that of the target as a number: a growth of 20 % of a
  /// revenue is money.
  private func unit(of objective: Objective, _ figure: Figure?) -> Unit {
    if let unit = figure?.value?.unit { return unit }
    if objective.relative != .none, let unit = baseline(of: objective)?.unit { return unit }
    return objective.target?.unit
      ?? (objectivesByTopic[ObjectiveTopic(objective)] ?? []).lazy
      .compactMap { $0.target?.unit }.first ?? .count
  }
}
