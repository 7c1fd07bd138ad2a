import Foundation
import Ingest

/// The delimited files in a folder and in the folders below it, at most three deep.
struct ExportFolder {
  private let path: String
  private static let suffixes = [".csv", ".tsv", ".csv.gz", ".zip"]
  private static let depth = 3
  /// What Jalon itself writes.
  private static let ownFolders: Set<String> = ["output", "archive"]

  init(_ path: String) { self.path = path }

  /// Each file with its path, and its name relative to a folder.
  ///
  /// Sorted by name; a ZIP archive stands for its members.
  func files(seenFrom base: String) -> [(path: String, name: String)] {
    found(in: path, depth: Self.depth).flatMap { file in
      ExportSurvey.members(path: file, name: Self.relative(file, to: base))
    }.sorted { $0.name < $1.name }
  }

  private func found(in folder: String, depth: Int) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.sorted().filter { !$0.hasPrefix(".") }.flatMap { name -> [String] in
      let path = "\(folder)/\(name)"
      let target = URL(filePath: path).resolvingSymlinksInPath().path
      guard let type = try? FileManager.default.attributesOfItem(atPath: target)[.type] else {
        return []
      }
      if type as? FileAttributeType == .typeDirectory {
        let isOurs = Self.ownFolders.contains(name)
        return depth > 1 && !isOurs ? found(in: path, depth: depth - 1) : []
      }
      return Self.suffixes.contains { name.lowercased().hasSuffix($0) } ? [path] : []
    }
  }

  /// The way from a folder to a file, through the folders above where need be.
  private static func relative(_ file: String, to base: String) -> String {
    let target = URL(filePath: file).standardizedFileURL.pathComponents
    let origin = URL(filePath: base).standardizedFileURL.pathComponents
    var common = 0
    while common < min(target.count, origin.count), target[common] == origin[common] { common += 1 }
    let up = Array(repeating: "..", count: origin.count - common)
    return (up + target[common...]).joined(separator: "/")
  }
}
