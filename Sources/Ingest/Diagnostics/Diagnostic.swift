/// Where in a file a finding is: 1-based line and column, both optional because some faults concern
/// a whole file.
package struct Place: Hashable, Sendable, Codable {
  /// The path as the user wrote it, or relative to the configuration file.
  package var file: String
  /// The line that an editor shows it in, from 1.
  package var line: Int?
  /// Counted in characters of the line as an editor shows them, from 1.
  package var column: Int?

  /// A whole file, a line of it, or a place in that line.
  package init(file: String, line: Int? = nil, column: Int? = nil) {
    self.file = file
    self.line = line
    self.column = column
  }
}

extension Place: CustomStringConvertible {
  /// `file:line:column`, as far as it is known.
  package var description: String {
    var text = file
    if let line {
      text += ":\(line)"
      if let column { text += ":\(column)" }
    }
    return text
  }
}

/// One thing found wrong, or worth knowing, in a file that somebody can change.
///
/// Printed as `file:line:column: severity: summary [id]`, then the excerpt and the fixes. Every
/// identifier has a folder in `Tests/ErrorCatalogue` with the input that provokes it and its exact
/// text.
package struct Diagnostic: Hashable, Sendable, Codable {
  /// How much depends on it: a note asks for nothing, a warning leaves figures as they are and says
  /// what is doubtful, an error stops the run.
  package enum Severity: String, Sendable, Codable, Comparable {
    case note
    case warning
    case error

    private var rank: Int {
      switch self {
      case .note: 0
      case .warning: 1
      case .error: 2
      }
    }
    /// Notes before warnings before errors.
    package static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }
  }

  /// Stable, hyphenated: `amount-not-a-number`.
  package var id: String
  /// Whether it stops the run.
  package var severity: Severity
  /// The file that must change to mend it.
  package var place: Place?
  /// One line, no final full stop, the offending text quoted.
  package var summary: String
  /// Why it matters or what was expected, when the summary does not say.
  package var explanation: String?
  /// The offending line of the file, for the console to show with a caret.
  package var excerpt: String?
  /// What to do, most likely first.
  package var fixes: [String]
  /// How many records it is about; 0 where it is about none in particular.
  package var count = 0
  /// The table of those records; absent where it is about none.
  package var entity: Entity?
  /// The sum of their amounts in minor units, as far as they are known.
  package var amount: Int64?
  /// Whether those records cannot be used.
  package var rejectsRows = false
  /// What it says, as data, where pages say it in their own language.
  package var facts: DiagnosticFacts?

  /// A finding about no records in particular; the rest is set where it is known.
  package init(
    _ id: String, _ severity: Severity, at place: Place? = nil, _ summary: String,
    explanation: String? = nil, excerpt: String? = nil, fixes: [String] = []
  ) {
    self.id = id
    self.severity = severity
    self.place = place
    self.summary = summary
    self.explanation = explanation
    self.excerpt = excerpt
    self.fixes = fixes
  }
}

/// A record that was read but cannot be used; it goes to `rejects.csv` and is counted.
package struct RejectedRow: Hashable, Sendable, Codable {
  /// Where its record begins, or the cell at fault where it is one.
  package var place: Place
  /// 0-based offset of the record's first byte in the file as stored; absent for what only the
  /// analysis could tell, which knows lines, and for files that are quoted in another way.
  package var byte: Int?
  /// The header of the offending column, empty when the whole record is at fault.
  package var field: String
  /// The offending text, cut at 200 characters.
  package var text: String
  /// The identifier of the diagnostic that explains it.
  package var id: String
  /// That of the diagnostic, for this row.
  package var summary: String

  /// A row as it goes to the rejects file.
  package init(
    place: Place, byte: Int?, field: String, text: String, id: String, summary: String
  ) {
    self.place = place
    self.byte = byte
    self.field = field
    self.text = text
    self.id = id
    self.summary = summary
  }
}

extension Diagnostic {
  /// The identifier of `tooManyRejects`.
  package static let tooManyRejectsID = "too-many-rejects"

  /// What stops a run in which more rows were rejected than may be.
  package static func tooManyRejects(_ count: Int, allowed: Int) -> Diagnostic {
    Diagnostic(
      tooManyRejectsID, .error,
      count == 1
        ? "1 row was rejected, \(allowed) are allowed"
        : "\(count) rows were rejected, \(allowed) are allowed",
      fixes: [
        "mend what the findings above name",
        "or allow more: 'rejects: {maximum: \(count)}', or --max-rejects",
      ])
  }
}
