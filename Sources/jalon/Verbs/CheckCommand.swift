import Analysis
import ArgumentParser
import Configuration

/// Everything that is wrong, at once.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Read everything, write nothing, and print all that is wrong.",
    discussion: """
      Cost: one pass over the exports. Warnings alone end with 0, unless --strict.
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
    let (_, (result, end)) = try ReportPlan.reporter(night, options, messages) {
      try night.checked()
    }
    if quality, let tables = result.dataQuality {
      let text = QualityTable.text(tables) + "\n" + FindingTable.text(result.findings)
      guard Console.write(text) else {
        throw RunEnd(status: .readOrWriteFailed)
      }
    }
    if let end { throw end }
    if strict, counter.warningCount > 0 { throw RunEnd(status: .badData) }
    messages.announce("Nothing stands in the way of a run; warnings: \(counter.warningCount)")
  }
}
