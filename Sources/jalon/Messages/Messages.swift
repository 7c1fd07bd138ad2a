import Archive
import Ingest
import Publish

/// What a verb has to say, in the form asked for.
///
/// Silent on success unless somebody watches: cron mails whatever is printed.
struct Messages {
  let options: MessageOptions
  /// Whether warnings are what the verb is for, as in `check`; other verbs show them to people only.
  var showsWarnings = false
  /// Counts what is reported, shown or not.
  var counter: FindingCounter?
  /// What the metrics tell of this run, where there are any.
  var counts: RunCounts?

  /// Prints findings: errors always, warnings unless quiet, notes when verbose.
  func report(_ diagnostics: [Diagnostic]) {
    counter?.add(diagnostics)
    for diagnostic in diagnostics where isShown(diagnostic.severity) {
      switch options.logFormat {
      case .text: Console.writeError(DiagnosticConsoleWriter.text(diagnostic))
      case .json: Console.writeError(DiagnosticJSONWriter.text(diagnostic))
      }
    }
  }

  /// The one message of a failure.
  func fail(_ status: ExitStatus, _ id: String, _ message: String) -> RunEnd {
    switch options.logFormat {
    case .text:
      Console.writeError("jalon: error: \(SafeText.neutralised(message)) [\(id)]\n")
    case .json:
      Console.writeError(DiagnosticJSONWriter.text(severity: "error", id: id, message: message))
    }
    return RunEnd(status: status)
  }

  func fail(_ failure: PublishFailure) -> RunEnd {
    let status = ExitStatus(failure)
    let id =
      switch status {
      case .tryAgain: "output-locked"
      case .noInput: "run-missing"
      case .badData: "manifest-unreadable"
      default: "output-not-written"
      }
    return fail(status, id, "\(failure)")
  }

  func fail(_ failure: ArchiveFailure) -> RunEnd {
    fail(ExitStatus(failure), "archive-not-written", "\(failure)")
  }

  /// What is being done, for those who asked.
  func note(_ text: String) {
    guard options.verbose, !options.quiet else { return }
    switch options.logFormat {
    case .text: Console.writeError("jalon: \(SafeText.neutralised(text))\n")
    case .json:
      Console.writeError(DiagnosticJSONWriter.text(severity: "note", id: "progress", message: text))
    }
  }

  /// Good news, for somebody at a terminal who did not ask for quiet.
  func announce(_ text: String) {
    guard Console.outputIsTerminal, !options.quiet, options.logFormat == .text else { return }
    _ = Console.write(SafeText.neutralised(text) + "\n")
  }

  private func isShown(_ severity: Diagnostic.Severity) -> Bool {
    switch severity {
    case .error: true
    // Under cron a run with warnings has succeeded, and success is silent.
    case .warning:
      !options.quiet && (showsWarnings || options.verbose || Console.errorIsTerminal)
    case .note: options.verbose
    }
  }
}

/// How many findings a verb has met so far.
final class FindingCounter {
  private(set) var warningCount = 0

  func add(_ diagnostics: [Diagnostic]) {
    warningCount += diagnostics.count { $0.severity == .warning }
  }
}
