import Analysis
import Archive
import Calendar
import Configuration
import Publish

/// What is kept of a run.
enum Archiving {
  /// The digest under which the archive keeps some bytes.
  static func digest(_ bytes: [UInt8]) -> String { Digest(of: bytes).sha256 }

  static func record(
    _ result: RunResult, number: Int, of night: Night, snapshot: SnapshotDraft?, isHeld: Bool
  ) -> RunRecord {
    RunRecord(
      run: ArchivedRun(
        asOf: result.asOf, number: number, version: result.version,
        zones: result.zoneDataVersion, configuration: night.configuration.digest),
      files: files(result, night), result: result, snapshot: snapshot, isHeld: isHeld)
  }

  private static func files(
    _ result: RunResult, _ night: Night
  ) -> [(file: ArchivedFile, content: ArchivedContent)] {
    var names: Set<String> = []
    let exports = result.inputs.compactMap { file -> (ArchivedFile, ArchivedContent)? in
      let name = ExportPath.stored(file.name)
      guard names.insert(name).inserted else { return nil }
      let path = night.path(source: file.source, name: file.name)
      // Of a ZIP file the members' sizes are known, and its own is asked for.
      let byteCount =
        ExportPath.isMember(file.name)
        ? (try? sha256(ofFile: path).byteCount) ?? file.byteCount : file.byteCount
      return (
        ArchivedFile(
          role: .export, name: name, sha256: file.sha256, byteCount: byteCount,
          source: file.source),
        .file(path: path)
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
