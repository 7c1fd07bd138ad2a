import Analysis
import Archive
import Calendar
import Configuration
import Publish

/// Keeps what a published run was made from.
enum Archiving {
  static func record(
    _ result: RunResult, as run: PublishedRun, of night: Night, _ messages: Messages
  ) throws {
    guard let path = night.configuration.archivePath else { return }
    let entry = ArchivedRun(
      asOf: result.asOf, number: run.number, version: result.version,
      zones: result.zoneDataVersion, configuration: night.configuration.digest)
    do throws(ArchiveFailure) {
      let archive = try Archive.open(path)
      try archive.record(entry, files: files(result, night), result: result)
    } catch {
      throw messages.fail(error)
    }
  }

  private static func files(
    _ result: RunResult, _ night: Night
  ) -> [(file: ArchivedFile, content: ArchivedContent)] {
    var names: Set<String> = []
    let exports = result.inputs.compactMap { file -> (ArchivedFile, ArchivedContent)? in
      let name = ExportPath.stored(file.name)
      guard names.insert(name).inserted else { return nil }
      return (
        ArchivedFile(
          role: .export, name: name, sha256: file.sha256, byteCount: file.byteCount),
        .file(path: night.path(source: file.source, name: file.name))
      )
    }
    let settings = night.configuration.inputs.map { input in
      let digest = Digest(of: input.bytes)
      return (
        ArchivedFile(
          role: .configuration, name: input.name, sha256: digest.sha256,
          byteCount: digest.byteCount),
        ArchivedContent.bytes(input.bytes)
      )
    }
    return exports + settings
  }
}
