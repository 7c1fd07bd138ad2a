import Analysis
import Calendar
import Configuration
import Foundation
import Publish

/// What a run did, gathered on the way for the metrics.
final class RunCounts {
  var mailsSent = 0
  var mailsDeferred = 0
  var mailsRefused = 0
  var reports = 0
  var health: RunResult.Health?
  var asOf: CalendarDate?
  var isHeld = false
  private let started = Clock.now()
  private var path: String?

  /// Says where the metrics of a configuration go.
  func begin(_ configuration: Configuration) {
    switch configuration.metrics {
    case .none: path = nil
    case .beside: path = configuration.pages.output + "/jalon.prom"
    case .file(let file): path = file
    }
  }

  /// Writes the metrics of a run that has ended; a failure here changes nothing about the run.
  func end(_ status: ExitStatus) {
    guard let path, status != .tryAgain else { return }
    let folder = URL(filePath: path).deletingLastPathComponent().path
    guard FileManager.default.fileExists(atPath: folder) else { return }
    let before = try? String(contentsOfFile: path, encoding: .utf8)
    try? OutputFolder.replaceFile(path, bytes: Array(text(status, before: before).utf8))
  }

  /// In the text format of Prometheus; the last success is taken over from the file before.
  private func text(_ status: ExitStatus, before: String?) -> String {
    let now = Clock.now()
    let isSuccess = status == .done || status == .mailsDeferred
    let name = "jalon_last_success_timestamp_seconds"
    let last = before?.split(separator: "\n").first { $0.hasPrefix(name + " ") }
      .flatMap { $0.split(separator: " ").last }.map(String.init)
    var lines: [String] = []
    func add(_ name: String, _ help: String, _ samples: [(labels: String, value: String)]) {
      guard !samples.isEmpty else { return }
      lines.append("# HELP \(name) \(help)")
      lines.append("# TYPE \(name) gauge")
      lines += samples.map { name + $0.labels + " " + $0.value }
    }
    add(name, "When a report was last published.", [("", isSuccess ? "\(now)" : last ?? "0")])
    add("jalon_last_run_timestamp_seconds", "When a run last ended.", [("", "\(now)")])
    add("jalon_last_run_exit_code", "How it ended.", [("", "\(status.rawValue)")])
    add("jalon_run_duration_seconds", "How long it took.", [("", "\(now - started)")])
    add("jalon_held", "Whether a check held it.", [("", isHeld ? "1" : "0")])
    add("jalon_reports", "Documents of the published run.", [("", "\(reports)")])
    add(
      "jalon_mails", "Mails by what became of them.",
      [
        ("{state=\"sent\"}", "\(mailsSent)"), ("{state=\"deferred\"}", "\(mailsDeferred)"),
        ("{state=\"refused\"}", "\(mailsRefused)"),
      ])
    let sources = health?.sources ?? []
    add("jalon_rows", "Rows read.", sources.map { (label($0), "\($0.rowCount)") })
    add("jalon_rejected_rows", "Rows rejected.", sources.map { (label($0), "\($0.rejectCount)") })
    add(
      "jalon_newest_record_age_days", "Age of the newest record on the as-of date.",
      sources.compactMap { source in
        guard let newest = source.newest, let asOf else { return nil }
        return (label(source), "\(asOf.days(since: newest))")
      })
    add(
      "jalon_check_failed", "Checks before publishing that held the run.",
      (health?.checks ?? []).map {
        ("{check=\"\($0.check.rawValue)\"}", $0.isPassed ? "0" : "1")
      })
    return lines.joined(separator: "\n") + "\n"
  }

  /// A label's value, escaped as the format wants it.
  private func label(_ source: RunResult.Health.Source) -> String {
    let value = source.name.replacingOccurrences(of: "\\", with: "\\\\")
      .replacingOccurrences(of: "\"", with: "\\\"").replacingOccurrences(of: "\n", with: "\\n")
    return "{source=\"\(value)\"}"
  }
}
