/// One thing wrong in a template, at the place that must change.
package struct TemplateIssue: Hashable, Sendable {
  /// Path of the file inside the template folder.
  package var file: String
  /// From 1.
  package var line: Int
  /// From 1, in characters (Unicode scalars) of the line.
  package var column: Int
  /// One line without final full stop, the offending text quoted.
  package var summary: String
  /// What to do, or nil when the summary says it.
  package var fix: String?
  /// Stable and hyphenated, such as `template-unknown-key`.
  package var id: String
  /// The offending line (at most 200 characters of it), or nil when there is none to show.
  package var excerpt: String?

  package init(
    file: String, line: Int, column: Int, summary: String, fix: String?, id: String,
    excerpt: String?
  ) {
    self.file = file
    self.line = line
    self.column = column
    self.summary = summary
    self.fix = fix
    self.id = id
    self.excerpt = excerpt
  }
}

extension TemplateIssue: CustomStringConvertible {
  /// `file:line:column: error: summary [id]`, then the line, then the fix.
  package var description: String {
    var text = "\(file):\(line):\(column): error: \(summary) [\(id)]"
    if let excerpt { text += "\n  \(excerpt)" }
    if let fix { text += "\n  fix: \(fix)" }
    return text
  }
}

/// Every issue of every template asked for, sorted by file and place.
package struct TemplateFailure: Error, Sendable, CustomStringConvertible {
  package var issues: [TemplateIssue]

  package init(issues: [TemplateIssue]) { self.issues = issues }

  package var description: String {
    issues.map(\.description).joined(separator: "\n")
  }
}

/// The known name that is nearest to what was written, or nil when none is near.
func nearestName(to written: String, among known: [String]) -> String? {
  guard written.utf8.count <= 100 else { return nil }
  let folded = written.lowercased()
  var best: (name: String, distance: Int)?
  for name in known where name.utf8.count <= 100 {
    let distance = editDistance(Array(folded.utf8), Array(name.lowercased().utf8))
    if distance < best?.distance ?? .max { best = (name, distance) }
  }
  guard let best, best.distance <= max(1, max(written.utf8.count, best.name.utf8.count) / 3)
  else { return nil }
  return best.name
}

/// Optimal string alignment: insertions, deletions, replacements and swaps of neighbours.
private func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
  var beforePrevious: [Int] = []
  var previous = Array(0...right.count)
  for row in 0..<left.count {
    var current = [row + 1]
    for column in 0..<right.count {
      let replaced = previous[column] + (left[row] == right[column] ? 0 : 1)
      var least = min(replaced, previous[column + 1] + 1, current[column] + 1)
      if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
        least = min(least, beforePrevious[column - 1] + 1)
      }
      current.append(least)
    }
    beforePrevious = previous
    previous = current
  }
  return previous[right.count]
}
