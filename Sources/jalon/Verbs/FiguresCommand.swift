import Analysis
import ArgumentParser
import Calendar
import Configuration
import Ingest
import Report
import Synchronization

/// The tidy table on standard output.
struct FiguresCommand: ParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case csv
    case json
  }

  static let configuration = CommandConfiguration(
    commandName: "figures",
    abstract: "Print the figures, one row per scope, period and KPI.",
    discussion: """
      Cost: one pass over the exports, whatever the number of periods, and of their columns only
      those that the KPIs need.
      Example: jalon figures --kpi revenue_won --scope team:nord --period month --from 2025-01 \
      --to 2025-12
      """)

  @OptionGroup var options: RunOptions
  @OptionGroup var messageOptions: MessageOptions

  @Option(name: .long, help: "csv or json.")
  var format = Format.csv

  @Option(name: .long, help: "Only these KPIs.")
  var kpi: [String] = []

  @Option(name: .long, help: "Only these scopes: company, team:nord, rep:alice.")
  var scope: [String] = []

  @Option(name: .long, help: "Only this segment, such as overdue.")
  var segment: String?

  @Option(name: .long, help: "The first of the periods, such as 2025-01.")
  var from: String?

  @Option(name: .long, help: "The last of the periods; the current one when missing.")
  var to: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Only these periods: kinds such as week, fiscal_period, rolling-12m, or single ones.",
      valueName: "kind,..."))
  var periods: [String] = []

  func run() throws {
    let messages = Messages(options: messageOptions)
    var night = try Night(options, messages)
    let series = try PeriodSeries(from: from, to: to, periods: periods, night.plan)
    if let series {
      night.plan.periods = series.periods
      night.configuration.rollUp(to: series.periods, in: &night.plan)
    }
    for id in kpi where night.plan.catalogue.kpi(id) == nil {
      let near = EditDistance.nearest(to: id, among: night.plan.catalogue.kpis.map(\.id))
      throw ValidationError(
        "There is no KPI '\(id)'" + (near.map { "; did you mean '\($0)'?" } ?? ".")
          + " 'jalon catalog' lists them.")
    }
    for text in scope { _ = try ExplainCommand.scope(text, night.plan) }
    night.plan.catalogue.keep(kpi, for: night.plan.objectives)
    let figures = try night.figures()
    var result = narrowed(figures.result, series)
    if format == .json {
      for period in result.periods { result.figures += wanted(figures, period, series) }
      try FigureTable(result).jsonDocument().forEachPart { try write($0, messages) }
      return
    }
    try write(FigureTable.csvHeading, messages)
    let met = try writeRows(of: figures, result, series, messages)
    result.objectives.removeAll { met.contains(Self.key($0)) }
    try write(FigureTable(result).csvRows(), messages)
  }

  private static func key(_ objective: ObjectiveResult) -> String {
    "\(objective.objective) \(objective.scope) \(objective.period.id) \(objective.kpi)"
  }

  /// Writes the rows of all periods; gives the objectives whose rows are among them.
  private func writeRows(
    of figures: FigureSeries, _ result: RunResult, _ series: PeriodSeries?, _ messages: Messages
  ) throws -> Set<String> {
    var bare = result
    bare.objectives = []
    let table = FigureTable(bare)
    let met = Mutex(Set<String>())
    let scopeCount = figures.scopeIDs.count
    let partCount = max(1, (scopeCount + Self.scopesAtATime - 1) / Self.scopesAtATime)
    let isWritten = PartsInOrder.forEach(
      result.periods.count * partCount, threadCount: options.threadCount,
      startingWith: [UInt8]()
    ) { index, bytes in
      let period = result.periods[index / partCount]
      let first = index % partCount * Self.scopesAtATime
      bytes.removeAll(keepingCapacity: true)
      var some = result
      some.objectives.removeAll { $0.period.id != period.id }
      if some.objectives.isEmpty {
        table.appendCSV(
          to: &bytes, period: period.id, kpis: figures.kpiIDs, scopes: figures.scopeIDs
        ) {
          forEachWanted(
            figures, first..<min(first + Self.scopesAtATime, scopeCount), period, series, $0)
        }
      } else if first == 0 {
        some.figures = FigureList(wanted(figures, period, series))
        let found = FigureTable(some).objectivesOnFigures.map(Self.key)
        met.withLock { $0.formUnion(found) }
        some.objectives.removeAll { !found.contains(Self.key($0)) }
        bytes += FigureTable(some).csvRows()
      }
    } take: {
      Console.write($0)
    }
    guard isWritten else { throw notWritten(messages) }
    return met.withLock { $0 }
  }

  /// Lines of ten thousand reps are not made in one piece.
  private static let scopesAtATime = 2_000

  /// Calls `body` with the figures of a period and some scopes that are asked for.
  private func forEachWanted(
    _ figures: FigureSeries, _ places: Range<Int>, _ period: Period, _ series: PeriodSeries?,
    _ body: FigureSeries.Body
  ) {
    guard series?.excludes(period.id) != true else { return }
    let (kpis, scopes) = (Set(kpi), Set(scope))
    func forEachWanted(_ body: FigureSeries.Body) {
      figures.forEachOutcome(
        in: period, ofScopes: places, where: { scopes.isEmpty || scopes.contains($0.description) },
        ofKPIs: { kpis.isEmpty || kpis.contains($0) }, body)
    }
    guard let segment else { return forEachWanted(body) }
    forEachWanted { kpi, scope, name, outcome in
      if name == segment { body(kpi, scope, name, outcome) }
    }
  }

  private func wanted(
    _ figures: FigureSeries, _ period: Period, _ series: PeriodSeries?
  ) -> [Figure] {
    var wanted: [Figure] = []
    let (kpis, scopes) = (figures.kpiIDs, figures.scopeIDs)
    forEachWanted(figures, scopes.indices, period, series) { kpi, scope, segment, outcome in
      wanted.append(
        Figure(
          period: period.id, scope: scopes[scope], kpi: kpis[kpi], segment: segment,
          outcome: outcome))
    }
    return wanted
  }

  private func write(_ bytes: [UInt8], _ messages: Messages) throws {
    guard Console.write(bytes) else { throw notWritten(messages) }
  }

  private func notWritten(_ messages: Messages) -> any Error {
    messages.fail(.readOrWriteFailed, "output-not-written", "cannot write to standard output")
  }

  /// The result with the objectives that are asked for.
  private func narrowed(_ result: RunResult, _ series: PeriodSeries?) -> RunResult {
    var result = result
    result.objectives.removeAll { objective in
      !isWanted(objective.kpi, objective.scope) || segment.map { !$0.isEmpty } == true
        || series?.excludes(objective.period.id) == true
    }
    return result
  }

  private func isWanted(_ kpi: String, _ scope: ScopeID) -> Bool {
    (self.kpi.isEmpty || self.kpi.contains(kpi))
      && (self.scope.isEmpty || self.scope.contains(scope.description))
  }
}
