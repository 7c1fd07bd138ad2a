import Analysis
import Archive
import Calendar
import Configuration
import Publish
import Report

/// One whole night: read, judge, check, publish, keep, thin out.
struct NightlyRun {
  let night: Night
  private let messages: Messages
  private let options: RunOptions

  init(_ options: RunOptions, _ messages: Messages, exports: DatedExports? = nil) throws {
    self.options = options
    self.messages = messages
    night = try Night(options, messages, for: .publishing, exports: exports)
  }

  /// A run that was published.
  struct Published {
    let configuration: Configuration
    let run: PublishedRun
    let messages: Messages

    var path: String { configuration.pages.output + "/" + run.path }

    /// Sends the mails that are due.
    func send(isLocked: Bool) throws {
      let folder = try RunFolder(path, output: configuration.pages.output, messages)
      try Mailing(configuration, run: folder, options: Mailing.Options(), messages)
        .send(isLocked: isLocked)
    }
  }

  /// Publishes, or ends with 79 when a check holds the result.
  func publish(evenHeld: Bool) throws -> Published {
    let configuration = night.configuration
    let publication = try Publication(configuration, messages)
    try night.checkArchiveIsUnchanged()
    let snapshot = try night.snapshot()
    var (reporter, result) = try ReportPlan.reporter(night, options, messages) {
      try night.result(snapshot: snapshot)
    }
    let gate = try Gatekeeping(night, &result, snapshot: snapshot)
    messages.counts?.health = result.health
    messages.counts?.asOf = result.asOf
    let manifest = Manifest(result, configuration, earlierRuns: gate.earlierRuns)
    let judged = result
    func record(isHeld: Bool) -> (Int) -> RunRecord {
      { number in
        Archiving.record(
          judged, number: number, of: night, snapshot: snapshot, isHeld: isHeld)
      }
    }
    guard gate.holds.isEmpty || evenHeld else {
      messages.counts?.isHeld = true
      let held = try publication.hold(
        result, reporter: reporter, manifest: manifest, in: night.archive,
        record: record(isHeld: true))
      try StaleReport(configuration, messages).mark(
        in: publication, today: night.clock, threadCount: options.threadCount)
      throw messages.fail(
        .held, "run-held",
        "the report as of \(result.asOf) is held: "
          + gate.reasons + "; 'jalon release \(held.folderName)' publishes it all the same")
    }
    let run = try publication.publish(
      result, reporter: reporter, manifest: manifest, in: night.archive,
      threadCount: options.threadCount, record: record(isHeld: false))
    try StaleReport(configuration, messages).mark(
      in: publication, today: night.clock, threadCount: options.threadCount)
    try publication.thinOut()
    try thinOutArchive()
    return Published(configuration: configuration, run: run, messages: messages)
  }

  private func thinOutArchive() throws {
    guard let days = night.configuration.retention.archiveDays, let archive = night.archive else {
      return
    }
    do throws(ArchiveFailure) {
      try archive.removeRuns(olderThan: days)
    } catch {
      throw messages.fail(error)
    }
  }
}

/// What readers see while a later run is held: the last good report, with a banner.
struct StaleReport {
  private let configuration: Configuration
  private let messages: Messages

  init(_ configuration: Configuration, _ messages: Messages) {
    self.configuration = configuration
    self.messages = messages
  }

  /// Publishes the latest report anew, with the banner: a run is never changed once it is there.
  ///
  /// Nothing happens where no later report is held, or the banner says so already.
  /// One of a day that is still to come was a slip, and nobody misses it.
  func mark(
    in publication: borrowing Publication, today: CalendarDate, threadCount: Int
  ) throws {
    let folder = configuration.pages.output + "/latest"
    guard RunFolder.exists(folder),
      let held = publication.heldRuns().last(where: { $0.asOf <= today.description })
    else { return }
    let heldFolder = configuration.pages.output + "/" + held.heldPath
    var result = try StoredRun(folder, messages).result
    guard held.asOf > result.asOf.description, RunFolder.exists(heldFolder) else { return }
    let heldResult = try StoredRun(heldFolder, messages).result
    let failed = heldResult.health?.checks.filter { !$0.isPassed }.map(\.check) ?? []
    let staleness = RunResult.Staleness(heldAsOf: heldResult.asOf, checks: failed)
    guard result.staleness != staleness else { return }
    result.staleness = staleness
    let reporter = try ReportPlan.reporter(
      configuration, asOf: result.asOf, threadCount: threadCount, messages)
    _ = try publication.publishBanner(
      result, reporter: reporter, manifest: Manifest(result, configuration))
  }
}
