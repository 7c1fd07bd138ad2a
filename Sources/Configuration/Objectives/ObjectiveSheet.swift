import Analysis
import Calendar
import Ingest

/// Objectives in a spreadsheet: long, one a row, or wide, one column a month or quarter.
enum ObjectiveSheet {
  /// What the configuration says about the file beside how to read it.
  struct Options {
    var headers: [String: String] = [:]
    /// Nothing lets the headings decide.
    var isWide: Bool?
    /// For a file that has no column for them.
    var constants: [String: ObjectiveDraft.Cell] = [:]
    var scale: Int64 = 1
    /// Texts that mean "no objective" beside an empty cell and `-`.
    var missing: [String] = []
  }

  static func drafts(
    _ sheet: Sheet, format: Sheet.Format, options: Options, findings: Findings
  ) -> [ObjectiveDraft] {
    let columns = SheetColumns(
      sheet, own: options.headers, aliases: ObjectiveKeys.aliases, fields: ObjectiveKeys.columns,
      findings: findings)
    let periods = columns.others.compactMap { index in
      Self.period(sheet.headings[index].text).map { (index, $0) }
    }
    let isWide = options.isWide ?? (columns["target"] == nil && periods.count > 1)
    let first = sheet.headings.first?.place ?? Place(file: "")
    if hasSlip(sheet, columns, options, findings) { return [] }
    if columns["owner"] == nil, options.constants["owner"] == nil {
      findings.error(
        "objective-without-owner", at: first, "no column says whose objectives these are",
        fixes: ["name the column 'qui' or 'who', or map it: headers: {\"your heading\": owner}"])
      return []
    }
    if columns["kpi"] == nil, options.constants["kpi"] == nil, columns["kind"] == nil {
      findings.error(
        "objective-without-kpi", at: first, "no column says which KPI the targets are on",
        fixes: [
          "name the column 'indicateur' or 'kpi'",
          "give the file one in the configuration: {file: …, kpi: revenue_won}",
        ])
      return []
    }
    if sheet.records.isEmpty {
      findings.warning(
        "objectives-empty", at: first, "the sheet has headings and no objective",
        fixes: ["fill it in", "take it from 'objectives'"])
    }
    if isWide, periods.isEmpty {
      findings.error(
        "objective-without-deadline", at: first, "no column is for a month or quarter",
        fixes: ["name the columns 01 to 12, janv. or Q1, or with their year: 2026-01, janv. 2026"])
      return []
    }
    for index in columns.others where !isWide || Self.period(sheet.headings[index].text) == nil {
      let heading = sheet.headings[index]
      if heading.text.isEmpty { continue }
      findings.warning(
        "objective-column-unknown", at: heading.place,
        "column '\(heading.text)' is not used",
        fixes: meant(by: heading.text).map {
          ["did you mean '\($0)'?"]
        } ?? ["map it under 'headers' if it is needed: {\"\(heading.text)\": field}"])
    }
    return sheet.records.flatMap { record -> [ObjectiveDraft] in
      var draft = ObjectiveDraft(
        place: record[0].place, scale: options.scale, decimalMark: format.decimalMark,
        dateOrder: format.dateOrder)
      draft.fields = options.constants
      for field in ObjectiveKeys.columns {
        guard let cell = columns.cell(field, record),
          !options.missing.contains(cell.text)
        else { continue }
        fill(&draft, field, ObjectiveDraft.Cell(text: cell.text, place: cell.place), findings)
      }
      tellShort(record, isWide ? periods.map(\.0) : columns["target"].map { [$0] } ?? [], findings)
      guard isWide else {
        // A row without a value states that there is no objective.
        let target = columns["target"].map { record[$0] }
        let isEmpty = target.map { $0.isMissing || options.missing.contains($0.text) } ?? false
        let kind = draft["kind"].map {
          ObjectiveWords.value(of: "kind", meantBy: $0.text) ?? $0.text
        }
        let needsNone = ["milestone", "combo"].contains(kind) || draft.isVersionOnly
        draft.isWithoutValue = isEmpty && !needsNone
        return [draft]
      }
      return periods.compactMap { index, period in
        wide(draft, cell: record[index], period, options: options, findings)
      }
    }
  }

  /// Tells a row that ends before a target: an empty cell says that there is none, a missing one that
  /// cells were lost.
  private static func tellShort(_ record: [Sheet.Cell], _ targets: [Int], _ findings: Findings) {
    guard targets.contains(where: { record[$0].isCutOff }) else { return }
    let count = record.count { !$0.isCutOff }
    findings.warning(
      "sheet-row-too-short", at: record[count - 1].place,
      "the row has \(count) \(count == 1 ? "cell" : "cells"), the heading row \(record.count)",
      explanation: "it ends before its target, and is no objective there",
      fixes: [
        "write the target, and a separator for each cell that is empty",
        "nothing to do if there is no objective",
      ])
  }

  /// What a column of a wide sheet is for.
  private enum Heading {
    /// `03`, `Q1`: of the year that the row says.
    case part(String)
    /// `janv. 2026`, with its year.
    case whole(String)
  }

  private static func period(_ heading: String) -> Heading? {
    if let suffix = PeriodHeading.suffix(heading) { return .part(suffix) }
    let isDated = heading.split { !$0.isNumber }.contains { $0.count == 4 }
    guard isDated, let period = PeriodText.parse(heading, fiscal: .calendarYear),
      [.month, .quarter, .half].contains(period.kind)
    else { return nil }
    return .whole(period.id)
  }

  /// A heading with a slip in the place of one that is needed: what follows from it is not told.
  private static func hasSlip(
    _ sheet: Sheet, _ columns: SheetColumns, _ options: Options, _ findings: Findings
  ) -> Bool {
    var isWrong = false
    for index in columns.others where Self.period(sheet.headings[index].text) == nil {
      let heading = sheet.headings[index]
      guard let field = meant(by: heading.text),
        ["owner", "kpi", "target", "period"].contains(field),
        columns[field] == nil, options.constants[field] == nil
      else { continue }
      isWrong = true
      findings.error(
        "objective-column-unknown", at: heading.place,
        "column '\(heading.text)' is not known, and no other says '\(field)'",
        fixes: ["did you mean '\(field)'?", "map it: headers: {\"\(heading.text)\": \(field)}"])
    }
    return isWrong
  }

  /// The field whose name, in any language, is nearest to a heading.
  private static func meant(by heading: String) -> String? {
    let names = ObjectiveKeys.columns + ObjectiveKeys.aliases.values.flatMap { $0 }.sorted()
    let folded = HeaderText.folded(heading)
    guard folded.count > 2, let name = NearestName.of(folded, among: names.map(HeaderText.folded))
    else { return nil }
    return ObjectiveKeys.columns.contains(name) ? name : ObjectiveKeys.heading(name)
  }

  private static func fill(
    _ draft: inout ObjectiveDraft, _ field: String, _ cell: ObjectiveDraft.Cell,
    _ findings: Findings
  ) {
    let texts = LocalizedText(
      Dictionary(uniqueKeysWithValues: CompanySection.languages.map { ($0, cell.text) }))
    switch field {
    case "label": draft.label = texts
    case "why": draft.why = texts
    case "filters":
      for part in cell.text.split(separator: ";") {
        let sides = part.split(separator: "=", maxSplits: 1).map { String($0.trimmed) }
        guard sides.count == 2 else {
          findings.error(
            "objective-filter-unknown", at: cell.place, "'\(part)' is not a filter",
            fixes: ["write field=value, several values with |, several filters with ;"])
          continue
        }
        draft.filters.append(
          (
            ObjectiveDraft.Cell(text: sides[0], place: cell.place),
            sides[1].split(separator: "|").map { String($0.trimmed) }
          ))
      }
    case "members":
      draft.members += cell.text.split { ";|".contains($0) }
        .map { ObjectiveDraft.Cell(text: String($0.trimmed), place: cell.place) }
    case "milestones":
      for part in cell.text.split(separator: ";") {
        let sides = part.split(separator: "=", maxSplits: 1).map {
          ObjectiveDraft.Cell(text: String($0.trimmed), place: cell.place)
        }
        guard sides.count == 2 else {
          findings.error(
            "objective-value-invalid", at: cell.place, "'\(part)' is not a milestone",
            fixes: ["write 2026-03-31=25 %, several with ;"])
          continue
        }
        draft.milestones.append(ObjectiveDraft.Milestone(date: sides[0], share: sides[1]))
      }
    default: draft.fields[field] = cell
    }
  }

  private static func wide(
    _ base: ObjectiveDraft, cell: Sheet.Cell, _ heading: Heading, options: Options,
    _ findings: Findings
  ) -> ObjectiveDraft? {
    if cell.isMissing || options.missing.contains(cell.text) { return nil }
    var draft = base
    draft.place = cell.place
    draft.fields["target"] = ObjectiveDraft.Cell(text: cell.text, place: cell.place)
    let suffix: String
    switch heading {
    case .part(let part): suffix = part
    case .whole(let id):
      draft.fields["period"] = ObjectiveDraft.Cell(text: id, place: cell.place)
      return draft
    }
    guard let year = base["year"] else {
      findings.error(
        "objective-without-deadline", at: base.place, "no column says which year the row is about",
        fixes: ["add a column 'année' or 'year'", "give the file a 'year' in the configuration"])
      return nil
    }
    draft.fields["period"] = ObjectiveDraft.Cell(text: "\(year.text)-\(suffix)", place: year.place)
    return draft
  }
}
