import Analysis
import Calendar
import Markup

/// The page at the root of a run that says what every KPI means: one for everybody, because it
/// holds no figure (ruling 38).
struct DictionaryPage {
  /// Its file, without ending.
  static let file = "dictionary"

  let index: ResultIndex
  let site: SitePlan
  let language: Language

  static let entrySchema = TemplateSchema.record([
    TemplateKey("anchor", .text, "identifier of the entry"),
    TemplateKey("id", .text, "identifier of the KPI, as in the figures"),
    TemplateKey("label", .text, "name of the KPI"),
    TemplateKey("question", .text, "the question it answers"),
    TemplateKey("definition", .text, "the formula in words"),
    TemplateKey("formula", .element, "the formula as MathML, where words are not enough"),
    TemplateKey("why", .text, "why it is followed and how an action moves it"),
    TemplateKey("direction", .text, "whether more or less is better"),
    TemplateKey("unit", .text, "what it is counted in"),
    TemplateKey("timing", .text, "`avancé` or `résultat`"),
    TemplateKey("roles", .text, "whom it is for"),
    TemplateKey("lacks", .text, "what is in no export that is read"),
    TemplateKey("explain", .text, "the command that shows the records behind the company's figure"),
  ])

  static func schema(words: TemplateSchema) -> TemplateSchema {
    .record(
      PageHeading.keys(words: words) + [
        TemplateKey(
          "names",
          .list(
            .record([
              TemplateKey("anchor", .text, "identifier of the entry"),
              TemplateKey("label", .text, "name of the KPI"),
            ])), "every KPI by name"),
        TemplateKey(
          "groups",
          .list(
            .record([
              TemplateKey("anchor", .text, "identifier of the heading"),
              TemplateKey("title", .text, "`Résultats`, `Indicateurs avancés`"),
              TemplateKey("note", .text, "what the kind of indicator is for"),
              TemplateKey("entries", .list(entrySchema), "in the order of the catalogue"),
            ])), "leading indicators and results apart"),
      ])
  }

  func values(words: TemplateValue) -> TemplateRecord {
    let text = PageText(language: language, medium: .web, currency: index.result.currency)
    let path = site.languageFolder(language)
    let climb = SitePlan.climb(from: path)
    let heading = PageHeading(
      title: index.result.companyName, text: text, index: index, site: site, path: path)
    let alternates = site.languages.filter { $0.code != language.code }
      .map { ($0, climb + site.languageFolder($0)) }
    var values = heading.values(words: words, alternates: alternates)
    let title = text["page.\(Self.file)"]
    values["page_title"] = .text(title)
    values["page_file"] = .text(Self.file)
    values["window_title"] = .text(title + ", " + index.result.companyName)
    values["navigation"] = .list([
      PageNavigation.entry(file: "index", title: text["contents.title"], isCurrent: false),
      PageNavigation.entry(file: Self.file, title: title, isCurrent: true),
    ])
    let kpis = index.result.kpis
    let names = kpis.map { kpi in Name(kpi: kpi, label: text.written(kpi.label) ?? kpi.id) }
    values["names"] = .list(
      names.sorted { $0.precedes($1) }.map { name in
        .record(["anchor": .text(KPIWords.anchor(name.id)), "label": .text(name.label)])
      })
    values["groups"] = .list(
      [KPI.Timing.leading, .lagging].compactMap { timing in
        let entries = kpis.filter { $0.timing == timing }
        guard !entries.isEmpty else { return nil }
        return .record([
          "anchor": .text(timing.rawValue), "title": .text(text["tiles.\(timing.rawValue)"]),
          "note": .text(text["indicator.note.\(timing.rawValue)"]),
          "entries": .list(entries.map { entry($0, text) }),
        ])
      })
    return values
  }

  /// A KPI in the alphabetical list.
  private struct Name {
    let id: String
    let label: String
    let key: SortKey

    init(kpi: KPI, label: String) {
      id = kpi.id
      self.label = label
      key = SortKey(label)
    }

    func precedes(_ other: Name) -> Bool {
      key == other.key ? id < other.id : key < other.key
    }
  }

  private func entry(_ kpi: KPI, _ text: PageText) -> TemplateValue {
    let lacks = text.written(kpi.lacks)
    return .record([
      "anchor": .text(KPIWords.anchor(kpi.id)), "id": .text(kpi.id),
      "label": .text(text.written(kpi.label) ?? kpi.id),
      "question": .optional(text.written(kpi.question)),
      "definition": .optional(text.written(kpi.definition)),
      "formula": .optional(FormulaMarkup.element(kpi, text)),
      "why": .optional(text.written(kpi.why)),
      "direction": .text(text["direction.\(kpi.direction.rawValue)"]),
      "unit": .text(
        kpi.unit == .money ? index.result.currency.code : text["unit_name.\(kpi.unit.rawValue)"]),
      "timing": .text(text["timing.\(kpi.timing.rawValue)"]),
      "roles": .optional(kpi.roles.isEmpty ? nil : kpi.roles.joined(separator: ", ")),
      "lacks": .optional(lacks),
      "explain": .optional(
        lacks == nil
          ? KPIWords.explain(kpi.id, scope: .company, period: index.result.mainPeriod.id) : nil),
    ])
  }
}
