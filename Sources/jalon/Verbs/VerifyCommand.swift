import Archive
import ArgumentParser
import Configuration
import Publish

/// Whether a published run is as it was published.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Compare a published run with its manifest.",
    discussion: """
      Cost: reads every file of the run. Ends with 65 when one was changed, removed or added.
      With --archive it reads all that the archive holds instead.
      Example: jalon verify output/2026-08-31
      """)

  @Argument(help: "The folder of the run.")
  var folder = "output/latest"

  @Flag(name: .long, help: "Check the archive instead.")
  var archive = false

  @Option(name: .shortAndLong, help: "The configuration, which says where the archive is.")
  var config = "jalon.yaml"

  @OptionGroup var messageOptions: MessageOptions

  func run() throws {
    let messages = Messages(options: messageOptions)
    if archive { return try checkArchive(messages) }
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

  private func checkArchive(_ messages: Messages) throws {
    let configuration = try Night.load(config, messages)
    guard let archive = try Night.archive(configuration, .reading, messages) else {
      throw messages.fail(.noInput, "archive-without-run", "there is no archive yet")
    }
    let found: [String]
    do throws(ArchiveFailure) { found = try archive.checkIntegrity() } catch {
      throw messages.fail(error)
    }
    for fault in found { _ = messages.fail(.badData, "archive-unsound", fault) }
    guard found.isEmpty else { throw RunEnd(status: .badData) }
    messages.announce("The archive is sound")
  }
}
