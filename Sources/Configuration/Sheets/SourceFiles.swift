import Ingest

/// Reads the files that a configuration names, and remembers them for the archive.
struct SourceFiles {
  let folder: String
  let access: any FileAccess
  let findings: Findings
  private(set) var inputs: [Configuration.Input] = []

  init(folder: String, access: any FileAccess, findings: Findings) {
    self.folder = folder
    self.access = access
    self.findings = findings
  }

  /// The text of a file named in the configuration; what keeps it from being read is reported
  /// there.
  mutating func text(_ name: String, encoding: String? = nil, namedAt place: Place?) -> String? {
    let bytes: [UInt8]
    do throws(FileAccessFailure) {
      bytes = try access.bytes(atPath: FilePath.joined(folder, name))
    } catch {
      switch error {
      case .missing:
        findings.error(
          "file-missing", at: place, "there is no file '\(name)'",
          fixes: [
            place?.line == nil
              ? "run in its folder, or name it with --config"
              : "correct the name; it is seen from the folder of this file"
          ])
      case .unreadable(let reason):
        findings.error(
          "file-unreadable", at: place, "'\(name)' cannot be read: \(reason)",
          fixes: ["name an ordinary file that the user of the batch may read"])
      }
      return nil
    }
    inputs.append(Configuration.Input(name: name, bytes: bytes))
    if let text = SheetText.decode(bytes, declared: encoding) { return text }
    findings.error(
      "file-encoding", at: Place(file: name),
      "the file is not text in the encoding \(encoding ?? "utf-8")",
      fixes: ["save it as UTF-8", "for a spreadsheet: declare its 'encoding'"])
    return nil
  }
}
