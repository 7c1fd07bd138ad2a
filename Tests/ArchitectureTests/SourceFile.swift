import Foundation

/// A text file of the package, with its path from the package's root.
struct SourceFile {
  let path: String
  let lines: [String]

  var name: String { String(path.split(separator: "/").last ?? "") }

  /// The modules named by `import` lines, whatever stands before the word.
  var imports: [String] {
    lines.compactMap { line in
      let pattern =
        #/(@\w+(\([^)]*\))? )*((package|internal|private|fileprivate|public) )?import\s/#
      guard let match = line.prefixMatch(of: pattern) else { return nil }
      let words = line[match.range.upperBound...].split(separator: " ")
      let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "func", "var", "let"]
      let module = words.first { !kinds.contains($0) }
      return module.map { String($0.prefix { $0 != "." }) }
    }
  }

  /// Numbered lines without comments that fill a line.
  var code: [(line: Int, text: String)] {
    zip(1..., lines).filter { line in
      !line.1.trimmingCharacters(in: .whitespaces).hasPrefix("//")
    }
    .map { (line: $0.0, text: $0.1) }
  }

  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// The files below a folder of the package that hold text.
  static func all(in folder: String) throws -> [SourceFile] {
    let names = try FileManager.default.subpathsOfDirectory(atPath: root.path + "/" + folder)
    return names.sorted().compactMap { read(folder + "/" + $0) }
  }

  /// The files that git knows; every text file when there is no git.
  static func tracked() throws -> [SourceFile] {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["git", "-C", root.path, "ls-files", "-z"]
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      return try ["Sources", "Tests"].flatMap(all(in:))
    }
    return String(decoding: data, as: UTF8.self).split(separator: "\0")
      .compactMap { read(String($0)) }
  }

  private static func read(_ path: String) -> SourceFile? {
    guard let text = try? String(contentsOf: root.appending(path: path), encoding: .utf8) else {
      return nil
    }
    return SourceFile(path: path, lines: text.components(separatedBy: "\n"))
  }
}
