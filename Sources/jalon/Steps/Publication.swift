import Analysis
import Archive
import Calendar
import Configuration
import Foundation
import Ingest
import Publish
import Report

/// The last steps of a run: the documents on disk and the run in the archive, both or neither.
struct Publication: ~Copyable {
  private let output: OutputFolder
  private let configuration: Configuration
  private let messages: Messages

  /// Locks the output folder, so that of two runs at once one ends here.
  init(_ configuration: Configuration, _ messages: Messages) throws {
    self.configuration = configuration
    self.messages = messages
    do throws(PublishFailure) {
      output = try OutputFolder(configuration.pages.output)
    } catch {
      throw messages.fail(error)
    }
  }

  /// Writes every document of a result as a new run, keeps it in the archive, and moves the links.
  ///
  /// `record` makes what is kept from the run's number; nothing where nothing is to be kept. With more
  /// than one thread it is made ready while the documents are written. In the end the run is published
  /// and archived, or neither; a process that is killed in between leaves a note, which `Recovery`
  /// reads.
  func publish(
    _ result: RunResult, reporter: Reporter, manifest: Manifest, in archive: Archive? = nil,
    threadCount: Int = 1, record: ((Int) -> RunRecord)? = nil
  ) throws -> PublishedRun {
    try guarded {
      let run = try output.nextRun(asOf: manifest.asOf)
      var record = record?(run.number)
      let preparation = archive.flatMap { archive in
        threadCount > 1 ? record.map { ArchivePreparation(of: $0, in: archive) } : nil
      }
      defer { preparation?.finish() }
      var draft: RunDraft? = try self.draft(result, reporter, manifest)
      record?.prepared = try preparation?.contents()
      let links = output.links(asOf: manifest.asOf)
      try output.forgetBanner(run)
      func place() throws {
        guard let finished = draft.take() else { return }
        _ = try output.publish(finished, manifest: manifest)
      }
      if let archive, let record {
        try archive.record(record, as: folder(of: run), place: place) {
          output.withdraw(run, restoring: links)
        }
      } else {
        try place()
      }
      try tidy(after: run)
      return run
    }
  }

  /// Publishes the last good report anew, with a banner; the archive has that report already.
  func publishBanner(
    _ result: RunResult, reporter: Reporter, manifest: Manifest
  ) throws -> PublishedRun {
    try guarded {
      let draft = try self.draft(result, reporter, manifest)
      // Noted before it is there, so that it goes whatever happens.
      try output.addBanner(draft.run)
      let run = try output.publish(draft, manifest: manifest)
      try output.removeBanners(before: run.asOf, except: run)
      return run
    }
  }

  /// Keeps a result aside that a check held; no link leads to it.
  ///
  /// It is archived first: what is never put aside does no harm there, while a run that is put aside
  /// and not archived could be released without being archived.
  func hold(
    _ result: RunResult, reporter: Reporter, manifest: Manifest, in archive: Archive?,
    record: (Int) -> RunRecord
  ) throws -> PublishedRun {
    try guarded {
      let draft = try self.draft(result, reporter, manifest)
      try archive?.record(record(draft.run.number))
      return try output.hold(draft, manifest: manifest)
    }
  }

  /// Publishes a held run as it is, and makes it one of the archive like the others, both or neither;
  /// `snapshot` gathers what every opportunity was.
  func release(
    _ held: PublishedRun, in archive: Archive?, archived: ArchivedRun?,
    snapshot: (ArchivedRun) throws -> SnapshotDraft?
  ) throws -> PublishedRun {
    try guarded {
      let run = try output.nextRun(asOf: held.asOf)
      try output.forgetBanner(run)
      if let archive, let archived {
        let links = output.links(asOf: held.asOf)
        let snapshot = try snapshot(archived)
        try archive.release(archived, as: folder(of: run), snapshot: snapshot) {
          _ = try output.release(held)
        } withdraw: {
          output.holdAgain(run, as: held, restoring: links)
        }
      } else {
        _ = try output.release(held)
      }
      try output.removeBanners(before: run.asOf)
      return run
    }
  }

  // MARK: After a kill

  /// Takes down the banners that nothing is held for any more.
  func removeOldBanners() throws { try guarded { try output.removeOldBanners() } }

  /// Whether a publication that was begun would be published here.
  ///
  /// Where its output folder is no longer there it was moved, and this stands for it.
  func isHere(_ begun: BegunPublication) -> Bool {
    guard let end = begun.folder.range(of: "/runs/", options: .backwards) else { return true }
    let root = String(begun.folder[..<end.lowerBound])
    return root == output.location || !FileManager.default.fileExists(atPath: root)
  }

  /// Ends the publication of a run that was placed; says whether it was.
  func complete(_ begun: BegunPublication) throws -> Bool {
    try guarded {
      let name = begun.folder.split(separator: "/").last.map(String.init) ?? ""
      guard let run = PublishedRun(folderName: name), try output.complete(run) else {
        return false
      }
      try tidy(after: run)
      return true
    }
  }

  /// What a published run replaces goes.
  private func tidy(after run: PublishedRun) throws(PublishFailure) {
    output.removeHeld(asOf: run.asOf)
    try output.removeBanners(before: run.asOf)
  }

  private func folder(of run: PublishedRun) -> String { output.location + "/" + run.path }

  /// The held runs, by date.
  func heldRuns() -> [PublishedRun] { output.heldRuns() }

  /// Removes the runs that the configuration no longer keeps.
  func thinOut() throws {
    guard let schedule = configuration.retention.runs else { return }
    try guarded {
      let runs = try output.runs()
      let kept = schedule.kept(runs.compactMap { CalendarDate(iso: $0.asOf) })
      let newest = kept.max()
      let expired = runs.filter { run in
        guard let date = CalendarDate(iso: run.asOf), let newest else { return false }
        // Beyond the last days only the last run of a date is kept.
        let isSuperseded =
          newest.days(since: date) >= schedule.days
          && runs.contains { $0.asOf == run.asOf && $0.number > run.number }
        return !kept.contains(date) || isSuperseded
      }
      guard !expired.isEmpty else { return }
      try output.remove(expired)
      messages.note("runs removed: \(expired.map(\.folderName).joined(separator: ", "))")
    }
  }

  private func draft(
    _ result: RunResult, _ reporter: Reporter, _ manifest: Manifest
  ) throws -> RunDraft {
    var draft = try output.draft(asOf: manifest.asOf)
    draft.access = access(result)
    var count = 0
    let outcome = try reporter.forEachDocument(of: result) {
      document throws(PublishFailure) in
      try draft.write(document)
      count += 1
    }
    messages.counts?.reports = count
    let faults = outcome.issues.map { ReportPlan.diagnostic($0, .warning, configuration) }
    messages.report(faults + undelivered(outcome))
    return draft
  }

  /// Who may open which folder, for the scopes that have a rule and all others where a mode is set.
  private func access(_ result: RunResult) -> [FolderAccess] {
    let pages = configuration.pages
    let mode = pages.mode.map(UInt32.init)
    var rules = result.scopes.compactMap { scope -> FolderAccess? in
      guard scope.id != .unassigned, let owner = pages.owners[scope.id] else { return nil }
      let parts = owner.split(separator: ":", maxSplits: 1).map(String.init)
      return FolderAccess(
        folder: SitePlan.folderName(of: scope), user: owner.hasPrefix(":") ? nil : parts.first,
        group: owner.hasPrefix(":") ? parts.first : parts.count > 1 ? parts[1] : nil, mode: mode)
    }
    if mode != nil || !rules.isEmpty { rules.append(FolderAccess(folder: "", mode: mode)) }
    return rules
  }

  private func guarded<Value>(_ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let end as RunEnd {
      throw end
    } catch let failure as PublishFailure {
      throw messages.fail(failure)
    } catch let failure as ArchiveFailure {
      throw messages.fail(failure)
    } catch {
      throw messages.fail(.internalError, "report-not-made", "\(error)")
    }
  }

  /// Recipients who get nothing tonight.
  private func undelivered(_ outcome: Reporter.Outcome) -> [Diagnostic] {
    outcome.undelivered.map { recipient in
      let known = configuration.recipients.first { $0.email == recipient.email }
      return Diagnostic(
        "recipient-without-report", .warning, at: known?.place,
        "there is no report for '\(recipient.email)': \(recipient.scope) is not in this run",
        explanation: "the scope has nobody in the period, or an address cannot stand in a header",
        fixes: ["correct the scope or the address of the recipient, or remove the recipient"])
    }
  }

  /// The folder of a run, as the user would type it.
  func path(of run: PublishedRun) -> String { configuration.pages.output + "/" + run.path }
}

extension Manifest {
  /// The manifest of a result made from a configuration.
  init(_ result: RunResult, _ configuration: Configuration, earlierRuns: String? = nil) {
    let inputs = result.inputs.map { file in
      Manifest.File(
        path: file.name, digest: Digest(sha256: file.sha256, byteCount: file.byteCount))
    }
    self.init(
      asOf: result.asOf.description,
      versions: Versions(jalon: result.version, zones: result.zoneDataVersion),
      configuration: configuration.digest, earlierRuns: earlierRuns, inputs: inputs,
      folders: Dictionary(result.scopes.map { ($0.id.description, $0.slug) }) { first, _ in first })
  }
}

extension Configuration {
  /// SHA-256 over the digests and names of the files, in the order of the names.
  var digest: String {
    let lines = inputs.map { "\(Digest(of: $0.bytes).sha256)  \($0.name)\n" }.sorted()
    return Digest(of: Array(lines.joined().utf8)).sha256
  }
}
