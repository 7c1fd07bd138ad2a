import Foundation

/// The folder that reports are published to, locked for as long as this value lives.
///
/// ```
/// .lock
/// runs/2026-08-31.1/    a run, whole and with its manifest; never changed afterwards
/// 2026-08-31            link to the newest run of that date
/// latest                link to the greatest date, so that a backfill never moves it back
/// ```
package struct OutputFolder: ~Copyable {
  private let path: String
  private let lock: OutputLock

  /// Makes the folder when it is missing (not its parents), takes its lock and removes what killed
  /// runs left behind.
  package init(_ path: String) throws(PublishFailure) {
    try FileSystem.makeFolder(path, mode: RunDraft.Mode.folder)
    let lock = try OutputLock(folder: path)
    try FileSystem.makeFolder(path + "/" + OutputNames.runs, mode: RunDraft.Mode.folder)
    try Self.sweep(path)
    self.path = path
    self.lock = lock
  }

  /// Starts a new run of a date, `YYYY-MM-DD`; it stays out of sight until it is published.
  package func draft(asOf: String) throws(PublishFailure) -> RunDraft {
    guard OutputNames.isDate(asOf) else { throw .unusableDate(asOf) }
    let run = try nextRun(asOf: asOf)
    return try RunDraft(run, path: path + "/" + run.partialPath)
  }

  /// Adds the manifest, gives the run its name and points the links at it.
  ///
  /// The outputs in the manifest are filled in here. After an error everything is as it was before.
  package func publish(
    _ draft: consuming RunDraft, manifest: Manifest
  ) throws(PublishFailure) -> PublishedRun {
    try draft.finish(manifest)
    let run = draft.run
    let final = path + "/" + run.path
    try FileSystem.rename(draft.path, to: final)
    do {
      try FileSystem.synchronizeFolder(path + "/" + OutputNames.runs)
      try moveLinks(to: run)
    } catch {
      FileSystem.remove(final)
      throw error
    }
    return run
  }

  /// The number after the greatest one of that date.
  private func nextRun(asOf: String) throws(PublishFailure) -> PublishedRun {
    let greatest = try FileSystem.names(in: path + "/" + OutputNames.runs)
      .compactMap(PublishedRun.init(folderName:)).filter { $0.asOf == asOf }.map(\.number).max()
    return PublishedRun(asOf: asOf, number: (greatest ?? 0) + 1)
  }

  // MARK: Links

  /// `latest` points at the link of the greatest date, so one rename moves both when a date that is
  /// the latest is run again.
  ///
  /// A failure puts both links back.
  private func moveLinks(to run: PublishedRun) throws(PublishFailure) {
    let dateLink = path + "/" + run.asOf
    let latestLink = path + "/" + OutputNames.latest
    let oldDate = Self.target(of: dateLink)
    let oldLatest = Self.target(of: latestLink)
    do {
      try FileSystem.replaceLink(dateLink, target: run.path)
      let latest = try greatestDate() ?? run.asOf
      if oldLatest != latest { try FileSystem.replaceLink(latestLink, target: latest) }
      try FileSystem.synchronizeFolder(path)
    } catch {
      Self.restore(latestLink, to: oldLatest)
      Self.restore(dateLink, to: oldDate)
      throw error
    }
  }

  /// The greatest date whose link leads to a whole run.
  private func greatestDate() throws(PublishFailure) -> String? {
    try FileSystem.names(in: path).filter { name in
      OutputNames.isDate(name) && FileSystem.isLink(path + "/" + name)
        && FileSystem.isRegularFile(path + "/" + name + "/" + Manifest.fileName)
    }.max()
  }

  private static func target(of link: String) -> String? {
    try? FileManager.default.destinationOfSymbolicLink(atPath: link)
  }

  private static func restore(_ link: String, to target: String?) {
    guard Self.target(of: link) != target else { return }
    if let target {
      try? FileSystem.replaceLink(link, target: target)
    } else {
      FileSystem.remove(link)
    }
  }

  // MARK: Leftovers

  /// Nobody else writes here while the lock is held, so whatever is unfinished is abandoned.
  private static func sweep(_ path: String) throws(PublishFailure) {
    for name in try FileSystem.names(in: path + "/" + OutputNames.runs)
    where name.hasPrefix(".") && name.hasSuffix(OutputNames.partialSuffix) {
      FileSystem.remove(path + "/" + OutputNames.runs + "/" + name)
    }
    for name in try FileSystem.names(in: path)
    where name.hasSuffix(OutputNames.temporarySuffix) && FileSystem.isLink(path + "/" + name) {
      FileSystem.remove(path + "/" + name)
    }
  }
}
