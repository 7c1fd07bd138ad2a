import Calendar

/// A KPI of the running period beside the twelve months before it, and how likely it is that it got
/// worse by chance alone.
struct KPIComparison {
  private let maker: FigureMaker
  private let rhythms: RhythmLedger
  private let scope: FigureMaker.ScopeStays
  private let now: Period
  private let before: Period
  private let asOf: CalendarDate
  /// Working days of now over those of before.
  private let share: Fraction
  private var known: [String: RunResult.Diagnosis.Evidence?] = [:]

  private static let minimumCount = 5

  init(
    maker: FigureMaker, rhythms: RhythmLedger, scope: FigureMaker.ScopeStays, period: Period,
    plan: AnalysisPlan
  ) {
    self.maker = maker
    self.rhythms = rhythms
    self.scope = scope
    asOf = plan.asOf
    let end = plan.asOf.adding(days: 1)
    now = Period(id: "\(period.id) to date", kind: .window, start: period.start, end: end)
    before = Period(
      id: "before \(period.id)", kind: .rolling, start: period.start.adding(months: -12),
      end: period.start)
    share = Fraction(
      plan.calendar.workingDays(in: now), over: max(plan.calendar.workingDays(in: before), 1))
  }

  /// The running period and the twelve months before it, as many days earlier as a cohort must be
  /// watched: what began since then is too young to be set beside anything (rule C13).
  private static func windows(
    _ period: Period, asOf: CalendarDate, days: Int
  ) -> (now: Period, before: Period) {
    let now = period.watched(for: days, asOf: asOf)
    return (
      now,
      Period(
        id: "before \(period.id), \(days) days earlier", kind: .rolling,
        start: now.start.adding(months: -12), end: now.start)
    )
  }

  /// The windows of the cohorts of the catalogue, for the timeline.
  static func windows(_ plan: AnalysisPlan) -> [Period] {
    let days = Set(plan.catalogue.kpis.compactMap(\.formula.cohortDays)).sorted()
    let periods = Set(plan.objectives.map(\.period).filter { $0.start <= plan.asOf })
    return periods.flatMap { period in
      days.filter { plan.asOf < period.lastDay.adding(days: $0) }.flatMap { days in
        let windows = windows(period, asOf: plan.asOf, days: days)
        return [windows.now, windows.before]
      }
    }
  }

  /// Nothing where either period is not known, or holds too little to be compared.
  mutating func test(_ kpi: KPI) -> RunResult.Diagnosis.Evidence? {
    if let known = known[kpi.id] { return known }
    let result = compare(kpi)
    known[kpi.id] = .some(result)
    return result
  }

  private func compare(_ kpi: KPI) -> RunResult.Diagnosis.Evidence? {
    if let activity = RhythmLedger.activity(of: kpi) { return compareRhythm(kpi, activity) }
    let cohort = kpi.formula.cohortDays.map { Self.windows(now, asOf: asOf, days: $0) }
    guard !maker.isInstant(kpi),
      let current = figure(kpi, cohort?.now ?? now),
      let past = figure(kpi, cohort?.before ?? before),
      let value = current.value, let old = past.value
    else { return nil }
    var evidence = RunResult.Diagnosis.Evidence(
      kpi: kpi.id, now: value, nowCount: current.count ?? 0, before: old,
      beforeCount: past.count ?? 0)
    evidence.since = cohort?.now.start
    evidence.until = cohort?.now.lastDay
    let isWorse =
      kpi.direction == .down
      ? Fraction(value) > Fraction(old) * scale(kpi) : Fraction(value) < Fraction(old) * scale(kpi)
    let probability = isWorse ? self.probability(kpi, current, past) : 0.5
    guard let probability else { return nil }
    evidence.probability = Quantity(.rate, millionthsOf: probability)
    return evidence
  }

  /// The weeks of the period to date beside those of the twelve months before: not how much is done in
  /// them, but how unevenly.
  private func compareRhythm(_ kpi: KPI, _ activity: String) -> RunResult.Diagnosis.Evidence? {
    guard let measure = maker.measures[activity],
      let firstDay = maker.store.firstDay[measure.entity]
    else { return nil }
    let series = [now, before].map { period in
      rhythms.weeks(
        of: activity, in: period, scope: scope, maker: maker,
        firstDay: CalendarDate(dayNumber: firstDay)
      ).filter { weeks in weeks.contains { $0.count > 0 } }
    }
    guard let probability = Dispersion(series[0]).probability(against: Dispersion(series[1])),
      let value = KPIAlgorithm.variation(series[0].joined()),
      let old = KPIAlgorithm.variation(series[1].joined())
    else { return nil }
    var evidence = RunResult.Diagnosis.Evidence(
      kpi: kpi.id, now: value, nowCount: series[0].joined().count, before: old,
      beforeCount: series[1].joined().count)
    let isWorse = Fraction(value) > Fraction(old)
    evidence.probability = Quantity(.rate, millionthsOf: isWorse ? probability : 0.5)
    return evidence
  }

  /// A sum is compared with its share of the working days, a rate with itself.
  private func scale(_ kpi: KPI) -> Fraction {
    if case .simple = kpi.formula { return share }
    return .one
  }

  private func figure(_ kpi: KPI, _ period: Period) -> Figure? {
    maker.figures(kpi, scope: scope, period: period).first { $0.segment.isEmpty }
  }

  private func probability(_ kpi: KPI, _ now: Figure, _ past: Figure) -> Double? {
    if let k1 = now.numerator, let n1 = now.denominator, let k0 = past.numerator,
      let n0 = past.denominator, k1.unit == .count, n1.unit == .count
    {
      return Self.proportions(
        (Double(k1.numerator), Double(n1.numerator)), (Double(k0.numerator), Double(n0.numerator)),
        isShare: kpi.unit == .rate)
    }
    switch kpi.formula {
    case .simple where kpi.unit == .count:
      let expected = Fraction(past.value ?? Quantity(.count, 0)) * share
      guard expected >= Fraction(Self.minimumCount), let value = now.value else { return nil }
      return Poisson.midP(count: Int(max(value.rounded, 0)), expected: expected.double)
    case .simple(let measure):
      let cell = maker.store.total(
        measure, stays: scope.stays, spans: maker.store.timeline.spans(of: before))
      guard cell.count >= Self.minimumCount, cell.sum > 0, let value = now.value else { return nil }
      return Poisson.compoundTail(
        actual: Double(value.rounded), expected: Double(cell.sum) * share.double,
        moments: AmountMoments(
          count: Int(cell.count), sum: Double(cell.sum), sumOfSquares: Double(cell.sumOfSquares)))
    case .statistic(let measure, _):
      return Self.means(distribution(measure, self.now), distribution(measure, self.before))
    default: return nil
    }
  }

  private func distribution(_ measure: String, _ period: Period) -> Histogram {
    maker.store.distribution(
      measure, stays: scope.stays, spans: maker.store.timeline.spans(of: period))
  }

  /// One-sided, with the pooled rate r: of hits among trials the variance of one is r (1 - r), of two
  /// counts side by side, such as meetings and calls, r (1 + r), since both are chance.
  private static func proportions(
    _ now: (hits: Double, trials: Double), _ before: (hits: Double, trials: Double), isShare: Bool
  ) -> Double? {
    guard now.trials >= Double(minimumCount), before.trials >= Double(minimumCount) else {
      return nil
    }
    let pooled = (now.hits + before.hits) / (now.trials + before.trials)
    let spread = isShare ? pooled * (1 - pooled) : pooled * (1 + pooled)
    let variance = spread * (1 / now.trials + 1 / before.trials)
    guard variance > 0 else { return 0.5 }
    let distance = (now.hits / now.trials - before.hits / before.trials).magnitude
    return Normal.upperTail(distance / variance.squareRoot())
  }

  /// One-sided, each with its own variance.
  private static func means(_ now: Histogram, _ before: Histogram) -> Double? {
    guard now.count >= minimumCount, before.count >= minimumCount,
      let first = now.mean, let second = before.mean
    else { return nil }
    func squaredError(_ values: Histogram, _ mean: Fraction) -> Double {
      let mean = mean.double
      let sum = values.ascending.reduce(0.0) { sum, entry in
        let off = Double(entry.value) - mean
        return sum + off * off * Double(entry.times)
      }
      return sum / Double(values.count - 1) / Double(values.count)
    }
    let variance = squaredError(now, first) + squaredError(before, second)
    guard variance > 0 else { return 0.5 }
    return Normal.upperTail((first - second).magnitude.double / variance.squareRoot())
  }
}

extension Period {
  /// The days to date, moved back until each of them has been watched for so many days; the period
  /// itself once all of its days have (rule C13).
  func watched(for days: Int, asOf: CalendarDate) -> Period {
    let back = max(days - max(asOf.days(since: lastDay), 0), 0)
    return Period(
      id: "\(id) to date, \(back) days earlier", kind: .window, start: start.adding(days: -back),
      end: min(asOf, lastDay).adding(days: 1 - back))
  }
}

extension KPI.Formula {
  /// The days for which a row of a conversion must have been watched.
  var cohortDays: Int? {
    if case .conversion(_, _, _, let days) = self { return days }
    return nil
  }
}
