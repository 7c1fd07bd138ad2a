import Analysis
import ArgumentParser
import Calendar
import Configuration
import Foundation
import Publish
import Report

/// Pages again from a stored result.
struct RenderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render",
    abstract: "Make the pages of a stored run again, as a new run of its date.",
    discussion: """
      Cost: seconds; no export is read. For when a template or the recipients were changed.
      Example: jalon render output/2026-08-31
      """)

  @Argument(help: "The folder of the run; the latest one when missing.")
  var folder: String?

  @OptionGroup var options: RunOptions
  @OptionGroup var messageOptions: MessageOptions

  func run() throws {
    let messages = Messages(options: messageOptions)
    let configuration = try Night.load(options, messages)
    let source = folder ?? configuration.pages.output + "/latest"
    let result = try StoredRun(source, messages).result
    let reporter = try ReportPlan.reporter(
      configuration, asOf: result.asOf, threadCount: options.threadCount, messages)
    let publication = try Publication(configuration, messages)
    let run = try publication.publish(
      result, reporter: reporter, manifest: Manifest(result, configuration))
    messages.announce("Published \(publication.path(of: run))/index.html")
  }
}

/// A published run, read back and found untouched.
struct StoredRun {
  let result: RunResult

  init(_ folder: String, _ messages: Messages) throws {
    let changed: Discrepancy?
    do throws(PublishFailure) {
      changed = try verify(runFolder: folder).first { $0.path == "run.json" }
    } catch {
      throw messages.fail(error)
    }
    if let changed {
      throw messages.fail(
        .badData, "published-file-\(changed.kind.rawValue)",
        "\(folder)/\(changed.path) is \(changed.kind.rawValue)")
    }
    guard let data = try? Data(contentsOf: URL(filePath: folder + "/run.json")) else {
      throw messages.fail(.noInput, "run-missing", "\(folder) holds no run.json")
    }
    do throws(RunStore.Failure) {
      result = try RunStore.result(from: Array(data))
    } catch {
      throw messages.fail(
        .badData, "run-unreadable",
        "\(folder)/run.json is not a result that this version can read")
    }
  }
}
