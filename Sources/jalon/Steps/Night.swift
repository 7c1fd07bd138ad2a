import Analysis
import Calendar
import Configuration
import Foundation
import Ingest
import Publish

/// What `run`, `check` and `figures` share: from the configuration to one result.
///
/// Each step prints what it finds, and the first one with errors ends the verb.
struct Night {
  let messages: Messages
  let configuration: Configuration
  var plan: AnalysisPlan
  let readPlan: ReadPlan

  /// Loads the configuration and decides what is read, and as of when.
  init(_ options: RunOptions, _ messages: Messages) throws {
    self.messages = messages
    let files = LocalFiles()
    configuration = try Self.load(options, messages)
    // The only reading of the clock (ruling 5).
    let now = Int64(Date().timeIntervalSince1970.rounded(.down))
    let usual = configuration.defaultAsOf(now: now, files: files).date
    let choice = try PeriodChoice(options, usualAsOf: usual, configuration)
    messages.note("as of \(choice.asOf)")
    plan = configuration.analysisPlan(
      asOf: choice.asOf, period: choice.kind, version: Version.number)
    var (readPlan, diagnostics) = configuration.readPlan(
      asOf: choice.asOf, files: files, threadCount: options.threadCount)
    try options.replaceSources(&readPlan)
    self.readPlan = readPlan
    messages.report(diagnostics)
    try stop(at: diagnostics)
  }

  /// The configuration with what the command line says instead.
  static func load(_ options: RunOptions, _ messages: Messages) throws -> Configuration {
    let (configuration, diagnostics) = Configuration.load(
      path: options.config, files: LocalFiles())
    messages.report(diagnostics)
    guard var configuration else { throw RunEnd(status: .configuration) }
    options.override(&configuration)
    return configuration
  }

  /// Reads every export, and judges.
  func result() throws -> RunResult { try judged().result }

  /// The result, and the owners in the exports that no person is known by.
  func judged() throws -> (result: RunResult, unknownOwners: [String]) {
    var (analyzer, report) = try read()
    try digest(&report)
    let result = analyzer.finish(report)
    let findings = result.objectiveFindings.map(configuration.excerpted)
    messages.report(findings)
    try stop(at: findings)
    return (result, analyzer.unknownOwners)
  }

  /// The result, and the records behind one of its figures.
  func explained(
    _ request: ExplanationRequest
  ) throws -> (result: RunResult, explanation: Explanation?) {
    var (analyzer, report) = try read(explaining: request)
    try digest(&report)
    return (analyzer.finish(report), analyzer.explanation(report))
  }

  /// Reads what the figures need, and no other column: `run` and `check` read all of them, so that
  /// a run ends as its check does.
  func figures() throws -> FigureSeries {
    var (analyzer, report) = try read(worklists: false) { plan.figureProjection(of: $0) }
    return analyzer.series(report)
  }

  private func read(
    worklists: Bool = true, explaining request: ExplanationRequest? = nil,
    projection: (Entity) -> Set<String>? = { _ in nil }
  ) throws -> (Analyzer, IngestReport) {
    var readPlan = readPlan
    for index in readPlan.sources.indices {
      readPlan.sources[index].projection = projection(readPlan.sources[index].entity)
    }
    var analyzer = Analyzer(plan: plan, worklists: worklists, explaining: request)
    let report = Ingestion(readPlan).read { table in
      analyzer.consume(table)
    } restart: {
      analyzer = Analyzer(plan: plan, worklists: worklists, explaining: request)
    }
    messages.report(report.diagnostics)
    try stop(at: report.diagnostics)
    for file in report.files {
      messages.note("read \(file.rowCount) rows of \(file.name), \(file.rejectCount) rejected")
    }
    return (analyzer, report)
  }

  /// The stored file that a source's file was read from.
  func path(source: String, name: String) -> String {
    let files = readPlan.sources.first { $0.name == source }?.files ?? []
    return ExportPath.stored(files.first { $0.name == name }?.path ?? name)
  }

  /// Files are digested after they were read; one whose size differs by then was being written.
  private func digest(_ report: inout IngestReport) throws {
    for index in report.files.indices {
      let file = report.files[index]
      do throws(PublishFailure) {
        let digest = try sha256(ofFile: path(source: file.source, name: file.name))
        report.files[index].sha256 = digest.sha256
        if ExportPath.isMember(file.name) || digest.byteCount == file.byteCount { continue }
      } catch {
        throw messages.fail(error)
      }
      throw messages.fail(
        .tryAgain, "changed-while-reading", "\(file.name) changed while it was being read")
    }
  }

  private func stop(at diagnostics: [Diagnostic]) throws {
    if let status = ExitStatus(diagnostics, configurationFile: configuration.path) {
      throw RunEnd(status: status)
    }
  }
}

/// Exports inside a ZIP file are named `export.zip/deals.csv`.
enum ExportPath {
  static func isMember(_ path: String) -> Bool { path.lowercased().contains(".zip/") }

  /// The file on the disk.
  static func stored(_ path: String) -> String {
    guard let range = path.lowercased().firstRange(of: ".zip/") else { return path }
    return String(path.prefix(path.distance(from: path.startIndex, to: range.lowerBound) + 4))
  }
}
