import Analysis
import Calendar
import Ingest

/// Makes objectives of drafts: resolves whom, which KPI and which days they are about, and reports
/// everything that keeps one from being followed.
struct ObjectiveBuilder {
  let catalogue: Catalogue
  let names: ScopeNames
  /// By identifier.
  let people: [String: Person]
  /// In the order of the people file.
  let everybody: [Person]
  let teams: [Team]
  let managerTarget: Configuration.ManagerTarget
  let currency: Currency
  let fiscal: FiscalCalendar
  let findings: Findings
  /// By label in any language, folded; of two KPIs with one label neither.
  let kpiOfLabel: [String: KPI?]

  init(
    catalogue: Catalogue, names: ScopeNames, people: [Person], teams: [Team],
    managerTarget: Configuration.ManagerTarget, currency: Currency, fiscal: FiscalCalendar,
    findings: Findings
  ) {
    self.catalogue = catalogue
    self.names = names
    self.people = Dictionary(people.map { ($0.id, $0) }) { first, _ in first }
    everybody = people
    self.teams = teams
    self.managerTarget = managerTarget
    self.currency = currency
    self.fiscal = fiscal
    self.findings = findings
    var labels: [String: KPI?] = [:]
    for kpi in catalogue.kpis {
      for label in Set(kpi.label.texts.values.map(HeaderText.folded)) {
        labels[label] = labels[label] == nil ? .some(kpi) : .some(nil)
      }
    }
    kpiOfLabel = labels
  }

  func build(_ drafts: [ObjectiveDraft]) -> [Objective] {
    var objectives: [Objective] = []
    var places: [String: Place] = [:]
    for draft in ObjectiveDraft.joiningVersions(drafts).flatMap(expanded) {
      guard let objective = objective(draft) else { continue }
      if let known = places[objective.id] {
        findings.error(
          "objective-duplicate", at: draft.place,
          "objective '\(objective.id)' is already given at \(known)",
          fixes: [
            "remove one of the two", "give each an 'id' of its own",
            "give the later one 'valid_from' and a 'reason' if the target changes",
          ])
        continue
      }
      places[objective.id] = draft.place
      objectives.append(objective)
    }
    ObjectiveLinks(findings: findings).check(objectives)
    ObjectiveCascade(findings: findings).check(objectives)
    ObjectiveBalance(catalogue: catalogue, findings: findings).check(objectives)
    ObjectiveRealism(people: people, findings: findings).check(objectives)
    return objectives
  }

  /// One draft a person where the owner is "each rep" of some kind.
  private func expanded(_ draft: ObjectiveDraft) -> [ObjectiveDraft] {
    guard let cell = draft["owner"],
      let population = draft.owners
        ?? OwnerPopulation(
          cell.text, role: draft["role"]?.text, seniority: draft["seniority"]?.text,
          people: everybody)
    else { return [draft] }
    let members = population.members(of: everybody, teams: teams)
    if members.isEmpty {
      findings.error(
        "objective-owner-unknown", at: cell.place, "'\(cell.text)' is nobody in the people file",
        fixes: ["correct role, seniority or team", "fill them in for the people meant"])
      return []
    }
    return members.map { person in
      var own = draft
      own.fields["owner"] = ObjectiveDraft.Cell(text: "rep:\(person.id)", place: cell.place)
      if let id = draft["id"] {
        own.fields["id"] = ObjectiveDraft.Cell(text: "\(id.text).\(person.id)", place: id.place)
      }
      return own
    }
  }

  private func objective(_ draft: ObjectiveDraft) -> Objective? {
    var draft = draft
    let kind = choice(draft, "kind", Objective.Kind.self)
    if isVague(draft, kind) { return nil }
    splitCadence(&draft)
    let kpi = kpi(draft, kind)
    let owner = owner(draft)
    let period = period(draft)
    let relative = choice(draft, "relative", Objective.Relative.self)
    let reader = TargetReader(currency: currency, findings: findings)
    let target = draft["target"].flatMap {
      reader.read($0, unit: targetUnit(kpi, kind, $0), draft: draft, declared: relative)
    }
    let needsTarget = kind != .milestone && kind != .combo
    if draft["target"] == nil, needsTarget {
      findings.error(
        "objective-without-number", at: draft.place, "the objective has no target",
        explanation: "an objective that cannot be counted cannot be steered",
        fixes: ["give a 'target' such as 50 000 € or 25 %"])
    }
    let needsKPI = needsTarget || (kind == .milestone && draft["target"] != nil)
    guard let owner, let period, kpi != nil || !needsKPI, target != nil || !needsTarget else {
      return nil
    }
    if let kpi, let target, let cell = draft["target"] {
      checkChange(kpi, target, declared: relative, kind, cell)
    }
    let proxy = self.kind(draft, kpi, target)
    let resolved = kind ?? proxy
    var objective = Objective(
      id: draft["id"]?.text ?? Self.identifier(kpi?.id ?? resolved.rawValue, owner, period),
      owner: owner, kpi: kpi?.id ?? "", kind: resolved, target: target?.quantity, period: period,
      place: draft.place)
    if resolved == .milestone, kpi != nil, target != nil { objective.proxy = proxy }
    objective.label = draft.label
    objective.why = draft.why
    objective.relative = target?.relative ?? relative ?? .none
    if let direction: Direction = choice(draft, "direction", Direction.self) ?? kpi?.direction {
      objective.direction = direction
    }
    objective.comparator = comparator(draft, target, proxy, resolved, objective.direction)
    checkComparator(objective, draft)
    fillBaseline(&objective, draft, kpi, reader)
    fillFilters(&objective, draft, kpi)
    fillVersions(&objective, draft, kpi, reader)
    fillRest(&objective, draft)
    fillBounds(objective, draft, kpi, reader)
    return objective
  }

  /// Each of a population may be counted though the KPI is the share of it: two upsells an account.
  private func targetUnit(
    _ kpi: KPI?, _ kind: Objective.Kind?, _ cell: ObjectiveDraft.Cell
  ) -> Unit? {
    kind == .each && kpi?.unit == .rate && !cell.text.contains("%") ? .count : kpi?.unit
  }

  /// `<kpi>.<owner kind>-<owner>.<period>`; the company's has no second part.
  static func identifier(_ kpi: String, _ owner: ScopeID, _ period: Period) -> String {
    let name = owner.kind == .company ? owner.id : "\(owner.kind.rawValue)-\(owner.id)"
    return "\(kpi).\(name).\(period.id)"
  }

  // MARK: How much

  /// What the KPI and the way the target is written make most likely.
  func kind(
    _ draft: ObjectiveDraft, _ kpi: KPI?, _ target: TargetReader.Target?
  ) -> Objective.Kind {
    guard let kpi else { return .milestone }
    let accumulates = kpi.accumulates(catalogue.measures)
    if draft["cadence"] != nil, accumulates { return .recur }
    let isRising = draft["baseline"] != nil || draft["baseline_period"] != nil
    if accumulates {
      return kpi.direction == .down && target?.relative == Objective.Relative.none ? .cap : .cumul
    }
    if isRising || target.map({ $0.relative != .none }) == true { return .reach }
    switch target?.comparator {
    case .below, .atMost: return .cap
    case .above, .atLeast: return .hold
    default: return kpi.direction == .down ? .cap : .hold
    }
  }

  func comparator(
    _ draft: ObjectiveDraft, _ target: TargetReader.Target?, _ proxy: Objective.Kind,
    _ kind: Objective.Kind, _ direction: Direction
  ) -> Objective.Comparator {
    if let cell = draft["comparator"] {
      let signs = ["≥": ">=", "≤": "<=", "=>": ">=", "=<": "<="]
      if let comparator = Objective.Comparator(rawValue: signs[cell.text] ?? cell.text) {
        return comparator
      }
      findings.error(
        "objective-value-invalid", at: cell.place,
        "'\(cell.text)' is not a comparator", fixes: ["known: >=, >, <=, <, ="])
    }
    if let comparator = target?.comparator { return comparator }
    let judged = kind == .milestone ? proxy : kind
    return judged == .cap || (judged == .reach && direction == .down) ? .atMost : .atLeast
  }

  func checkComparator(_ objective: Objective, _ draft: ObjectiveDraft) {
    let isUpper = [.atMost, .below].contains(objective.comparator)
    let isWrong =
      objective.kind == .cap
      ? !isUpper && objective.comparator != .equal
      : isUpper && [.cumul, .hold, .recur].contains(objective.kind)
    guard isWrong else { return }
    findings.error(
      "objective-kind-mismatch", at: (draft["comparator"] ?? draft["target"])?.place ?? draft.place,
      "'\(objective.comparator.rawValue)' does not fit an objective of kind "
        + "'\(objective.kind.rawValue)'",
      fixes: [isUpper ? "use kind: cap" : "use <= or <", "leave 'kind' out"])
  }

  /// A change of a rate can be meant in percent or in points (rule C15), and a negative amount is
  /// no target.
  func checkChange(
    _ kpi: KPI, _ target: TargetReader.Target, declared: Objective.Relative?,
    _ kind: Objective.Kind?, _ cell: ObjectiveDraft.Cell
  ) {
    if kpi.unit == .rate, target.hasSign, target.relative == .none, declared == nil {
      findings.error(
        "objective-percent-or-points", at: cell.place,
        "'\(cell.text)' of a rate may mean percent of it or points",
        fixes: ["add relative: points", "add relative: percent"])
    } else if target.quantity.numerator < 0, target.relative == .none {
      findings.error(
        "objective-negative", at: cell.place, "the target '\(cell.text)' is below zero",
        fixes: ["write it without sign, or say that it is a change with 'relative: percent'"])
    }
  }
}
