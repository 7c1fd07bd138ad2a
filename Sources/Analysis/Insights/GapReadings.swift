import Calendar

/// Takes single parts of a gap apart further (objectives.md 4.4): each reading divides the amount of
/// one cause, to the cent, and leaves all others as they are.
///
/// The parts of a cause follow the change of what it is made of: the effect of a cause is linear in
/// its own change, so what makes up the change makes up the effect in the same proportion. A reading
/// whose components nearly cancel out says nothing, and is left out.
struct GapReadings {
  let plan: AnalysisPlan
  let maker: FigureMaker
  let segments: SegmentStores
  let scope: FigureMaker.ScopeStays
  let period: Period

  private typealias Reading = RunResult.Attribution.Reading
  private typealias Part = RunResult.Attribution.Reading.Part

  /// Components that cancel out to less than this share of their sizes are no explanation.
  private static let leastShare = Fraction(1, over: 10)

  private var store: MeasureStore { maker.store }
  private var now: Range<Int> { store.timeline.spans(of: period) }
  private var before: Range<Int> {
    store.timeline.spans(from: period.start.adding(months: -12), to: period.start)
  }

  /// The readings of the parts of one attribution.
  ///
  /// `closed` are the planned and the actual number of closed opportunities, `basket` the planned
  /// and actual gross amount of a deal won, `won` the number of these.
  func readings(
    of parts: [RunResult.Attribution.Part], closed: (plan: Fraction, actual: Fraction),
    basket: (plan: Fraction, actual: Fraction), won: Int
  ) -> [RunResult.Attribution.Reading] {
    func amount(_ cause: RunResult.Attribution.Cause) -> Int64? {
      parts.first { $0.cause == cause }?.amount.rounded
    }
    var readings: [Reading] = []
    if let volume = amount(.opportunities) {
      readings += [
        chain(
          .leadChain, volume, closed,
          [
            ("mql", "mql"), ("mql_to_sql", "sql"), ("sql_to_opportunity", "n_created"),
          ]),
        chain(
          .activityChain, volume, closed,
          [
            ("calls", "calls"), ("calls_to_meetings", "meetings_held"),
            ("meetings_to_opportunities", "n_created"),
          ]),
      ].compactMap { $0 }
    }
    if let conversion = amount(.winRate) { readings += mixes(conversion) }
    if let deal = amount(.averageDeal) {
      readings += [currency(deal, basket, won: won)].compactMap { $0 }
    }
    return readings
  }

  // MARK: Chains

  /// Closed opportunities as what begins the chain, times the rate of each step: Shapley over the
  /// steps.
  ///
  /// The plan has the rates of the twelve months before. Nothing where a step has no event.
  private func chain(
    _ kind: Reading.Kind, _ amount: Int64, _ closed: (plan: Fraction, actual: Fraction),
    _ steps: [(name: String, kpi: String)]
  ) -> Reading? {
    var counts: [(now: Int64, before: Int64)] = []
    for step in steps {
      guard case .simple(let measure)? = plan.catalogue.kpi(step.kpi)?.formula,
        store.isAvailable(measure)
      else { return nil }
      let pair = (count(measure, now), count(measure, before))
      guard pair.0 > 0, pair.1 > 0 else { return nil }
      counts.append(pair)
    }
    guard case .ratio(_, let closing)? = plan.catalogue.kpi("win_rate_closed_n")?.formula,
      closed.plan > .zero, closed.actual > .zero, let first = counts.first
    else { return nil }
    let past = count(closing, before)
    guard past > 0 else { return nil }
    var planned: [Fraction] = []
    var actual: [Fraction] = []
    for (one, next) in zip(counts, counts.dropFirst()) {
      planned.append(Fraction(next.before, over: one.before))
      actual.append(Fraction(next.now, over: one.now))
    }
    if let last = counts.last {
      planned.append(Fraction(past, over: last.before))
      actual.append(closed.actual / Fraction(last.now))
    }
    planned.insert(closed.plan * Fraction(first.before, over: past), at: 0)
    actual.insert(Fraction(first.now), at: 0)
    return reading(
      kind, of: .opportunities, amount,
      zip(
        steps.map(\.name) + ["opportunity_to_close"],
        Shapley.productParts(from: planned, to: actual)))
  }

  private func count(_ measure: String, _ spans: Range<Int>) -> Int64 {
    Int64(clamping: store.total(measure, stays: scope.stays, spans: spans).rowCount)
  }

  // MARK: Segments

  /// The win rate as that of each segment, weighted by the segment's share of the closed deals.
  private func mixes(_ amount: Int64) -> [Reading] {
    guard case .ratio(let won, let closed)? = plan.catalogue.kpi("win_rate_closed_n")?.formula,
      plan.segmentKPIs.contains(where: { $0.id == "win_rate_closed_n" })
    else { return [] }
    var dimensions: [String] = []
    for segment in segments.segments where !dimensions.contains(segment.dimension) {
      dimensions.append(segment.dimension)
    }
    return dimensions.compactMap { dimension in
      mix(amount, dimension, won: won, closed: closed)
    }
  }

  private func mix(_ amount: Int64, _ dimension: String, won: String, closed: String) -> Reading? {
    struct Row {
      var now: (won: Int64, closed: Int64)
      var before: (won: Int64, closed: Int64)
    }
    var rows: [Row] = []
    for segment in segments.segments where segment.dimension == dimension {
      guard let own = segments.readings[segment] else { continue }
      let narrowed = store.narrowed(to: own)
      func count(_ measure: String, _ spans: Range<Int>) -> Int64 {
        Int64(clamping: narrowed.total(measure, stays: scope.stays, spans: spans).rowCount)
      }
      rows.append(
        Row(
          now: (count(won, now), count(closed, now)),
          before: (count(won, before), count(closed, before))))
    }
    let all = (
      now: rows.reduce(0) { $0 + $1.now.closed }, before: rows.reduce(0) { $0 + $1.before.closed }
    )
    guard rows.count > 1, all.now > 0, all.before > 0 else { return nil }
    var (within, mixed) = (Fraction.zero, Fraction.zero)
    let half = Fraction(1, over: 2)
    for row in rows where row.now.closed + row.before.closed > 0 {
      let weights = (
        now: Fraction(row.now.closed, over: all.now),
        before: Fraction(row.before.closed, over: all.before)
      )
      // Where a segment closed nothing its rate is that of the other time, and all is mix.
      let rate = (
        now: row.now.closed > 0
          ? Fraction(row.now.won, over: row.now.closed)
          : Fraction(row.before.won, over: row.before.closed),
        before: row.before.closed > 0
          ? Fraction(row.before.won, over: row.before.closed)
          : Fraction(row.now.won, over: row.now.closed)
      )
      within += (rate.now - rate.before) * (weights.now + weights.before) * half
      mixed += (weights.now - weights.before) * (rate.now + rate.before) * half
    }
    var reading = reading(
      .segmentMix, of: .winRate, amount, zip(["within_segments", "segment_mix"], [within, mixed]))
    reading?.dimension = dimension
    return reading
  }

  // MARK: Currency

  /// The average deal as it would be at the rates of the as-of day, and what the rates of the days
  /// of closing add to it.
  private func currency(
    _ amount: Int64, _ basket: (plan: Fraction, actual: Fraction), won: Int
  ) -> Reading? {
    guard case .simple(let measure)? = plan.catalogue.kpi("fx_effect")?.formula,
      store.isAvailable(measure), won > 0
    else { return nil }
    let effect = -store.total(measure, stays: scope.stays, spans: now).sum
    guard effect != 0 else { return nil }
    let rates = Fraction(effect, over: Int128(won))
    return reading(
      .currency, of: .averageDeal, amount,
      zip(["constant_rates", "exchange_rates"], [basket.actual - basket.plan - rates, rates]))
  }

  // MARK: Dividing

  private func reading(
    _ kind: Reading.Kind, of cause: RunResult.Attribution.Cause, _ amount: Int64,
    _ components: some Sequence<(String, Fraction)>
  ) -> Reading? {
    let components = Array(components)
    let weights = components.map(\.1)
    let (sum, size) = (weights.sum(), weights.map(\.magnitude).sum())
    guard amount != 0, !size.isZero, sum.magnitude >= size * Self.leastShare,
      (sum > .zero) == (amount > 0)
    else { return nil }
    let amounts = Self.divided(amount, by: weights)
    return Reading(
      kind: kind, of: cause,
      parts: zip(components, amounts).map {
        Part(name: $0.0, amount: Quantity(.money, $1))
      })
  }

  /// An amount in proportion to weights that do not add up to 0, in whole minor units.
  static func divided(_ amount: Int64, by weights: [Fraction]) -> [Int64] {
    let sum = weights.sum()
    return LargestRemainder.round(weights.map { Fraction(amount) * $0 / sum })
  }
}
