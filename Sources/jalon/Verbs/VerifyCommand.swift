import ArgumentParser
import Publish

/// Whether a published run is as it was published.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Compare a published run with its manifest.",
    discussion: """
      Cost: reads every file of the run. Ends with 65 when one was changed, removed or added.
      Example: jalon verify output/2026-08-31
      """)

  @Argument(help: "The folder of the run.")
  var folder = "output/latest"

  @OptionGroup var messageOptions: MessageOptions

  func run() throws {
    let messages = Messages(options: messageOptions)
    let found: [Discrepancy]
    do throws(PublishFailure) {
      found = try verify(runFolder: folder)
    } catch {
      throw messages.fail(error)
    }
    for discrepancy in found {
      _ = messages.fail(
        .badData, "published-file-\(discrepancy.kind.rawValue)",
        "\(folder)/\(discrepancy.path) is \(discrepancy.kind.rawValue)")
    }
    guard found.isEmpty else { throw RunEnd(status: .badData) }
    messages.announce("\(folder) is as it was published")
  }
}
