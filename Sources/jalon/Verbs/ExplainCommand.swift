import Analysis
import ArgumentParser
import Calendar
import Configuration
import Ingest
import Report

/// Where figures come from.
struct ExplainCommand: ParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text
    case csv
    case json
  }

  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Print a figure's definition and the records behind it, and those left out.",
    discussion: """
      The records of a part add up to the numerator, the denominator or the value. Several KPIs are
      read for in one pass; 'all' are those with a figure for the scope and the period.
      Of an objective also its effective target with its parts, what is expected to date, the
      projection and the causes of the gap.
      Cost: one pass over the exports, and memory for the records of the figure.
      Example: jalon explain win_rate_closed_n --scope team:nord --period 2026-Q3
      """)

  @Argument(help: "KPIs, as 'jalon catalog' lists them, all of them, or an objective.")
  var kpis: [String] = []

  @OptionGroup var options: RunOptions
  @OptionGroup var messageOptions: MessageOptions

  @Option(name: .long, help: "Whose figure: company, team:nord or rep:alice.")
  var scope: String?

  @Option(name: .long, help: "What was achieved of this objective, with its filters.")
  var objective: String?

  @Option(name: .long, help: "text, csv or json.")
  var format = Format.text

  @Option(name: .long, help: "How many records of each list the text shows.")
  var limit = 20

  func validate() throws {
    if kpis.isEmpty, objective == nil {
      throw ValidationError("Name a KPI, or an objective with --objective.")
    }
    if limit < 0 { throw ValidationError("--limit must be 0 or more.") }
  }

  func run() throws {
    let messages = Messages(options: messageOptions)
    let choice = try PeriodOfInterest(options)
    var night = try Night(choice.options, messages)
    // First of all the requests: they add their periods to the plan of the night.
    let requests = try requests(&night, choice)
    let (result, all) = try night.explained(requests.flatMap { $0 })
    var rest = all[...]
    let explanations = requests.compactMap { periods -> Explanation? in
      defer { rest = rest.dropFirst(periods.count) }
      let own = rest.prefix(periods.count)
      return own.first { $0.figure != nil } ?? (kpis == [Self.all] ? nil : own.first)
    }
    let language = Self.language(night.configuration)
    let table = ExplanationTable(
      explanations, result: result, language: language, objective: judgedID(night))
    let bytes: [UInt8]
    switch format {
    case .text:
      let texts = explanations.map { explanation in
        ExplanationText(explanation, result: result, language: language, limit: limit)
          .lines(objective: judgedID(night)).map { SafeText.neutralised($0) + "\n" }.joined()
      }
      bytes = Array(texts.joined(separator: "\n").utf8)
    case .csv: bytes = table.csv()
    case .json: bytes = table.json()
    }
    guard Console.write(bytes) else {
      throw messages.fail(
        .readOrWriteFailed, "output-not-written", "cannot write to standard output")
    }
  }

  /// Stands for every KPI of the catalogue.
  private static let all = "all"

  private static func language(_ configuration: Configuration) -> Language {
    let code = configuration.languages.first ?? "en"
    let own = OwnLanguages.make(configuration.languageFiles).languages
    return own.first { $0.code == code } ?? Language.named(code) ?? .english
  }

  /// For each KPI its figure, or those that it may have where no period is said.
  private func requests(
    _ night: inout Night, _ choice: PeriodOfInterest
  ) throws -> [[ExplanationRequest]] {
    if kpis == [Self.all] {
      let all = night.plan.catalogue.kpis.map(\.id)
      return try all.map { try request($0, nil, &night, choice) }
    }
    let judged = try judgedID(night).map { try self.judged($0, night.plan) }
    guard kpis.count > 1 else {
      let id = objective == nil ? judged?.kpi ?? kpis.first ?? "" : kpis.first ?? judged?.kpi ?? ""
      return [try request(id, judged, &night, choice)]
    }
    return try kpis.map { try request($0, judged, &night, choice) }
  }

  private func request(
    _ id: String, _ judged: Objective?, _ night: inout Night, _ choice: PeriodOfInterest
  ) throws -> [ExplanationRequest] {
    let plan = night.plan
    guard let kpi = plan.catalogue.kpi(id) else {
      let near = EditDistance.nearest(
        to: id, among: plan.catalogue.kpis.map(\.id) + Self.objectives(of: plan).map(\.id))
      throw ValidationError(
        "There is no KPI or objective '\(id)'" + (near.map { "; did you mean '\($0)'?" } ?? ".")
          + " 'jalon catalog' lists them.")
    }
    if let judged, judged.kpi != kpi.id {
      throw ValidationError("The objective '\(judged.id)' is about \(judged.kpi), not \(kpi.id).")
    }
    let scope = try scope.map { try Self.scope($0, plan) } ?? judged?.owner ?? .company
    // How things stand is known of the as-of day; what happens, of a period, and what sets the one
    // beside the other too.
    let usual =
      kpi.isInstant(plan.catalogue.measures)
      ? [Period.day(plan.asOf), plan.mainPeriod] : [plan.mainPeriod]
    let periods = try (choice.period(plan) ?? judged?.period).map { [$0] } ?? usual
    if periods.count == 1, !night.plan.periods.contains(periods[0]) {
      night.plan.periods.append(periods[0])
      night.configuration.rollUp(to: periods, in: &night.plan)
    }
    return periods.map {
      ExplanationRequest(kpi: kpi, scope: scope, period: $0, objective: judged)
    }
  }

  /// The objective that was asked about, by the option or as the argument.
  private func judgedID(_ night: Night) -> String? {
    if let objective { return objective }
    guard kpis.count == 1, let kpi = kpis.first, night.plan.catalogue.kpi(kpi) == nil else {
      return nil
    }
    return Self.objectives(of: night.plan).contains { $0.id == kpi } ? kpi : nil
  }

  /// Those that were written, and those of teams that have what their reps have together.
  private static func objectives(of plan: AnalysisPlan) -> [Objective] {
    plan.objectives + ObjectiveContext(plan).impliedObjectives(plan)
  }

  private func judged(_ id: String, _ plan: AnalysisPlan) throws -> Objective {
    let objectives = Self.objectives(of: plan)
    guard let found = objectives.first(where: { $0.id == id }) else {
      let near = EditDistance.nearest(to: id, among: objectives.map(\.id))
      throw ValidationError(
        "There is no objective '\(id)'" + (near.map { "; did you mean '\($0)'?" } ?? "."))
    }
    return found
  }

  /// The scope of that name.
  ///
  /// Throws a `ValidationError` that names the nearest one where there is none.
  static func scope(_ text: String, _ plan: AnalysisPlan) throws -> ScopeID {
    let known =
      [ScopeID.company, .unassigned] + plan.teams.map { ScopeID(.team, $0.id) }
      + plan.people.map { ScopeID(.rep, $0.id) }
    guard let found = known.first(where: { $0.description == text }) else {
      let near = EditDistance.nearest(to: text, among: known.map(\.description))
      throw ValidationError(
        "There is no scope '\(text)'"
          + (near.map { "; did you mean '\($0)'?" } ?? ", only company, team:… and rep:…."))
    }
    return found
  }
}

/// The period of a figure, which beside a date may be any, past ones too.
private struct PeriodOfInterest {
  /// Without the period when the date is given too.
  private(set) var options: RunOptions
  private var text: String?

  init(_ options: RunOptions) throws {
    self.options = options
    guard let text = options.period else { return }
    self.text = text
    if options.asOf != nil { self.options.period = nil }
  }

  func period(_ plan: AnalysisPlan) throws -> Period? {
    guard let text else { return nil }
    if let named = Period.parse(text, fiscal: plan.fiscal) { return named }
    if let kind = Period.Kind(rawValue: text) {
      return Period.containing(plan.asOf, kind: kind, fiscal: plan.fiscal)
    }
    throw ValidationError("--period must be a period such as 2026-Q3, not '\(text)'.")
  }
}
