import Analysis
import ArgumentParser
import Configuration
import Foundation
import Ingest

/// The dictionary of KPIs.
struct CatalogCommand: ParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text
    case markdown
  }

  static let configuration = CommandConfiguration(
    commandName: "catalog",
    abstract: "Print what each KPI means, why it is followed, and its formula.",
    discussion: """
      Cost: none; no export is read. With --config, the KPIs of that configuration too.
      Example: jalon catalog revenue_won --lang en
      """)

  @Argument(help: "Only these KPIs.")
  var kpis: [String] = []

  @Option(name: .shortAndLong, help: "A configuration with KPIs of its own.")
  var config: String?

  @Option(name: .long, help: "Language of the texts: fr, en, or one of the configuration's own.")
  var lang = "fr"

  @Option(name: .long, help: "text or markdown.")
  var format = Format.text

  @Flag(name: .long, help: "Work out the examples, and say which give something else.")
  var check = false

  @OptionGroup var messageOptions: MessageOptions

  func run() throws {
    let messages = Messages(options: messageOptions)
    let catalogue = try catalogue(messages)
    for name in kpis where catalogue.kpi(name) == nil {
      throw ValidationError("There is no KPI '\(name)'; 'jalon catalog' lists them.")
    }
    let shown = catalogue.kpis.filter { kpis.isEmpty || kpis.contains($0.id) }
    if check { return try checkExamples(shown, catalogue, messages) }
    let text =
      switch format {
      case .text: shown.map { KPIEntry.text($0, language: lang) }.joined(separator: "\n")
      case .markdown: KPIPage.text(shown, examples: catalogue.examples, language: lang)
      }
    guard Console.write(text) else {
      throw messages.fail(
        .readOrWriteFailed, "output-not-written", "cannot write to standard output")
    }
  }

  private func checkExamples(
    _ shown: [KPI], _ catalogue: Catalogue, _ messages: Messages
  ) throws {
    var faults: [Diagnostic] = []
    for kpi in shown {
      for example in catalogue.examples[kpi.id] ?? [] {
        let outcome = example.outcome(of: kpi, in: catalogue)
        guard outcome != example.gives else { continue }
        faults.append(
          Diagnostic(
            "kpi-example-fails", .error, at: example.place,
            "the example of '\(kpi.id)' gives \(outcome), not \(example.gives)",
            fixes: ["correct the formula, or the example"]))
      }
    }
    messages.report(faults)
    if !faults.isEmpty { throw RunEnd(status: .badData) }
  }

  private func catalogue(_ messages: Messages) throws -> Catalogue {
    guard let config else {
      try RunOptions.checkLanguage(lang, own: [])
      return Configuration.builtInCatalogue()
    }
    let (configuration, diagnostics) = Configuration.load(path: config, files: LocalFiles())
    messages.report(diagnostics)
    guard let configuration else { throw RunEnd(status: .configuration) }
    try RunOptions.checkLanguage(lang, own: configuration.languageFiles)
    return configuration.catalogue
  }
}

/// One entry of the dictionary, as text.
enum KPIEntry {
  static func text(_ kpi: KPI, language: String) -> String {
    var lines = ["\(kpi.id) — \(kpi.label[language] ?? kpi.id)"]
    lines += [kpi.question, kpi.why, kpi.definition].compactMap { $0[language] }.map { "  " + $0 }
    lines.append("  \(kpi.unit.rawValue), \(kpi.direction.rawValue); \(formula(kpi.formula))")
    return lines.map { SafeText.neutralised($0) + "\n" }.joined()
  }

  static func formula(_ formula: KPI.Formula) -> String {
    switch formula {
    case .simple(let measure): measure
    case .ratio(let numerator, let denominator): "\(numerator) / \(denominator)"
    case .statistic(let measure, let statistic): "\(statistic) of \(measure)"
    case .cumulative(let measure): "\(measure) since the start of the year"
    case .conversion(let measure, let to, let filter, let days):
      "\(measure) with \(to) within \(days) days\(conditions(filter)) / \(measure)"
    case .derived(let expression): words(expression)
    case .unavailable: "nothing that is exported"
    case .algorithm(let name, let measures, let parameters):
      name + arguments(measures.sorted { $0.key < $1.key }.map(\.value), parameters)
    }
  }
}

extension KPIEntry {
  private static func conditions(_ filter: [String: [String]]) -> String {
    filter.sorted { $0.key < $1.key }
      .map { ", \($0.key) \($0.value.joined(separator: " or "))" }.joined()
  }

  private static func arguments(_ measures: [String], _ parameters: [String: Int64]) -> String {
    let all = measures + parameters.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
    return all.isEmpty ? "" : "(\(all.joined(separator: ", ")))"
  }

  private static func words(_ expression: Analysis.Expression) -> String {
    switch expression {
    case .number(let number): "\(number)"
    case .kpi(let id, .period): id
    case .kpi(let id, let window): "\(id) (\(window.rawValue))"
    case .sum(let left, let right): "(\(words(left)) + \(words(right)))"
    case .difference(let left, let right): "(\(words(left)) - \(words(right)))"
    case .product(let left, let right): "\(words(left)) * \(words(right))"
    case .quotient(let left, let right): "\(words(left)) / \(words(right))"
    }
  }
}

/// The dictionary as one page of Markdown, a section for each KPI with its identifier as anchor:
/// `docs/kpis.md` is this page.
enum KPIPage {
  static func text(
    _ kpis: [KPI], examples: [String: [KPIExample]], language: String
  ) -> String {
    let opening = """
      # KPIs

      Generated by `jalon catalog --format markdown --lang \(language)`: do not edit it here.

      """
    return ([opening] + kpis.map { section($0, examples[$0.id] ?? [], language) }).joined(
      separator: "\n")
  }

  private static func exampleWords(_ example: KPIExample) -> String {
    let rows = example.tables.map(\.entity.rawValue).joined(separator: " and ")
    return "\(example.gives) of the \(rows) in \(example.place), as of \(example.asOf)"
  }

  private static func section(
    _ kpi: KPI, _ examples: [KPIExample], _ language: String
  ) -> String {
    let others = kpi.label.texts.filter { $0.key != language }.sorted { $0.key < $1.key }
    let texts = [kpi.question, kpi.why].compactMap { $0[language] }.map { escaped($0) + "\n" }
    var facts = others.map { "\($0.key): \(escaped($0.value))" }
    facts += (kpi.definition[language]).map { ["definition: \(escaped($0))"] } ?? []
    facts.append("made of: `\(KPIEntry.formula(kpi.formula))`")
    facts.append(
      "unit: \(kpi.unit.rawValue); good direction: \(kpi.direction.rawValue); "
        + kpi.timing.rawValue)
    if !kpi.sources.isEmpty { facts.append("covers: \(kpi.sources.joined(separator: ", "))") }
    facts += kpi.lacks[language].map { ["lacks: \(escaped($0))"] } ?? []
    facts += examples.prefix(1).map { "for example: \(escaped(exampleWords($0)))" }
    if !kpi.roles.isEmpty { facts.append("for: \(escaped(kpi.roles.joined(separator: ", ")))") }
    let heading = """
      <a id="\(kpi.id)"></a>

      ## `\(kpi.id)` \(escaped(kpi.label[language] ?? ""))


      """
    return heading + texts.map { $0 + "\n" }.joined() + facts.map { "- \($0)\n" }.joined()
  }

  /// Text in which nothing means anything to Markdown.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for character in SafeText.neutralised(text) {
      if "\\`*_[]<>&#|~".contains(character) { result.append("\\") }
      result.append(character)
    }
    return result
  }
}
