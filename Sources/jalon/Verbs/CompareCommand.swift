import Analysis
import Archive
import ArgumentParser
import Calendar
import Configuration
import Ingest

/// What was published against what is known today.
struct CompareCommand: ParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text
    case csv
  }

  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Published figures against those recomputed today, or of two dates, with the causes.",
    discussion: """
      Cost: one pass over the exports; of two dates, seconds. Causes are late entries, deals that
      were reopened, deleted or changed, and changed definitions, targets and configuration files.
      Example: jalon compare 2026-08-31 --scope company
      """)

  @Argument(help: "The date of a published run, YYYY-MM-DD.")
  var date: String

  @Argument(help: "Another one; what is known today when missing.")
  var other: String?

  @Option(name: .long, help: "Only these KPIs.")
  var kpi: [String] = []

  @Option(name: .long, help: "Only these scopes: company, team:nord, rep:alice.")
  var scope: [String] = []

  @Option(name: .long, help: "text or csv.")
  var format = Format.text

  @Option(name: .shortAndLong, help: "The configuration.")
  var config = "jalon.yaml"

  @OptionGroup var messageOptions: MessageOptions

  func run() throws {
    let messages = Messages(options: messageOptions)
    do {
      let comparison =
        try other == nil ? recomputed(messages) : twoRuns(messages)
      let shown = comparison.differences.filter { difference in
        (kpi.isEmpty || kpi.contains(difference.figure.kpi))
          && (scope.isEmpty || scope.contains(difference.figure.scope.description))
      }
      let text = ComparisonText(minorDigits: comparison.minorDigits)
      guard Console.write(format == .csv ? text.csv(shown) : text.lines(shown)) else {
        throw messages.fail(
          .readOrWriteFailed, "output-not-written", "cannot write to standard output")
      }
    } catch let failure as ArchiveFailure {
      throw messages.fail(failure)
    }
  }

  private func recomputed(_ messages: Messages) throws -> Comparison {
    let options = try RunOptions.parse(
      ["--config", config, "--as-of", date, "--exports", "live"])
    let night = try Night(options, messages, for: .comparing)
    let (archive, run) = try published(date, night.archive, messages)
    let snapshot = try night.snapshot()
    let result = try night.result(snapshot: snapshot)
    var changes = RecordChanges(
      periods: result.periods, asOf: result.asOf, people: night.plan.people,
      teams: night.plan.teams)
    try snapshot?.forEachPair(from: result.asOf) { changes.add(before: $0, after: $1) }
    let old = try archive.inputs(of: run)
    let digests = Set(old.map(\.sha256))
    let files = night.configuration.inputs.filter {
      !digests.contains(Archiving.digest($0.bytes))
    }.map(\.name)
    let entities = Set(
      result.inputs.filter { !digests.contains($0.sha256) }
        .compactMap { Entity(rawValue: $0.entity) })
    return Comparison(
      published: try archive.figures(of: run), recomputed: PublishedFigure.all(of: result),
      changes: changes,
      redefined: redefined(
        try archive.health(of: run)?.definitions,
        Gatekeeping.definitions(night.plan.catalogue), night.plan.catalogue),
      changedFiles: files, entities: Self.entities(night.plan.catalogue),
      changedEntities: entities, minorDigits: night.configuration.currency.minorDigits)
  }

  private func twoRuns(_ messages: Messages) throws -> Comparison {
    let configuration = try Night.load(config, messages)
    let opened = try Night.archive(configuration, .reading, messages)
    let (archive, first) = try published(date, opened, messages)
    let (_, second) = try published(other ?? date, opened, messages)
    let new = try archive.figures(of: second)
    let periods = Set(new.map(\.period)).compactMap {
      Period.parse($0, fiscal: configuration.fiscal)
    }
    var changes = RecordChanges(
      periods: periods, asOf: second.asOf, people: configuration.people,
      teams: configuration.teams)
    try archive.forEachPair(from: first.asOf, to: second.asOf) {
      changes.add(before: $0, after: $1)
    }
    let (old, now) = (try archive.inputs(of: first), try archive.inputs(of: second))
    let digests = Set(old.map(\.sha256))
    let changed = now.filter { !digests.contains($0.sha256) }
    let sources = Set(changed.filter { $0.role == .export }.map(\.source))
    return Comparison(
      published: try archive.figures(of: first), recomputed: new, changes: changes,
      redefined: redefined(
        try archive.health(of: first)?.definitions,
        try archive.health(of: second)?.definitions ?? [:], configuration.catalogue),
      changedFiles: changed.filter { $0.role == .configuration }.map(\.name),
      entities: Self.entities(configuration.catalogue),
      changedEntities: Set(
        configuration.exports.filter { sources.contains($0.name) }.map(\.entity)),
      minorDigits: configuration.currency.minorDigits)
  }

  private func published(
    _ text: String, _ archive: Archive?, _ messages: Messages
  ) throws -> (Archive, ArchivedRun) {
    guard let date = CalendarDate(iso: text) else {
      throw ValidationError("'\(text)' is not a date YYYY-MM-DD.")
    }
    guard let archive, let run = try archive.runs(asOf: date).last else {
      throw messages.fail(
        .noInput, "archive-without-run", "the archive has no published run of \(date)")
    }
    return (archive, run)
  }

  /// A KPI that is derived from one that is defined otherwise is itself.
  private func redefined(
    _ old: [String: String]?, _ new: [String: String], _ catalogue: Catalogue
  ) -> Set<String> {
    let changed = Set(
      (old ?? [:]).filter { id, digest in new[id].map { $0 != digest } ?? true }.keys)
    guard !changed.isEmpty else { return [] }
    return changed.union(
      catalogue.kpis.map(\.id).filter { !catalogue.parts(of: $0).isDisjoint(with: changed) })
  }

  /// An algorithm that names no measures may rest on any table, as the quality of forecasts does.
  private static func entities(_ catalogue: Catalogue) -> [String: Set<Entity>] {
    Dictionary(
      catalogue.kpis.map { kpi in
        let entities = catalogue.entities(of: kpi.id)
        return (kpi.id, entities.isEmpty ? Set(Entity.allCases) : entities)
      }, uniquingKeysWith: { first, _ in first })
  }
}

/// Differences for people and for programs.
private struct ComparisonText {
  let minorDigits: Int

  func lines(_ differences: [Comparison.Difference]) -> String {
    differences.map { difference in
      let figure = difference.figure
      let what = [figure.kpi, figure.segment, figure.objective].filter { !$0.isEmpty }
        .joined(separator: " ")
      return SafeText.neutralised(
        "\(figure.scope) \(figure.period) \(what): \(text(difference.published)) → "
          + "\(text(difference.recomputed)) (\(difference.causes.joined(separator: ", ")))")
        + "\n"
    }.joined()
  }

  func csv(_ differences: [Comparison.Difference]) -> String {
    let heading = "scope,period,kpi,segment,objective,published,recomputed,causes\n"
    return heading
      + differences.map { difference in
        let figure = difference.figure
        return [
          "\(figure.scope)", figure.period, figure.kpi, figure.segment, figure.objective,
          difference.published.map { text($0) } ?? "",
          difference.recomputed.map { text($0) } ?? "",
          difference.causes.joined(separator: "; "),
        ].map(field).joined(separator: ",") + "\n"
      }.joined()
  }

  private func text(_ quantity: Quantity?) -> String {
    guard let quantity else { return "-" }
    if quantity.unit == .money { return MoneyText.text(quantity.rounded, digits: minorDigits) }
    guard quantity.denominator != 1 else { return "\(quantity.numerator)" }
    return MoneyText.text(quantity.scaled(by: 10_000), digits: 4)
  }

  /// A text that a spreadsheet would take for a formula is told apart by a quote.
  private func field(_ text: String) -> String {
    let isNumber = text.dropFirst(text.hasPrefix("-") ? 1 : 0).allSatisfy {
      $0.isNumber || $0 == "."
    }
    let safe = !isNumber && "=+-@".contains(text.first ?? " ") ? "'" + text : text
    guard safe.contains(where: { ",\"\r\n".contains($0) }) else { return safe }
    return "\"" + safe.replacing("\"", with: "\"\"") + "\""
  }
}
