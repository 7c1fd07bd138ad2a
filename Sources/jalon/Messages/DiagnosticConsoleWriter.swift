import Ingest

/// Findings for people.
///
/// ```
/// deals.csv:7:3: error: amount '3 EUR' is not a number [amount-not-a-number]
///   Durand;3 EUR;gagné
///          ^
///   the export writes amounts with a currency
///   fix: export amounts without currency
/// ```
enum DiagnosticConsoleWriter {
  static func text(_ diagnostic: Diagnostic) -> String {
    var lines = [headline(diagnostic)]
    if let excerpt = diagnostic.excerpt {
      let shown = Excerpt(of: excerpt, column: diagnostic.place?.column)
      lines.append("  " + shown.text)
      if let caret = shown.caret { lines.append("  " + caret) }
    }
    if let explanation = diagnostic.explanation { lines.append("  " + explanation) }
    lines += diagnostic.fixes.map { "  fix: " + $0 }
    return lines.map { SafeText.neutralised($0) + "\n" }.joined()
  }

  private static func headline(_ diagnostic: Diagnostic) -> String {
    let place = diagnostic.place.map { "\($0)" } ?? "jalon"
    return "\(place): \(diagnostic.severity): \(diagnostic.summary) [\(diagnostic.id)]"
  }
}

/// The part of a line that is worth showing, with a caret below the fault.
private struct Excerpt {
  let text: String
  let caret: String?

  /// Of a long line, what stands around the fault.
  private static let width = 120

  init(of line: String, column: Int?) {
    let characters = Array(line.prefix { !$0.isNewline })
    let fault = column.map { min(max(0, $0 - 1), characters.count) }
    let start = max(0, min((fault ?? 0) - Self.width / 2, characters.count - Self.width))
    let end = min(characters.count, start + Self.width)
    let before = start > 0 ? "…" : ""
    text = before + String(characters[start..<end]) + (end < characters.count ? "…" : "")
    caret = fault.map { fault in
      // What is written out before the caret moves it to the right.
      let lead = SafeText.neutralised(before + String(characters[start..<max(start, fault)]))
      return String(repeating: " ", count: lead.count) + "^"
    }
  }
}
