import Archive

/// The contents of a run, made ready for the archive on a thread of their own.
struct ArchivePreparation: Sendable {
  private let work: Aside<Result<PreparedContents, ArchiveFailure>>

  init(of record: RunRecord, in archive: Archive) {
    work = Aside {
      do throws(ArchiveFailure) { return .success(try archive.prepare(record)) } catch {
        return .failure(error)
      }
    }
  }

  /// Waits for it; throws what stands against archiving the run.
  func contents() throws(ArchiveFailure) -> PreparedContents { try work.value().get() }

  /// Returns when nothing is read any more.
  func finish() { _ = work.value() }
}
