import Calendar

extension KPIAlgorithm {
  /// What is made of distributions, cohorts and series.
  static let statistical: [String: Body] = [
    "win_rate_strict": { winRateStrict($0) },
    "stay_median": { stayMedian($0) },
    "signal": { signal($0) },
    "rhythm": { rhythm($0) },
    "rhythm_variation": { rhythmVariation($0) },
    "own_progress": { ownProgress($0) },
    "between_rep_spread": { betweenRepSpread($0) },
  ]

  /// Won over won, lost and open for too long past the expected close (kpis.md 3.4).
  private static func winRateStrict(_ input: AlgorithmInput) -> [Figure] {
    guard input.period.contains(input.maker.asOf), !input.isToday else { return [] }
    var denominator = input.total("closed", as: .denominator)
    denominator += input.maker.store.instant(input.measure("overdue"), stays: input.scope.stays) {
      _ in true
    }
    input.trace?.note(input.measure("overdue"), as: .denominator, stays: input.scope.stays)
    var figure = input.figure
    figure.isApproximate = input.maker.isRerun
    input.maker.fill(
      &figure.outcome, input.unit, input.total("won", as: .numerator), over: denominator,
      (input.measure("won"), input.measure("closed")))
    return [figure]
  }

  /// The Aalen-Johansen share of a cohort that is won within `days`, open deals being censored
  /// (rule C13); immature where nobody was watched that long.
  static func wonIncidence(_ input: AlgorithmInput) -> Figure.Outcome? {
    let days = input.parameters["days"] ?? 90
    let won = input.outline("won", limit: days)
    let lost = input.outline("lost", limit: days)
    let open = input.outline("open", limit: days)
    if let trace = input.trace {
      for role in ["won", "lost", "open"] {
        trace.note(
          input.measure(role), as: .sample, stays: input.scope.stays, in: input.period, note: role)
      }
    }
    var outcome = Figure.Outcome()
    let count = won.count + lost.count + open.count
    outcome.count = count
    guard count > 0 else {
      outcome.absentReason = .noEvent
      return outcome
    }
    let isWatched =
      open.count == 0 || [won, lost, open].contains { $0.bounds?.upperBound ?? 0 >= days }
    guard isWatched else {
      outcome.absentReason = .immature
      return outcome
    }
    // Where nobody went out of sight before the last day there is nothing to estimate: those who won
    // by then are counted.
    if open.bounds?.lowerBound ?? days >= days {
      outcome.value = Fraction(won.countWithin, over: count).quantity(.rate)
      return outcome
    }
    let (spans, stays) = (input.prepared.spans, input.scope.stays)
    func distribution(_ role: String) -> Histogram {
      input.maker.store.distribution(
        input.prepared.source(role).place, stays: stays, spans: spans)
    }
    outcome.value = AalenJohansen.share(
      distribution("won"), besides: distribution("lost"), censored: distribution("open"), by: days
    ).quantity(.rate)
    return outcome
  }

  /// The median of the stays that ended in the period; with a fifth or more still going on, the
  /// Kaplan-Meier one over both (kpis.md 3.6).
  private static func stayMedian(_ input: AlgorithmInput) -> [Figure] {
    let ended = input.distribution("ended", as: .sample, note: "ended")
    var figure = input.figure
    figure.count = ended.count
    let isCurrent = input.period.contains(input.maker.asOf)
    let open =
      isCurrent
      ? input.maker.store.instantDistribution(input.measure("open"), stays: input.scope.stays)
      : Histogram()
    if open.count * 4 >= ended.count, open.count > 0 {
      input.trace?.note(
        TableLedgers.Key(measure: input.measure("open")), as: .sample, stays: input.scope.stays,
        .planned(isWhole: true, where: { _ in true })
      ) { _, days in .counted(days, note: "open") }
      let observations =
        ended.ascending.flatMap { day, count in
          Array(repeating: KaplanMeier.Observation(time: day, isEnded: true), count: count)
        }
        + open.ascending.flatMap { day, count in
          Array(repeating: KaplanMeier.Observation(time: day, isEnded: false), count: count)
        }
      figure.count = observations.count
      figure.value = KaplanMeier(observations).median.map { Quantity(.days, $0) }
      if figure.value == nil { figure.absentReason = .immature }
      return [figure]
    }
    input.trace?.note(
      TableLedgers.Key(measure: input.measure("open")), as: .detail, stays: input.scope.stays,
      .planned(isWhole: isCurrent, where: { _ in false })
    ) { _, _ in .leftOut(.notInSample) }
    input.trace?.rank("median", of: ended.count)
    input.maker.fill(&figure.outcome, input.unit, ended, statistic: "median")
    return [figure]
  }

  /// What the `top` largest make up of the sum, over a period or on the as-of day.
  static func largestShare(_ input: AlgorithmInput) -> Figure.Outcome? {
    let isInstant = input.prepared.isInstant
    guard !isInstant || input.isToday else { return nil }
    let top = Int(input.parameters["top"] ?? 1)
    let values =
      isInstant
      ? input.maker.store.instantDistribution(
        input.measure("amounts"), stays: input.scope.stays)
      : input.distribution("amounts", as: .denominator)
    if isInstant {
      input.trace?.note(input.measure("amounts"), as: .denominator, stays: input.scope.stays)
    }
    noteLargest(top, input, isInstant: isInstant)
    var outcome = Figure.Outcome()
    outcome.count = values.count
    guard values.count >= Int(input.parameters["minimum"] ?? 1) else {
      outcome.absentReason = values.count == 0 ? .noEvent : .insufficientHistory
      return outcome
    }
    let (sum, all) = (values.sumOfLargest(top), values.sum)
    outcome.numerator = Quantity(.money, sum)
    outcome.denominator = Quantity(.money, all)
    guard all > 0 else {
      outcome.absentReason = .zeroDenominator
      return outcome
    }
    outcome.value = Fraction(sum, over: all).quantity(.rate)
    return outcome
  }

  /// The records that are the largest, of equal ones those that stand first.
  private static func noteLargest(_ top: Int, _ input: AlgorithmInput, isInstant: Bool) {
    guard let trace = input.trace else { return }
    let key = TableLedgers.Key(measure: input.measure("amounts"))
    let choice: FigureTrace.Choice =
      isInstant ? .planned(isWhole: true, where: { _ in true }) : .within(input.period.dayNumbers)
    var amounts: [Int: Int64] = [:]
    trace.note(key, as: .denominator, stays: input.scope.stays, choice) { deal, amount in
      amounts[deal.row] = amount?.numerator
      return .elsewhere
    }
    let largest = Set(
      amounts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(top).map(\.key))
    trace.note(key, as: .numerator, stays: input.scope.stays, choice) { deal, amount in
      largest.contains(deal.row) ? .counted(amount) : .elsewhere
    }
  }

  /// What the source that brought most makes up of all (ruling 25); what has no source is part of the
  /// whole only.
  static func largestChannel(_ input: AlgorithmInput) -> Figure.Outcome? {
    let measure = input.measure("amount")
    let maker = input.maker
    var outcome = Figure.Outcome()
    guard !maker.namedChannels.isEmpty else {
      outcome.absentReason = .missingField
      return outcome
    }
    let all = input.total("amount", as: .denominator)
    outcome.count = Int(all.rowCount)
    let (spans, stays) = (input.prepared.spans, input.scope.stays)
    var largest = Int128(0)
    var name: String?
    // Where there is nothing no source brought anything, and there may be thousands of them.
    for channel in maker.namedChannels where all.rowCount > 0 {
      let total = channel.reading.total(measure, stays: stays, spans: spans)
      guard let total else { continue }
      if name == nil || total.sum > largest {
        largest = total.sum
        name = channel.name
      }
    }
    input.trace?.note(
      TableLedgers.Key(measure: measure), as: .numerator, stays: input.scope.stays,
      .within(input.period.dayNumbers)
    ) { deal, amount in
      deal.source == name ? .counted(amount, note: name ?? "") : .elsewhere
    }
    outcome.numerator = Quantity(.money, Int64(clamping: largest))
    outcome.denominator = Quantity(.money, Int64(clamping: all.sum))
    guard all.rowCount > 0, all.sum > 0 else {
      outcome.absentReason = all.rowCount == 0 ? .noEvent : .zeroDenominator
      return outcome
    }
    outcome.value = Fraction(largest, over: all.sum).quantity(.rate)
    return outcome
  }

  /// The share of what was signed in the last third of the period's days (kpis.md 3.6).
  static func linearity(_ input: AlgorithmInput) -> Figure.Outcome? {
    // Of an unfinished period the last third says nothing yet (rule C18).
    guard input.period.lastDay <= input.maker.asOf, input.period.dayCount >= 3 else { return nil }
    let all = input.total("amount", as: .denominator)
    var outcome = Figure.Outcome()
    outcome.count = Int(all.count)
    guard all.count >= 5 else {
      outcome.absentReason = all.count == 0 ? .noEvent : .insufficientHistory
      return outcome
    }
    let late = input.total("amount", over: input.period.lastThird, as: .numerator)
    outcome.numerator = Quantity(.money, Int64(clamping: late.sum))
    outcome.denominator = Quantity(.money, Int64(clamping: all.sum))
    guard all.sum > 0 else {
      outcome.absentReason = .zeroDenominator
      return outcome
    }
    outcome.value = Fraction(late.sum, over: all.sum).quantity(.rate)
    return outcome
  }

  // MARK: People

  /// The rate of the last 13 weeks against the 13 before, in points, with its interval.
  private static func ownProgress(_ input: AlgorithmInput) -> [Figure] {
    guard input.isToday else { return [] }
    let (now, before) = input.maker.progressWindows
    func counts(_ window: Period) -> (won: Int64, all: Int64) {
      func sum(_ part: Explanation.Part) -> Int64 {
        func total() -> MeasureStore.Cell { input.total(part.rawValue, over: window, as: part) }
        return Int64(
          clamping: (input.trace.map { $0.within("\(window.id), ", total) } ?? total()).sum)
      }
      return (sum(.numerator), sum(.denominator))
    }
    let (new, old) = (counts(now), counts(before))
    var figure = input.figure
    figure.count = Int(new.all + old.all)
    guard new.all > 0, old.all > 0 else {
      figure.absentReason = new.all + old.all == 0 ? .noEvent : .insufficientHistory
      return [figure]
    }
    figure.value =
      (Fraction(new.won, over: new.all) - Fraction(old.won, over: old.all)).quantity(.points)
    figure.interval = TwoProportions.interval(
      (Int(new.won), Int(new.all)), (Int(old.won), Int(old.all)))
    return [figure]
  }

  /// A rate of fewer trials cannot be compared.
  private static let leastTrials = 5

  /// How much more the rates of reps differ than chance alone makes them.
  ///
  /// It is the sum of (k - n p)² / (n p (1 - p)) over the reps with five trials, over R - 1 of them.
  /// One is chance: reps within it cannot be told apart (kpis.md 3.11).
  private static func betweenRepSpread(_ input: AlgorithmInput) -> [Figure] {
    guard input.scope.id.kind != .rep else { return [] }
    let store = input.maker.store
    let spans = store.timeline.spans(of: input.period)
    var reps: [(won: Int64, all: Int64)] = []
    for (person, stays) in input.maker.roster.people(among: input.scope.stays) {
      let all = store.total(input.measure("denominator"), stays: stays, spans: spans).sum
      guard all >= Int128(leastTrials) else {
        input.trace?.note(
          TableLedgers.Key(measure: input.measure("denominator")), as: .denominator, stays: stays,
          .within(input.period.dayNumbers)
        ) { _, _ in .leftOut(.tooFew(leastTrials)) }
        continue
      }
      let won = store.total(input.measure("numerator"), stays: stays, spans: spans).sum
      reps.append((Int64(clamping: won), Int64(clamping: all)))
      guard let trace = input.trace else { continue }
      trace.note(input.measure("numerator"), as: .numerator, stays: stays, in: input.period)
      trace.note(input.measure("denominator"), as: .denominator, stays: stays, in: input.period)
      trace.note(
        line: input.maker.roster.people[person].id, as: .sample,
        owner: input.maker.roster.people[person].id,
        value: Fraction(won, over: all).quantity(.rate))
    }
    var figure = input.figure
    figure.count = reps.count
    guard reps.count >= 2 else {
      figure.absentReason = .insufficientHistory
      return [figure]
    }
    let won = reps.reduce(0) { $0 + $1.won }
    let all = reps.reduce(0) { $0 + $1.all }
    guard won > 0, won < all else {
      figure.absentReason = .zeroDenominator
      return [figure]
    }
    let rate = Fraction(won, over: all)
    let sum = reps.map { rep in
      let expected = Fraction(rep.all) * rate
      let distance = Fraction(rep.won) - expected
      return distance * distance / (expected * (Fraction.one - rate))
    }.sum()
    figure.value = (sum / Fraction(reps.count - 1)).quantity(.ratio)
    return [figure]
  }
}
