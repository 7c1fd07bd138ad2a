import Calendar
import Configuration
import Foundation
import Ingest

/// The exports of one date in a folder of old ones, where the configuration expects today's.
///
/// The folder holds the files themselves, with dates in their names, or one folder for each date;
/// in either they may lie flat, or in the folders that the configuration names.
struct DatedExports: FileAccess {
  let date: CalendarDate
  /// The folder of the date first, then the whole one.
  private let roots: [String]
  /// Folder of the configuration file, with a final slash, or nothing.
  private let base: String

  init(folder: String, date: CalendarDate, configuration: String) {
    self.date = date
    roots = [folder + "/\(date)", folder]
    let slash = configuration.lastIndex(of: "/")
    base = slash.map { String(configuration[...$0]) } ?? ""
  }

  /// The dates that a folder has exports of: of its own folders, and in the names of files that
  /// some pattern of the configuration takes.
  static func dates(in folder: String, _ configuration: Configuration) -> [CalendarDate] {
    let local = LocalFiles()
    var dates = Set(
      local.names(inDirectory: folder).compactMap { CalendarDate(iso: $0) })
    let files = DatedExports(
      folder: folder, date: CalendarDate(dayNumber: 0), configuration: configuration.path)
    dates.formUnion(configuration.exportDates(files: files))
    return dates.sorted()
  }

  func bytes(atPath path: String) throws(FileAccessFailure) -> [UInt8] {
    try LocalFiles().bytes(atPath: located(path) ?? path)
  }

  /// The files of the date, and its own folder for a pattern of folders by date.
  func names(inDirectory path: String) -> [String] {
    let relative = path.hasPrefix(base) ? String(path.dropFirst(base.count)) : path
    let local = LocalFiles()
    if path.lowercased().hasSuffix(".zip") {
      return local.names(inDirectory: located(path) ?? path)
    }
    let hasFolder = FileManager.default.fileExists(atPath: roots[0])
    for root in roots {
      for folder in relative.isEmpty ? [root] : [root + "/" + relative, root] {
        let names = local.names(inDirectory: folder).filter { CalendarDate(iso: $0) == nil }
        if !names.isEmpty { return hasFolder ? names + ["\(date)"] : names }
      }
    }
    return []
  }

  /// Makes a plan read the files where they are.
  func redirect(_ plan: inout ReadPlan) {
    for source in plan.sources.indices {
      plan.sources[source].files = plan.sources[source].files.map { file in
        (path: located(file.path) ?? file.path, name: file.name)
      }
    }
  }

  private func located(_ path: String) -> String? {
    if let (archive, member) = ArchivePath.parts(of: path) {
      return located(archive).map { "\($0)/\(member)" }
    }
    let relative = path.hasPrefix(base) ? String(path.dropFirst(base.count)) : path
    let name = relative.split(separator: "/").last.map(String.init) ?? relative
    return roots.flatMap { [$0 + "/" + relative, $0 + "/" + name] }
      .first { FileManager.default.fileExists(atPath: $0) }
  }
}
