import Analysis
import ArgumentParser
import Configuration

/// Everything that is wrong, at once.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Read everything, write nothing, and print all that is wrong.",
    discussion: """
      Cost: one pass over the exports. Warnings alone end with 0, unless --strict; \
      79 says that a run would hold the report.
      Example: jalon check --strict
      """)

  @OptionGroup var options: RunOptions
  @OptionGroup var messageOptions: MessageOptions

  @Flag(name: .long, help: "Take warnings for errors.")
  var strict = false

  @Flag(
    name: .long,
    help: """
      Print rows, age and completeness of every table on standard output, and what is odd about \
      records: how many, what they are worth, which KPIs they damage.
      """)
  var quality = false

  func run() throws {
    let counter = FindingCounter()
    let messages = Messages(options: messageOptions, showsWarnings: true, counter: counter)
    let night = try Night(options, messages)
    var (_, (result, end)) = try ReportPlan.reporter(night, options, messages) {
      try night.checked()
    }
    // What keeps a run from its end keeps it from being held.
    let gate = try end == nil ? Gatekeeping(night, &result, snapshot: nil) : nil
    if quality, let tables = result.dataQuality {
      let text = QualityTable.text(tables) + "\n" + FindingTable.text(result.findings)
      guard Console.write(text) else {
        throw RunEnd(status: .readOrWriteFailed)
      }
    }
    if let end { throw end }
    let held = gate.flatMap { gate in
      gate.holds.isEmpty
        ? nil
        : messages.fail(
          .held, "run-held",
          "a run would hold the report as of \(result.asOf): \(gate.reasons); "
            + "'jalon run --release' publishes it all the same")
    }
    if strict, counter.warningCount > 0 { throw RunEnd(status: .badData) }
    if let held { throw held }
    messages.announce("Nothing stands in the way of a run; warnings: \(counter.warningCount)")
  }
}
