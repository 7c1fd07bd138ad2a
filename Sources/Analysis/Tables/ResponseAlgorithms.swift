import Calendar

/// Leads, tickets and contracts: how fast, and what share in time (kpis.md 3.8 to 3.10).
extension KPIAlgorithm {
  static let responses: [String: Body] = [
    "response_time": responseTime,
    "answered_within": { share($0, role: "answered") },
    "answered_of_aged": { share($0, role: "answered") },
    "resolved_at_once": { share($0, role: "resolved") },
    "renewed": { share($0, role: "due") },
  ]

  private static func request(_ input: AlgorithmInput) -> LedgerRequest {
    LedgerRequest(
      name: input.algorithm, roles: input.measures, parameters: input.parameters,
      measures: input.maker.measures, plan: input.tables.plan)
  }

  private static func spans(_ input: AlgorithmInput) -> (Range<Int>, Int) {
    let timeline = input.tables.timeline
    return (timeline.spans(of: input.period), timeline.spanCount)
  }

  /// Mean, median or a percentile of the times of those who were answered; beside it, as segments,
  /// how many still wait and how many were answered while nobody had to be there.
  private static func responseTime(_ input: AlgorithmInput) -> [Figure] {
    guard let key = request(input).response, let ledger = input.tables.ledgers.responses[key] else {
      return []
    }
    let (spans, spanCount) = spans(input)
    let times = ledger.total(stays: input.scope.stays, spans: spans, spanCount: spanCount)
    let answered = times.answered
    input.trace?.note(
      key, as: .sample, stays: input.scope.stays, .within(input.period.dayNumbers)
    ) { _, hours in .counted(hours) }
    if let percent = input.parameters["percentile"] {
      input.trace?.rank(percent == 50 ? "median" : "p\(percent)", of: answered.count)
    }
    if input.scope.id != .company, answered.count + times.waiting == 0 { return [] }
    var figure = input.figure
    figure.count = answered.count
    let seconds: Fraction? =
      switch input.parameters["percentile"] {
      case 50: answered.median
      case .some(let percent): answered.percentile(Int(percent)).map { Fraction($0) }
      case nil: answered.mean
      }
    if input.parameters["percentile"] == nil {
      figure.numerator = Fraction(answered.sum, over: 3600).quantity(.hours)
      figure.denominator = Quantity(.count, Int64(answered.count))
    }
    figure.value = seconds.map { ($0 / Fraction(3600)).quantity(.hours) }
    if figure.value == nil { figure.absentReason = .noEvent }
    var figures = [figure]
    if times.waiting > 0 { figures.append(input.count(times.waiting, segment: "unanswered")) }
    if times.outside > 0 { figures.append(input.count(times.outside, segment: "outside_hours")) }
    return figures
  }

  /// What each row adds to both sums, and those that are too young.
  private static func note(_ trace: FigureTrace, _ input: AlgorithmInput, _ key: TableLedgers.Key) {
    let days = FigureTrace.Choice.within(input.period.dayNumbers)
    trace.note(key, as: .numerator, stays: input.scope.stays, days) { _, value in
      value.map { $0.numerator != 0 ? .counted($0) : .elsewhere } ?? .elsewhere
    }
    trace.note(key, as: .denominator, stays: input.scope.stays, days) { row, value in
      .counted(Quantity(value?.unit ?? .count, row.weight))
    }
  }

  private static func share(_ input: AlgorithmInput, role: String) -> [Figure] {
    guard let key = request(input).share, let ledger = input.tables.ledgers.shares[key] else {
      return []
    }
    let (spans, spanCount) = spans(input)
    let sums = ledger.total(stays: input.scope.stays, spans: spans, spanCount: spanCount)
    if input.scope.id != .company, sums.count + sums.pending == 0 { return [] }
    if let trace = input.trace { note(trace, input, key) }
    let isByValue = if case .renewed(_, .some) = ledger.rule { true } else { false }
    var figure = input.share(
      Int64(clamping: sums.numerator), of: Int64(clamping: sums.denominator),
      unit: isByValue ? .money : .count)
    figure.count = sums.count
    if figure.value == nil, sums.count == 0, sums.pending > 0 { figure.absentReason = .immature }
    return [figure]
  }
}
