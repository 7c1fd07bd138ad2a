package import Calendar

/// One week, month or quarter of a `recur` and what it asks for.
package struct RecurTarget: Hashable, Sendable {
  package var period: Period
  /// The target of the unit scaled to the days worked: versions, ramp, fte and presence apply.
  package var target: Fraction
  /// Whether the unit's last day, or that of the objective, has passed or is the as-of day.
  package var isFinished: Bool
}

extension ObjectiveContext {
  /// The floors of a `recur`, unit by unit, for "weeks met out of weeks finished" (objectives.md
  /// 4.2); they add up to the effective target.
  ///
  /// Empty for other kinds and without a cadence. A unit
  /// in which the scope never works asks for 0.
  package func recurTargets(of objective: Objective, scope: ScopeID) -> [RecurTarget] {
    guard objective.kind == .recur, let cadence = objective.cadence else { return [] }
    return Period.all(cadence, over: objective.period.range, fiscal: fiscal).map { unit in
      let first = max(unit.start, objective.period.start)
      let last = min(unit.lastDay, objective.period.lastDay)
      let target = targetBetween(first, last, of: objective, scope: scope)
      return RecurTarget(period: unit, target: target, isFinished: last <= asOf)
    }
  }

  /// How many finished units met their floor, and how many there are.
  ///
  /// Units without a day worked
  /// are left out; a unit without an entry in `actuals`, by period identifier, was not measured and
  /// is left out too.
  package func unitsMet(
    of objective: Objective, scope: ScopeID, actuals: [String: Quantity]
  ) -> (met: Int, finished: Int) {
    unitsMet(of: objective, recurTargets(of: objective, scope: scope), actuals: actuals)
  }

  /// The same with the floors at hand.
  func unitsMet(
    of objective: Objective, _ targets: [RecurTarget], actuals: [String: Quantity]
  ) -> (met: Int, finished: Int) {
    var count = (met: 0, finished: 0)
    for unit in targets where unit.isFinished {
      guard !unit.target.isZero, let actual = actuals[unit.period.id] else { continue }
      count.finished += 1
      if objective.comparator.isMet(Fraction(actual), unit.target) { count.met += 1 }
    }
    return count
  }

  /// The part of the effective target that falls on some days of the period.
  private func targetBetween(
    _ first: CalendarDate, _ last: CalendarDate, of objective: Objective, scope: ScopeID
  ) -> Fraction {
    func target(through date: CalendarDate) -> Fraction {
      // With a number of its own nothing else has to be seen on another day.
      let context = objective.target == nil ? moved(to: date) : seen(on: date)
      return context.exactTarget(of: objective, scope: scope)?.toDate ?? .zero
    }
    return target(through: last) - target(through: first.adding(days: -1))
  }
}
