import Archive
import ArgumentParser
import Calendar
import Configuration
import Publish

/// Publishes a run that a check held.
struct ReleaseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "release",
    abstract: "Publish a run that a check held, as it is.",
    discussion: """
      Cost: seconds; the exports are read once more from the archive, for the history of deals.
      Example: jalon release 2026-08-31
      """)

  @Argument(help: "The held run, 2026-08-31.1, or its date; the latest when missing.")
  var held: String?

  @Flag(name: .long, help: "Then send the mails, as 'jalon send' does.")
  var send = false

  @OptionGroup var folders: FolderOptions
  @OptionGroup var messageOptions: MessageOptions

  func run() throws {
    let messages = Messages(options: messageOptions)
    let configuration = try folders.load(messages)
    let run = try release(configuration, messages)
    let published = NightlyRun.Published(
      configuration: configuration, run: run, messages: messages)
    if send { try published.send(isLocked: false) }
    messages.announce("Published \(published.path)/index.html")
  }

  private func release(
    _ configuration: Configuration, _ messages: Messages
  ) throws -> PublishedRun {
    let options = try RunOptions.parse(["--config", folders.config])
    let archive = try Night.archive(configuration, .reading, messages)
    if let archive { try Recovery.end(archive, configuration, options, messages) }
    let publication = try Publication(configuration, messages)
    try publication.removeOldBanners()
    let candidates = publication.heldRuns()
    let found = candidates.last { run in
      held.map { $0 == run.folderName || $0 == run.asOf || $0.hasSuffix("/" + run.folderName) }
        ?? true
    }
    guard let found else {
      throw messages.fail(
        .noInput, "run-missing",
        held.map { "no held run is named '\($0)'" } ?? "no run is held")
    }
    let folder = configuration.pages.output + "/" + found.heldPath
    let damage: Discrepancy?
    do throws(PublishFailure) { damage = try verify(runFolder: folder).first } catch {
      throw messages.fail(error)
    }
    if let damage {
      throw messages.fail(
        .badData, "published-file-\(damage.kind.rawValue)",
        "\(folder)/\(damage.path) is \(damage.kind.rawValue)")
    }
    let archived = try archive.flatMap { try archivedRun(found, $0, messages) }
    return try publication.release(found, in: archive, archived: archived) { run in
      try archive.flatMap { try Recovery.gather(run, $0, options, messages) }
    }
  }

  private func archivedRun(
    _ held: PublishedRun, _ archive: Archive, _ messages: Messages
  ) throws -> ArchivedRun? {
    guard let date = CalendarDate(iso: held.asOf) else { return nil }
    do throws(ArchiveFailure) {
      return try archive.runs(asOf: date, held: true).last
    } catch {
      throw messages.fail(error)
    }
  }
}
