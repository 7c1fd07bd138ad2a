import Foundation
import Testing

/// The documents say what is so: two of them are what the binary prints, and what the others name
/// exists.
@Suite(.serialized) struct Documentation {
  /// `RECORD=1 swift test --filter Documentation` writes them; refused where `CI` is set.
  private static let isRecording =
    ProcessInfo.processInfo.environment["RECORD"] == "1"
    && ProcessInfo.processInfo.environment["CI"] == nil

  static let generated = ["docs/kpis.md", "docs/cli.md", "docs/errors.md", "docs/template-keys.md"]

  // MARK: What the binary prints

  @Test func `the dictionary of KPIs is what catalog prints`() throws {
    let outcome = try Workdir("documents").jalon("catalog", "--format", "markdown", "--lang", "en")
    outcome.expect(status: 0, errors: "")
    try compare(outcome.output, with: "docs/kpis.md")
  }

  @Test func `the page of the command line is what help prints`() throws {
    let help = try CommandHelp()
    var page = """
      # The command line

      Generated from `jalon help`, for the command and for each verb: do not edit it here.

      """
    for (name, text) in [("jalon", help.overview)]
      + help.verbs.map({ ("jalon \($0.name)", $0.text) })
    {
      page += "\n## \(name)\n\n```text\n\(text.trimmingCharacters(in: .newlines))\n```\n"
    }
    try compare(page, with: "docs/cli.md")
  }

  private func compare(_ text: String, with path: String) throws {
    let file = Package.root.appending(path: path)
    if Self.isRecording { try Data(text.utf8).write(to: file) }
    let recorded = try String(contentsOf: file, encoding: .utf8)
    guard text != recorded else { return }
    let lines = text.components(separatedBy: "\n")
    let old = recorded.components(separatedBy: "\n")
    let place = zip(lines, old).prefix { $0 == $1 }.count
    Issue.record(
      """
      \(path):\(place + 1) is '\(place < old.count ? old[place] : "")', the binary prints \
      '\(place < lines.count ? lines[place] : "")'; look at it, then record it with \
      RECORD=1 swift test --filter Documentation
      """)
  }

  // MARK: What people write

  @Test func `every command names a verb and options that exist`() throws {
    let help = try CommandHelp()
    var count = 0
    for file in try MarkdownFile.all() where file.path != "docs/cli.md" {
      for arguments in file.commands {
        count += 1
        for fault in help.faults(in: arguments) {
          Issue.record("\(file.path): jalon \(arguments.joined(separator: " ")): \(fault)")
        }
      }
    }
    for example in help.examples {
      #expect(help.faults(in: example) == [], "jalon \(example.joined(separator: " "))")
    }
    #expect(count > 10, "only \(count) commands were found in the documents")
  }

  @Test func `every link leads to a file, and to a place in it`() throws {
    for file in try MarkdownFile.all() {
      let folder = Package.root.appending(path: file.path).deletingLastPathComponent()
      for link in file.links {
        let parts = link.split(separator: "#", maxSplits: 1).map(String.init)
        let target = folder.appending(path: parts[0])
        guard FileManager.default.fileExists(atPath: target.path) else {
          Issue.record("\(file.path): there is no \(link)")
          continue
        }
        guard parts.count == 2 else { continue }
        let text = try String(contentsOf: target, encoding: .utf8)
        #expect(text.contains("id=\"\(parts[1])\""), "\(file.path): no such place: \(link)")
      }
    }
  }

  @Test func `every path of the repository in backticks exists`() throws {
    let tree = try PackageTree()
    var count = 0
    for file in try MarkdownFile.all() {
      for span in file.spans {
        guard let exists = tree.holds(span) else { continue }
        count += 1
        #expect(exists, "\(file.path): there is no \(span)")
      }
    }
    #expect(count > 50, "only \(count) paths were found in the documents")
  }

  @Test func `every folder of the sources has its line in the architecture`() throws {
    let file = try MarkdownFile("docs/architecture.md")
    let named = Set(file.spans)
    for folder in try PackageTree().folders(below: "Sources") {
      #expect(named.contains(folder), "docs/architecture.md does not name \(folder)")
    }
  }

  @Test func `every document that people write is shorter than two screens`() throws {
    for file in try MarkdownFile.all() where !Self.generated.contains(file.path) {
      #expect(file.lineCount < 140, "\(file.path) has \(file.lineCount) lines")
    }
  }
}

// MARK: What they are compared with

/// The help of the command and of every verb, as the binary prints it.
private struct CommandHelp {
  let overview: String
  let verbs: [(name: String, text: String)]

  init() throws {
    let folder = try Workdir("help")
    let outcome = try folder.jalon("help")
    outcome.expect(status: 0, errors: "")
    overview = outcome.output
    let list = overview.components(separatedBy: "SUBCOMMANDS:\n").last ?? ""
    let names = list.matches(of: /(?m)^  ([a-z-]+)\s/).map { String($0.output.1) }
    #expect(names.contains("run"), "\(outcome)")
    verbs = try names.map { name in
      let outcome = try folder.jalon("help", name)
      outcome.expect(status: 0, errors: "")
      return (name, outcome.output)
    }
  }

  /// The arguments of the example of each verb.
  var examples: [[String]] {
    verbs.compactMap { verb in
      let text = verb.text.components(separatedBy: "Example: jalon ").dropFirst().first
      return text?.components(separatedBy: "\n\n").first?.split(whereSeparator: \.isWhitespace)
        .map(String.init)
    }
  }

  /// What is wrong with a call of the binary, by the names of its verb and its options.
  func faults(in arguments: [String]) -> [String] {
    guard let first = arguments.first else { return [] }
    if first == "help" {
      return arguments.dropFirst().filter { name in !verbs.contains { $0.name == name } }
        .map { "there is no verb '\($0)'" }
    }
    let verb = verbs.first { $0.name == first }
    if verb == nil, !first.hasPrefix("-") { return ["there is no verb '\(first)'"] }
    let known = Self.options(verb?.text ?? overview)
    return arguments.filter { $0.hasPrefix("-") }
      .map { String($0.prefix { $0 != "=" }) }.filter { !known.contains($0) }
      .map { "there is no option '\($0)'" }
  }

  /// The names at the start of the lines of a help text: `-c` and `--config`.
  private static func options(_ help: String) -> Set<String> {
    let names = help.components(separatedBy: "\n").filter { $0.hasPrefix("  -") }.flatMap {
      $0.split(whereSeparator: { $0 == " " || $0 == "," }).prefix { $0.hasPrefix("-") }
    }
    return Set(names.map(String.init))
  }
}

/// A document, cut into the code and the links in it.
private struct MarkdownFile {
  let path: String
  let lineCount: Int
  /// Lines of fenced blocks.
  let blockLines: [String]
  /// Code within sentences.
  let spans: [String]
  /// Targets within the package, relative to the document.
  let links: [String]

  init(_ path: String) throws {
    self.path = path
    let text = try String(contentsOf: Package.root.appending(path: path), encoding: .utf8)
    let lines = text.components(separatedBy: "\n")
    lineCount = lines.count - 1
    var blockLines: [String] = []
    var prose = ""
    var isBlock = false
    for line in lines {
      if line.hasPrefix("```") {
        isBlock.toggle()
      } else if isBlock {
        blockLines.append(line)
      } else {
        prose += line + " "
      }
    }
    self.blockLines = blockLines
    spans = prose.matches(of: /`([^`]+)`/).map { String($0.output.1) }
    links = prose.matches(of: /\]\(([^)\s]+)\)/).map { String($0.output.1) }.filter {
      !$0.contains(":") && !$0.hasPrefix("#")
    }
  }

  static func all() throws -> [MarkdownFile] {
    let names = try FileManager.default.contentsOfDirectory(atPath: Package.root.path + "/docs")
    let documents = names.filter { $0.hasSuffix(".md") }.sorted().map { "docs/" + $0 }
    return try (["README.md", "CHANGELOG.md"] + documents).map(MarkdownFile.init)
  }

  /// The arguments of each call of the binary: in sentences as `jalon run`, in blocks also behind a
  /// prompt, in crontabs and in systemd units.
  var commands: [[String]] {
    (spans + blockLines).compactMap { text in
      let words = text.split(separator: " ").map(String.init)
      let place = words.indices.first { index in
        words[index].hasSuffix("/bin/jalon")
          || (words[index] == "jalon" && (index == 0 || ["$", "&&"].contains(words[index - 1])))
      }
      guard let place else { return nil }
      let ends: Set<String> = ["|", ">", "&&", "#"]
      var arguments = Array(words[(place + 1)...].prefix { !ends.contains($0) })
      if let last = arguments.firstIndex(where: { $0.hasSuffix(";") }) {
        arguments = Array(arguments[...last])
        arguments[last].removeLast()
      }
      return arguments.isEmpty ? nil : arguments
    }
  }
}

/// The files and folders of the package that are written by people.
private struct PackageTree {
  private let paths: Set<String>
  private let rooms: Set<String>
  private static let ends = [".swift", ".tsv", ".xhtml", ".py", ".c", ".md"]

  init() throws {
    let root = Package.root.path
    var paths: Set<String> = []
    // What is built or published is no part of the repository.
    let others: Set<String> = [".git", "output"]
    for name in try FileManager.default.contentsOfDirectory(atPath: root)
    where !others.contains(name) && !name.hasPrefix(".build") {
      paths.insert(name)
      // A file has nothing below it.
      let below = try? FileManager.default.subpathsOfDirectory(atPath: root + "/" + name)
      for path in below ?? [] { paths.insert(name + "/" + path) }
    }
    self.paths = paths
    rooms = Set(
      paths.filter { $0.hasPrefix("Sources/") }.map { String($0.split(separator: "/")[1]) })
  }

  /// Whether what a text names is there; nothing when it names no path of the repository.
  ///
  /// `Sources/Report`, `Report/Formats/` and the bare name of a source file are such paths. What
  /// stands for a name (`Tests/<Room>Tests`, `docs/*.md`) is not looked up, the folders above are.
  func holds(_ text: String) -> Bool? {
    guard !text.contains(" ") else { return nil }
    let parts = text.split(separator: "/").map(String.init)
    let known = parts.prefix { !$0.contains { "<*…".contains($0) } }
    guard let first = known.first else { return nil }
    let path = known.joined(separator: "/")
    if text.contains("/"), paths.contains(first) { return paths.contains(path) }
    if text.contains("/"), rooms.contains(first) { return paths.contains("Sources/" + path) }
    guard known.count == parts.count, Self.ends.contains(where: path.hasSuffix) else { return nil }
    return paths.contains { $0 == path || $0.hasSuffix("/" + path) }
  }

  func folders(below folder: String) throws -> [String] {
    let parents = paths.compactMap { path in
      path.lastIndex(of: "/").map { String(path[..<$0]) }
    }
    return Set(parents).filter { $0.hasPrefix(folder + "/") }.sorted()
  }
}
