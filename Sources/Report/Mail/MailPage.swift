import Analysis
import Markup

/// A mail and what had to be neutralised in it.
struct RenderedMail {
  var bytes: [UInt8]?
  var issues: [TemplateIssue]
}

/// What a mail says, in both its parts: the verdict, three figures, the table, and a link.
struct MailPage {
  let view: ScopeView
  let site: SitePlan
  let settings: ReportOptions.Mail
  let recipient: ReportOptions.Recipient
  /// Empty when the pages are not served.
  let baseURL: String

  /// Ruling 23.
  static let actionLimit = 5

  private var language: Language {
    site.languages.first { $0.code == recipient.language } ?? site.defaultLanguage
  }

  static func schema(words: TemplateSchema) -> TemplateSchema {
    .record(
      PageHeading.keys(words: words) + [
        TemplateKey("subject", .text, "the subject of the mail"),
        TemplateKey("preheader", .text, "what a list of mails shows after the subject"),
        TemplateKey("is_rep", .flag, "the mail is about one rep"),
        TemplateKey("verdict", Verdict.schema, "absent without a headline objective"),
        TemplateKey("no_objective", .text, "said instead of a verdict"),
        TemplateKey("counters", Counters.schema, "empty when nobody is judged"),
        TemplateKey("tiles", .list(TileSection.tileSchema), "three figures"),
        TemplateKey("standings", .list(Standings.schema), "at most 25 reps, the latest first"),
        TemplateKey("objectives", .list(ObjectiveWords.schema), "a rep's own"),
        TemplateKey("has_bars", .flag, "one of them has a bar, which a legend explains"),
        TemplateKey("worklists", WorklistSection.schema, "what a rep has to look at"),
        TemplateKey(
          "actions", .list(GuidanceSection.actionSchema), "what to do first, at most five"),
        TemplateKey("actions_total", .text, "how many there are in all, and their amount"),
        TemplateKey("link", .text, "address of the full page"),
        TemplateKey("error_link", .text, "address to report an error to"),
      ])
  }

  /// The message, without bytes when an address cannot stand in a header.
  func message(_ template: Template, words: [String: TemplateValue]) -> RenderedMail {
    let text = PageText(
      language: language, medium: .mail, currency: view.index.result.currency)
    let tiles = TileSection(view: view, text: text).mailChosen
    let standings = standings(text)
    let values = values(
      text, words: words[language.code] ?? .absent, tiles: tiles, standings: standings)
    let plain = MailText(
      view: view, text: text, link: link, standings: standings, tiles: tiles
    ).text
    let html = template.render(values, as: .html)
    let message = MailMessage(
      settings: settings, recipient: recipient, asOf: view.index.result.asOf,
      language: language.code, subject: subject(text), topic: topic, text: plain, html: html.bytes)
    return RenderedMail(bytes: message.bytes(), issues: html.issues)
  }

  private var topic: String {
    "\(view.index.result.asOf).\(view.scope.id.kind.rawValue).\(view.scope.slug)"
  }

  private var link: String? {
    guard !baseURL.isEmpty else { return nil }
    return baseURL + (baseURL.hasSuffix("/") ? "" : "/") + site.path(view.scope, language)
      + "index.html"
  }

  private func standings(_ text: PageText) -> Standings {
    let isRep = view.scope.id.kind == .rep
    return Standings(
      isRep ? [] : view.index.reps(within: view.scope.id), of: view.scope.id, index: view.index,
      text: text)
  }

  /// The verdict first, then whom it is about: `En retard : 62 % de l’objectif, Équipe Nord`.
  private func subject(_ text: PageText) -> String {
    let limit = 60
    guard let objective = view.headline else {
      return Self.cut(
        "\(view.scope.name), \(text.language.period(view.index.result.mainPeriod))", limit)
    }
    var verdict = PositionWords(position: objective.position).word(text)
    if [.cumul, .recur, .each].contains(objective.kind),
      let share = text.share(objective.actual, of: objective.target)
    {
      verdict += text["verdict.colon"] + text.phrase("verdict.attained", ["share": share])
    }
    return Self.cut("\(verdict), \(view.scope.name)", limit)
  }

  static func cut(_ text: String, _ limit: Int) -> String {
    text.count <= limit ? text : String(text.prefix(limit - 1)) + "…"
  }

  private func values(
    _ text: PageText, words: TemplateValue, tiles: [KPIEntry], standings: Standings
  ) -> TemplateRecord {
    let heading = PageHeading(
      title: view.scope.name, text: text, index: view.index, site: site, path: "")
    let isRep = view.scope.id.kind == .rep
    let counters = isRep ? Counters(view.objectives) : standings.counters
    let verdict = Verdict(objective: view.headline, causes: view.causes, text: text)
    let guidance = GuidanceSection(view: view, text: text).brief(limit: Self.actionLimit)
    var values = heading.values(words: words, alternates: [])
    let objectives = isRep ? view.objectives.sorted { $0.isHeadline && !$1.isHeadline } : []
    let own: [(String, TemplateValue)] = [
      ("subject", .text(subject(text))),
      (
        "preheader",
        .text(
          [counters.sentence(text).map { $0 + "." }, verdict.sentence].compactMap { $0 }
            .joined(separator: " "))
      ),
      ("is_rep", .flag(isRep)), ("verdict", verdict.value),
      ("no_objective", view.headline == nil ? .text(text["verdict.no_objective"]) : .absent),
      ("counters", counters.value(text)),
      ("tiles", .list(tiles.map { TileSection(view: view, text: text).tile($0) })),
      (
        "standings",
        .list(
          [
            standings.value(
              "reps", total: view.scope, limit: Standings.mailLimit, more: "mail.more"
            ) { _ in "" }
          ].compactMap { $0 })
      ),
      (
        "objectives",
        .list(
          objectives.map { objective in
            let kpi = view.index.kpi(objective.kpi)
            return ObjectiveWords(objective, text)
              .value(kpiLabel: kpi.flatMap { text.written($0.label) } ?? objective.kpi)
          })
      ),
      ("has_bars", .flag(objectives.contains { CellBarWords.value($0).isTrue })),
      ("worklists", WorklistSection(view: view, text: text).value(actionLimit: Self.actionLimit)),
      ("actions", .list(guidance.rows)),
      ("actions_total", .optional(guidance.total)), ("link", .optional(link)),
      (
        "error_link",
        HeaderText.isAddress(settings.replyTo) ? .text("mailto:\(settings.replyTo)") : .absent
      ),
    ]
    for (name, value) in own { values[name] = value }
    return values
  }
}
