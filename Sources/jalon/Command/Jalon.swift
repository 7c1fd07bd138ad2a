import ArgumentParser
import CFiles
import Foundation
import Glibc

/// The command: it finds the verb, and turns whatever ends a run into one of the exit codes.
@main
struct Jalon: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "jalon",
    abstract: "Who is ahead, on time or late, why, and what to do about it, from CRM exports.",
    discussion: """
      Reads the CSV exports of a CRM and writes sales performance reports as web pages and mails.
      Every verb takes its settings from jalon.yaml. Exit codes follow sysexits.h: 0 done, \
      64 usage, 65 bad data, 66 no input, 69 mail refused, 70 internal error, 73 cannot create, \
      74 read or write failed, 75 run again, 77 no permission, 78 configuration, 79 held by a \
      check, 80 mails deferred.
      """,
    version: Version.text,
    subcommands: [
      InitCommand.self, RunCommand.self, CheckCommand.self, FiguresCommand.self, RenderCommand.self,
      SendCommand.self, ReleaseCommand.self, CompareCommand.self, WaterfallCommand.self,
      BackfillCommand.self, ForgetCommand.self, VerifyCommand.self, ExplainCommand.self,
      CatalogCommand.self,
    ])

  static func main() {
    jalon_free_memory_soon()
    let standardFiles = openMissingStandardFiles()
    // A reader that goes away and a file above the limit are errors to report, not to die of.
    _ = signal(SIGPIPE, SIG_IGN)
    _ = signal(SIGXFSZ, SIG_IGN)
    // Exports, archive and reports are personal data: what publishing opens up, it opens itself.
    _ = umask(0o077)
    let status = run(Array(CommandLine.arguments.dropFirst()))
    withExtendedLifetime(standardFiles) { Glibc.exit(status.rawValue) }
  }

  private static func run(_ arguments: [String]) -> ExitStatus {
    do {
      var command = try parseAsRoot(arguments)
      // Of what the start has touched hardly anything is needed again.
      jalon_unload_program()
      try command.run()
      return .done
    } catch let end as RunEnd {
      return end.status
    } catch {
      return finish(error)
    }
  }

  /// Help, version and mistakes in the arguments.
  private static func finish(_ error: any Error) -> ExitStatus {
    let text = fullMessage(for: error)
    guard exitCode(for: error).isSuccess else {
      Console.writeError(text.isEmpty ? "" : text + "\n")
      return .usage
    }
    return Console.write(text.isEmpty ? "" : text + "\n") ? .done : .readOrWriteFailed
  }

  /// Opens on nothing whichever of the descriptors 0, 1 and 2 a scheduler has closed, so that no
  /// file of ours gets their number.
  private static func openMissingStandardFiles() -> [FileHandle] {
    var opened: [FileHandle] = []
    while let file = FileHandle(forUpdatingAtPath: "/dev/null") {
      guard file.fileDescriptor <= 2 else { break }
      opened.append(file)
    }
    return opened
  }
}
