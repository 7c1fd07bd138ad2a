import Calendar

/// Figures made for many scopes: what does not depend on the scope is looked up once.
extension FigureMaker {
  /// A measure, looked up.
  struct Source: Sendable {
    /// Which of the maker's measures it is; nothing of one that it does not know.
    let number: Int?
    let place: MeasurePlace
    /// Its number among the measures that count, and the number of their table; nothing of another.
    fileprivate let count: (number: Int, table: Int)?
    /// What one unit of a sum is.
    fileprivate let unit: Unit
    fileprivate let scale: Int64

    func quantity(_ cell: MeasureStore.Cell) -> Quantity {
      Quantity(unit, Int64(clamping: cell.sum), over: scale)
    }
  }

  func source(_ measure: String) -> Source {
    let one = measures[measure]?.quantity(1) ?? Quantity(.count, 1)
    let place = store.place(of: measure)
    var count: (number: Int, table: Int)?
    if case .dense(let reading) = place, let (counts, column) = reading.counts,
      let table = store.runningCounts.firstIndex(where: { $0 === counts })
    {
      count = (counts.first + column, table)
    }
    return Source(
      number: numbers[measure], place: place, count: count, unit: one.unit,
      scale: one.denominator)
  }

  /// How the only figure of a KPI for a scope is made; what it is made of is with the KPI, from where
  /// it is not copied for each figure.
  enum Making: Sendable {
    /// Not at all, for the reason of the KPI.
    case absent
    case sum
    case ratio
    case statistic
    case algorithm
  }

  /// What of a KPI is the same for every scope of a period.
  final class Prepared: Sendable {
    let kpi: KPI
    let period: Period
    /// Period and KPI of every figure; its scope is not set.
    let figure: Figure
    let unit: Unit
    /// The measure of the rows of a conversion that got there.
    let conversionMeasure: String?
    let spans: Range<Int>
    /// Why the exports tell nothing; nothing where they do, or where its formula says so itself.
    let absentReason: AbsentReason?
    /// Whether something may have been read by hand.
    let isReading: Bool
    /// Whether it speaks of how things stand on the as-of day.
    let isInstant: Bool
    /// Whether the period has a figure at all, where nothing was read by hand.
    let hasFigures: Bool
    /// The algorithm of its formula; nothing of one that needs a target.
    let algorithm: KPIAlgorithm.Body?
    /// Identifiers of the algorithm's measures by role, and its parameters.
    let roles: [String: String]
    let parameters: [String: Int64]
    /// The algorithm's measures: there are few, which are found sooner than by their hash.
    private let sources: [(role: String, source: Source)]
    private let unknown: Source
    /// The KPIs that it is derived from.
    let parts: [(part: Expression.Part, prepared: Prepared)]
    /// How it is made where there is one figure of each scope, without a segment, and nothing read by
    /// hand.
    let making: Making?
    /// What is counted or divided, and what by, and the spans of what is counted.
    let top: Source
    let bottom: Source
    let topSpans: Range<Int>
    let statistic: String
    /// Whether a cohort has not been watched for all its days: then no value is told.
    let isImmature: Bool
    let outcomeBody: KPIAlgorithm.OutcomeBody?

    fileprivate init(_ maker: FigureMaker, _ kpi: KPI, _ period: Period) {
      self.kpi = kpi
      self.period = period
      figure = Figure(period: period.id, scope: .company, kpi: kpi.id)
      unit = kpi.unit
      conversionMeasure = kpi.formula.conversionMeasureID
      spans = maker.store.timeline.spans(of: period)
      let isRead = maker.readings?.hasReadings(of: kpi.id) ?? false
      // Of what is read by hand alone and was not, the reason is known before.
      let isUnread =
        maker.readings != nil && kpi.isReading && !isRead && kpi.formula.measureIDs.isEmpty
      isReading = isRead || (maker.readings != nil && kpi.isReading && !isUnread)
      absentReason =
        isUnread
        ? .missingField : maker.checksItself(kpi) ? nil : maker.unavailability(kpi, in: period)
      isInstant = maker.isInstant(kpi)
      if case .algorithm(let name, let roles, let parameters) = kpi.formula {
        algorithm = KPIAlgorithm.needingTarget.contains(name) ? nil : KPIAlgorithm.all[name]
        outcomeBody = KPIAlgorithm.ofOneOutcome[name]
        (self.roles, self.parameters) = (roles, parameters)
      } else {
        algorithm = nil
        outcomeBody = nil
        (roles, parameters) = ([:], [:])
      }
      sources = roles.map { ($0.key, maker.source($0.value)) }
      unknown = maker.source("")
      hasFigures =
        isUnread
        ? isInstant || period.id != maker.today.id
        : maker.hasFigures(kpi, period, absent: absentReason)
      parts = maker.parts(of: kpi, in: period)
      var made: (making: Making, top: String, bottom: String)?
      var (topSpans, statistic, isImmature) = (spans, "", false)
      if !isReading, hasFigures {
        made = absentReason.map { _ in (.absent, "", "") } ?? maker.making(kpi)
      }
      switch kpi.formula {
      case .cumulative: topSpans = maker.store.timeline.spans(of: period.sinceJanuary)
      case .statistic(_, let name): statistic = name
      case .conversion(_, _, _, let days): isImmature = maker.isImmature(period, days: days)
      default: break
      }
      making = made?.making
      top = maker.source(made?.top ?? "")
      bottom = maker.source(made?.bottom ?? "")
      (self.topSpans, self.statistic, self.isImmature) = (topSpans, statistic, isImmature)
    }

    /// The measure of a role of the algorithm.
    func source(_ role: String) -> Source {
      for index in sources.indices where sources[index].role == role {
        return sources[index].source
      }
      return unknown
    }
  }

  /// Whether a KPI has figures for a period: what is known of an instant mostly has none.
  fileprivate func hasFigures(_ kpi: KPI, _ period: Period, absent: AbsentReason?) -> Bool {
    let isToday = period.id == today.id
    if case .algorithm(let name, _, _) = kpi.formula {
      guard !KPIAlgorithm.needingTarget.contains(name), KPIAlgorithm.all[name] != nil else {
        return false
      }
      if KPIAlgorithm.ofInstant.contains(name) { return isToday }
    }
    guard absent == nil else { return isToday || !isInstant(kpi) }
    switch kpi.formula {
    case .simple(let measure) where isOfInstant(measure):
      return isToday || (period.contains(asOf) && measures[measure]?.date != nil)
    case .ratio(_, let measure) where isOfInstant(measure),
      .statistic(let measure, _) where isOfInstant(measure):
      return isToday
    default: return true
    }
  }

  private func isOfInstant(_ measure: String) -> Bool { measures[measure]?.time == .instant }

  /// How the only figure of a KPI is made, with the measures; nothing where there may be several.
  fileprivate func making(_ kpi: KPI) -> (making: Making, top: String, bottom: String)? {
    switch kpi.formula {
    case .simple(let measure): return isOfInstant(measure) ? nil : (.sum, measure, "")
    case .cumulative(let measure): return (.sum, measure, "")
    case .ratio(let numerator, let denominator):
      if isOfInstant(numerator) || isOfInstant(denominator) { return nil }
      return (.ratio, numerator, denominator)
    case .statistic(let measure, _): return isOfInstant(measure) ? nil : (.statistic, measure, "")
    case .conversion(let measure, _, _, _):
      return kpi.formula.conversionMeasureID.map { (.ratio, $0, measure) }
    case .algorithm(let name, _, _):
      return KPIAlgorithm.ofOneOutcome[name] == nil ? nil : (.algorithm, "", "")
    case .derived, .unavailable: return nil
    }
  }

  /// The KPIs that one is made of, each in its period; none where it has no figure.
  fileprivate func parts(
    of kpi: KPI, in period: Period
  ) -> [(part: Expression.Part, prepared: Prepared)] {
    guard case .derived(let expression) = kpi.formula,
      !expression.isOfInstant || period.id == today.id
    else { return [] }
    return expression.parts.compactMap { part in
      guard let kpi = catalogue.kpi(part.kpi) else { return nil }
      let other =
        switch part.over {
        case .period: period
        case .trailingYear: trailingYear
        case .instant: today
        }
      return (part, prepared(kpi, period: other))
    }
  }

  func prepared(_ kpi: KPI, period: Period) -> Prepared { Prepared(self, kpi, period) }

  /// Fills in what the only figure of a KPI for a scope came to, the same as that of `figures`; false
  /// where it has none in the period.
  func fill(
    _ outcome: inout Figure.Outcome, _ making: Making, _ prepared: Prepared, scope: ScopeStays
  ) -> Bool {
    switch making {
    case .absent: outcome.absentReason = prepared.absentReason
    case .sum:
      let cell = total(prepared.top, scope, prepared.topSpans)
      fill(&outcome, cell, prepared.top.quantity(cell))
    case .ratio:
      let part = total(prepared.top, scope, prepared.spans)
      let whole = total(prepared.bottom, scope, prepared.spans)
      fill(
        &outcome, prepared.unit, part, over: whole, prepared.top.quantity(part),
        prepared.bottom.quantity(whole))
      if prepared.isImmature { outcome.keepBack() }
    case .statistic:
      fill(
        &outcome, prepared.unit, distribution(prepared.top, scope, prepared.spans),
        statistic: prepared.statistic)
    case .algorithm:
      let input = AlgorithmInput(maker: self, prepared: prepared, scope: scope)
      guard let made = prepared.outcomeBody?(input) else { return false }
      outcome = made
    }
    return true
  }

  /// The figures of any other KPI for a scope.
  func figures(_ prepared: Prepared, scope: ScopeStays) -> [Figure] {
    if prepared.isReading {
      return figures(prepared.kpi, scope: scope, period: prepared.period)
    }
    return prepared.hasFigures ? exportFigures(prepared, scope: scope) : []
  }

  // MARK: Sums

  /// The sum of a measure over a scope and some spans.
  @inline(__always)
  func total(_ source: Source, _ scope: ScopeStays, _ spans: Range<Int>) -> MeasureStore.Cell {
    guard let sums = scope.sums, let number = source.number, sums.spans == spans else {
      return store.total(source.place, stays: scope.stays, spans: spans)
    }
    if let (number, table) = source.count {
      var total = MeasureStore.Cell()
      total.addRows(sums.count(number, table: table, stays: scope.stays))
      return total
    }
    if let total = sums.total(number) { return total }
    let total = store.total(source.place, stays: scope.stays, spans: spans)
    sums.note(total, of: number)
    return total
  }

  func distribution(_ source: Source, _ scope: ScopeStays, _ spans: Range<Int>) -> Histogram {
    if let sums = scope.sums, let number = source.number, sums.spans == spans {
      return sums.distribution(number) {
        store.distribution(source.place, stays: scope.stays, spans: spans)
      }
    }
    return store.distribution(source.place, stays: scope.stays, spans: spans)
  }
}

/// What one scope has of the measures in one period, added up once for all the KPIs that rest on them.
///
/// It takes room for one scope, and goes on to the next: of tens of thousands the sums of all would not
/// stay near.
final class ScopeSums {
  let spans: Range<Int>
  /// By measure its total, and which scope it is of.
  private var totals: [(scope: Int, total: MeasureStore.Cell)]
  private var scope = 0
  /// The measures that count, all of a table added up when the first one is asked for.
  private let tables: [RunningCounts]
  private let lines: CellLines
  private var counts: [Int64]
  /// By table, the scope that it was added up for.
  private var countedScopes: [Int]
  /// KPIs of one distribution follow each other.
  private var last: (number: Int, values: Histogram)?

  /// `count` measures over the spans of a period.
  init(count: Int, spans: Range<Int>, _ store: MeasureStore) {
    self.spans = spans
    tables = store.runningCounts
    lines = store.lines
    counts = Array(repeating: 0, count: tables.last.map { $0.first + $0.width } ?? 0)
    countedScopes = Array(repeating: 0, count: tables.count)
    totals = Array(repeating: (0, MeasureStore.Cell()), count: count)
  }

  /// Forgets the sums of the scope before.
  func begin() {
    scope += 1
    last = nil
  }

  /// The rows of a measure that counts.
  @inline(__always)
  fileprivate func count(_ number: Int, table: Int, stays: [Int]) -> Int64 {
    if countedScopes[table] != scope { count(table, stays) }
    return counts[number]
  }

  @inline(never)
  private func count(_ table: Int, _ stays: [Int]) {
    countedScopes[table] = scope
    let running = tables[table]
    var sums = counts.mutableSpan
    for column in 0..<running.width { sums[running.first + column] = 0 }
    for stay in stays {
      guard let cells = lines.cells(ofStay: stay, spans: spans) else { continue }
      running.add(cells, to: &sums)
    }
  }

  /// Nothing where it was not noted for the scope.
  fileprivate func total(_ number: Int) -> MeasureStore.Cell? {
    let known = totals[number]
    return known.scope == scope ? known.total : nil
  }

  fileprivate func note(_ total: MeasureStore.Cell, of number: Int) {
    totals[number] = (scope, total)
  }

  @inline(__always)
  fileprivate func distribution(_ number: Int, _ make: () -> Histogram) -> Histogram {
    if let last, last.number == number { return last.values }
    let values = make()
    last = (number, values)
    return values
  }
}
