import Analysis
import ArgumentParser
import Configuration
import Foundation

/// The dictionary of KPIs.
struct CatalogCommand: ParsableCommand {
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

  @Option(name: .long, help: "Language of the texts: fr or en.")
  var lang = "fr"

  @OptionGroup var messageOptions: MessageOptions

  func run() throws {
    let messages = Messages(options: messageOptions)
    let catalogue = try catalogue(messages)
    for name in kpis where catalogue.kpi(name) == nil {
      throw ValidationError("There is no KPI '\(name)'; 'jalon catalog' lists them.")
    }
    let shown = catalogue.kpis.filter { kpis.isEmpty || kpis.contains($0.id) }
    let text = shown.map { KPIEntry.text($0, language: lang) }.joined(separator: "\n")
    guard Console.write(text) else {
      throw messages.fail(
        .readOrWriteFailed, "output-not-written", "cannot write to standard output")
    }
  }

  private func catalogue(_ messages: Messages) throws -> Catalogue {
    guard let config else { return Configuration.builtInCatalogue() }
    let (configuration, diagnostics) = Configuration.load(path: config, files: LocalFiles())
    messages.report(diagnostics)
    guard let configuration else { throw RunEnd(status: .configuration) }
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

  private static func formula(_ formula: KPI.Formula) -> String {
    switch formula {
    case .simple(let measure): measure
    case .ratio(let numerator, let denominator): "\(numerator) / \(denominator)"
    case .statistic(let measure, let statistic): "\(statistic) of \(measure)"
    case .cumulative(let measure): "\(measure) since the start of the year"
    case .algorithm(let name, let measures):
      measures.isEmpty
        ? name
        : "\(name)(\(measures.sorted { $0.key < $1.key }.map(\.value).joined(separator: ", ")))"
    }
  }
}
