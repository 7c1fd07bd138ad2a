import Calendar

/// The gap figures that are printed together (objectives.md 4.2, 5).
extension ObjectiveContext {
  /// Gaps, attainment and `isMet`, from the target, expectation and actual as printed, so that a
  /// page's figures subtract exactly.
  func fillGaps(_ objective: Objective, _ result: inout ObjectiveResult) {
    guard let value = result.actual, let target = result.target else { return }
    let actual = Fraction(value)
    let whole = Fraction(target)
    // Two rates differ by points (rule C15).
    let unit = value.unit == .rate ? Unit.points : value.unit
    result.gapToTarget = (actual - whole).quantity(unit)
    if let expected = result.expectedToDate {
      result.gapToDate = (actual - Fraction(expected)).quantity(unit)
    }
    // For a level that must fall, actual over target says nothing (objectives.md 4.2, 2).
    if whole > .zero, objective.goodSign > .zero {
      result.attainment = (actual / whole).quantity(.rate)
    }
    result.isMet = objective.comparator.isMet(actual, whole)
  }

  /// (T - A) / working days left, and its ratio to A / working days elapsed ("1.6 times the pace
  /// so far").
  ///
  /// Nothing is required any more once the target is met; no day left leaves it absent (ruling
  /// 8), and so does no pace so far.
  func fillRequiredPace(
    _ objective: Objective, _ days: ScopeDays, _ result: inout ObjectiveResult
  ) {
    guard let value = result.actual, let target = result.target else { return }
    if result.workingDaysElapsed > 0 {
      result.donePerDay =
        (Fraction(value) / Fraction(result.workingDaysElapsed)).quantity(value.unit)
    }
    let remaining = result.workingDaysTotal - result.workingDaysElapsed
    guard remaining > 0 else { return }
    let missing = max(Fraction(target) - Fraction(value), .zero)
    let required = missing / Fraction(remaining)
    result.requiredPerDay = required.quantity(value.unit)
    let actual = Fraction(value)
    guard actual > .zero, result.workingDaysElapsed > 0 else { return }
    let pace = actual / Fraction(result.workingDaysElapsed)
    result.requiredOverPace = (required / pace).quantity(.ratio)
  }
}
