import Analysis
import Calendar
import Ingest

/// What an objective is about, whose it is, and over which days.
extension ObjectiveBuilder {
  // MARK: What, whose, when

  func kpi(_ draft: ObjectiveDraft, _ kind: Objective.Kind?) -> KPI? {
    guard let cell = draft["kpi"] else {
      switch kind {
      case .combo: break
      // A day on which it was done is as good as a measure.
      case .milestone where draft["done_on"] != nil: break
      case .milestone:
        findings.error(
          "objective-without-proxy", at: draft.place,
          "the milestone has no KPI that shows whether it is reached",
          explanation: "a qualitative objective must be backed by something measured",
          fixes: ["give a 'kpi' and a 'target'"])
      default:
        findings.error(
          "objective-without-kpi", at: draft.place, "the objective names no KPI",
          explanation: "without an indicator nobody can tell whether it is reached",
          fixes: ["give a 'kpi'; 'jalon catalog' lists them"])
      }
      return nil
    }
    if let kpi = catalogue.kpi(cell.text) { return kpi }
    // `demo_to_sale` is meant where only `demo_to_sale[60d]` is there.
    let parameterised = catalogue.kpis.filter { $0.id.hasPrefix("\(cell.text)[") }
    if parameterised.count == 1 { return parameterised.first }
    let meant = ObjectiveWords.kpis(meantBy: cell.text).filter { catalogue.kpi($0) != nil }
    if meant.count < 2, let kpi = kpiOfLabel[HeaderText.folded(cell.text)], let kpi { return kpi }
    if !meant.isEmpty {
      findings.error(
        "objective-kpi-ambiguous", at: cell.place,
        "'\(cell.text)' may mean \(meant.joined(separator: " or "))",
        explanation: "two readings of one word give two verdicts; the objective must say which",
        fixes: meant.map { "write kpi: \($0)" })
      return nil
    }
    findings.error(
      "objective-kpi-unknown", at: cell.place, "there is no KPI '\(cell.text)'",
      fixes: NearestName.of(cell.text, among: catalogue.kpis.map(\.id)).map {
        ["did you mean '\($0)'?"]
      } ?? ["'jalon catalog' lists them all"])
    return nil
  }

  func owner(_ draft: ObjectiveDraft) -> ScopeID? {
    guard let cell = draft["owner"] else {
      findings.error(
        "objective-without-owner", at: draft.place, "the objective belongs to nobody",
        fixes: ["give an 'owner': company, a team or a person"])
      return nil
    }
    switch names.match(cell.text) {
    case .one(let scope):
      if scope.kind == .rep, managerTarget == .team, let team = people[scope.id]?.managerOf {
        return team
      }
      return scope
    case .several(let scopes):
      findings.error(
        "objective-owner-ambiguous", at: cell.place,
        "'\(cell.text)' means \(scopes.map(\.description).joined(separator: " or "))",
        fixes: scopes.map { "write \($0)" })
    case .none:
      findings.error(
        "objective-owner-unknown", at: cell.place, "'\(cell.text)' is no team or person",
        fixes: NearestName.of(cell.text, among: names.suggestions).map {
          ["did you mean '\($0)'?"]
        } ?? ["add the person to the people file, or '\(cell.text)' to somebody's aliases"])
    }
    return nil
  }

  func period(_ draft: ObjectiveDraft) -> Period? {
    if let cell = draft["period"] {
      if ["continuous", "continu", "permanent"].contains(HeaderText.folded(cell.text)) {
        return continuous(draft, cell)
      }
      if let period = PeriodText.parse(cell.text, fiscal: fiscal) { return period }
      findings.error(
        "objective-period-invalid", at: cell.place, "'\(cell.text)' is not a period",
        fixes: ["write 2026, 2026-H2, 2026-Q3, 2026-08, 2026-W34 or 6 months from 2026-01-01"])
      return nil
    }
    guard let end = draft["period_end"] else {
      findings.error(
        "objective-without-deadline", at: draft.place, "the objective has no deadline",
        explanation: "without a date it is an intention",
        fixes: ["give a 'period' such as 2026-Q3, or 'period_start' and 'period_end'"])
      return nil
    }
    guard let start = draft["period_start"] else {
      findings.error(
        "objective-without-deadline", at: end.place,
        "the objective has a last day but no first day", fixes: ["give 'period_start'"])
      return nil
    }
    guard let first = date(start, draft), let last = date(end, draft) else { return nil }
    if let period = PeriodText.between(first, last, fiscal: fiscal) { return period }
    findings.error(
      "objective-period-invalid", at: end.place, "the last day \(last) comes before \(first)",
      fixes: ["correct 'period_start' or 'period_end'"])
    return nil
  }

  /// A standing objective counts as dated when it says how often it is reviewed (ruling 22).
  ///
  /// It covers all years; `analysisPlan` cuts the period of the review out of it.
  func continuous(_ draft: ObjectiveDraft, _ cell: ObjectiveDraft.Cell) -> Period? {
    if draft["review"] != nil { return Configuration.continuous }
    findings.error(
      "objective-without-deadline", at: cell.place,
      "a continuous objective needs a 'review'", fixes: ["add 'review': month, quarter or year"])
    return nil
  }

  func date(_ cell: ObjectiveDraft.Cell, _ draft: ObjectiveDraft) -> CalendarDate? {
    if let date = SheetDate.read(cell.text, order: draft.dateOrder) { return date }
    findings.error(
      "objective-period-invalid", at: cell.place, "'\(cell.text)' is not a date",
      fixes: ["write YYYY-MM-DD, or declare 'dates: dmy' or 'mdy' for the file"])
    return nil
  }

  // MARK: Vague ones

  /// Without two of KPI, number and deadline it is an intention (objectives.md P-01): one finding
  /// says so, with an objective that it could become.
  func isVague(_ draft: ObjectiveDraft, _ kind: Objective.Kind?) -> Bool {
    guard kind != .combo, kind != .milestone else { return false }
    if draft.isVersionOnly {
      findings.error(
        "objective-version-without-objective", at: draft.place,
        "there is no objective '\(draft["id"]?.text ?? "")' that this could be a version of",
        explanation:
          "an entry with 'valid_from' changes the target of an earlier one with its 'id'",
        fixes: ["write the 'id' of the objective whose target changes", "or give it a 'kpi'"])
      return true
    }
    let isDated = draft["period"] != nil || draft["period_end"] != nil
    let missing = [
      (draft["kpi"] == nil, "KPI"), (draft["target"] == nil, "number"), (!isDated, "deadline"),
    ].filter(\.0).map(\.1)
    guard missing.count > 1 else { return false }
    let label = draft.label["fr"] ?? draft["kpi"]?.text ?? draft["id"]?.text ?? "the objective"
    let list = missing.dropLast().joined(separator: ", no ") + " and no " + (missing.last ?? "")
    findings.error(
      "objective-vague", at: draft.place, "'\(label)' is an intention: it has no \(list)",
      explanation: "without an indicator, a number and a date nobody can steer by it",
      fixes: [ObjectiveWords.rewrite(label, kpi: draft["kpi"]?.text, in: catalogue)])
    return true
  }

  /// `40 / semaine` says how often the target falls due.
  func splitCadence(_ draft: inout ObjectiveDraft) {
    guard let cell = draft["target"] else { return }
    for separator in ["/", " par ", " per ", " each ", " chaque "] {
      guard let range = cell.text.firstRange(of: separator),
        let cadence = ObjectiveWords.cadence(String(cell.text[range.upperBound...]))
      else { continue }
      draft.fields["target"] = ObjectiveDraft.Cell(
        text: String(cell.text[..<range.lowerBound]).trimmingSpaces, place: cell.place)
      if draft["cadence"] == nil {
        draft.fields["cadence"] = ObjectiveDraft.Cell(text: cadence.rawValue, place: cell.place)
      }
      return
    }
  }
}
