import Analysis
import Calendar
import Markup

/// The page about the company, a team or a rep: everything `scope.xhtml` may name.
struct ScopePage {
  let view: ScopeView
  let site: SitePlan
  let language: Language
  /// The pages beside the first one that there are templates for.
  var pages: [DetailPage] = []
  /// Whether the run has a page of definitions; without it they stand on the pages themselves.
  var hasDictionary = false

  static func schema(words: TemplateSchema) -> TemplateSchema {
    .record(
      PageHeading.keys(words: words) + [
        TemplateKey(
          "definitions", .text, "file of the page with the dictionary, unless it is this one"),
        TemplateKey("has_pages", .flag, "what follows the standings is on pages of its own"),
        TemplateKey("has_indicators_page", .flag, "every indicator is on a page of its own"),
        TemplateKey("is_company", .flag, "the page is about the company"),
        TemplateKey("is_team", .flag, "the page is about a team"),
        TemplateKey("is_rep", .flag, "the page is about one rep"),
        TemplateKey("verdict", Verdict.schema, "absent without a headline objective"),
        TemplateKey("no_objective", .text, "said instead of a verdict"),
        TemplateKey("counters", Counters.schema, "empty when nobody is judged"),
        TemplateKey("counters_title", .text, "what is counted"),
        TemplateKey("tile_groups", TileSection.schema, "at most ten tiles in two groups"),
        TemplateKey("standings", .list(Standings.schema), "teams, then reps, side by side"),
        TemplateKey("tree", ObjectiveTree.schema, "the cascade of objectives"),
        TemplateKey("guidance", GuidanceSection.schema, "what it comes from, and what to do first"),
        TemplateKey("back_tests", BackTestSection.schema, "how past projections held"),
        TemplateKey("forecast", ForecastSection.schema, "where the period will probably end"),
        TemplateKey("pipeline", PipelineSection.schema, "open opportunities by stage"),
        TemplateKey("waterfall", WaterfallSection.schema, "how the pipeline changed"),
        TemplateKey("funnel", FunnelSection.schema, "conversion from stage to stage"),
        TemplateKey("customers", CustomersSection.schema, "retention, cohorts, recurring revenue"),
        TemplateKey(
          "objectives", .list(ObjectiveWords.schema), "the scope's own, the headline first"),
        TemplateKey(
          "bases", ObjectiveBasis.schema, "how each objective came to its target and pace"),
        TemplateKey("causes", CausesSection.schema, "why the headline is ahead or late"),
        TemplateKey("activity", ActivitySection.schema, "who did what"),
        TemplateKey(
          "indicator_groups", IndicatorSection.groupSchema,
          "every KPI that has a figure here, leading and lagging apart"),
        TemplateKey(
          "leading_indicators", IndicatorSection.groupSchema,
          "those of the activity of several reps, and those with an objective"),
        TemplateKey("worklists", WorklistSection.schema, "what a rep has to look at"),
        TemplateKey("notes", .list(.text), "teams, absences and ramp-up of a rep"),
        TemplateKey("findings", Colophon.findingSchema, "data quality, for the company only"),
        TemplateKey("inputs", Colophon.inputSchema, "files read, for the company only"),
        TemplateKey("quality", QualitySection.schema, "completeness, for the company only"),
        TemplateKey(
          "objective_findings", RemarkSection.schema,
          "what is doubtful in objectives, for the company only"),
        TemplateKey("objective_findings_more", .text, "how many of them are not shown"),
        TemplateKey("health", HealthSection.schema, "how the night went, for the company only"),
        TemplateKey("facts", Colophon.factSchema, "as-of day, currency, bounds, version"),
        TemplateKey("dictionary", IndicatorSection.dictionarySchema, "the KPIs of the page"),
      ])
  }

  /// The values of every page of the scope; those that differ from page to page are set by `turn`.
  func values(words: TemplateValue) -> TemplateRecord {
    let text = PageText(
      language: language, medium: .web, currency: view.index.result.currency)
    let index = view.index
    let scope = view.scope
    let path = site.path(scope, language)
    let climb = SitePlan.climb(from: path)
    let link: (Scope) -> String = { climb + site.path($0, language) }
    let reps = scope.id.kind == .rep ? [] : index.reps(within: scope.id)
    let teams = scope.id.kind == .rep ? [] : index.teams(below: scope.id)
    let nobody = scope.id.kind == .company && !reps.isEmpty ? index.unassigned : []
    let repTable = Standings(reps + nobody, of: scope.id, index: index, text: text)
    let teamTable = Standings(teams, of: scope.id, index: index, text: text)
    let counters = scope.id.kind == .rep ? Counters(view.objectives) : repTable.counters
    let indicators = IndicatorSection(view: view, text: text)
    let colophon = Colophon(index: index, text: text)
    let quality = QualitySection(index: index, text: text)
    let pipeline = PipelineSection(view: view, text: text).value()
    let isCompany = scope.id.kind == .company
    let heading = PageHeading(
      title: scope.name, text: text, index: index, site: site, path: path)
    var values = heading.values(words: words, alternates: alternates(path: path))
    let own: [(String, TemplateValue)] = [
      ("has_pages", .flag(!pages.isEmpty && scope.id.kind != .rep)),
      ("has_indicators_page", .flag(pages.contains(.indicators))),
      ("is_company", .flag(isCompany)), ("is_team", .flag(scope.id.kind == .team)),
      ("is_rep", .flag(scope.id.kind == .rep)),
      ("verdict", Verdict(objective: view.headline, causes: view.causes, text: text).value),
      ("no_objective", view.headline == nil ? .text(text["verdict.no_objective"]) : .absent),
      ("counters", counters.value(text)),
      (
        "counters_title",
        .text(text[scope.id.kind == .rep ? "counters.objectives" : "counters.reps"])
      ),
      ("tile_groups", TileSection(view: view, text: text).value()),
      (
        "standings",
        .list(
          [
            teamTable.value("teams", total: scope, limit: Standings.pageLimit, link: link),
            repTable.value(
              "reps", total: scope, limit: repTable.limit(besideTeams: !teams.isEmpty), link: link),
          ].compactMap { $0 })
      ),
      (
        "tree",
        scope.id.kind == .rep
          ? .absent : ObjectiveTree(view: view, text: text).value(link: link)
      ),
      ("guidance", GuidanceSection(view: view, text: text).value()),
      ("back_tests", BackTestSection(view: view, text: text).value()),
      ("forecast", ForecastSection(view: view, text: text).value()),
      ("pipeline", pipeline),
      (
        "waterfall",
        WaterfallSection(view: view, text: text).value(hasPipeline: pipeline.isTrue)
      ),
      ("funnel", FunnelSection(view: view, text: text).value()),
      ("customers", CustomersSection(view: view, text: text).value()),
      ("objectives", .list(sortedObjectives.map { value($0, text) })),
      ("bases", ObjectiveBasis.value(of: sortedObjectives, index: index, text: text)),
      ("causes", CausesSection(view: view, text: text).value()),
      (
        "activity",
        ActivitySection(view: view, text: text)
          .value(isCompany && !teams.isEmpty ? teams : reps, link: link)
      ),
      ("indicator_groups", indicators.groups()),
      (
        "leading_indicators",
        scope.id.kind == .rep
          ? .list([])
          : indicators.followed(ActivitySection(view: view, text: text).columns)
      ),
      (
        "worklists",
        scope.id.kind == .rep
          ? WorklistSection(view: view, text: text).value()
          : WorklistSection(view: view, text: text).sharedValue()
      ),
      ("notes", NotesSection(view: view, text: text).value()),
      ("findings", isCompany ? colophon.findings() : .list([])),
      ("inputs", isCompany ? colophon.inputs() : .list([])),
      ("quality", isCompany ? quality.value() : .absent),
      (
        "objective_findings",
        isCompany ? RemarkSection(index: index, text: text).value() : .list([])
      ),
      (
        "objective_findings_more",
        isCompany ? RemarkSection(index: index, text: text).more() : .absent
      ),
      ("health", isCompany ? HealthSection(index: index, text: text).value() : .absent),
      ("facts", colophon.facts(of: scope)),
      ("definitions", .absent), ("dictionary", .list([])),
    ]
    for (name, value) in own { values[name] = value }
    return values
  }

  /// The pages that these values have something for.
  func shownPages(_ values: TemplateRecord) -> [DetailPage] {
    pages.filter { page in
      switch page {
      case .objectives: values["tree"].isTrue || values["objectives"].isTrue
      case .forecast: values["forecast"].isTrue
      case .pipeline:
        values["pipeline"].isTrue || values["waterfall"].isTrue || values["funnel"].isTrue
          || values["worklists"].isTrue
      case .activity: values["activity"].isTrue || values["leading_indicators"].isTrue
      case .customers: values["customers"].isTrue
      case .indicators: values["indicator_groups"].isTrue
      case .quality: true
      case .health: values["health"].isTrue || values["inputs"].isTrue
      }
    }
  }

  /// Makes `values` those of one of the pages of the scope, the first one where `page` is absent.
  func turn(_ values: inout TemplateRecord, to page: DetailPage?, of pages: [DetailPage]) {
    let text = PageText(
      language: language, medium: .web, currency: view.index.result.currency)
    let climb = SitePlan.climb(from: site.path(view.scope, language))
    let glossary =
      hasDictionary ? climb + site.languageFolder(language) + DictionaryPage.file : nil
    values["navigation"] = PageNavigation(pages: pages, text: text, dictionary: glossary)
      .value(current: page)
    values["page_file"] = .text(page?.rawValue ?? "index")
    // The definitions stand once: on their own page, else on that of the indicators, where there
    // is one.
    let isElsewhere = hasDictionary || (pages.contains(.indicators) && page != .indicators)
    values["definitions"] =
      isElsewhere ? .text(glossary ?? DetailPage.indicators.rawValue) : .absent
    values["dictionary"] =
      isElsewhere ? .list([]) : IndicatorSection(view: view, text: text).dictionary()
    let title = page.map { text["page.\($0.rawValue)"] }
    values["page_title"] = .optional(title)
    values["window_title"] = .text(
      [title, view.scope.name, text.language.period(view.index.result.mainPeriod)]
        .compactMap { $0 }.joined(separator: ", "))
  }

  /// The headline first, then as the result has them.
  private var sortedObjectives: [ObjectiveResult] {
    view.objectives.filter(\.isHeadline) + view.objectives.filter { !$0.isHeadline }
  }

  private func value(_ objective: ObjectiveResult, _ text: PageText) -> TemplateValue {
    let kpi = view.index.kpi(objective.kpi)
    return ObjectiveWords(objective, text)
      .value(kpiLabel: kpi.flatMap { text.written($0.label) } ?? objective.kpi)
  }

  /// The same page in the other languages.
  private func alternates(path: String) -> [(Language, String)] {
    let climb = SitePlan.climb(from: site.languageFolder(language))
    return site.languages.filter { $0.code != language.code }
      .map { ($0, climb + site.languageFolder($0)) }
  }
}

/// What every page begins with.
struct PageHeading {
  let title: String
  let text: PageText
  let index: ResultIndex
  let site: SitePlan
  /// The page's folder from the run's folder.
  let path: String

  static func keys(words: TemplateSchema) -> [TemplateKey] {
    [
      TemplateKey("lang", .text, "code of the page's language"),
      TemplateKey("ending", .text, "`html` or `xhtml`, for links to other pages"),
      TemplateKey("words", words, "the fixed texts of the language, by their key"),
      TemplateKey("title", .text, "whom the page is about"),
      TemplateKey("page_title", .text, "what a page beside the first one is about"),
      TemplateKey("page_file", .text, "name of the page's own file without its ending"),
      TemplateKey("window_title", .text, "all that a browser's tab can show"),
      TemplateKey("navigation", PageNavigation.schema, "the pages of the scope, or nothing"),
      TemplateKey("company", .text, "name of the company, where the title is not it"),
      TemplateKey("period", .text, "`3e trimestre 2026`"),
      TemplateKey("dates", .text, "first and last day of the period"),
      TemplateKey("as_of", .text, "`données arrêtées au 14 août 2026`"),
      TemplateKey("as_of_iso", .text, "`2026-08-14`"),
      TemplateKey("amounts", .text, "currency, and whether amounts include taxes"),
      TemplateKey("stale", .text, "said when a later report was held; absent otherwise"),
      TemplateKey(
        "alternates",
        .list(
          .record([
            TemplateKey("lang", .text, "code of the language"),
            TemplateKey("name", .text, "the language's own name"),
            TemplateKey("folder", .text, "address of the page's folder"),
          ])), "the same page in other languages"),
    ]
  }

  func values(words: TemplateValue, alternates: [(Language, String)]) -> TemplateRecord {
    let result = index.result
    return [
      "lang": .text(text.language.code), "ending": .text("html"), "words": words,
      "title": .text(title), "page_title": .absent, "page_file": .text("index"),
      "window_title": .text(title + ", " + text.language.period(result.mainPeriod)),
      "navigation": .list([]),
      "company": title == result.companyName ? .absent : .text(result.companyName),
      "period": .text(text.language.period(result.mainPeriod)),
      "dates": .text(
        text.language.dateRange(result.mainPeriod.start, result.mainPeriod.lastDay)),
      "as_of": .text(text.phrase("as_of", ["date": text.date(result.asOf)])),
      "as_of_iso": .text(result.asOf.description),
      "amounts": .text(text["amounts.\(result.amounts)"] + ", " + result.currency.code),
      "stale": .optional(stale),
      "alternates": .list(
        alternates.map { language, folder in
          .record([
            "lang": .text(language.code), "name": .text(language.name), "folder": .text(folder),
          ])
        }),
    ]
  }

  /// Why a later report is not there yet.
  private var stale: String? {
    index.result.staleness.map { staleness in
      text.phrase(
        "stale.banner",
        [
          "date": text.date(staleness.heldAsOf),
          "reasons": text.language.list(staleness.checks.map { text["check.\($0.rawValue)"] }),
        ])
    }
  }
}
