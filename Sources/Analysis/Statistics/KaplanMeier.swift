/// How long something lasts when part of it still lasts: the Kaplan-Meier estimate of survival.
package struct KaplanMeier: Sendable {
  package struct Observation: Hashable, Sendable {
    /// Whole units since the start: days, seconds.
    package var time: Int64
    /// Whether it ended then; otherwise it still lasted when last seen.
    package var isEnded: Bool

    package init(time: Int64, isEnded: Bool) {
      self.time = time
      self.isEnded = isEnded
    }
  }

  /// The share that still lasts from `time` on, in parts of `scale`.
  private struct Step {
    var time: Int64
    var surviving: Int128
  }

  /// Fine enough that products over millions of steps stay exact to 18 digits.
  private static let scale: Int128 = 1_000_000_000_000_000_000_000_000_000
  private static let tolerance: Int128 = 1_000_000_000

  private let steps: [Step]
  /// The longest time seen; nothing without observations.
  package let longest: Int64?

  /// Estimates survival from what ended, and what was last seen still lasting.
  ///
  /// S(t) is the product over the times of an end up to t of (n - d) / n, n being those at risk
  /// just before and d the ends.
  ///
  /// What was last seen at a time was at risk for its ends.
  package init(_ observations: [Observation]) {
    var events: [Int64: (ended: Int, all: Int)] = [:]
    for observation in observations {
      events[observation.time, default: (0, 0)].all += 1
      if observation.isEnded { events[observation.time, default: (0, 0)].ended += 1 }
    }
    var atRisk = observations.count
    var surviving = Self.scale
    var steps: [Step] = []
    for (time, event) in events.sorted(by: { $0.key < $1.key }) {
      if event.ended > 0 {
        surviving = surviving * Int128(atRisk - event.ended) / Int128(atRisk)
        steps.append(Step(time: time, surviving: surviving))
      }
      atRisk -= event.all
    }
    self.steps = steps
    longest = events.keys.max()
  }

  /// The first time by which half has ended; nothing while more than half still lasts.
  package var median: Int64? {
    steps.first { $0.surviving * 2 <= Self.scale + Self.tolerance }?.time
  }

  /// The mean time within a limit of at most 10^10 units: the area under the curve up to it, in
  /// millionths of a unit.
  ///
  /// Beyond the longest time seen the curve is taken to stay where it is.
  package func restrictedMean(limit: Int64) -> Int64 {
    var area: Int128 = 0
    var (time, surviving) = (Int64(0), Self.scale)
    for step in steps where step.time < limit {
      area += surviving * Int128(step.time - time)
      (time, surviving) = (step.time, step.surviving)
    }
    area += surviving * Int128(limit - time)
    return roundedQuotient(area, Self.scale / 1_000_000)
  }
}
