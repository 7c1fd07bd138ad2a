import Archive
import Calendar
import Configuration

/// Ends what killed processes began to publish.
///
/// A run that has its place in the output folder gets its links and becomes one of the archive, with
/// what every opportunity was read again from the run's own exports; one that has none is taken out of
/// the archive.
enum Recovery {
  /// Takes the lock of the output folder where there is something to end, and only then.
  static func end(
    _ archive: Archive, _ configuration: Configuration, _ options: RunOptions,
    _ messages: Messages
  ) throws {
    do {
      guard try !archive.begunPublications().isEmpty else { return }
      let publication = try Publication(configuration, messages)
      for begun in try archive.begunPublications() where publication.isHere(begun) {
        guard try publication.complete(begun) else {
          try archive.abandon(begun)
          messages.note("taken out of the archive, because it was not published: \(begun.run.name)")
          continue
        }
        try archive.end(begun, snapshot: snapshot(begun.run, archive, options, messages))
        messages.note("archived, because it was published: \(begun.run.name)")
      }
    } catch let failure as ArchiveFailure {
      throw messages.fail(failure)
    }
  }

  /// What every opportunity was; nothing where the exports cannot be read again, because a run that
  /// is published is worth more in the archive without it than never.
  private static func snapshot(
    _ run: ArchivedRun, _ archive: Archive, _ options: RunOptions, _ messages: Messages
  ) -> SnapshotDraft? {
    var rereading = options
    rereading.asOf = nil
    rereading.period = nil
    rereading.source = []
    do {
      return try gather(run, archive, rereading, messages)
    } catch {
      messages.note("the changes of \(run.name) are not known: its exports cannot be read again")
      return nil
    }
  }

  /// Reads an archived run's own exports once more, for the history of deals.
  static func gather(
    _ run: ArchivedRun, _ archive: Archive, _ options: RunOptions, _ messages: Messages
  ) throws -> SnapshotDraft? {
    let night = try Night(options, messages, for: .publishing, rereading: (run, archive))
    guard let snapshot = try night.snapshot() else { return nil }
    _ = try night.result(snapshot: snapshot)
    return snapshot
  }
}
