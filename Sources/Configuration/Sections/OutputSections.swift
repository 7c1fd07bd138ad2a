import Analysis
import Calendar
import Ingest

/// `report`, `recipients`, `mail`, `pages` and `archive`: who gets what, and where it goes.
enum OutputSections {
  private static let periods: [Period.Kind] = [
    .week, .month, .quarter, .half, .year, .fiscalQuarter, .fiscalYear, .fiscalPeriod,
  ]

  static func report(_ root: Section) -> Configuration.ReportSettings {
    var settings = Configuration.ReportSettings(period: .quarter, historyMonths: 13, also: [])
    guard let section = root.section("report", keys: ["period", "history_months", "also"]) else {
      return settings
    }
    let names = periods.map(\.rawValue)
    if let name = section.word("period", among: names), let kind = Period.Kind(rawValue: name) {
      settings.period = kind
    }
    settings.historyMonths = section.integer("history_months", in: 1...120) ?? 13
    for (text, place) in section.texts("also") {
      if let kind = Period.Kind(rawValue: text), periods.contains(kind) {
        settings.also.append(kind)
      } else {
        section.invalid("also", text, place, "one of \(names.joined(separator: ", "))")
      }
    }
    return settings
  }

  static func recipients(
    _ root: Section, language: String, known: [String], names: ScopeNames
  ) -> [Configuration.Recipient] {
    root.nodes("recipients").compactMap { node in
      guard
        let section = Section(
          node, "recipients",
          keys: ["name", "email", "scope", "language", "cadence", "only_if_changed"],
          findings: root.findings)
      else { return nil }
      guard let email = address(section, "email", required: true),
        let scopeText = section.requiredText("scope")
      else { return nil }
      guard let scope = names.scope(scopeText) else {
        root.findings.error(
          "recipient-scope-unknown", at: section.place(of: "scope"),
          "'\(scopeText)' is no team or person",
          fixes: NearestName.fixes(scopeText, among: names.suggestions))
        return nil
      }
      return Configuration.Recipient(
        name: section.text("name") ?? email, email: email, scope: scope,
        language: section.word("language", among: known) ?? language,
        cadence: section.choice("cadence") ?? .daily,
        onlyIfChanged: section.flag("only_if_changed") ?? false, place: node.place)
    }
  }

  static func mail(_ root: Section) -> Configuration.MailSettings? {
    guard
      let section = root.section(
        "mail",
        keys: [
          "from", "reply_to", "list_id", "domain", "send_at", "program", "timeout_seconds",
        ]),
      let from = address(section, "from", required: true)
    else { return nil }
    let bare = from.hasSuffix(">") ? String(from.dropLast()) : from
    let domain = bare.split(separator: "@").last.map(String.init) ?? "localhost"
    // One text is cut at its blanks, a list is taken as it is.
    let texts = section.texts("program").map(\.text)
    let program = texts.count == 1 ? texts[0].split(separator: " ").map(String.init) : texts
    return Configuration.MailSettings(
      from: from, replyTo: address(section, "reply_to", required: false),
      listID: section.text("list_id"), domain: section.text("domain") ?? domain,
      sendAtMinutes: timeOfDay(section, "send_at") ?? 7 * 60,
      program: program.isEmpty ? ["sendmail", "-t", "-i"] : program,
      timeoutSeconds: section.integer("timeout_seconds", in: 1...3_600) ?? 60)
  }

  /// A bare address or `Name <address>`, without line breaks, which would forge headers.
  private static func address(_ section: Section, _ key: String, required: Bool) -> String? {
    guard let text = required ? section.requiredText(key) : section.text(key) else { return nil }
    var address = Substring(text)
    if text.hasSuffix(">"), let open = text.lastIndex(of: "<") {
      address = text[text.index(after: open)...].dropLast()
    }
    let parts = address.split(separator: "@", omittingEmptySubsequences: false)
    let isPlain =
      parts.count == 2 && parts.allSatisfy { !$0.isEmpty }
      && !address.contains { $0.isWhitespace || "<>,;\"".contains($0) }
    if isPlain, !text.contains(where: { $0.isNewline || $0 == "\0" }) { return text }
    section.invalid(key, text, section.place(of: key), "an address such as name@example.com")
    return nil
  }

  private static func timeOfDay(_ section: Section, _ key: String) -> Int? {
    guard let text = section.text(key) else { return nil }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    if parts.count == 2, parts[0].utf8.count <= 2, parts[1].utf8.count == 2,
      let hour = Int(parts[0]), let minute = Int(parts[1]), (0..<24).contains(hour),
      (0..<60).contains(minute)
    {
      return hour * 60 + minute
    }
    section.invalid(key, text, section.place(of: key), "a time of day such as 07:00")
    return nil
  }

  static func pages(
    _ root: Section, folder: String, names: ScopeNames
  ) -> Configuration.PageSettings {
    var settings = Configuration.PageSettings(
      baseURL: nil, templates: nil, output: FilePath.joined(folder, "output"), owners: [:],
      mode: nil)
    guard
      let section = root.section(
        "pages", keys: ["base_url", "templates", "xhtml", "output", "owners", "mode"])
    else { return settings }
    if let url = section.text("base_url") {
      if url.hasPrefix("https://") || url.hasPrefix("http://") {
        settings.baseURL = url.hasSuffix("/") ? String(url.dropLast()) : url
      } else {
        section.invalid("base_url", url, section.place(of: "base_url"), "an address https://…")
      }
    }
    settings.templates = section.text("templates").map { FilePath.joined(folder, $0) }
    settings.hasXHTML = section.flag("xhtml") ?? true
    if let output = section.text("output") { settings.output = FilePath.joined(folder, output) }
    for (entry, owner) in section.textMapping("owners") {
      if let scope = names.scope(entry.key) {
        settings.owners[scope] = owner
      } else {
        root.findings.error(
          "recipient-scope-unknown", at: entry.keyPlace, "'\(entry.key)' is no team or person",
          fixes: NearestName.fixes(entry.key, among: names.suggestions))
      }
    }
    if let text = section.text("mode") {
      if let mode = Int(text, radix: 8), (0...0o7777).contains(mode), text.utf8.count >= 3 {
        settings.mode = mode
      } else {
        section.invalid("mode", text, section.place(of: "mode"), "octal bits such as 0750")
      }
    }
    return settings
  }

  /// `false` means no archive.
  static func archive(_ root: Section, folder: String) -> String? {
    guard let text = root.text("archive") else {
      return FilePath.joined(folder, "archive/jalon.sqlite")
    }
    return text == "false" ? nil : FilePath.joined(folder, text)
  }
}
