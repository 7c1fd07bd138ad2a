import ArgumentParser
import Configuration
import Foundation
import Ingest

/// Which exports a past date is reported on from.
enum ExportOrigin: String, ExpressibleByArgument, CaseIterable {
  case auto
  case live
  case archived
}

enum LogFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  case json
}

/// How much is said, and in what form.
struct MessageOptions: ParsableArguments {
  @Flag(name: .shortAndLong, help: "Print errors only.")
  var quiet = false

  @Flag(name: .long, help: "Print what is done, and notes beside warnings.")
  var verbose = false

  @Option(name: .long, help: "How findings are printed on standard error: text or json.")
  var logFormat = LogFormat.text
}

/// Where a verb that works on stored runs finds them.
struct FolderOptions: ParsableArguments {
  @Option(name: .shortAndLong, help: "The configuration.")
  var config = "jalon.yaml"

  @Option(name: .shortAndLong, help: "The output folder.")
  var output: String?

  /// The configuration, with the output folder of the command line.
  func load(_ messages: Messages) throws -> Configuration {
    var configuration = try Night.load(config, messages)
    if let output { configuration.pages.output = output }
    return configuration
  }
}

/// What is reported on, and from where.
struct RunOptions: ParsableArguments {
  @Option(name: .shortAndLong, help: "The configuration.")
  var config = "jalon.yaml"

  @Option(name: .long, help: "The last day that counts, YYYY-MM-DD.")
  var asOf: String?

  @Option(name: .long, help: "week, month, quarter, year, or a period such as 2026-Q3.")
  var period: String?

  @Option(name: .long, help: "Language of the pages: fr, en, or one of the configuration's own.")
  var lang: String?

  @Option(name: .shortAndLong, help: "The output folder.")
  var output: String?

  @Option(
    name: .long,
    help: "Threads; as many as processors, at most 4, when missing. Figures do not depend on it.")
  var threads: Int?

  @Option(name: .long, help: "Fail when more rows than this cannot be used.")
  var maxRejects: Int?

  @Option(
    name: .long,
    help: "For a past date: those of the archive, live ones, or auto: of the archive if it has any."
  )
  var exports = ExportOrigin.auto

  @Option(name: .long, help: ArgumentHelp("Read a source from this file.", valueName: "name=file"))
  var source: [String] = []

  func validate() throws {
    if let threads, threads < 1 { throw ValidationError("--threads must be 1 or more.") }
    if let maxRejects, maxRejects < 0 { throw ValidationError("--max-rejects must be 0 or more.") }
    for text in source where !text.dropFirst().dropLast().contains("=") {
      throw ValidationError("--source must be NAME=FILE, not '\(text)'.")
    }
  }
}

extension RunOptions {
  /// Refuses a language that nothing is written in: `own` are those of the configuration.
  static func checkLanguage(_ code: String?, own: [LanguageFile]) throws {
    let known = ["fr", "en"] + own.map(\.code)
    guard let code, !known.contains(code) else { return }
    throw ValidationError(
      "--lang must be \(known.dropLast().joined(separator: ", ")) or \(known[known.count - 1]).")
  }

  /// As many as there are processors, at most four: more take memory and gain little.
  var threadCount: Int { threads ?? min(ProcessInfo.processInfo.activeProcessorCount, 4) }

  /// What the command line says wins over the file.
  func override(_ configuration: inout Configuration) throws {
    try Self.checkLanguage(lang, own: configuration.languageFiles)
    if let lang { configuration.languages = [lang] }
    if let output { configuration.pages.output = output }
    if let maxRejects { configuration.maximumRejects = maxRejects }
  }

  /// `--source NAME=FILE`, for trying an export before it is where the configuration expects it.
  func replaceSources(_ plan: inout ReadPlan) throws {
    for text in source {
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard let index = plan.sources.firstIndex(where: { $0.name == parts[0] }) else {
        let names = plan.sources.map(\.name).joined(separator: ", ")
        throw ValidationError("--source: there is no source '\(parts[0])', only \(names).")
      }
      plan.sources[index].files = [(path: parts[1], name: parts[1])]
    }
  }
}
