import Foundation

/// The folder that reports are published to, locked for as long as this value lives.
///
/// ```
/// .lock
/// runs/2026-08-31.1/    a run, whole and with its manifest; never changed afterwards
/// held/2026-08-31.1/    a run that a check held: whole, but no link leads to it
/// 2026-08-31            link to the newest run of that date
/// latest                link to the greatest date, so that a backfill never moves it back
/// ```
package struct OutputFolder: ~Copyable {
  /// The name of the folder of runs within the output folder.
  package static let runsName = OutputNames.runs

  private let path: String
  /// As it was given.
  var root: String { path }

  /// From the root of the file system, links followed, so that it is the same from wherever a run is
  /// started.
  package var location: String { URL(filePath: path).resolvingSymlinksInPath().path }
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
    try place(draft.path, as: run)
    return run
  }

  /// Gives a finished folder its name, and points the links at it; after an error it has its old name
  /// again.
  private func place(_ source: String, as run: PublishedRun) throws(PublishFailure) {
    let final = path + "/" + run.path
    try FileSystem.rename(source, to: final)
    do {
      try FileSystem.synchronizeFolder(path + "/" + OutputNames.runs)
      try moveLinks(to: run)
    } catch {
      if (try? FileSystem.rename(final, to: source)) == nil { FileSystem.remove(final) }
      throw error
    }
  }

  /// Points the links at a run that a killed process placed without them; says whether the run is
  /// there at all, whole.
  ///
  /// A later run of the date keeps its links.
  package func complete(_ run: PublishedRun) throws(PublishFailure) -> Bool {
    guard FileSystem.isRegularFile(path + "/" + run.path + "/" + Manifest.fileName) else {
      return false
    }
    let newest = try runs().last { $0.asOf == run.asOf }
    if newest == run { try moveLinks(to: run) }
    return true
  }

  /// The run that is placed next for a date: its number is the one after the greatest.
  package func nextRun(asOf: String) throws(PublishFailure) -> PublishedRun {
    let greatest = try runs().filter { $0.asOf == asOf }.map(\.number).max()
    return PublishedRun(asOf: asOf, number: (greatest ?? 0) + 1)
  }

  /// The published runs, by date and number.
  package func runs() throws(PublishFailure) -> [PublishedRun] {
    try FileSystem.names(in: path + "/" + OutputNames.runs)
      .compactMap(PublishedRun.init(folderName:))
      .sorted { ($0.asOf, $0.number) < ($1.asOf, $1.number) }
  }

  // MARK: Held runs

  /// Keeps a finished run aside; an earlier held one of the date is replaced.
  package func hold(
    _ draft: consuming RunDraft, manifest: Manifest
  ) throws(PublishFailure) -> PublishedRun {
    try draft.finish(manifest)
    let run = draft.run
    let folder = path + "/" + OutputNames.held
    try FileSystem.makeFolder(folder, mode: RunDraft.Mode.folder)
    removeHeld(asOf: run.asOf)
    try FileSystem.rename(draft.path, to: path + "/" + run.heldPath)
    try FileSystem.synchronizeFolder(folder)
    return run
  }

  /// The held runs, by date.
  package func heldRuns() -> [PublishedRun] {
    let names = (try? FileSystem.names(in: path + "/" + OutputNames.held)) ?? []
    return names.compactMap(PublishedRun.init(folderName:))
  }

  /// Publishes a held run as it is; its number is the next one of its date.
  package func release(_ held: PublishedRun) throws(PublishFailure) -> PublishedRun {
    let source = path + "/" + held.heldPath
    guard FileSystem.isRegularFile(source + "/" + Manifest.fileName) else {
      throw .noRun(folder: source)
    }
    let run = try nextRun(asOf: held.asOf)
    try place(source, as: run)
    return run
  }

  /// Makes a run that was released a held one again.
  package func holdAgain(_ run: PublishedRun, as held: PublishedRun, restoring links: Links) {
    restore(links, of: run)
    try? FileSystem.rename(path + "/" + run.path, to: path + "/" + held.heldPath)
  }

  /// Removes the held runs of a date, once it is published.
  package func removeHeld(asOf: String) {
    for run in heldRuns() where run.asOf == asOf { discard(run.heldPath) }
  }

  // MARK: Undoing and thinning out

  /// Where the links of a date lead, to put them back.
  package struct Links: Sendable {
    fileprivate let date: String?
    fileprivate let latest: String?
  }

  /// Where the links lead now.
  package func links(asOf: String) -> Links {
    Links(
      date: Self.target(of: path + "/" + asOf),
      latest: Self.target(of: path + "/" + OutputNames.latest))
  }

  /// Takes a run back that was published a moment ago.
  package func withdraw(_ run: PublishedRun, restoring links: Links) {
    restore(links, of: run)
    discard(run.path)
  }

  private func restore(_ links: Links, of run: PublishedRun) {
    Self.restore(path + "/" + OutputNames.latest, to: links.latest)
    Self.restore(path + "/" + run.asOf, to: links.date)
  }

  /// Removes runs, and the links of dates that have none left; what `latest` shows stays.
  package func remove(_ expired: [PublishedRun]) throws(PublishFailure) {
    let latest = path + "/" + OutputNames.latest
    let shown = Self.target(of: latest).flatMap { Self.target(of: path + "/" + $0) }
    var left = try runs()
    for run in expired where run.path != shown {
      left.removeAll { $0 == run }
      let link = path + "/" + run.asOf
      if Self.target(of: link) == run.path {
        // The link never leads to a run that is going, not even when this is killed.
        if let newest = left.last(where: { $0.asOf == run.asOf }) {
          try FileSystem.replaceLink(link, target: newest.path)
        } else {
          FileSystem.remove(link)
        }
      }
      discard(run.path)
    }
    try FileSystem.synchronizeFolder(path)
  }

  /// Removes a run's folder; it loses its name first, so that a run is whole for as long as it has
  /// one.
  func discard(_ runPath: String) {
    let name = runPath.split(separator: "/").last ?? ""
    let doomed = "\(path)/\(OutputNames.runs)/.\(name).old\(OutputNames.partialSuffix)"
    let isMoved = (try? FileSystem.rename(path + "/" + runPath, to: doomed)) != nil
    FileSystem.remove(isMoved ? doomed : path + "/" + runPath)
  }

  /// Writes a file of the output folder itself anew, in one step.
  package static func replaceFile(
    _ path: String, bytes: [UInt8]
  ) throws(PublishFailure) {
    try FileSystem.replace(path, mode: RunDraft.Mode.shared, bytes: bytes)
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
    for folder in [OutputNames.runs, OutputNames.held] { try placeForgotten(path + "/" + folder) }
    let runs = try FileSystem.names(in: path + "/" + OutputNames.runs)
    for name in runs where name.hasPrefix(".") && name.hasSuffix(OutputNames.partialSuffix) {
      FileSystem.remove(path + "/" + OutputNames.runs + "/" + name)
    }
    for name in try FileSystem.names(in: path)
    where name.hasSuffix(OutputNames.temporarySuffix)
      && (FileSystem.isLink(path + "/" + name) || OutputNames.isTemporary(name))
    {
      FileSystem.remove(path + "/" + name)
    }
    guard FileSystem.isFolder(path + "/" + OutputNames.held) else { return }
    FileSystem.remove(path + "/" + OutputNames.banner + OutputNames.temporarySuffix)
    // A held run is older than a published one of its date with its number: that one was to replace
    // it.
    let banners = try banners(path)
    let published = runs.compactMap(PublishedRun.init(folderName:))
      .filter { !banners.contains($0) }
    for name in try FileSystem.names(in: path + "/" + OutputNames.held) {
      guard let held = PublishedRun(folderName: name),
        published.contains(where: { $0.asOf == held.asOf && $0.number >= held.number })
      else { continue }
      FileSystem.remove(path + "/" + held.heldPath)
    }
  }

  /// A run that was rewritten gets its place when the old one has left it.
  private static func placeForgotten(_ folder: String) throws(PublishFailure) {
    guard FileSystem.isFolder(folder) else { return }
    for name in try FileSystem.names(in: folder)
    where name.hasPrefix(".") && name.hasSuffix(OutputNames.forgottenSuffix) {
      let place = folder + "/" + name.dropFirst().dropLast(OutputNames.forgottenSuffix.count)
      if FileSystem.isMissing(place) {
        try FileSystem.rename(folder + "/" + name, to: place)
      } else {
        FileSystem.remove(folder + "/" + name)
      }
    }
  }
}
