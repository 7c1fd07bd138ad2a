import Analysis
import Ingest

/// Reads measures and KPIs; the built-in catalogue and a customer's own file are in one form.
struct CatalogueSource {
  /// The name under which the built-in entries have their place.
  static let builtInName = "catalogue.yaml"

  private let findings: Findings
  private(set) var catalogue = Catalogue()
  private var measurePlaces: [String: Place] = [:]

  init(findings: Findings) { self.findings = findings }

  /// Adds the entries of a file; names of measures may come from any file read so far.
  mutating func read(_ text: String, file: String) {
    guard let root = YAMLDocument.read(text, file: file, findings: findings),
      let section = Section(root, "kpis", keys: ["measures", "kpis"], findings: findings)
    else { return }
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
    for node in section.nodes("kpis") {
      guard let kpi = kpi(node) else { continue }
      if let known = catalogue.kpi(kpi.id) {
        findings.error(
          "kpi-duplicate", at: node.place,
          "KPI '\(kpi.id)' is already defined \(Self.words(known.place))",
          fixes: ["give it another 'id'"])
        continue
      }
      catalogue.kpis.append(kpi)
    }
  }

  private static func words(_ place: Place) -> String {
    place.file == builtInName ? "in the built-in catalogue" : "at \(place)"
  }

  private func measure(_ entry: YAMLNode.Entry) -> Measure? {
    guard
      let section = Section(
        entry.value, "measures.\(entry.key)",
        keys: ["entity", "aggregate", "field", "from", "to", "date", "time", "filter"],
        findings: findings),
      section.required("entity") != nil, let entity: Entity = section.choice("entity"),
      section.required("aggregate") != nil,
      let aggregate: Measure.Aggregate = section.choice("aggregate")
    else { return nil }
    let fields = MeasureFields.names(entity)
    func field(_ key: String, _ isNeeded: Bool) -> String? {
      guard let name = isNeeded ? section.requiredText(key) : section.text(key) else { return nil }
      if !fields.contains(name) {
        FormatSection.unknownField(name, at: section.place(of: key), fields: fields, findings)
      }
      return name
    }
    var filter: [String: [String]] = [:]
    if let node = section["filter"] {
      filter = Filters.decode(node, fields: fields, findings: findings)
    }
    let time: Measure.Time = section.choice("time") ?? .event
    return Measure(
      id: entry.key, entity: entity, aggregate: aggregate,
      field: field("field", aggregate == .sum || aggregate == .mean),
      from: field("from", aggregate == .days), to: field("to", aggregate == .days),
      date: field("date", time == .event), time: time, filter: filter)
  }

  private func kpi(_ node: YAMLNode) -> KPI? {
    guard
      let section = Section(
        node, "kpis",
        keys: [
          "id", "label", "question", "why", "definition", "formula", "unit", "direction", "timing",
          "roles", "test", "sources", "tile",
        ], findings: findings),
      let id = section.requiredText("id"), let formula = formula(section),
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
    return kpi
  }

  private static func isIdentifier(_ id: String) -> Bool {
    let name = id.prefix { $0 != "[" }
    let rest = id.dropFirst(name.count)
    return !name.isEmpty
      && name.allSatisfy { ("a"..."z").contains($0) || ("0"..."9").contains($0) || $0 == "_" }
      && (rest.isEmpty || (rest.hasSuffix("]") && rest.count > 2))
  }

  private func formula(_ kpi: Section) -> KPI.Formula? {
    guard kpi.required("formula") != nil,
      let section = kpi.section(
        "formula",
        keys: [
          "measure", "statistic", "numerator", "denominator", "cumulative", "algorithm", "measures",
        ])
    else { return nil }
    if let algorithm = section.text("algorithm") {
      if !Self.algorithms.contains(algorithm) {
        findings.error(
          "kpi-algorithm-unknown", at: section.place(of: "algorithm"),
          "there is no algorithm '\(algorithm)'",
          fixes: NearestName.fixes(algorithm, among: Self.algorithms))
      }
      var measures: [String: String] = [:]
      for (entry, name) in section.textMapping("measures") {
        measures[entry.key] = known(name, at: entry.value.place)
      }
      return .algorithm(name: algorithm, measures: measures)
    }
    if section["numerator"] != nil || section["denominator"] != nil {
      guard let numerator = measure(section, "numerator"),
        let denominator = measure(section, "denominator")
      else { return nil }
      return .ratio(numerator: numerator, denominator: denominator)
    }
    if section["cumulative"] != nil {
      return measure(section, "cumulative").map { .cumulative(measure: $0) }
    }
    guard let measure = measure(section, "measure") else { return nil }
    if section["statistic"] == nil { return .simple(measure: measure) }
    return section.word("statistic", among: ["mean", "median", "p80"]).map {
      .statistic(measure: measure, statistic: $0)
    }
  }

  /// What `Analysis/KPIs` computes by name.
  static let algorithms = [
    "weighted_pipeline", "coverage", "quota_attainment", "overdue_actions", "overdue_open_share",
    "next_step_rate",
  ]

  private func measure(_ section: Section, _ key: String) -> String? {
    section.requiredText(key).map { known($0, at: section.place(of: key)) }
  }

  private func known(_ measure: String, at place: Place) -> String {
    if catalogue.measures[measure] == nil {
      findings.error(
        "kpi-measure-unknown", at: place, "there is no measure '\(measure)'",
        fixes: NearestName.fixes(measure, among: catalogue.measures.keys.sorted()))
    }
    return measure
  }
}

/// The fields a measure may name: those of the canonical table, and the days that the analysis
/// derives from them.
enum MeasureFields {
  static func names(_ entity: Entity) -> [String] {
    entity.fields.map(\.name) + (derived[entity] ?? [])
  }

  private static let derived: [Entity: [String]] = [
    // What the close date means depends on the status (ruling 27).
    .opportunities: ["closed_on", "expected_close_on", "amount_at_closure"],
    .activities: ["done_on", "scheduled_on", "due_on"],
  ]
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
