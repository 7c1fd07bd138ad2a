import Analysis
import Ingest

/// Reads measures, KPIs and their worked examples; the built-in catalogue and a customer's own file
/// are in one form.
struct CatalogueSource {
  /// How the places of built-in entries begin.
  static let builtInFolder = "catalogue/"

  private let findings: Findings
  private(set) var catalogue = Catalogue()
  private(set) var measurePlaces: [String: Place] = [:]
  private(set) var examples: ExampleReader

  init(findings: Findings) {
    self.findings = findings
    examples = ExampleReader(findings: findings)
  }

  /// A source that holds the built-in catalogue.
  init(findings: Findings, _ builtIn: BuiltIn) {
    self.findings = findings
    catalogue = builtIn.catalogue
    measurePlaces = builtIn.measurePlaces
    examples = ExampleReader(findings: findings, tables: builtIn.tables)
  }

  /// Adds the entries of some files; each may name measures and tables of every file read so far and
  /// of the others.
  mutating func read(_ files: [(text: String, name: String)]) {
    read(
      files.compactMap { YAMLDocument.read($0.text, file: $0.name, findings: findings) })
  }

  /// The same of files that are nodes already.
  mutating func read(_ roots: [YAMLNode]) {
    let sections = roots.compactMap { root in
      Section(root, "kpis", keys: ["measures", "tables", "kpis", "diagnoses"], findings: findings)
    }
    for section in sections {
      readMeasures(section)
      examples.readTables(section)
    }
    for section in sections { readKPIs(section) }
    for section in sections { checkParts(section) }
  }

  private mutating func readMeasures(_ section: Section) {
    for entry in section.mapping("measures") {
      guard let measure = measure(entry) else { continue }
      if let known = measurePlaces[measure.id] {
        findings.error(
          "kpi-duplicate", at: entry.keyPlace,
          "measure '\(measure.id)' is already defined \(Self.words(known))",
          fixes: ["give it another name"])
        continue
      }
      measurePlaces[measure.id] = entry.keyPlace
      catalogue.measures[measure.id] = measure
    }
  }

  private mutating func readKPIs(_ section: Section) {
    catalogue.diagnoses += DiagnosisSource.rules(section)
    for node in section.nodes("kpis") {
      guard let (kpi, examples) = kpi(node) else { continue }
      if let known = catalogue.kpi(kpi.id) {
        findings.error(
          "kpi-duplicate", at: node.place,
          "KPI '\(kpi.id)' is already defined \(Self.words(known.place))",
          fixes: ["give it another 'id'"])
        continue
      }
      catalogue.kpis.append(kpi)
      if !examples.isEmpty { catalogue.examples[kpi.id] = examples }
    }
  }

  /// A derived KPI is made of KPIs that exist and are not derived themselves, so that none can be
  /// made of itself.
  private func checkParts(_ section: Section) {
    for kpi in catalogue.kpis where kpi.place.file == section.place.file {
      guard case .derived(let expression) = kpi.formula else { continue }
      for part in expression.kpis.sorted() {
        switch catalogue.kpi(part)?.formula {
        case nil:
          findings.error(
            "kpi-part-unknown", at: kpi.place,
            "KPI '\(kpi.id)' is made of '\(part)', which is none",
            fixes: NearestName.fixes(part, among: catalogue.kpis.map(\.id)))
        case .derived:
          findings.error(
            "kpi-part-unknown", at: kpi.place,
            "KPI '\(kpi.id)' is made of '\(part)', which is derived itself",
            fixes: ["name the parts of '\(part)' instead"])
        default: continue
        }
      }
    }
  }

  private static func words(_ place: Place) -> String {
    place.file.hasPrefix(builtInFolder) ? "in the built-in catalogue" : "at \(place)"
  }

  private func measure(_ entry: YAMLNode.Entry) -> Measure? {
    guard
      let section = Section(
        entry.value, "measures.\(entry.key)",
        keys: [
          "entity", "aggregate", "field", "from", "to", "date", "time", "filter",
          "within",
        ],
        findings: findings),
      section.required("entity") != nil, let entity: Entity = section.choice("entity"),
      section.required("aggregate") != nil,
      let aggregate: Measure.Aggregate = section.choice("aggregate")
    else { return nil }
    let fields = MeasureFields.names(entity)
    func known(_ section: Section, _ key: String) -> String? {
      guard let name = section.text(key) else { return nil }
      if !fields.contains(name) {
        FormatSection.unknownField(name, at: section.place(of: key), fields: fields, findings)
      }
      return name
    }
    func field(_ key: String, _ isNeeded: Bool) -> String? {
      isNeeded && section.required(key) == nil ? nil : known(section, key)
    }
    var filter: [String: [String]] = [:]
    if let node = section["filter"] {
      filter = Filters.decode(node, fields: fields, findings: findings)
    }
    let time: Measure.Time = section.choice("time") ?? .event
    return Measure(
      id: entry.key, entity: entity, aggregate: aggregate,
      field: field("field", [.sum, .mean, .values, .distinct].contains(aggregate)),
      from: field("from", aggregate == .days), to: field("to", aggregate == .days),
      date: field("date", time == .event), time: time, filter: filter,
      within: within(section, known))
  }

  /// `within: {from: created_at, to: closed_on, days: 90}`.
  private func within(
    _ measure: Section, _ field: (Section, String) -> String?
  ) -> Measure.Within? {
    guard let section = measure.section("within", keys: ["from", "to", "days"]),
      let from = field(section, "from"), let to = field(section, "to"),
      section.required("days") != nil, let days = section.integer("days", in: 0...3660)
    else { return nil }
    return Measure.Within(from: from, to: to, days: days)
  }

  private func kpi(_ node: YAMLNode) -> (KPI, [KPIExample])? {
    guard
      let section = Section(
        node, "kpis",
        keys: [
          "id", "label", "question", "why", "definition", "formula", "unit", "direction", "timing",
          "roles", "test", "sources", "tile", "lacks", "examples",
        ], findings: findings),
      let id = section.requiredText("id"),
      let formula = FormulaReader(findings: findings, catalogue: catalogue).formula(section),
      section.required("unit") != nil, let unit: Unit = section.choice("unit")
    else { return nil }
    var kpi = KPI(id: id, formula: formula, unit: unit, place: node.place)
    if !Self.isIdentifier(id) {
      section.invalid(
        "id", id, section.place(of: "id"),
        "lower-case letters, digits and underscores, parameters in brackets")
    }
    kpi.label = LocalizedSection.decode(section, "label")
    if kpi.label.texts.isEmpty { _ = section.required("label") }
    kpi.question = LocalizedSection.decode(section, "question")
    kpi.why = LocalizedSection.decode(section, "why")
    kpi.definition = LocalizedSection.decode(section, "definition")
    kpi.lacks = LocalizedSection.decode(section, "lacks")
    kpi.direction = section.choice("direction") ?? .up
    kpi.timing = section.choice("timing") ?? .lagging
    kpi.roles = section.texts("roles").map(\.text)
    kpi.sources = section.texts("sources").map(\.text)
    kpi.tile = section.integer("tile", in: 1...99)
    if let test = section.section("test", keys: ["actionable", "anticipates", "impacts_results"]) {
      kpi.test = ["actionable", "anticipates", "impacts_results"].map { test.flag($0) ?? false }
      if kpi.test.count(where: { $0 }) < 2 {
        findings.warning(
          "kpi-noise", at: test.place,
          "KPI '\(id)' passes fewer than two of the three questions",
          explanation: "such an indicator distracts; it is left out of the first page",
          fixes: ["leave it out of the catalogue, or answer the questions anew"])
      }
    }
    return (kpi, examples.examples(section))
  }

  /// `win_rate_closed_n`, `win_incidence_AJ[90d]`.
  private static func isIdentifier(_ id: String) -> Bool {
    let name = id.prefix { $0 != "[" }
    let rest = id.dropFirst(name.count)
    return !name.isEmpty
      && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
      && (rest.isEmpty || (rest.hasSuffix("]") && rest.count > 2))
  }
}

/// The fields a measure may name: those of the canonical table, and the days that the analysis
/// derives from them.
enum MeasureFields {
  static func names(_ entity: Entity) -> [String] {
    entity.fields.map(\.name)
      + JoinedFields.own(entity).union(JoinedFields.all(entity)).sorted()
  }
}

/// `filter`: field to one accepted value or several.
enum Filters {
  static func decode(
    _ node: YAMLNode, fields: [String], findings: Findings
  ) -> [String: [String]] {
    guard let mapping = node.mapping else {
      findings.error(
        "configuration-value-type", at: node.place,
        "a filter must be a mapping of fields to values, not \(node.description)",
        fixes: ["write {field: value}"])
      return [:]
    }
    var filter: [String: [String]] = [:]
    for entry in mapping {
      guard fields.contains(entry.key) else {
        FormatSection.unknownField(entry.key, at: entry.keyPlace, fields: fields, findings)
        continue
      }
      let values = (entry.value.list ?? [entry.value]).compactMap(\.text)
      if values.isEmpty {
        findings.error(
          "configuration-value-type", at: entry.value.place,
          "the filter on '\(entry.key)' needs a text or a list of texts",
          fixes: ["write \(entry.key): value"])
      } else {
        filter[entry.key] = values
      }
    }
    return filter
  }
}

/// A text for people: one text for every language, or one for each.
enum LocalizedSection {
  static func decode(_ section: Section, _ key: String) -> LocalizedText {
    guard let node = section[key] else { return LocalizedText() }
    if let text = node.text {
      return LocalizedText(
        Dictionary(uniqueKeysWithValues: CompanySection.languages.map { ($0, text) }))
    }
    guard let texts = section.section(key, keys: CompanySection.languages) else {
      return LocalizedText()
    }
    var result: [String: String] = [:]
    for language in CompanySection.languages { result[language] = texts.text(language) }
    return LocalizedText(result)
  }
}
