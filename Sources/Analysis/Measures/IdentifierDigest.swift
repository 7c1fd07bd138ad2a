import Ingest

/// Identifiers as 64-bit digests, a few bytes each (ruling 32); two of ten million identifiers meet
/// with a chance of 3 in a million.
enum IdentifierDigest {
  /// The same as that of a column's row with the text.
  static func of(_ id: String) -> UInt64 { TextColumn.digest(of: id) }
}
