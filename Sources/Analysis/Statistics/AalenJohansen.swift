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
    var outcomes = outcome.ascending[...]
    var others = other.ascending[...]
    var unseen = censored.ascending[...]
    var atRisk = outcome.count + other.count + censored.count
    var surviving = Fraction.one
    var share = Fraction.zero
    func times(_ days: inout ArraySlice<(value: Int64, times: Int)>, on day: Int64) -> Int {
      days.first?.value == day ? days.removeFirst().times : 0
    }
    while let day = [outcomes.first, others.first, unseen.first].compactMap({ $0?.value }).min(),
      day <= last
    {
      let had = times(&outcomes, on: day)
      let ended = had + times(&others, on: day)
      let seen = times(&unseen, on: day)
      if had > 0 { share += surviving * Fraction(had, over: atRisk) }
      if ended > 0 { surviving = surviving * Fraction(atRisk - ended, over: atRisk) }
      atRisk -= ended + seen
    }
    return share
  }
}
