import Analysis

/// `definitions`: what the company decides about its KPIs.
enum DefinitionsSection {
  /// The dimensions that figures can be split by: fields of records with few values, and of people.
  static let dimensions = [
    "product", "segment", "source", "sector", "size", "type", "region", "pipeline", "campaign_id",
    "loss_reason", "seniority", "role",
  ]

  static func decode(_ root: Section, catalogue: Catalogue) -> Definitions {
    var definitions = Definitions()
    let numbers: [(String, WritableKeyPath<Definitions, Int>, ClosedRange<Int>)] = [
      ("strict_overdue_days", \.strictOverdueDays, 0...3650),
      ("active_days", \.activeDays, 1...3650), ("stuck_days", \.stuckDays, 1...3650),
      ("critical_days", \.criticalDays, 1...3650),
      ("weekly_meetings", \.weeklyMeetings, 0...1000),
    ]
    guard
      let section = root.section(
        "definitions", keys: numbers.map(\.0) + ["segments", "segment_kpis"])
    else { return definitions }
    for (key, path, range) in numbers {
      if let value = section.integer(key, in: range) { definitions[keyPath: path] = value }
    }
    definitions.segments = known(section, "segments", among: dimensions)
    if section["segment_kpis"] != nil {
      definitions.segmentKPIs = known(
        section, "segment_kpis", among: catalogue.kpis.map(\.id))
    }
    return definitions
  }

  private static func known(_ section: Section, _ key: String, among names: [String]) -> [String] {
    section.texts(key).compactMap { text, place in
      if names.contains(text) { return text }
      section.findings.error(
        "configuration-value-invalid", at: place, "'\(text)' is not a value of '\(key)'",
        fixes: NearestName.fixes(text, among: names))
      return nil
    }
  }
}
