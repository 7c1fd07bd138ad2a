import Analysis
import Calendar
import Ingest

/// Reads the worked examples of a KPI, and the tables that several of them share.
struct ExampleReader {
  let findings: Findings
  /// Shared tables by name.
  private(set) var tables: [String: KPIExample.Table]

  init(findings: Findings, tables: [String: KPIExample.Table] = [:]) {
    self.findings = findings
    self.tables = tables
  }

  /// `tables: {deals: {entity: opportunities, rows: …}}` at the top of a file.
  mutating func readTables(_ section: Section) {
    for entry in section.mapping("tables") {
      guard
        let table = Section(
          entry.value, "tables.\(entry.key)", keys: ["entity", "rows"], findings: findings),
        table.required("entity") != nil, let entity: Entity = table.choice("entity"),
        let rows = table.requiredText("rows")
      else { continue }
      tables[entry.key] = KPIExample.Table(entity: entity, rows: rows)
    }
  }

  private static let keys = [
    "kpi", "as_of", "period", "scope", "segment", "tables", "rows", "stages", "gives",
  ]

  /// The examples under `examples` of a KPI.
  func examples(_ kpi: Section) -> [KPIExample] {
    kpi.nodes("examples").compactMap { node in
      guard let section = Section(node, "examples", keys: Self.keys, findings: findings),
        section.required("as_of") != nil, let asOf = section.date("as_of"),
        let gives = section.requiredText("gives")
      else { return nil }
      let period = section.text("period") ?? asOf.description
      if Period.parse(period) == nil {
        section.invalid("period", period, section.place(of: "period"), "a period such as 2026-Q3")
      }
      return KPIExample(
        kpi: section.text("kpi"), asOf: asOf, period: period, scope: scope(section),
        segment: section.text("segment") ?? "",
        tables: shared(section) + own(section), stages: section.texts("stages").map(\.text),
        gives: gives, place: node.place)
    }
  }

  private func scope(_ section: Section) -> ScopeID {
    guard let text = section.text("scope"), text != "company" else { return .company }
    guard text.hasPrefix("rep:") else {
      section.invalid("scope", text, section.place(of: "scope"), "company, or rep: and an owner")
      return .company
    }
    return ScopeID(.rep, String(text.dropFirst(4)))
  }

  private func shared(_ section: Section) -> [KPIExample.Table] {
    section.texts("tables").compactMap { name, place in
      if let table = tables[name] { return table }
      findings.error(
        "configuration-value-invalid", at: place, "'\(name)' is not a value of 'tables'",
        fixes: NearestName.fixes(name, among: tables.keys.sorted()))
      return nil
    }
  }

  /// `rows: {opportunities: …}`: tables of this example alone.
  private func own(_ section: Section) -> [KPIExample.Table] {
    section.textMapping("rows").compactMap { entry, text in
      guard let entity: Entity = section.choice(entry.key, "rows", at: entry.keyPlace) else {
        return nil
      }
      return KPIExample.Table(entity: entity, rows: text)
    }
  }
}
