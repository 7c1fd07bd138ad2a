import Calendar
import Ingest

/// `exports:` what is read, from which files, and how.
enum ExportsSection {
  private static let keys =
    [
      "entity", "files", "all", "crm", "mapping", "time_zone", "values", "constants", "scale",
      "key", "quotes",
    ] + FormatSection.keys

  static func decode(_ root: Section) -> [Configuration.ExportSource] {
    guard root.required("exports") != nil else { return [] }
    return root.mapping("exports").compactMap { source($0, root.findings) }
  }

  private static func source(
    _ entry: YAMLNode.Entry, _ findings: Findings
  ) -> Configuration.ExportSource? {
    guard
      let section = Section(
        entry.value, "exports.\(entry.key)", keys: keys, findings: findings)
    else { return nil }
    let patterns = section.texts("files")
    if patterns.isEmpty { _ = section.required("files") }
    guard section.required("entity") != nil, let entity: Entity = section.choice("entity") else {
      return nil
    }
    guard entity != .people, entity != .objectives else {
      findings.error(
        "configuration-value-invalid", at: section.place(of: "entity"),
        "'\(entity.rawValue)' is not an export",
        fixes: ["name its file under '\(entity.rawValue)'"])
      return nil
    }
    let fields = entity.fields.map(\.name)
    var format = FormatSection.fileFormat(section)
    format.zone = CompanySection.zone(section)
    if let scale = section.section("scale", keys: ["money", "rate"]) {
      format.moneyScale = Int64(scale.integer("money", in: 1...1_000_000_000) ?? 1)
      if let rate = scale.word("rate", among: ["1", "100"]) { format.rateScale = Int64(rate) }
    }
    return Configuration.ExportSource(
      name: entry.key, entity: entity, patterns: patterns,
      readsAll: section.flag("all") ?? false,
      dialect: section.word("crm", among: DialectCatalogue.builtIn.names),
      mappingFile: section.texts("mapping").first.map { ($0.text, $0.place) }, format: format,
      headers: FormatSection.headers(section, fields: fields + [FormatSection.ignored]),
      key: key(section, entity),
      values: values(section, of: entity, fields: fields),
      constants: constants(section, fields: fields),
      place: entry.keyPlace)
  }

  /// The headings that name a record together, of a table whose records have a name.
  private static func key(_ section: Section, _ entity: Entity) -> [String] {
    let headings = section.texts("key")
    guard let place = headings.first?.place else { return [] }
    guard let field = entity.identityField else {
      section.findings.error(
        "configuration-value-invalid", at: place,
        "\(entity.rawValue) take no 'key': each of their rows counts", fixes: ["delete 'key'"])
      return []
    }
    if let heading = section.textMapping("headers").first(where: { $0.text == field }) {
      section.findings.error(
        "configuration-value-invalid", at: place,
        "both 'key' and the heading '\(heading.entry.key)' name the records",
        fixes: ["delete 'key'", "or delete '\(heading.entry.key)' under 'headers'"])
    }
    return headings.map(\.text)
  }

  private static func constants(_ section: Section, fields: [String]) -> [String: String] {
    var constants: [String: String] = [:]
    for (entry, text) in section.textMapping("constants") {
      if fields.contains(entry.key) {
        constants[entry.key] = text
      } else {
        FormatSection.unknownField(
          entry.key, at: entry.keyPlace, fields: fields, section.findings)
      }
    }
    return constants
  }

  private static func values(
    _ section: Section, of entity: Entity, fields: [String]
  ) -> [String: [String: String]] {
    var values: [String: [String: String]] = [:]
    for entry in section.mapping("values") {
      guard fields.contains(entry.key) else {
        FormatSection.unknownField(
          entry.key, at: entry.keyPlace, fields: fields, section.findings)
        continue
      }
      guard let pairs = entry.value.mapping else {
        section.findings.error(
          "configuration-value-type", at: entry.value.place,
          "'values.\(entry.key)' must be a mapping, not \(entry.value.description)",
          fixes: ["write {\"text in the export\": value}"])
        continue
      }
      var table: [String: String] = [:]
      let known = Entity.values(of: entry.key, in: entity)
      for pair in pairs {
        guard let text = section.text(of: pair.value, pair.key) else { continue }
        if let known, !text.isEmpty, !known.contains(text) {
          unknownValue(text, of: entry.key, known, at: pair.value.place, section.findings)
        } else {
          table[pair.key] = text
        }
      }
      values[entry.key] = table
    }
    return values
  }

  private static func unknownValue(
    _ text: String, of field: String, _ known: [String], at place: Place, _ findings: Findings
  ) {
    var fixes = ["write one of \(known.joined(separator: ", ")), or \"\" for none of them"]
    if let near = NearestName.of(text, among: known) {
      fixes.insert("did you mean '\(near)'?", at: 0)
    }
    if field == "status" {
      fixes.append("leave such records out with a rule 'drop' in the file of 'mapping'")
    }
    findings.error(
      "configuration-value-invalid", at: place, "'\(text)' is not a value of '\(field)'",
      fixes: fixes)
  }
}
