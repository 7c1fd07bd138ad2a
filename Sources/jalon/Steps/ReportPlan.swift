import Analysis
import Calendar
import Configuration
import FoundationEssentials
import Ingest
import Markup
import Report

/// How the report of a configuration is made.
enum ReportPlan {
  /// The compiled templates; every mistake in them is printed.
  static func reporter(
    _ configuration: Configuration, asOf: CalendarDate, threadCount: Int, _ messages: Messages
  ) throws -> Reporter {
    try make(configuration, asOf: asOf, threadCount: threadCount).reporter(messages)
  }

  /// The compiled templates, and what was judged meanwhile.
  ///
  /// Mistakes in the templates are told beside those in the exports.
  static func reporter<Judged>(
    _ night: Night, _ options: RunOptions, _ messages: Messages, judged: () throws -> Judged
  ) throws -> (Reporter, Judged) {
    let (configuration, asOf) = (night.configuration, night.plan.asOf)
    let threadCount = options.threadCount
    let made = Aside(threadCount: threadCount) {
      make(configuration, asOf: asOf, threadCount: threadCount)
    }
    let judged = Result { try judged() }
    return (try made.value().reporter(messages), try judged.get())
  }

  /// The compiled templates, or nothing where there is an error among the findings.
  struct Made: Sendable {
    fileprivate var made: Reporter?
    fileprivate var findings: [Diagnostic] = []

    /// What was made; everything found is printed.
    func reporter(_ messages: Messages) throws -> Reporter {
      messages.report(findings)
      guard let made else { throw RunEnd(status: .configuration) }
      return made
    }
  }

  /// Compiles the templates, and prints nothing.
  static func make(_ configuration: Configuration, asOf: CalendarDate, threadCount: Int) -> Made {
    if let folder = configuration.pages.templates,
      !FileManager.default.fileExists(atPath: folder)
    {
      let missing = Diagnostic(
        "template-folder-missing", .error,
        "there is no folder '\(folder)' with templates, which \(configuration.path) names")
      return Made(findings: [missing])
    }
    let (languages, findings) = OwnLanguages.make(configuration.languageFiles)
    var made = Made(findings: findings)
    if findings.contains(where: { $0.severity == .error }) { return made }
    var options = options(configuration, asOf: asOf, threadCount: threadCount)
    options.ownLanguages = languages
    options.hasXHTML = configuration.pages.hasXHTML
    do throws(TemplateFailure) {
      made.made = try Reporter(templates: templates(configuration), options: options)
    } catch {
      made.findings += error.issues.map { diagnostic($0, .error, configuration) }
    }
    return made
  }

  /// The customer's templates over those that the binary carries.
  private static func templates(_ configuration: Configuration) -> TemplateFolder {
    let files = EmbeddedText.files.map { ($0.path, Array($0.text.utf8)) }
    let own = TemplateFolder(files: Dictionary(files) { first, _ in first })
    return configuration.pages.templates.map { TemplateFolder(path: $0).over(own) } ?? own
  }

  /// Named as the user would type it: the template with the folder before it.
  static func diagnostic(
    _ issue: TemplateIssue, _ severity: Diagnostic.Severity, _ configuration: Configuration
  ) -> Diagnostic {
    let folder = configuration.pages.templates.map { $0.hasSuffix("/") ? $0 : $0 + "/" } ?? ""
    return Diagnostic(
      issue.id, severity,
      at: Place(file: folder + issue.file, line: issue.line, column: issue.column),
      issue.summary, excerpt: issue.excerpt, fixes: issue.fix.map { [$0] } ?? [])
  }

  private static func options(
    _ configuration: Configuration, asOf: CalendarDate, threadCount: Int
  ) -> ReportOptions {
    ReportOptions(
      languages: configuration.languages, baseURL: configuration.pages.baseURL ?? "",
      recipients: configuration.recipients.map {
        ReportOptions.Recipient(
          name: $0.name, email: $0.email, scope: $0.scope, language: $0.language)
      }, mail: configuration.mail.map { mail($0, asOf: asOf, zone: configuration.zone) },
      threadCount: threadCount)
  }

  private static func mail(
    _ settings: Configuration.MailSettings, asOf: CalendarDate, zone: TimeZoneRules
  ) -> ReportOptions.Mail {
    let (name, email) = address(settings.from)
    let local = Int64(asOf.dayNumber) * 86_400 + Int64(settings.sendAtMinutes) * 60
    let instant =
      switch zone.localToUTC(local) {
      case .unique(let instant), .gap(change: let instant), .fold(first: let instant, second: _):
        instant
      }
    return ReportOptions.Mail(
      fromName: name, fromEmail: email, replyTo: settings.replyTo ?? "",
      listID: settings.listID ?? "", domain: settings.domain,
      sendMinute: settings.sendAtMinutes,
      zoneOffsetMinutes: Int(zone.offset(at: instant)) / 60)
  }

  /// `Jalon <jalon@example.com>` or the bare address.
  private static func address(_ text: String) -> (name: String, email: String) {
    guard text.hasSuffix(">"), let open = text.lastIndex(of: "<") else { return ("", text) }
    let name = text[..<open].split(separator: " ").joined(separator: " ")
    return (name, String(text[text.index(after: open)...].dropLast()))
  }
}
