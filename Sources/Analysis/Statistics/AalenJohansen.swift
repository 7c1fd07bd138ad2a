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
    let (outcomes, others, unseen) = (outcome.ascending, other.ascending, censored.ascending)
    var (nextOutcome, nextOther, nextUnseen) = (0, 0, 0)
    var atRisk = outcome.count + other.count + censored.count
    var surviving = Fraction.one
    var share = Fraction.zero
    func day(_ list: [Histogram.Entry], _ next: Int) -> Int64 {
      next < list.count ? list[next].value : .max
    }
    func times(_ list: [Histogram.Entry], _ next: inout Int, on day: Int64) -> Int {
      guard next < list.count, list[next].value == day else { return 0 }
      next += 1
      return list[next - 1].times
    }
    while true {
      let day = min(day(outcomes, nextOutcome), day(others, nextOther), day(unseen, nextUnseen))
      guard day <= last, day < .max else { break }
      let had = times(outcomes, &nextOutcome, on: day)
      let ended = had + times(others, &nextOther, on: day)
      let seen = times(unseen, &nextUnseen, on: day)
      if had > 0 { share += surviving * Fraction(had, over: atRisk) }
      if ended > 0 { surviving = surviving * Fraction(atRisk - ended, over: atRisk) }
      atRisk -= ended + seen
    }
    return share
  }
}
