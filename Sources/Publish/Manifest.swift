import FoundationEssentials

/// What a published run was made from and what it holds, so that anybody can check later that
/// nothing was changed.
///
/// Two runs of the same inputs have the same manifest, byte for byte.
package struct Manifest: Codable, Hashable, Sendable {
  /// The name of the manifest within the run's folder.
  package static let fileName = "manifest.json"
  /// Raised when a key changes its meaning.
  package static let formatVersion = 1

  package var format = Manifest.formatVersion
  /// `YYYY-MM-DD`.
  package var asOf: String
  package var versions: Versions
  /// SHA-256 of the configuration in force: every file of it, digested in the order of the names.
  package var configuration: String
  /// SHA-256 of the archive entries the run read; nothing when it read none (ruling 10).
  package var earlierRuns: String?
  /// Sorted by name.
  package var inputs: [File]
  /// Every other file of the folder, sorted by path.
  package var outputs: [File]
  /// Pseudonyms of people whose names were taken out after the run was published (ruling 14);
  /// nothing when none was.
  package var forgotten: [String]?
  /// Scope as the command line writes it (`rep:alice`) to its folder (ruling 38).
  package var folders: [String: String]

  /// The versions that the bytes depend on.
  package struct Versions: Codable, Hashable, Sendable {
    package var jalon: String
    /// Of the embedded IANA zone data.
    package var zones: String

    package init(jalon: String, zones: String) {
      self.jalon = jalon
      self.zones = zones
    }
  }

  /// A file with its content's digest.
  package struct File: Codable, Hashable, Sendable {
    /// Inputs: as shown to people; outputs: relative to the run's folder.
    package var path: String
    package var bytes: Int
    package var sha256: String

    package init(path: String, digest: Digest) {
      self.path = path
      bytes = digest.byteCount
      sha256 = digest.sha256
    }
  }

  private enum CodingKeys: String, CodingKey {
    case format
    case asOf = "as_of"
    case versions
    case configuration
    case earlierRuns = "earlier_runs"
    case inputs
    case outputs
    case forgotten
    case folders
  }

  package init(
    asOf: String, versions: Versions, configuration: String, earlierRuns: String? = nil,
    inputs: [File] = [], outputs: [File] = [], folders: [String: String] = [:]
  ) {
    self.asOf = asOf
    self.versions = versions
    self.configuration = configuration
    self.earlierRuns = earlierRuns
    self.inputs = inputs.sorted { $0.path < $1.path }
    self.outputs = outputs.sorted { $0.path < $1.path }
    self.folders = folders
  }

  /// The bytes of `manifest.json`: sorted keys, two-space indentation, a final line feed.
  func encoded() throws(PublishFailure) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(self) else {
      throw .unusableDocumentPath(Manifest.fileName)
    }
    return Array(data) + [UInt8(ascii: "\n")]
  }
}
