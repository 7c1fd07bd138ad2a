import Analysis
import Calendar
import Ingest

/// What an objective is about, whose it is, and over which days.
extension ObjectiveBuilder {
  // MARK: What, whose, when

  func kpi(_ draft: ObjectiveDraft, _ kind: Objective.Kind?) -> KPI? {
    guard let cell = draft["kpi"] else {
      if draft.says("kpi") { return nil }
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
          fixes: suggestions(draft.label["fr"] ?? "").map { ["perhaps kpi: \($0)"] }
            ?? ["give a 'kpi'; 'jalon catalog' lists them"])
      }
      return nil
    }
    if let kpi = catalogue.kpi(cell.text) { return kpi }
    // `demo_to_sale` is meant where only `demo_to_sale[60d]` is there.
    let parameterised = catalogue.kpis.filter { $0.id.hasPrefix("\(cell.text)[") }
    if parameterised.count == 1 { return parameterised.first }
    if let kpi = ObjectiveWords.kpi(called: cell.text).flatMap(catalogue.kpi) { return kpi }
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
      } ?? suggestions(cell.text).map {
        ["did you mean '\($0)'?", "'jalon catalog' lists them all"]
      }
        ?? ["'jalon catalog' lists them all"])
    return nil
  }

  /// The KPI that shares most of its words with a text, by identifier or in either language.
  private func suggestions(_ text: String) -> String? {
    let wanted = ObjectiveWords.stems(text)
    guard !wanted.isEmpty else { return nil }
    var best: (id: String, shared: Int, size: Int)?
    for kpi in catalogue.kpis {
      for name in [kpi.id] + kpi.label.texts.sorted(by: { $0.key < $1.key }).map(\.value) {
        let words = ObjectiveWords.stems(name)
        let shared = wanted.intersection(words).count
        guard shared > 0 else { continue }
        if shared > best?.shared ?? 0 || shared == best?.shared && words.count < best?.size ?? 0 {
          best = (kpi.id, shared, words.count)
        }
      }
    }
    return best?.id ?? ObjectiveWords.measure(of: text, in: catalogue)
  }

  /// Whether a text is no KPI, nor near to one, nor a word for several.
  func isUnknownKPI(_ text: String) -> Bool {
    catalogue.kpi(text) == nil && !catalogue.kpis.contains { $0.id.hasPrefix("\(text)[") }
      && ObjectiveWords.kpis(meantBy: text).isEmpty && kpiOfLabel[HeaderText.folded(text)] == nil
      && NearestName.of(text, among: catalogue.kpis.map(\.id)) == nil
  }

  func owner(_ draft: ObjectiveDraft) -> ScopeID? {
    guard let cell = draft["owner"] else {
      if draft.says("owner") { return nil }
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
        } ?? unknownOwnerFixes(cell.text))
    }
    return nil
  }

  private static let everybody: Set<String> = [
    "all", "each", "everybody", "everyone", "tout le monde", "tous", "toutes", "chacun", "chaque",
    "toute l'equipe", "toute l’equipe", "the whole team", "whole team", "les commerciaux",
    "all teams", "toutes les equipes",
  ]

  /// A team is written in the configuration, a person in the people file; of an identifier cut short
  /// the one that begins so is meant.
  private func unknownOwnerFixes(_ text: String) -> [String] {
    let folded = HeaderText.folded(text)
    let begun = names.suggestions.filter {
      folded.count > 5 && HeaderText.folded($0).hasPrefix(folded)
    }
    if begun.count == 1 { return ["did you mean '\(begun[0])'?"] }
    let known = teams.map { "team:\($0.id)" }.joined(separator: ", ")
    if ["team", "equipe"].contains(where: { folded.hasPrefix($0) }), !teams.isEmpty {
      return ["known: \(known)", "add the team under 'teams'"]
    }
    if ["total", "totaux", "somme", "sum", "subtotal", "sous total"].contains(folded) {
      return ["remove the row: targets are added up without it"]
    }
    if Self.everybody.contains(folded) {
      return [
        "write 'each rep' for a target each", "write 'company' for one that all have together",
      ]
    }
    return ["add the person to the people file, or '\(text)' to somebody's aliases"]
  }

  func period(_ draft: ObjectiveDraft) -> Period? {
    if let cell = draft["period"] {
      if isContinuous(cell.text) {
        return continuous(draft, cell)
      }
      if let period = PeriodText.parse(cell.text, fiscal: fiscal) {
        return plausible(period, cell)
      }
      findings.error(
        "objective-period-invalid", at: cell.place, "'\(cell.text)' is not a period",
        fixes: [PeriodText.proposal(for: cell.text, fiscal: fiscal)])
      return nil
    }
    guard let end = draft["period_end"] else {
      if draft.says("period") || draft.says("period_end") { return nil }
      if let start = draft["period_start"] {
        findings.error(
          "objective-without-deadline", at: start.place,
          "the objective has a first day but no last day",
          explanation: "without a date it is an intention", fixes: ["give 'period_end'"])
        return nil
      }
      findings.error(
        "objective-without-deadline", at: draft.place, "the objective has no deadline",
        explanation: "without a date it is an intention",
        fixes: ["give a 'period' such as 2026-Q3, or 'period_start' and 'period_end'"])
      return nil
    }
    guard let start = draft["period_start"] else {
      if draft.says("period_start") { return nil }
      findings.error(
        "objective-without-deadline", at: end.place,
        "the objective has a last day but no first day", fixes: ["give 'period_start'"])
      return nil
    }
    var draft = draft
    // Of two dates that stand together one may tell how the other is meant.
    draft.dateOrder = draft.dateOrder ?? SheetDate.order(of: [start.text, end.text])
    let (from, to) = (date(start, draft), date(end, draft))
    guard let first = from, let last = to else { return nil }
    if let period = PeriodText.between(first, last, fiscal: fiscal) {
      return plausible(period, end)
    }
    findings.error(
      "objective-period-invalid", at: end.place, "the last day \(last) comes before \(first)",
      fixes: ["correct 'period_start' or 'period_end'"])
    return nil
  }

  /// Years that nobody sells in are slips.
  private func plausible(_ period: Period, _ cell: ObjectiveDraft.Cell) -> Period? {
    if period.start.year >= 2000, period.lastDay.year < 2100 { return period }
    findings.error(
      "objective-period-invalid", at: cell.place,
      "'\(cell.text)' runs from \(period.start) to \(period.lastDay)",
      fixes: ["correct the year"])
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
    if let date = SheetDate.only(cell.text, order: draft.dateOrder) { return date }
    let readings = SheetDate.readings(cell.text)
    let isAmbiguous = readings.count == 2 && draft.dateOrder == nil
    findings.error(
      "objective-period-invalid", at: cell.place,
      isAmbiguous
        ? "'\(cell.text)' may be \(readings[0]) or \(readings[1])"
        : cell.text.allSatisfy({ $0.isNumber || "/-.".contains($0) })
          ? "'\(cell.text)' is no day of the calendar" : "'\(cell.text)' is not a date",
      fixes: isAmbiguous
        ? ["write \(readings[0])", "write \(readings[1])"] : ["write a day as YYYY-MM-DD"])
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
    // A wish may stand where a KPI, a number or a date should.
    let hasKPI = draft["kpi"].map { !isUnknownKPI($0.text) } ?? draft.says("kpi")
    let hasNumber =
      draft["target"].map { $0.text.contains(where: \.isNumber) } ?? draft.says("target")
    let hasDate =
      draft["period"].map { $0.text.contains(where: \.isNumber) || isContinuous($0.text) }
      ?? (draft.isDated || draft["period_start"] != nil || draft.says("period"))
    let missing = [(!hasKPI, "KPI"), (!hasNumber, "number"), (!hasDate, "deadline")]
      .filter(\.0).map(\.1)
    guard missing.count > 1 else { return false }
    let label =
      draft.label["fr"] ?? draft["kpi"]?.text ?? draft["id"]?.text ?? draft["owner"]?.text
      ?? "the objective"
    let words = HeaderText.folded(label).split { " -".contains($0) }
    if let last = words.last, ["total", "totaux", "somme", "sum", "subtotal"].contains(last),
      words.count < 3
    {
      findings.error(
        "objective-vague", at: draft.place, "the row of '\(label)' is no objective",
        explanation: "targets are added up without it: those of the reps make that of their team",
        fixes: ["remove the row", "or give it a KPI and a period, and the team as its owner"])
      return true
    }
    let list = missing.dropLast().joined(separator: ", no ") + " and no " + (missing.last ?? "")
    findings.error(
      "objective-vague", at: draft.place, "'\(label)' is an intention: it has no \(list)",
      explanation: "without an indicator, a number and a date nobody can steer by it",
      fixes: [
        ObjectiveWords.rewrite(
          label, kpi: draft["kpi"]?.text, target: hasNumber ? draft["target"]?.text : nil,
          period: hasDate ? draft["period"]?.text : nil, owner: draft["owner"]?.text,
          in: catalogue)
      ])
    return true
  }

  private func isContinuous(_ text: String) -> Bool {
    ["continuous", "continu", "permanent"].contains(HeaderText.folded(text))
  }

  /// `passer de 20 % à 25 %` says where it begins and where it goes.
  func splitRise(_ draft: inout ObjectiveDraft) {
    guard let cell = draft["target"], draft["baseline"] == nil else { return }
    let folded = HeaderText.folded(cell.text)
    let beginnings = ["passer de ", "aller de ", "monter de ", "descendre de ", "from ", "de "]
    guard let beginning = beginnings.first(where: { folded.hasPrefix($0) }) else { return }
    let rest = cell.text.dropFirst(beginning.count)
    for separator in [" à ", " a ", " to "] {
      guard let range = rest.firstRange(of: separator) else { continue }
      func part(_ text: Substring) -> ObjectiveDraft.Cell {
        ObjectiveDraft.Cell(text: String(text).trimmingSpaces, place: cell.place)
      }
      draft.fields["baseline"] = part(rest[..<range.lowerBound])
      draft.fields["target"] = part(rest[range.upperBound...])
      return
    }
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
