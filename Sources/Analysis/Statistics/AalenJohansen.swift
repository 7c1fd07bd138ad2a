/// What becomes of opportunities over time when some are still open: the Aalen-Johansen estimate
/// of competing outcomes, which never reads an immature cohort as a fall (rule C13).
package enum AalenJohansen {
  /// The share that has had an outcome by the end of a day, exact as long as its terms fit: a share
  /// that lies halfway between two that are printed must not go down on one machine and up on another.
  ///
  /// Given are the days after which opportunities had it, had the other one (`besides`), and were last
  /// seen without either (`censored`). The share grows by S(t-) · d(t) / n(t), with S the share without
  /// any outcome before t, d(t) the events on t and n(t) those at risk. What is censored on a day was
  /// still at risk for its events. It is 0 without events.
  package static func share(
    _ outcome: Histogram, besides other: Histogram, censored: Histogram, by last: Int64
  ) -> Fraction {
    var events: [Int64: (had: Int, ended: Int, seen: Int)] = [:]
    for (day, times) in outcome.ascending where day <= last {
      events[day, default: (0, 0, 0)].had += times
    }
    for (day, times) in outcome.ascending + other.ascending where day <= last {
      events[day, default: (0, 0, 0)].ended += times
    }
    for (day, times) in censored.ascending where day <= last {
      events[day, default: (0, 0, 0)].seen += times
    }
    var atRisk = outcome.count + other.count + censored.count
    var surviving = Fraction.one
    var share = Fraction.zero
    for (_, event) in events.sorted(by: { $0.key < $1.key }) {
      if event.had > 0 { share += surviving * Fraction(event.had, over: atRisk) }
      if event.ended > 0 { surviving = surviving * Fraction(atRisk - event.ended, over: atRisk) }
      atRisk -= event.ended + event.seen
    }
    return share
  }
}
