package import Calendar

/// A target and the first day it is in force.
package struct TargetInForce: Hashable, Sendable {
  package var validFrom: CalendarDate
  package var target: Fraction
}

extension ObjectiveContext {
  /// The targets of an objective in order of their dates, as numbers of the KPI's unit; the first
  /// is in force from the start.
  ///
  /// Nothing when the objective has no number, or is relative without a baseline.
  func versions(of objective: Objective) -> [TargetInForce]? {
    guard let first = objective.target.flatMap({ number($0, of: objective) }) else { return nil }
    var versions = [TargetInForce(validFrom: objective.period.start, target: first)]
    for version in objective.versions.sorted(by: { $0.validFrom < $1.validFrom }) {
      guard let target = number(version.target, of: objective) else { return nil }
      versions.append(TargetInForce(validFrom: version.validFrom, target: target))
    }
    return versions
  }

  /// The target in force on the as-of day: what a level is compared with.
  func targetInForce(of objective: Objective) -> Fraction? {
    guard let versions = versions(of: objective) else { return nil }
    return (versions.last { $0.validFrom <= asOf } ?? versions.first)?.target
  }

  func baseline(of objective: Objective) -> Quantity? {
    objective.baseline ?? baselines[objective.id]
  }

  /// "+20 %" is base · (1 + 0.20), "+2 points" is base + 0.02 (rule C15); "-5 %" has a negative
  /// number.
  private func number(_ written: Quantity, of objective: Objective) -> Fraction? {
    switch objective.relative {
    case .none: return Fraction(written)
    case .percent:
      return baseline(of: objective).map { Fraction($0) * (.one + Fraction(written)) }
    case .points:
      return baseline(of: objective).map { Fraction($0) + Fraction(written) }
    }
  }
}
