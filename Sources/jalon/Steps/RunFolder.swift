import Foundation
import Publish

/// A published run as people name it: a path, a date, `latest`, or `2026-08-31.1`.
struct RunFolder {
  let path: String
  let run: PublishedRun

  /// Whether a folder, or a link to one, is a run with its result.
  static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: path + "/run.json")
  }

  init(_ name: String?, output: String, _ messages: Messages) throws {
    let text = name ?? "latest"
    let candidates = [
      text, "\(output)/\(text)", "\(output)/\(OutputFolder.runsName)/\(text)",
    ]
    guard let path = candidates.first(where: Self.exists) else {
      throw messages.fail(.noInput, "run-missing", "there is no published run '\(text)'")
    }
    let real = URL(filePath: path).resolvingSymlinksInPath().lastPathComponent
    guard let run = PublishedRun(folderName: real) else {
      throw messages.fail(
        .noInput, "run-missing", "\(path) is not a run of an output folder, such as 2026-08-31.1")
    }
    (self.path, self.run) = (path, run)
  }
}
