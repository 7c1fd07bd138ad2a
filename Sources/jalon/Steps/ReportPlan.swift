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
    if let folder = configuration.pages.templates,
      !FileManager.default.fileExists(atPath: folder)
    {
      throw messages.fail(
        .configuration, "template-folder-missing",
        "there is no folder '\(folder)' with templates, which \(configuration.path) names")
    }
    let (languages, findings) = OwnLanguages.make(configuration.languageFiles)
    messages.report(findings)
    if findings.contains(where: { $0.severity == .error }) {
      throw RunEnd(status: .configuration)
    }
    var options = options(configuration, asOf: asOf, threadCount: threadCount)
    options.ownLanguages = languages
    options.hasXHTML = configuration.pages.hasXHTML
    do throws(TemplateFailure) {
      return try Reporter(templates: templates(configuration), options: options)
    } catch {
      messages.report(error.issues.map { diagnostic($0, .error, configuration) })
      throw RunEnd(status: .configuration)
    }
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
