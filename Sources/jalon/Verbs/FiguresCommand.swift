import Analysis
import ArgumentParser
import Calendar
import Configuration
import Dispatch
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
    night.plan.catalogue.keep(kpi, for: night.plan.objectives)
    let figures = try night.figures()
    var result = narrowed(figures.result, series)
    if format == .json {
      for period in result.periods { result.figures += wanted(figures, period, series) }
      try FigureTable(result).jsonDocument().forEachPart { try write($0, messages) }
      return
    }
    try write(FigureTable.csvHeading, messages)
    var rest = result.periods[...]
    var unmet = result.objectives
    while !rest.isEmpty {
      // As many periods at a time as there are threads.
      let some = Array(rest.prefix(max(options.threadCount, 1)))
      rest = rest.dropFirst(some.count)
      for part in parts(some, of: figures, result, series) {
        try write(part.bytes, messages)
        unmet.removeAll { part.met.contains(Self.key($0)) }
      }
    }
    result.objectives = unmet
    try write(FigureTable(result).csvRows(), messages)
  }

  /// The rows of a period, and the objectives whose rows are among them.
  private struct Part {
    var bytes: [UInt8] = []
    var met: Set<String> = []
  }

  private static func key(_ objective: ObjectiveResult) -> String {
    "\(objective.objective) \(objective.scope) \(objective.period.id) \(objective.kpi)"
  }

  /// The rows of some periods, made at the same time.
  private func parts(
    _ periods: [Period], of figures: FigureSeries, _ result: RunResult, _ series: PeriodSeries?
  ) -> [Part] {
    let parts = Mutex(Array(repeating: Part(), count: periods.count))
    DispatchQueue.concurrentPerform(iterations: periods.count) { index in
      var some = result
      some.figures = wanted(figures, periods[index], series)
      some.objectives.removeAll { $0.period.id != periods[index].id }
      let met = Set(FigureTable(some).objectivesOnFigures.map(Self.key))
      some.objectives.removeAll { !met.contains(Self.key($0)) }
      let part = Part(bytes: FigureTable(some).csvRows(), met: met)
      parts.withLock { $0[index] = part }
    }
    return parts.withLock { $0 }
  }

  /// The figures of a period that are asked for; options are read once, because that takes longer
  /// than to make a figure.
  private func wanted(
    _ figures: FigureSeries, _ period: Period, _ series: PeriodSeries?
  ) -> [Figure] {
    let (kpis, scopes, segment) = (Set(kpi), Set(scope), segment)
    var wanted: [Figure] = []
    figures.forEachFigure(in: period) { figure in
      guard kpis.isEmpty || kpis.contains(figure.kpi),
        scopes.isEmpty || scopes.contains(figure.scope.description),
        segment.map({ $0 == figure.segment }) ?? true, series?.excludes(figure.period) != true
      else { return }
      wanted.append(figure)
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
