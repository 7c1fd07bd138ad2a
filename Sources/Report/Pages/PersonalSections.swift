import Analysis
import Calendar
import Markup

/// What a rep has to look at, most urgent first.
struct WorklistSection {
  let view: ScopeView
  let text: PageText

  static let schema = TemplateSchema.list(
    .record([
      TemplateKey("title", .text, "what is listed"),
      TemplateKey("total", .text, "how many there are in all"),
      TemplateKey("has_amounts", .flag, "whether the items have an amount"),
      TemplateKey("has_stages", .flag, "whether the items have a stage or type"),
      TemplateKey("has_owners", .flag, "whether the items are several reps'"),
      TemplateKey("date_title", .text, "what the dates are"),
      TemplateKey(
        "items",
        .list(
          .record([
            TemplateKey("name", .text, "name of the opportunity or action"),
            TemplateKey("owner", .text, "whose it is; on pages about several reps"),
            TemplateKey("amount", .text, "its amount"),
            TemplateKey("stage", .text, "its stage or type"),
            TemplateKey("date", .text, "when it was due"),
            TemplateKey("late", .text, "how long ago that was"),
          ])), "at most five, ten on pages about several reps"),
    ]))

  private static let sharedLimit = 10

  /// A rep's own, without a list that is wholly among the first `actionLimit` actions.
  func value(actionLimit: Int = GuidanceSection.sharedLimit) -> TemplateValue {
    .list(view.worklists(besideActions: actionLimit).map { list($0, owners: []) })
  }

  /// What the reps of a team or of the company have to look at, the largest or longest due first.
  func sharedValue() -> TemplateValue {
    let reps =
      view.index.reps(within: view.scope.id)
      + (view.scope.id == .company ? view.index.unassigned : [])
    let lists = reps.flatMap { view.index.worklists(of: $0.id) }
    return .list(
      RunResult.Worklist.Kind.allCases.compactMap { kind in
        let own = lists.filter { $0.kind == kind && !$0.items.isEmpty }
        guard !own.isEmpty else { return nil }
        let items = own.flatMap { list in list.items.map { (item: $0, scope: list.scope) } }
        let sorted = items.enumerated().sorted { left, right in
          let (first, second) = (Self.urgency(left.element.item), Self.urgency(right.element.item))
          return first == second
            ? left.offset < right.offset : first.lexicographicallyPrecedes(second)
        }
        .prefix(Self.sharedLimit).map(\.element)
        let shared = RunResult.Worklist(
          scope: view.scope.id, kind: kind, items: sorted.map(\.item),
          total: own.reduce(0) { $0 + $1.total })
        let owners = sorted.map { element in
          element.scope == .unassigned
            ? text["scope.unassigned"] : view.index.scopes[element.scope]?.name ?? ""
        }
        return self.list(shared, owners: owners)
      })
  }

  private static func urgency(_ item: RunResult.Worklist.Item) -> [Int64] {
    [-(item.amount?.rounded ?? 0), Int64(item.date?.dayNumber ?? .max)]
  }

  private func list(_ list: RunResult.Worklist, owners: [String]) -> TemplateValue {
    let key = "worklist.\(list.kind.rawValue)"
    return .record([
      "title": .text(text[key]), "total": .text(text.plural("\(key).total", list.total)),
      "has_amounts": .flag(list.items.contains { $0.amount != nil }),
      "has_stages": .flag(list.items.contains { !$0.stage.isEmpty }),
      "has_owners": .flag(!owners.isEmpty), "date_title": .text(text["\(key).date"]),
      "items": .list(
        list.items.enumerated().map { place, item in
          .record([
            "name": .text(item.name.isEmpty ? item.id : item.name),
            "owner": .optional(owners.indices.contains(place) ? owners[place] : nil),
            "amount": .optional(item.amount.map { text.value($0) }), "stage": .text(item.stage),
            "date": .optional(item.date.map { text.date($0, style: .short) }),
            "late": .optional(
              item.date.map {
                text.language.days(
                  Int64(view.index.result.asOf.days(since: $0)), medium: text.medium)
              }),
          ])
        }),
    ])
  }
}

/// What changes a rep's target or explains their figures: teams, absences, ramp-up.
struct NotesSection {
  let view: ScopeView
  let text: PageText

  func value() -> TemplateValue {
    var notes: [String] = []
    let scope = view.scope
    if scope.isRampingUp { notes.append(text["note.ramping_up"]) }
    if scope.memberships.count > 1 {
      for membership in scope.memberships {
        let name = view.index.scopes[ScopeID(.team, membership.team)]?.name ?? membership.team
        notes.append(
          text.phrase("note.membership", ["team": name, "span": span(membership.span)]))
      }
    }
    for absence in scope.absences {
      notes.append(text.phrase("note.absence", ["span": span(absence)]))
    }
    return .list(notes.map { .text($0) })
  }

  private func span(_ span: DaySpan) -> String {
    switch (span.first, span.last) {
    case (.some(let first), .some(let last)): text.language.dateRange(first, last)
    case (.some(let first), nil): text.phrase("range.from", ["date": text.date(first)])
    case (nil, .some(let last)): text.phrase("range.until", ["date": text.date(last)])
    case (nil, nil): text["range.always"]
    }
  }
}

/// Where the figures come from and how they were judged: the end of each page.
struct Colophon {
  let index: ResultIndex
  let text: PageText

  static let findingSchema = TemplateSchema.list(
    .record([
      TemplateKey("label", .text, "what was found"),
      TemplateKey("id", .text, "identifier of the diagnostic"),
      TemplateKey("count", .text, "number of records"),
      TemplateKey("amount", .text, "sum of their amounts"),
      TemplateKey("examples", .text, "some of them, as file:line"),
      TemplateKey("kpis", .text, "names of the KPIs it damages"),
    ]))
  static let inputSchema = TemplateSchema.list(
    .record([
      TemplateKey("name", .text, "name of the file"),
      TemplateKey("entity", .text, "what it holds"),
      TemplateKey("dialect", .text, "the export it was recognised as"),
      TemplateKey("rows", .text, "number of records"),
      TemplateKey("rejects", .text, "number of records that could not be used"),
    ]))
  static let factSchema = TemplateSchema.list(
    .record([
      TemplateKey("label", .text, "what the fact is about"),
      TemplateKey("value", .text, "the fact"),
    ]))

  func findings() -> TemplateValue {
    let names = Dictionary(
      index.result.kpis.map { ($0.id, text.written($0.label) ?? $0.id) }
    ) { first, _ in first }
    return .list(
      RunResult.Finding.byStake(index.result.findings).map { finding in
        .record([
          "label": .text(Self.label(of: finding, text)), "id": .text(finding.id),
          "count": .text(text.count(finding.count)),
          "amount": .optional(
            finding.id.hasSuffix("-without-amount")
              ? text["quality.unknown_amount"] : finding.amount.map { text.value($0) }),
          "examples": .text(PlaceText.lines(finding.examples.prefix(3))),
          "kpis": .text(text.language.list(finding.kpis.map { names[$0] ?? $0 })),
        ])
      })
  }

  func inputs() -> TemplateValue {
    .list(
      index.result.inputs.map { input in
        .record([
          "name": .text(input.name), "entity": .text(text.named("entity", input.entity)),
          "dialect": .text(input.dialect), "rows": .text(text.count(input.rowCount)),
          "rejects": .text(text.count(input.rejectCount)),
        ])
      })
  }

  /// How reliable the data is, in one sentence that stands on every page.
  var reliability: String {
    let rows = index.result.inputs.reduce(0) { $0 + $1.rowCount }
    let rejects = index.result.inputs.reduce(0) { $0 + $1.rejectCount }
    return text.plural("count.rejects", rejects) + text["list.last_separator"]
      + text.plural("reliability.rows", rows) + "."
  }

  /// What a finding is called, with the number of rows that could not be used for it.
  static func label(of finding: RunResult.Finding, _ text: PageText) -> String {
    let name = text.named("finding", finding.id)
    return finding.rejectedCount.map { "\(name), \(text.plural("count.rejects", $0))" } ?? name
  }

  func facts(of scope: Scope) -> TemplateValue {
    .list(
      factTexts(of: scope).map { .record(["label": .text($0.label), "value": .text($0.value)]) })
  }

  func factTexts(of scope: Scope?) -> [(label: String, value: String)] {
    let result = index.result
    let bounds = result.thresholds
    let facts: [(String, String)] = [
      ("fact.as_of", text.date(result.asOf, style: .full)),
      (
        "fact.period",
        text.language.period(result.mainPeriod) + " ("
          + text.language.dateRange(result.mainPeriod.start, result.mainPeriod.lastDay) + ")"
      ),
      ("fact.currency", result.currency.code),
      ("fact.amounts", text["amounts.\(result.amounts)"]),
      (
        "fact.position",
        text.phrase(
          "thresholds.index",
          [
            "ahead": text.percent(bounds.aheadFrom), "on_time": text.percent(bounds.onTimeFrom),
            "late": text.percent(bounds.lateFrom),
          ])
      ),
      (
        "fact.level",
        text.phrase(
          "thresholds.level",
          [
            "points": text.language.points(
              Int64(bounds.rateBandPoints), over: 100, sign: .negative, medium: text.medium),
            "percent": text.percent(bounds.levelBandPercent),
          ])
      ),
      ("fact.data", reliability),
      ("fact.zone", "\(result.zoneName) (\(result.zoneDataVersion))"),
      ("fact.version", "Jalon \(result.version)"),
    ]
    let role = [scope?.role ?? "", scope?.seniority ?? ""].filter { !$0.isEmpty }
      .joined(separator: ", ")
    let own = role.isEmpty ? [] : [("fact.role", role)]
    return (own + facts).map { (label: text[$0.0], value: $0.1) }
  }
}

extension PageText {
  /// The word for a token, or the token itself.
  func named(_ prefix: String, _ token: String) -> String {
    language.phrases["\(prefix).\(token)"] ?? token
  }
}
