import Analysis
import ArgumentParser
import Calendar
import Configuration
import Report

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
      Cost: one pass over the exports, whatever the number of periods.
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
    var result = try night.result()
    result.figures.removeAll { figure in
      !isWanted(figure.kpi, figure.scope) || segment.map { $0 != figure.segment } == true
        || series?.excludes(figure.period) == true
    }
    result.objectives.removeAll { objective in
      !isWanted(objective.kpi, objective.scope) || segment.map { !$0.isEmpty } == true
        || series?.excludes(objective.period.id) == true
    }
    let table = FigureTable(result)
    let document = format == .csv ? table.csvDocument() : table.jsonDocument()
    try document.forEachPart { part in
      guard Console.write(part) else {
        throw messages.fail(
          .readOrWriteFailed, "output-not-written", "cannot write to standard output")
      }
    }
  }

  private func isWanted(_ kpi: String, _ scope: ScopeID) -> Bool {
    (self.kpi.isEmpty || self.kpi.contains(kpi))
      && (self.scope.isEmpty || self.scope.contains(scope.description))
  }
}
