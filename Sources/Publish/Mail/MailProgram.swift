import CFiles
import Dispatch
import Foundation
import Glibc

/// A program that takes a message on its standard input and delivers it, as `sendmail -t -i` does.
///
/// It is given the bytes of the stored message as they are, and says by its exit code (`sysexits.h`)
/// what became of it.
package struct MailProgram: Sendable {
  /// What became of one message.
  package enum Outcome: Hashable, Sendable {
    /// The program has taken charge of it.
    case accepted
    /// Not now (75, or a failure of the machine: 71, 74): to be tried again.
    case later(reason: String)
    /// Not at all, with any other code.
    case refused(reason: String)
    /// The program was killed, or did not end in time: the message may have been delivered.
    case unknown(reason: String)
  }

  private let path: String
  private let arguments: [String]
  private let timeoutSeconds: Int
  /// Where a program named without a folder is looked for: `cron` has no `sbin` in its path.
  private static let folders = [
    "/usr/sbin", "/usr/lib", "/usr/local/sbin", "/usr/local/bin", "/usr/bin", "/bin",
  ]

  /// Finds the program of a command line; nothing when there is none that can be run.
  package init?(_ command: [String], timeoutSeconds: Int) {
    guard let name = command.first else { return nil }
    let candidates = name.contains("/") ? [name] : Self.folders.map { $0 + "/" + name }
    guard let path = candidates.first(where: { jalon_is_executable($0) }) else { return nil }
    self.path = path
    arguments = Array(command.dropFirst())
    self.timeoutSeconds = timeoutSeconds
  }

  /// Hands over one stored message; what the program says goes through the file `words`, because a
  /// helper it leaves behind could keep a pipe open for ever.
  package func deliver(_ message: String, words: String) -> Outcome {
    guard let input = FileHandle(forReadingAtPath: message) else {
      return .later(reason: "\(message) cannot be read")
    }
    defer { FileSystem.remove(words) }
    FileSystem.remove(words)
    guard (try? FileSystem.create(words, mode: 0o600, bytes: [UInt8]())) != nil,
      let output = FileHandle(forWritingAtPath: words)
    else { return .later(reason: "\(words) cannot be written") }
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    process.standardInput = input
    process.standardOutput = FileHandle.nullDevice
    process.standardError = output
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    do { try process.run() } catch { return .later(reason: "\(path) cannot be started") }
    guard ended.wait(timeout: .now() + .seconds(timeoutSeconds)) == .success else {
      _ = kill(process.processIdentifier, SIGKILL)
      ended.wait()
      return .unknown(reason: "no answer within \(timeoutSeconds) s")
    }
    guard process.terminationReason == .exit else {
      return .unknown(reason: "killed by signal \(process.terminationStatus)")
    }
    return Self.outcome(process.terminationStatus, words: (try? FileSystem.read(words)) ?? Data())
  }

  private static func outcome(_ code: Int32, words: Data) -> Outcome {
    if code == 0 { return .accepted }
    let line = String(decoding: words.prefix(300), as: UTF8.self)
      .split(whereSeparator: \.isNewline).last.map { ": \($0)" }
    let reason = "code \(code)" + (line ?? "")
    switch code {
    case 71, 74, 75: return .later(reason: reason)
    default: return .refused(reason: reason)
    }
  }
}

/// The places in an output folder that delivering needs for a moment.
package struct MailSpool: Sendable {
  private let folder: String

  package init(folder: String) { self.folder = folder }

  /// Hands over a stored message, or one that was `made` for this delivery and is not kept.
  package func deliver(
    stored: String, made: [UInt8]?, with program: MailProgram
  ) throws(PublishFailure) -> MailProgram.Outcome {
    let words = folder + "/.mail-words" + OutputNames.temporarySuffix
    guard let made else { return program.deliver(stored, words: words) }
    let file = folder + "/.mail" + OutputNames.temporarySuffix
    FileSystem.remove(file)
    try FileSystem.create(file, mode: 0o600, bytes: made)
    defer { FileSystem.remove(file) }
    return program.deliver(file, words: words)
  }
}
