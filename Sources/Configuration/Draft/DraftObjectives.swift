import Ingest

/// A sheet of objectives among the files that no CRM wrote.
struct DraftObjectives {
  let survey: FileSurvey
  /// Whether it has one column a month, quarter or half-year.
  let isWide: Bool
  /// Whether a column says which KPI a target is on.
  let namesKPI: Bool
  /// Whose objectives they are, as the sheet writes them.
  let owners: [String]

  /// Fewer columns of periods may be anything.
  private static let fewestPeriods = 3

  /// Nothing for a file whose headings are not those of objectives.
  init?(_ survey: FileSurvey) {
    func column(_ field: String) -> String? {
      let names = [field] + (ObjectiveKeys.aliases[field] ?? []).map(HeaderText.folded)
      return survey.headers.first { names.contains(HeaderText.folded($0)) }
    }
    guard let owner = column("owner") else { return nil }
    let periods = survey.headers.filter { PeriodHeading.suffix($0) != nil }
    isWide = column("target") == nil && periods.count >= Self.fewestPeriods
    let isLong =
      column("target") != nil && ["period", "period_start", "year"].contains { column($0) != nil }
    guard isWide || isLong else { return nil }
    self.survey = survey
    namesKPI = column("kpi") != nil
    var seen: Set<String> = []
    owners = (survey.nameColumns[owner] ?? []).filter { text in
      let folded = HeaderText.folded(text)
      return !folded.isEmpty && seen.insert(folded).inserted
    }
  }

  /// The owners that are not among some names.
  func strangers(among names: [String]) -> [String] {
    let known = Set((names + ["company", "entreprise", "société"]).map(HeaderText.folded))
    return owners.filter { !known.contains(HeaderText.folded($0)) }
  }
}
