import Analysis
import Archive
import Calendar
import Configuration
import Ingest
import Publish
import Report

/// The last steps of a run: the documents on disk, then the run in the archive.
struct Publication: ~Copyable {
  private let output: OutputFolder
  private let configuration: Configuration
  private let messages: Messages

  /// Locks the output folder, so that of two runs at once one ends here.
  init(_ configuration: Configuration, _ messages: Messages) throws {
    self.configuration = configuration
    self.messages = messages
    do throws(PublishFailure) {
      output = try OutputFolder(configuration.pages.output)
    } catch {
      throw messages.fail(error)
    }
  }

  /// Writes every document of a result as a new run, and moves the links.
  func publish(
    _ result: RunResult, reporter: Reporter, manifest: Manifest
  ) throws -> PublishedRun {
    do {
      var draft = try output.draft(asOf: manifest.asOf)
      let outcome = try reporter.forEachDocument(of: result) {
        document throws(PublishFailure) in
        try draft.write(document)
      }
      let faults = outcome.issues.map { ReportPlan.diagnostic($0, .warning, configuration) }
      messages.report(faults + undelivered(outcome))
      return try output.publish(draft, manifest: manifest)
    } catch let failure as PublishFailure {
      throw messages.fail(failure)
    } catch {
      throw messages.fail(.internalError, "report-not-made", "\(error)")
    }
  }

  /// Recipients who get nothing tonight.
  private func undelivered(_ outcome: Reporter.Outcome) -> [Diagnostic] {
    outcome.undelivered.map { recipient in
      let known = configuration.recipients.first { $0.email == recipient.email }
      return Diagnostic(
        "recipient-without-report", .warning, at: known?.place,
        "there is no report for '\(recipient.email)': \(recipient.scope) is not in this run",
        explanation: "the scope has nobody in the period, or an address cannot stand in a header",
        fixes: ["correct the scope or the address of the recipient, or remove the recipient"])
    }
  }

  /// The folder of a run, as the user would type it.
  func path(of run: PublishedRun) -> String { configuration.pages.output + "/" + run.path }
}

extension Manifest {
  /// The manifest of a result made from a configuration.
  init(_ result: RunResult, _ configuration: Configuration) {
    let inputs = result.inputs.map { file in
      Manifest.File(
        path: file.name, digest: Digest(sha256: file.sha256, byteCount: file.byteCount))
    }
    self.init(
      asOf: result.asOf.description,
      versions: Versions(jalon: result.version, zones: result.zoneDataVersion),
      configuration: configuration.digest, inputs: inputs,
      folders: Dictionary(result.scopes.map { ($0.id.description, $0.slug) }) { first, _ in first })
  }
}

extension Configuration {
  /// SHA-256 over the digests and names of the files, in the order of the names.
  var digest: String {
    let lines = inputs.map { "\(Digest(of: $0.bytes).sha256)  \($0.name)\n" }.sorted()
    return Digest(of: Array(lines.joined().utf8)).sha256
  }
}
