import Foundation
import Testing

/// One folder of the error catalogue: the smallest input that provokes a diagnostic.
///
/// | file | meaning |
/// |---|---|
/// | `expected.txt` | exit status and everything printed |
/// | `about.txt` | what the finding means, an empty line, what to do about it; once per identifier |
/// | `command.txt` | one line of shell, when it is not `jalon check --as-of 2026-08-31` |
/// | anything else | laid over a copy of the folder `base` before the command runs there |
struct ErrorCatalogueCase: CustomTestStringConvertible, Sendable {
  /// The identifier, or the identifier, a full stop and what is particular: `not-a-csv.pdf`.
  let name: String

  static let usualCommand = "jalon check --as-of 2026-08-31"
  private static let folder = Package.root.path + "/Tests/ErrorCatalogue"
  private static let ownFiles = ["expected.txt", "about.txt", "command.txt"]

  /// All folders, by name.
  static let all: [ErrorCatalogueCase] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0 != "base" && !$0.hasPrefix(".") }.sorted().map {
      ErrorCatalogueCase(name: $0)
    }
  }()

  var testDescription: String { name }
  var id: String { name.split(separator: ".").first.map(String.init) ?? name }
  var isVariant: Bool { name.contains(".") }

  var command: String { (text("command.txt") ?? Self.usualCommand).trimmingEnd }
  var isUsual: Bool { text("command.txt") == nil }
  var expected: String? { text("expected.txt") }
  var about: String? { text("about.txt") }

  func text(_ file: String) -> String? {
    try? String(contentsOfFile: "\(Self.folder)/\(name)/\(file)", encoding: .utf8)
  }

  func record(_ text: String) throws {
    try Data(text.utf8).write(to: URL(filePath: "\(Self.folder)/\(name)/expected.txt"))
  }

  /// A temporary folder with the base and, over it, the files of the case.
  func workdir() throws -> Workdir {
    let workdir = try Workdir("catalogue")
    try Self.lay("\(Self.folder)/base", into: workdir.path)
    try Self.lay("\(Self.folder)/\(name)", into: workdir.path)
    return workdir
  }

  private static func lay(_ source: String, into target: String) throws {
    let files = FileManager.default
    for file in try files.subpathsOfDirectory(atPath: source).sorted()
    where !ownFiles.contains(file) {
      let to = "\(target)/\(file)"
      let type = try files.attributesOfItem(atPath: "\(source)/\(file)")[.type]
      if type as? FileAttributeType == .typeDirectory {
        try files.createDirectory(atPath: to, withIntermediateDirectories: true)
      } else {
        if files.fileExists(atPath: to) { try files.removeItem(atPath: to) }
        try files.copyItem(atPath: "\(source)/\(file)", toPath: to)
      }
    }
  }

  /// Runs a line of shell in which `jalon` is the binary.
  func run(_ command: String, in workdir: Workdir) throws -> Outcome {
    try workdir.shell("jalon() { \"$JALON\" \"$@\"; }; \(command)")
  }
}

extension Outcome {
  /// The form of `expected.txt`.
  var transcript: String {
    var text = "status \(status)\n"
    if !output.isEmpty { text += "--- standard output\n\(output)" }
    if !errors.isEmpty { text += "--- standard error\n\(errors)" }
    return text
  }
}

/// Goldens are written with `RECORD=1`, never where nobody would look at the difference.
enum Recording {
  static let isOn: Bool = {
    let environment = ProcessInfo.processInfo.environment
    return environment["RECORD"] == "1" && environment["CI"] == nil
  }()
}

extension StringProtocol {
  var trimmingEnd: String {
    var text = String(self)
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}
