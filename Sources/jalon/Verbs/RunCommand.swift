import Analysis
import ArgumentParser
import Publish

/// The nightly job.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Read the exports, judge, and publish the report.",
    discussion: """
      Cost: one pass over the exports. Silent on success when nobody watches.
      Example: jalon run --config /srv/sales/jalon.yaml --as-of 2026-08-31
      """)

  @OptionGroup var options: RunOptions
  @OptionGroup var messageOptions: MessageOptions

  func run() throws {
    let messages = Messages(options: messageOptions)
    let night = try Night(options, messages)
    let reporter = try ReportPlan.reporter(
      night.configuration, asOf: night.plan.asOf, threadCount: options.threadCount, messages)
    let publication = try Publication(night.configuration, messages)
    let result = try night.result()
    let run = try publication.publish(
      result, reporter: reporter, manifest: Manifest(result, night.configuration))
    try Archiving.record(result, as: run, of: night, messages)
    messages.announce("Published \(publication.path(of: run))/index.html")
  }
}
