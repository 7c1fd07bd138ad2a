import Analysis
import Calendar
package import Ingest

extension Configuration {
  /// Reads a configuration and every file it names, and reports all that is wrong in them at once.
  ///
  /// Warnings come with a configuration; an error leaves none.
  package static func load(
    path: String, files: any FileAccess
  ) -> (configuration: Configuration?, diagnostics: [Diagnostic]) {
    let findings = Findings()
    let name = FilePath.name(of: path)
    var sources = SourceFiles(
      folder: FilePath.folder(of: path), access: files, findings: findings)
    guard let text = sources.text(name, encoding: "utf-8", namedAt: Place(file: path)) else {
      return (nil, findings.sorted)
    }
    guard let node = YAMLDocument.read(text, file: name, findings: findings) else {
      if !findings.hasErrors {
        findings.error(
          "configuration-empty", at: Place(file: name), "the file says nothing",
          fixes: ["begin with 'company' and 'exports'"])
      }
      return (nil, findings.sorted)
    }
    guard let root = Section(node, "", keys: CompanySection.keys, findings: findings) else {
      return (nil, findings.sorted)
    }
    let configuration = ConfigurationLoader(
      path: path, root: root, findings: findings, sources: sources
    ).load()
    return (findings.hasErrors ? nil : configuration, findings.sorted)
  }
}

/// Decodes the sections in the order in which they need each other.
private struct ConfigurationLoader {
  let path: String
  let root: Section
  let findings: Findings
  var sources: SourceFiles

  consuming func load() -> Configuration {
    let folder = sources.folder
    let company = root.requiredText("company") ?? ""
    var kpiTexts: [String: [String: LocalizedText]] = [:]
    let languageFiles = languageFiles(&kpiTexts)
    let known = CompanySection.languages + languageFiles.map(\.code)
    let languages = CompanySection.languages(root, among: known)
    let currency = CompanySection.currency(root)
    let zone =
      CompanySection.zone(root) ?? TimeZoneRules.named("Europe/Paris") ?? TimeZoneRules.utc
    let (calendar, openingHours, fiscal) = CalendarSection.decode(root)
    let stages = CompanySection.stages(root)
    let catalogue = catalogue().expanded(stages: stages).with(kpiTexts)
    let teamDrafts = TeamSection.decode(root)
    let (people, teams) = PeopleBuilder.build(
      personDrafts(), teams: teamDrafts, languages: known, findings: findings)
    let names = ScopeNames(companyName: company, people: people, teams: teams)
    let builder = ObjectiveBuilder(
      catalogue: catalogue, names: names, people: people, teams: teams,
      managerTarget: managerTarget(), currency: currency, fiscal: fiscal, findings: findings)
    let objectives = builder.build(objectiveDrafts())
    let exports = exports()
    let rejects = root.section("rejects", keys: ["maximum"])
    return Configuration(
      path: path, companyName: company, languages: languages,
      languageFiles: languageFiles, currency: currency,
      amounts: root.word("amounts", among: ["excluding_tax", "including_tax"])
        ?? "excluding_tax",
      zone: zone, calendar: calendar, openingHours: openingHours, fiscal: fiscal,
      marketingSources: texts("marketing", "sources"),
      keyFeatures: texts("customers", "key_features"), report: OutputSections.report(root),
      exports: exports, people: people, teams: teams, objectives: objectives,
      stages: stages, rates: RatesSection.decode(root),
      definitions: DefinitionsSection.decode(root, catalogue: catalogue),
      thresholds: CompanySection.thresholds(root),
      maximumRejects: rejects?.integer("maximum", in: 0...1_000_000_000) ?? 0,
      recipients: OutputSections.recipients(
        root, language: languages[0], known: known, names: names),
      mail: OutputSections.mail(root),
      pages: OutputSections.pages(root, folder: folder, names: names),
      archivePath: OutputSections.archive(root, folder: folder),
      gate: NightSections.gate(root), retention: NightSections.retention(root),
      metrics: NightSections.metrics(root, folder: folder), catalogue: catalogue,
      inputs: sources.inputs)
  }

  /// The texts under the one key of a section.
  private func texts(_ name: String, _ key: String) -> [String] {
    root.section(name, keys: [key])?.texts(key).map(\.text) ?? []
  }

  private func managerTarget() -> Configuration.ManagerTarget {
    root.section("managers", keys: ["target_is"])?.choice("target_is") ?? .team
  }

  private mutating func languageFiles(
    _ kpis: inout [String: [String: LocalizedText]]
  ) -> [LanguageFile] {
    var found: [LanguageFile] = []
    for (file, place) in root.texts("language_files") {
      guard let text = sources.text(file, encoding: "utf-8", namedAt: place),
        let node = YAMLDocument.read(text, file: file, findings: findings),
        let language = LanguageFile(node, file: file, kpis: &kpis, findings: findings)
      else { continue }
      found.append(language)
    }
    return found
  }

  private mutating func exports() -> [Configuration.ExportSource] {
    var exports = ExportsSection.decode(root)
    for index in exports.indices {
      guard let (file, place) = exports[index].mappingFile,
        let text = sources.text(file, encoding: "utf-8", namedAt: place)
      else { continue }
      let (rules, faults) = Dialect.own(file: file, text: text)
      for fault in faults {
        findings.error(fault.id, at: fault.place, fault.summary, fixes: fault.fixes)
      }
      exports[index].rules = rules
    }
    return exports
  }

  private mutating func catalogue() -> Catalogue {
    var source = CatalogueSource(findings: findings, CatalogueSource.builtIn)
    var own: [(text: String, name: String)] = []
    for (file, place) in root.texts("kpis") {
      if let text = sources.text(file, encoding: "utf-8", namedAt: place) {
        own.append((text, file))
      }
    }
    source.read(own)
    return source.catalogue
  }

  // MARK: People

  private mutating func personDrafts() -> [PersonDraft] {
    var drafts: [PersonDraft] = []
    for node in root.nodes("people") {
      guard let file = file(node, "people", keys: ["file"] + FormatSection.keys) else {
        drafts += PeopleSource.draft(node, findings: findings).map { [$0] } ?? []
        continue
      }
      let headers = FormatSection.headers(file.section, fields: PeopleSource.fields)
      if file.isYAML {
        for node in entries(file, "people") {
          drafts += PeopleSource.draft(node, findings: findings).map { [$0] } ?? []
        }
      } else if let (sheet, format) = sheet(file) {
        drafts += PeopleSource.drafts(
          sheet, headers: headers, format: format, findings: findings)
      }
    }
    return drafts
  }

  // MARK: Objectives

  private mutating func objectiveDrafts() -> [ObjectiveDraft] {
    var drafts: [ObjectiveDraft] = []
    let keys =
      ["file", "layout", "scale", "missing", "kpi", "kind", "year", "unit", "currency", "owner"]
      + FormatSection.keys
    for node in root.nodes("objectives") {
      guard let file = file(node, "objectives", keys: keys) else {
        drafts += ObjectiveYAML.draft(node, findings: findings).map { [$0] } ?? []
        continue
      }
      let options = objectiveOptions(file.section)
      if file.isYAML {
        for node in entries(file, "objectives") {
          drafts += ObjectiveYAML.draft(node, findings: findings).map { [$0] } ?? []
        }
      } else if let (sheet, format) = sheet(file) {
        drafts += ObjectiveSheet.drafts(
          sheet, format: format, options: options, findings: findings)
      }
    }
    return drafts
  }

  private func objectiveOptions(_ section: Section?) -> ObjectiveSheet.Options {
    var options = ObjectiveSheet.Options()
    guard let section else { return options }
    options.headers = FormatSection.headers(section, fields: ObjectiveKeys.columns)
    options.isWide = section.word("layout", among: ["long", "wide"]).map { $0 == "wide" }
    options.scale = Int64(section.integer("scale", in: 1...1_000_000_000) ?? 1)
    options.missing = section.texts("missing").map(\.text)
    for key in ["kpi", "kind", "year", "unit", "currency", "owner"] {
      if let text = section.text(key) {
        options.constants[key] = ObjectiveDraft.Cell(text: text, place: section.place(of: key))
      }
    }
    return options
  }

  // MARK: Files named by a section

  private struct NamedFile {
    var name: String
    var place: Place
    /// Nothing when only the name is given.
    var section: Section?

    var isYAML: Bool { name.hasSuffix(".yaml") || name.hasSuffix(".yml") }
  }

  /// The file a node names: a text, or a mapping with `file`; nothing when the node is an entry
  /// itself.
  private func file(_ node: YAMLNode, _ name: String, keys: [String]) -> NamedFile? {
    if let text = node.text { return NamedFile(name: text, place: node.place) }
    guard node.mapping?.contains(where: { $0.key == "file" }) == true,
      let section = Section(node, name, keys: keys, findings: findings),
      let file = section.requiredText("file")
    else { return nil }
    return NamedFile(name: file, place: section.place(of: "file"), section: section)
  }

  private mutating func sheet(_ file: NamedFile) -> (Sheet, Sheet.Format)? {
    let format = FormatSection.sheetFormat(file.section)
    guard
      let text = sources.text(file.name, encoding: format.encoding, namedAt: file.place),
      let sheet = Sheet(text, file: file.name, format: format, findings: findings)
    else { return nil }
    return (sheet, format)
  }

  /// The entries of a YAML file: a list, or a mapping with the list under `key`.
  private mutating func entries(_ file: NamedFile, _ key: String) -> [YAMLNode] {
    guard let text = sources.text(file.name, encoding: "utf-8", namedAt: file.place) else {
      return []
    }
    let before = findings.errorCount
    guard let root = YAMLDocument.read(text, file: file.name, findings: findings), !root.isMissing
    else {
      if key == "objectives", findings.errorCount == before {
        findings.warning(
          "objectives-empty", at: Place(file: file.name), "the file holds no objective",
          fixes: ["fill it in", "take it from 'objectives'"])
      }
      return []
    }
    if let list = root.list { return list }
    // One entry alone is a list of one.
    if key == "objectives", let entries = root.mapping,
      !entries.contains(where: { $0.key == key }), entries.contains(where: { $0.key == "kpi" })
    {
      return [root]
    }
    return Section(root, file.name, keys: [key], findings: findings)?.nodes(key) ?? []
  }
}
