import Ingest

/// Collects everything found wrong in the files of one configuration, so that all of it is told at
/// once.
final class Findings {
  private(set) var diagnostics: [Diagnostic] = []
  /// How often something was found wrong, repeated findings included.
  private(set) var errorCount = 0
  private var known: Set<Diagnostic> = []
  /// The files read so far, and the lines of those that something was found in, for excerpts.
  private var texts: [String: String] = [:]
  private var lines: [String: [Substring]] = [:]

  var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

  func register(file: String, text: String) {
    texts[file] = text
    lines[file] = nil
  }

  private func lines(of file: String) -> [Substring]? {
    if let known = lines[file] { return known }
    lines[file] = texts[file]?.split(omittingEmptySubsequences: false) { $0.isNewline }
    return lines[file]
  }

  func error(
    _ id: String, at place: Place?, _ summary: String, explanation: String? = nil,
    fixes: [String] = []
  ) {
    errorCount += 1
    add(id, .error, place, summary, explanation, fixes)
  }

  func warning(
    _ id: String, at place: Place?, _ summary: String, explanation: String? = nil,
    fixes: [String] = []
  ) {
    add(id, .warning, place, summary, explanation, fixes)
  }

  private func add(
    _ id: String, _ severity: Diagnostic.Severity, _ place: Place?, _ summary: String,
    _ explanation: String?, _ fixes: [String]
  ) {
    var excerpt: String?
    if let place, let line = place.line, let lines = lines(of: place.file),
      lines.indices.contains(line - 1)
    {
      excerpt = lines[line - 1].allSatisfy(\.isWhitespace) ? nil : String(lines[line - 1])
    }
    let diagnostic = Diagnostic(
      id, severity, at: place, summary, explanation: explanation, excerpt: excerpt, fixes: fixes)
    // A fault of a whole row is met once for each of its cells.
    if known.insert(diagnostic).inserted { diagnostics.append(diagnostic) }
  }

  /// In the order of the files and lines, so that the report does not depend on how things are
  /// checked.
  var sorted: [Diagnostic] {
    diagnostics.enumerated().sorted { left, right in
      let (a, b) = (left.element.place, right.element.place)
      return (a?.file ?? "", a?.line ?? 0, a?.column ?? 0, left.offset)
        < (b?.file ?? "", b?.line ?? 0, b?.column ?? 0, right.offset)
    }.map(\.element)
  }
}
