import Analysis
import ArgumentParser
import Configuration
import Publish

/// The nightly job.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Read the exports, judge, and publish the report.",
    discussion: """
      Cost: one pass over the exports. Silent on success when nobody watches. Ends with 79 when a
      check holds the report; 'jalon release' publishes it all the same.
      Example: jalon run --config /srv/sales/jalon.yaml --as-of 2026-08-31
      """)

  @OptionGroup var options: RunOptions
  @OptionGroup var messageOptions: MessageOptions

  @Flag(name: .long, help: "Then send the mails, as 'jalon send' does.")
  var send = false

  @Flag(name: .long, help: "Publish even what a check would hold.")
  var release = false

  func run() throws {
    var messages = Messages(options: messageOptions)
    let counts = RunCounts()
    messages.counts = counts
    do {
      let run = try NightlyRun(options, messages).publish(evenHeld: release)
      if send { try run.send(isLocked: false) }
      messages.announce("Published \(run.path)/index.html")
      counts.end(.done)
    } catch let end as RunEnd {
      counts.end(end.status)
      throw end
    }
  }
}
