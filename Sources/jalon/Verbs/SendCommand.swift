import ArgumentParser
import Configuration

/// The mails of a stored run.
struct SendCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "send",
    abstract: "Send the mails of a published run, to each recipient their own, once.",
    discussion: """
      Cost: one start of the mail program for each mail. What was sent is in mails.jsonl of the
      output folder, so that a second time sends nothing. Ends with 80 when mails wait for another
      try, 69 when one was refused for good.
      Example: jalon send 2026-08-31 --dry-run
      """)

  @Argument(help: "The run: a date, such as 2026-08-31, a run, 2026-08-31.2, or its folder.")
  var folder: String?

  @Flag(name: .long, help: "Print who would get what, and send nothing.")
  var dryRun = false

  @Flag(name: .long, help: "Send also what was sent already.")
  var again = false

  @Flag(
    name: .long,
    help: "Reply to the mails that an earlier run of the date sent, with the figures that changed.")
  var correct = false

  @Option(name: .long, help: ArgumentHelp("Only to this address.", valueName: "address"))
  var to: [String] = []

  @OptionGroup var folders: FolderOptions
  @OptionGroup var messageOptions: MessageOptions

  func run() throws {
    let messages = Messages(options: messageOptions)
    let configuration = try folders.load(messages)
    let run = try RunFolder(folder, output: configuration.pages.output, messages)
    try Mailing(
      configuration, run: run,
      options: Mailing.Options(
        again: again, dryRun: dryRun, corrects: correct, only: Set(to.map { $0.lowercased() })),
      messages
    ).send()
  }
}
