import Foundation

/// The runs that show the last good report with a banner, because a later one is held.
///
/// They are listed in a file, one a line, each before it is published: a run that is killed leaves a
/// name too many, never a banner that nobody takes down.
extension OutputFolder {
  private var file: String { root + "/" + OutputNames.banner }

  private func banners() throws(PublishFailure) -> [PublishedRun] { try Self.banners(root) }

  /// The runs with a banner in an output folder.
  static func banners(_ path: String) throws(PublishFailure) -> [PublishedRun] {
    let file = path + "/" + OutputNames.banner
    guard !FileSystem.isMissing(file) else { return [] }
    return String(decoding: try FileSystem.read(file), as: UTF8.self)
      .split(separator: "\n").compactMap { PublishedRun(folderName: String($0)) }
  }

  private func setBanners(_ runs: [PublishedRun]) throws(PublishFailure) {
    guard !runs.isEmpty else { return FileSystem.remove(file) }
    try FileSystem.replace(
      file, mode: RunDraft.Mode.shared,
      bytes: Array(runs.map(\.folderName).joined(separator: "\n").utf8))
  }

  /// Notes a run that is about to show the banner.
  package func addBanner(_ run: PublishedRun) throws(PublishFailure) {
    try setBanners(try banners().filter { $0 != run } + [run])
  }

  /// Notes that a run which is about to be published shows no banner, whatever had its name before.
  package func forgetBanner(_ run: PublishedRun) throws(PublishFailure) {
    let all = try banners()
    guard all.contains(run) else { return }
    try setBanners(all.filter { $0 != run })
  }

  /// Takes down the banners of dates before one that is published now, and all but `kept` of its own:
  /// each date shows the run that its banner stood for.
  package func removeBanners(
    before asOf: String, except kept: PublishedRun? = nil
  ) throws(PublishFailure) {
    let all = try banners()
    let old = all.filter { $0.asOf < asOf || ($0.asOf == asOf && $0 != kept) }
    guard !old.isEmpty else { return }
    try remove(old)
    try setBanners(all.filter { !old.contains($0) })
  }

  /// Takes down the banners of dates before the newest report, which a process that was killed has left.
  package func removeOldBanners() throws(PublishFailure) {
    let all = try banners()
    guard let newest = try runs().last(where: { !all.contains($0) }) else { return }
    try removeBanners(before: newest.asOf, except: all.last { $0.asOf == newest.asOf })
  }
}
