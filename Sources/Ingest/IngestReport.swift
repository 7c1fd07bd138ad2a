/// What a reading found, beside the rows it delivered.
package struct IngestReport: Sendable {
  /// One file that was read.
  package struct File: Sendable, Hashable, Codable {
    /// The source's name in the configuration.
    package var source: String
    /// Path relative to the configuration file, as shown to people.
    package var name: String
    package var entity: Entity
    package var byteCount: Int
    /// Lower-case hexadecimal SHA-256 of the stored bytes; empty until the manifest is made.
    package var sha256: String
    package var rowCount: Int
    package var rejectCount: Int
    /// `utf-8`, `utf-16le`, `utf-16be`, `windows-1252`, `iso-8859-1`, `mac-roman`.
    package var encoding: String
    package var delimiter: String
    /// The dialect whose headers matched, and the language: `hubspot/fr`.
    package var dialect: String

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

  package var files: [File] = []
  package var diagnostics: [Diagnostic] = []
  package var rejects: [RejectedRow] = []
  /// By `entity.rawValue + "." + field`, the texts of the codes.
  package var dictionaries: [String: CodeDictionary] = [:]

  package init(files: [File] = []) { self.files = files }

  /// Whether something was found that must stop the run.
  package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}
