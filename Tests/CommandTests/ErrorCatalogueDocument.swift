import Foundation
import Testing

/// `docs/errors.md`, made of the catalogue.
enum ErrorCatalogueDocument {
  static let path = Package.root.path + "/docs/errors.md"

  static var text: String {
    let cases = Dictionary(grouping: ErrorCatalogueCase.all, by: \.id)
    let sections = cases.keys.sorted().compactMap { id -> String? in
      guard let entries = cases[id], let main = entries.first(where: { !$0.isVariant }) else {
        return nil
      }
      return section(main, variants: entries.filter(\.isVariant))
    }
    return introduction + sections.joined() + appendix
  }

  private static let introduction = """
    # Errors, warnings and notes

    Made from `Tests/ErrorCatalogue`, where each identifier has the smallest input that provokes it;
    a test compares the messages with what the program prints. Without a command, an example is
    `jalon check` of the files of its folder.

    A message has one form: `file:line:column: severity: summary [identifier]`, then the line with a
    caret below the fault, then why it matters, then `fix:` lines, most likely first. The file is the
    one to change. `--log-format json` prints the same as one JSON object a line.

    An error ends the verb with the exit code that `docs/operations.md` explains, and nothing is
    published. A warning does not; under cron it is not printed, and `jalon check` shows it. A note
    needs `--verbose`. A rejected row is a warning as long as no more are rejected than the
    configuration allows (`rejects: {maximum: …}`, 0 by default), and an error beyond; every rejected
    row is listed in `rejects.csv` of the run.


    """

  private static func section(
    _ main: ErrorCatalogueCase, variants: [ErrorCatalogueCase]
  ) -> String {
    let about = (main.about ?? "").split(separator: "\n\n").map(\.trimmingEnd)
    let messages = [main] + variants
    var lines = ["## \(main.id)", "", about.first ?? "", ""]
    lines.append("*\(severities(messages)).* \(about.dropFirst().joined(separator: " "))")
    lines.append("")
    for entry in messages {
      lines += ["```"] + printed(entry) + ["```", ""]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Error, warning or note: whatever the messages with this identifier are.
  private static func severities(_ entries: [ErrorCatalogueCase]) -> String {
    let found = ["error", "warning", "note"].filter { severity in
      entries.contains { entry in
        printed(entry).contains { $0.contains(": \(severity): ") && $0.hasSuffix("[\(entry.id)]") }
      }
    }
    return found.joined(separator: " or ").capitalizedFirst
  }

  /// The command when it is not the usual one, the findings with the identifier, and the status.
  private static func printed(_ entry: ErrorCatalogueCase) -> [String] {
    let lines = (entry.expected ?? "").trimmingEnd.split(
      separator: "\n", omittingEmptySubsequences: false
    ).map(String.init)
    var shown = entry.isUsual ? [] : ["$ " + entry.command]
    var isOwn = false
    for line in lines.dropFirst() {
      if !line.hasPrefix("  ") { isOwn = line.hasSuffix("[\(entry.id)]") }
      if isOwn { shown.append(line) }
    }
    return shown + ["exit " + (lines.first?.dropFirst("status ".count) ?? "")]
  }

  private static var appendix: String {
    var lines = [
      "## Identifiers without an example", "", "| identifier | reason |", "|---|---|",
    ]
    for (id, reason) in ErrorCatalogueIdentifiers.unprovoked.sorted(by: { $0.key < $1.key }) {
      lines.append("| `\(id)` | \(reason) |")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

@Suite(.serialized) struct `Error document` {
  @Test func `every identifier is explained, and says what to do`() {
    for entry in ErrorCatalogueCase.all where !entry.isVariant {
      let about = (entry.about ?? "").split(separator: "\n\n")
      #expect(about.count == 2, "Tests/ErrorCatalogue/\(entry.name)/about.txt")
    }
  }

  @Test func `docs/errors.md is what the catalogue says`() throws {
    let text = ErrorCatalogueDocument.text
    if Recording.isOn { try Data(text.utf8).write(to: URL(filePath: ErrorCatalogueDocument.path)) }
    let written = try? String(contentsOfFile: ErrorCatalogueDocument.path, encoding: .utf8)
    #expect(written == text, "RECORD=1 swift test --filter 'Error document'")
  }
}

extension String {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
