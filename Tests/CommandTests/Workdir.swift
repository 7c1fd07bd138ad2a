import Foundation
import Testing

/// A folder of its own in which the real binary is run; removed when the test ends.
final class Workdir {
  let path: String

  init(_ name: String) throws {
    path = FileManager.default.temporaryDirectory.path + "/jalon-\(name)-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file, with the folders on its way.
  @discardableResult
  func write(_ name: String, _ text: String) throws -> Workdir {
    let file = URL(filePath: path + "/" + name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
    return self
  }

  /// Copies a file or folder of the package.
  @discardableResult
  func copy(_ source: String, as name: String) throws -> Workdir {
    try FileManager.default.copyItem(
      atPath: Package.root.path + "/" + source, toPath: path + "/" + name)
    return self
  }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path + "/" + name) }

  func text(_ name: String) throws -> String {
    try String(contentsOfFile: path + "/" + name, encoding: .utf8)
  }

  func names(_ folder: String = "") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path + "/" + folder).sorted()
  }

  /// Permission bits, as in `0o640`.
  func mode(_ name: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path + "/" + name)[.posixPermissions] as? Int
  }

  /// Runs the binary with an empty environment, as cron nearly does.
  func jalon(_ arguments: String...) throws -> Outcome { try jalon(arguments) }

  func jalon(_ arguments: [String]) throws -> Outcome {
    try run([Package.binary.path] + arguments)
  }

  /// Runs a line of shell in which `$JALON` is the binary.
  func shell(_ line: String) throws -> Outcome {
    try run(
      ["/bin/sh", "-c", line], environment: ["JALON": Package.binary.path, "PATH": "/usr/bin:/bin"])
  }

  private func run(
    _ arguments: [String], environment: [String: String] = [:]
  ) throws -> Outcome {
    let process = Process()
    process.executableURL = URL(filePath: arguments[0])
    process.arguments = Array(arguments.dropFirst())
    process.environment = environment
    process.currentDirectoryURL = URL(filePath: path)
    process.standardInput = FileHandle.nullDevice
    // Files rather than pipes: nothing can wait for a reader.
    let output = path + ".out"
    let errors = path + ".err"
    defer {
      try? FileManager.default.removeItem(atPath: output)
      try? FileManager.default.removeItem(atPath: errors)
    }
    for file in [output, errors] {
      _ = FileManager.default.createFile(atPath: file, contents: nil)
    }
    process.standardOutput = FileHandle(forWritingAtPath: output)
    process.standardError = FileHandle(forWritingAtPath: errors)
    try process.run()
    process.waitUntilExit()
    return Outcome(
      folder: path, arguments: arguments, status: process.terminationStatus,
      output: try String(contentsOfFile: output, encoding: .utf8),
      errors: try String(contentsOfFile: errors, encoding: .utf8))
  }
}

/// How a run of the binary ended; printed whole when an expectation about it fails.
struct Outcome: CustomStringConvertible {
  let folder: String
  let arguments: [String]
  let status: Int32
  let output: String
  let errors: String

  var description: String {
    """
    in \(folder): \(arguments.joined(separator: " "))
    status \(status)
    --- standard output
    \(output)
    --- standard error
    \(errors)
    """
  }

  /// Expects a status, and nothing printed where a run has nothing to say.
  func expect(
    status: Int32, output: String? = nil, errors: String? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(self.status == status, "\(self)", sourceLocation: sourceLocation)
    if let output { #expect(self.output == output, "\(self)", sourceLocation: sourceLocation) }
    if let errors { #expect(self.errors == errors, "\(self)", sourceLocation: sourceLocation) }
  }

  /// Of a check: nothing is wrong, but that a run might hold the report because the exports are old.
  func expectReadable(sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(status == 0 || status == 79, "\(self)", sourceLocation: sourceLocation)
  }
}

enum Package {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// Built beside the tests that are running.
  static let binary: URL = {
    let runner = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    return runner.appending(path: "jalon")
  }()
}
