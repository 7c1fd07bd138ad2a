/// What becomes of opportunities over time when some are still open: the Aalen-Johansen estimate
/// of competing outcomes, which never reads an immature cohort as a fall (rule C13).
package enum AalenJohansen {
  package enum Outcome: Hashable, Sendable {
    case won
    case lost
    /// Still open at the last day known: censored.
    case open
  }

  package struct Observation: Hashable, Sendable {
    package var day: Int
    package var outcome: Outcome

    package init(day: Int, outcome: Outcome) {
      self.day = day
      self.outcome = outcome
    }
  }

  /// The shares won and lost by the end of a day, exact as long as their terms fit: a share that lies
  /// halfway between two that are printed must not go down on one machine and up on another.
  package struct Point: Hashable, Sendable {
    package var day: Int
    package var won: Fraction
    package var lost: Fraction
    /// Those still under observation just before the day; displays are cut below 5 (ruling 33).
    package var atRisk: Int
  }

  /// One point per day with a win or a loss.
  ///
  /// The share of an outcome grows by
  /// S(t-) · d(t) / n(t), with S the share neither won nor lost before t, d(t) its events on t and
  /// n(t) those at risk. What is censored on a day was still at risk for its events.
  package static func curve(_ observations: [Observation]) -> [Point] {
    var events: [Int: (won: Int, lost: Int, open: Int)] = [:]
    for observation in observations {
      switch observation.outcome {
      case .won: events[observation.day, default: (0, 0, 0)].won += 1
      case .lost: events[observation.day, default: (0, 0, 0)].lost += 1
      case .open: events[observation.day, default: (0, 0, 0)].open += 1
      }
    }
    var atRisk = observations.count
    var surviving = Fraction.one
    var point = Point(day: 0, won: .zero, lost: .zero, atRisk: atRisk)
    var curve: [Point] = []
    for (day, event) in events.sorted(by: { $0.key < $1.key }) {
      if event.won + event.lost > 0 {
        point.day = day
        point.atRisk = atRisk
        point.won += surviving * Fraction(event.won, over: atRisk)
        point.lost += surviving * Fraction(event.lost, over: atRisk)
        surviving =
          surviving * Fraction(atRisk - event.won - event.lost, over: atRisk)
        curve.append(point)
      }
      atRisk -= event.won + event.lost + event.open
    }
    return curve
  }
}
