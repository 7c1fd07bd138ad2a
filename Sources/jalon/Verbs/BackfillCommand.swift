import Archive
import ArgumentParser
import Calendar
import Configuration

/// A run for each date that a folder has exports of.
struct BackfillCommand: ParsableCommand {
  enum Step: String, ExpressibleByArgument, CaseIterable {
    case day
    case week
    case month
    case quarter
  }

  static let configuration = CommandConfiguration(
    commandName: "backfill",
    abstract: "Publish and archive a run for each date that a folder has exports of.",
    discussion: """
      Cost: that of a run for each date. What the archive has already is passed over, so that it can
      be stopped and started again. The folder holds exports with dates in their names, or a folder
      2026-08-31 for each date. A date that is held or has errors is told, and the next one follows.
      Example: jalon backfill /srv/old-exports --every week --from 2025-01-01
      """)

  @Argument(help: "The folder of old exports.")
  var folder: String

  @Option(name: .long, help: "The last date of each day, week, month or quarter.")
  var every = Step.day

  @Option(name: .long, help: "The first date, YYYY-MM-DD.")
  var from: String?

  @Option(name: .long, help: "The last date, YYYY-MM-DD.")
  var to: String?

  @Flag(name: .long, help: "Publish even what a check would hold.")
  var release = false

  @OptionGroup var folders: FolderOptions
  @OptionGroup var messageOptions: MessageOptions

  func run() throws {
    let messages = Messages(options: messageOptions)
    let configuration = try folders.load(messages)
    let dates = try dates(configuration)
    guard !dates.isEmpty else {
      throw messages.fail(
        .noInput, "export-file-missing", "\(folder) has no exports with a date in that time")
    }
    try endWhatWasBegun(configuration, messages)
    var failure: ExitStatus?
    for (index, date) in dates.enumerated() {
      if try isArchived(date, configuration, messages) { continue }
      progress("\(index + 1)/\(dates.count) \(date)", messages)
      do {
        let options = try RunOptions.parse(
          ["--config", folders.config] + (folders.output.map { ["--output", $0] } ?? []))
        let exports = DatedExports(folder: folder, date: date, configuration: folders.config)
        _ = try NightlyRun(options, messages, exports: exports).publish(evenHeld: release)
      } catch let end as RunEnd {
        // What the next date would meet as well ends it here.
        switch end.status {
        case .badData, .held, .noInput: failure = failure ?? end.status
        default: throw end
        }
      }
    }
    if let failure { throw RunEnd(status: failure) }
    messages.announce("Dates: \(dates.count), from \(dates[0]) to \(dates[dates.count - 1])")
  }

  private func dates(_ configuration: Configuration) throws -> [CalendarDate] {
    let first = try date("--from", from)
    let last = try date("--to", to)
    let all = DatedExports.dates(in: folder, configuration).filter { date in
      (first.map { $0 <= date } ?? true) && (last.map { date <= $0 } ?? true)
    }
    let kind: Period.Kind
    switch every {
    case .day: return all
    case .week: kind = .week
    case .month: kind = .month
    case .quarter: kind = .quarter
    }
    return all.enumerated().filter { index, date in
      index + 1 == all.count
        || Period.containing(date, kind: kind).id
          != Period.containing(all[index + 1], kind: kind).id
    }.map(\.element)
  }

  private func date(_ option: String, _ text: String?) throws -> CalendarDate? {
    guard let text else { return nil }
    guard let date = CalendarDate(iso: text) else {
      throw ValidationError("\(option) must be a date YYYY-MM-DD, not '\(text)'.")
    }
    return date
  }

  /// So that a date on which it was killed is not run twice.
  private func endWhatWasBegun(_ configuration: Configuration, _ messages: Messages) throws {
    guard let archive = try Night.archive(configuration, .reading, messages) else { return }
    try Recovery.end(
      archive, configuration, try RunOptions.parse(["--config", folders.config]), messages)
  }

  private func isArchived(
    _ date: CalendarDate, _ configuration: Configuration, _ messages: Messages
  ) throws -> Bool {
    guard let archive = try Night.archive(configuration, .reading, messages) else { return false }
    do throws(ArchiveFailure) { return try !archive.runs(asOf: date).isEmpty } catch {
      throw messages.fail(error)
    }
  }

  /// One line that is written over, for somebody who watches.
  private func progress(_ text: String, _ messages: Messages) {
    messages.note(text)
    guard Console.errorIsTerminal, !messageOptions.quiet, !messageOptions.verbose else { return }
    Console.writeError("\r\(text)\u{1B}[K")
  }
}
