import Analysis
import Markup

/// The page at the root of a run: where everything is, and no figure (ruling 38), because whoever
/// can open the folder sees it.
struct ContentsPage {
  let index: ResultIndex
  let site: SitePlan
  let language: Language
  /// Whether the run has a page of definitions.
  var hasDictionary = false

  static let entrySchema = TemplateSchema.list(
    .record([
      TemplateKey("name", .text, "name of the company, team or rep"),
      TemplateKey("folder", .text, "address of its folder, ends in `/`"),
    ]))

  static func schema(words: TemplateSchema) -> TemplateSchema {
    .record(
      PageHeading.keys(words: words) + [
        TemplateKey("definitions", .text, "file of the page with the dictionary, if there is one"),
        TemplateKey("companies", entrySchema, "the company"),
        TemplateKey("teams", entrySchema, "the teams by name"),
        TemplateKey("reps", entrySchema, "the reps by name"),
      ])
  }

  func values(words: TemplateValue) -> TemplateRecord {
    let text = PageText(language: language, medium: .web, currency: index.result.currency)
    let path = site.languageFolder(language)
    let climb = SitePlan.climb(from: path)
    func entries(_ scopes: [Scope]) -> TemplateValue {
      .list(
        Standings.alphabetical(scopes).map { scope in
          .record([
            "name": .text(scope.name), "folder": .text(climb + site.path(scope, language)),
          ])
        })
    }
    let heading = PageHeading(
      title: index.result.companyName, text: text, index: index, site: site, path: path)
    let alternates = site.languages.filter { $0.code != language.code }
      .map { ($0, climb + site.languageFolder($0)) }
    var values = heading.values(words: words, alternates: alternates)
    values["definitions"] = hasDictionary ? .text(DictionaryPage.file) : .absent
    values["companies"] = entries(index.result.scopes.filter { $0.id.kind == .company })
    values["teams"] = entries(index.teams)
    values["reps"] = entries(index.reps)
    return values
  }
}
