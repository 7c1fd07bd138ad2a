package import Ingest

// Plain mirrors of what reading found: pages and tables show them without knowing `Ingest`.
extension RunResult {
  /// One file that was read, for the colophon of the pages.
  package struct InputFile: Sendable, Codable, Hashable {
    /// The source's name in the configuration.
    package var source: String
    /// Path relative to the configuration file, as shown to people.
    package var name: String
    /// The canonical table: `opportunities`, `activities`.
    package var entity: String
    package var byteCount: Int
    /// Lower-case hexadecimal SHA-256 of the stored bytes; empty until the manifest is made.
    package var sha256: String
    package var rowCount: Int
    package var rejectCount: Int
    package var encoding: String
    package var delimiter: String
    /// The dialect whose headers matched, and the language: `hubspot/fr`.
    package var dialect: String

    package init(
      source: String, name: String, entity: String, byteCount: Int, sha256: String = "",
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

    package init(_ file: IngestReport.File) {
      self.init(
        source: file.source, name: file.name, entity: file.entity.rawValue,
        byteCount: file.byteCount, sha256: file.sha256, rowCount: file.rowCount,
        rejectCount: file.rejectCount, encoding: file.encoding, delimiter: file.delimiter,
        dialect: file.dialect)
    }
  }

  /// A record that was read but cannot be used: one row of `rejects.csv`.
  package struct Reject: Sendable, Codable, Hashable {
    package var file: String
    /// 1-based; absent when the whole file is at fault.
    package var line: Int?
    package var column: Int?
    /// 0-based offset of the record's first byte in the file as stored, where it is known.
    package var byte: Int?
    /// The header of the offending column, empty when the whole record is at fault.
    package var field: String
    /// The offending text, cut at 200 characters.
    package var text: String
    /// The identifier of the diagnostic that explains it.
    package var id: String
    package var summary: String

    package init(
      file: String, line: Int?, column: Int?, byte: Int?, field: String, text: String, id: String,
      summary: String
    ) {
      self.file = file
      self.line = line
      self.column = column
      self.byte = byte
      self.field = field
      self.text = text
      self.id = id
      self.summary = summary
    }

    package init(_ row: RejectedRow) {
      self.init(
        file: row.place.file, line: row.place.line, column: row.place.column, byte: row.byte,
        field: row.field, text: row.text, id: row.id, summary: row.summary)
    }
  }
}
