/// How the entries of an output folder are named (ruling 12).
enum OutputNames {
  static let lock = ".lock"
  static let runs = "runs"
  static let latest = "latest"
  /// Runs that a check held, whole, until they are released or replaced.
  static let held = "held"
  /// Names the run whose pages say that a later one is held.
  static let banner = "held/banner"
  /// Says who is being forgotten, until they are.
  static let forgetting = "forgetting.json"
  /// A run without somebody, which is about to take the place of the one that names them.
  static let forgottenSuffix = ".forgotten"
  /// A link that is about to replace another.
  static let temporarySuffix = ".new"
  /// A run's folder that is being written.
  static let partialSuffix = ".partial"

  /// Whether a name is that of a file which replaces another, or is there while a mail is handed over.
  static func isTemporary(_ name: String) -> Bool {
    [".mail", ".mail-words", "jalon.prom", SendLog.fileName, forgetting].contains {
      $0 + temporarySuffix == name
    }
  }

  /// Whether a text has the form `YYYY-MM-DD`, so that it is safe in a path and orders by time.
  static func isDate(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return bytes.count == 10
      && bytes.indices.allSatisfy { index in
        index == 4 || index == 7
          ? bytes[index] == UInt8(ascii: "-")
          : (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index])
      }
  }

  /// Whether a path stays inside the folder it is relative to and names a file there: no empty, `.`
  /// or `..` part, no control character, no part too long for a file system.
  static func isInside(_ path: String) -> Bool {
    path.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
      && path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        .allSatisfy { part in
          let text = String(decoding: part, as: UTF8.self)
          return !text.isEmpty && text != "." && text != ".." && part.count <= 255
        }
  }
}

/// A run that was published: `runs/<as-of>.<n>`.
package struct PublishedRun: Hashable, Sendable {
  /// `YYYY-MM-DD`.
  package let asOf: String
  /// 1 for the first run of that date.
  package let number: Int

  package init(asOf: String, number: Int) {
    self.asOf = asOf
    self.number = number
  }

  /// Reads the name of a run's folder, `2026-08-31.1`.
  package init?(folderName: String) {
    let parts = folderName.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, OutputNames.isDate(String(parts[0])), let number = Int(parts[1]),
      number > 0, String(number) == parts[1]
    else { return nil }
    self.init(asOf: String(parts[0]), number: number)
  }

  /// Relative to the output folder.
  package var path: String { "\(OutputNames.runs)/\(folderName)" }

  /// Relative to the output folder, while it is held.
  package var heldPath: String { "\(OutputNames.held)/\(folderName)" }

  /// `2026-08-31.1`.
  package var folderName: String { "\(asOf).\(number)" }
  var partialPath: String {
    "\(OutputNames.runs)/.\(folderName)\(OutputNames.partialSuffix)"
  }
}
