import Foundation

/// The identifiers of diagnostics, found in the sources.
enum ErrorCatalogueIdentifiers {
  /// The rooms whose hyphenated texts are identifiers; in the others they are classes of a style
  /// sheet, names of files or dates.
  private static let rooms = ["Ingest", "Analysis", "Configuration", "Markup", "jalon"]

  /// Hyphenated texts of these rooms that name something else.
  private static let others: Set<String> = [
    "utf-8", "utf-16le", "utf-16be", "iso-8859-1", "windows-1252", "mac-roman",  // encodings
    "http-equiv", "annotation-xml",  // names of HTML
    "e-mail",  // a heading of the people file
    "rendez-vous",  // an activity in the words of an objective
    "year-month-day",  // the order of a date, in a message
  ]

  /// Made of a part and the kind of the difference.
  private static let composed = [
    "published-file-changed", "published-file-missing", "published-file-unexpected",
    "published-file-unreadable",
  ]

  /// Those that no folder can provoke, with the reason.
  static let unprovoked = [
    "archive-unsound": "a content must be damaged and the database still be one; "
      + "the archive's tests do that",
    "changed-while-reading": "an export must grow or shrink while it is read; "
      + "the scanner's tests do that",
    "dialect-unknown": "an unknown `crm` is a `configuration-value-invalid` already",
    "field-unknown": "an unknown field is a `configuration-field-unknown` already",
    "format-unknown": "an unknown format is a `configuration-value-invalid` already",
    "kpi-example-fails": "only `jalon catalog --check` works examples out",
    "report-not-made": "the report of a sound result can always be made",
    "template-format-argument": "the pages' values are texts already: there are no formats",
    "template-format-kind": "the pages' values are texts already: there are no formats",
    "template-style-refused": "a template without formats has no unsafe value in `style`",
    "template-unreadable": "needs a file without the right to read it, which root has anyway",
    "published-file-unreadable": "needs a file without the right to read it, which root has anyway",
  ]

  /// Every identifier, sorted.
  static let all: [String] = {
    var found = Set(composed)
    for room in rooms {
      let folder = Package.root.path + "/Sources/" + room
      let files = FileManager.default.enumerator(atPath: folder)
      while let file = files?.nextObject() as? String {
        guard file.hasSuffix(".swift"),
          let text = try? String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
        else { continue }
        found.formUnion(identifiers(in: text))
      }
    }
    return found.subtracting(others).sorted()
  }()

  private static func identifiers(in text: String) -> Set<String> {
    var found: Set<String> = []
    for line in text.split(separator: "\n") where !line.trimmingBlanksAtStart.hasPrefix("//") {
      for match in line.matches(of: #/"([a-z]+(?:-[a-z0-9]+)+)"/#) {
        found.insert(String(match.1))
      }
    }
    return found
  }
}

extension Substring {
  fileprivate var trimmingBlanksAtStart: Substring { drop { $0.isWhitespace } }
}
