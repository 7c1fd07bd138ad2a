import Analysis
import Ingest

/// Reads the `formula` of a KPI: one of the kinds below.
///
/// | kind | written |
/// |---|---|
/// | simple | `{measure: won_amount}` |
/// | statistic | `{measure: won_cycle, statistic: median}` |
/// | ratio | `{numerator: won_count, denominator: closed_count}` |
/// | cumulative | `{cumulative: won_amount}`, from the start of the year |
/// | conversion | `{conversion: created_count, to: closed_on, days: 90, filter: {status: won}}` |
/// | derived | `{derived: "a / b", of: {a: n_won, b: {kpi: n_lost, over: trailing_year}}}` |
/// | algorithm | `{algorithm: stuck, measures: {open: open_count}, parameters: {days: 30}}` |
struct FormulaReader {
  let findings: Findings
  let catalogue: Catalogue

  private static let keys = [
    "measure", "statistic", "numerator", "denominator", "cumulative", "conversion", "to", "days",
    "filter", "derived", "of", "algorithm", "measures", "parameters",
  ]

  /// Nothing where it cannot be read, which is reported.
  func formula(_ kpi: Section) -> KPI.Formula? {
    if kpi["formula"] == nil, kpi["lacks"] != nil { return .unavailable }
    guard kpi.required("formula") != nil, let section = kpi.section("formula", keys: Self.keys)
    else { return nil }
    if section["algorithm"] != nil { return algorithm(section) }
    if section["derived"] != nil { return derived(section) }
    if section["conversion"] != nil { return conversion(section) }
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
    return section.word("statistic", among: ["mean", "median", "p80", "p95", "largest"]).map {
      .statistic(measure: measure, statistic: $0)
    }
  }

  private func algorithm(_ section: Section) -> KPI.Formula? {
    guard let name = section.text("algorithm") else { return nil }
    if !KPIAlgorithm.names.contains(name) {
      findings.error(
        "kpi-algorithm-unknown", at: section.place(of: "algorithm"),
        "there is no algorithm '\(name)'",
        fixes: NearestName.fixes(name, among: KPIAlgorithm.names))
    }
    var measures: [String: String] = [:]
    for (entry, name) in section.textMapping("measures") {
      measures[entry.key] = known(name, at: entry.value.place)
    }
    var parameters: [String: Int64] = [:]
    for (entry, text) in section.textMapping("parameters") {
      if let number = Int64(text) {
        parameters[entry.key] = number
      } else {
        section.invalid("parameters", text, entry.value.place, "a whole number")
      }
    }
    return .algorithm(name: name, measures: measures, parameters: parameters)
  }

  private func conversion(_ section: Section) -> KPI.Formula? {
    guard let measure = measure(section, "conversion"),
      let field = section.requiredText("to"), section.required("days") != nil,
      let days = section.integer("days", in: 0...3660)
    else { return nil }
    let fields = catalogue.measures[measure].map { MeasureFields.names($0.entity) } ?? []
    // `reached:Proposition` is the day on which a deal reached a stage or a later one.
    if catalogue.measures[measure] != nil, !fields.contains(field), !field.hasPrefix("reached:") {
      FormatSection.unknownField(field, at: section.place(of: "to"), fields: fields, findings)
    }
    let filter = section["filter"].map { Filters.decode($0, fields: fields, findings: findings) }
    return .conversion(measure: measure, to: field, filter: filter ?? [:], days: days)
  }

  private func derived(_ section: Section) -> KPI.Formula? {
    guard let text = section.text("derived") else { return nil }
    var names: [String: (kpi: String, over: Expression.Window)] = [:]
    for entry in section.mapping("of") {
      if let kpi = entry.value.text {
        names[entry.key] = (kpi, .period)
      } else if let part = Section(
        entry.value, "formula.of", keys: ["kpi", "over"], findings: findings),
        let kpi = part.requiredText("kpi")
      {
        names[entry.key] = (kpi, part.choice("over") ?? .period)
      }
    }
    guard let expression = Expression(text, names: names) else {
      section.invalid(
        "derived", text, section.place(of: "derived"),
        "sums, differences, products and quotients of the names under 'of', such as a * b / c")
      return nil
    }
    return .derived(expression: expression)
  }

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
