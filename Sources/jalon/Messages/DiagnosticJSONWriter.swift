import FoundationEssentials
import Ingest

/// Findings and messages for machines: one JSON object a line, keys sorted.
enum DiagnosticJSONWriter {
  static func text(_ diagnostic: Diagnostic) -> String {
    encoded(
      Line(
        severity: diagnostic.severity.rawValue, id: diagnostic.id, file: diagnostic.place?.file,
        line: diagnostic.place?.line, column: diagnostic.place?.column,
        message: diagnostic.summary, explanation: diagnostic.explanation,
        excerpt: diagnostic.excerpt, fixes: diagnostic.fixes.isEmpty ? nil : diagnostic.fixes))
  }

  /// A message that is about no place in a file.
  static func text(severity: String, id: String, message: String) -> String {
    encoded(Line(severity: severity, id: id, message: message))
  }

  private struct Line: Encodable {
    var severity: String
    var id: String
    var file: String?
    var line: Int?
    var column: Int?
    var message: String
    var explanation: String?
    var excerpt: String?
    var fixes: [String]?
  }

  private static func encoded(_ line: Line) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(line) else { return "" }
    return String(decoding: data, as: UTF8.self) + "\n"
  }
}
