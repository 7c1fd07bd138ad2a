/// What a reading found, beside the rows it delivered.
package struct IngestReport: Sendable {
  /// One file that was read.
  package struct File: Sendable, Hashable, Codable {
    /// The source's name in the configuration.
    package var source: String
    /// Path relative to the configuration file, as shown to people.
    package var name: String
    /// The table that it was read into.
    package var entity: Entity
    /// Bytes of the file as it is stored, before it is unpacked.
    package var byteCount: Int
    /// Lower-case hexadecimal SHA-256 of the stored bytes; empty until the manifest is made.
    package var sha256: String
    /// Records that were read and can be used.
    package var rowCount: Int
    /// Records that can't be used, each of them in `rejects` up to its bound.
    package var rejectCount: Int
    /// `utf-8`, `utf-16le`, `utf-16be`, `windows-1252`, `iso-8859-1`, `mac-roman`.
    package var encoding: String
    /// The one character between cells.
    package var delimiter: String
    /// The dialect whose headers matched, and the language: `hubspot/fr`.
    package var dialect: String

    /// A file as it was found; digests are made later.
    package init(
      source: String, name: String, entity: Entity, byteCount: Int, sha256: String = "",
      rowCount: Int, rejectCount: Int, encoding: String, delimiter: String, dialect: String
    ) {
      self.source = source
      self.name = name
      self.entity = entity
      self.byteCount = byteCount
      self.sha256 = sha256
      self.rowCount = rowCount
      self.rejectCount = rejectCount
      self.encoding = encoding
      self.delimiter = delimiter
      self.dialect = dialect
    }
  }

  /// In the order in which they were read.
  package var files: [File] = []
  /// Everything found, in the order of files and lines.
  package var diagnostics: [Diagnostic] = []
  /// At most one more than the plan allows, so that it shows that there are too many.
  package var rejects: [RejectedRow] = []
  /// By `entity.rawValue + "." + field`, the texts of the codes.
  package var dictionaries: [String: CodeDictionary] = [:]

  /// A report that has found nothing yet.
  package init(files: [File] = []) { self.files = files }

  /// Whether something was found that must stop the run.
  package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}
