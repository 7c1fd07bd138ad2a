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
    // What is wrong with one objective is told once, and not again of those that point to it.
    var sound: [Objective] = []
    var refused: Set<String> = []
    for draft in ObjectiveDraft.joiningVersions(drafts).flatMap(expanded)
    where !statesNothing(draft) {
      let before = findings.errorCount
      guard let objective = objective(draft) else {
        refused.formUnion(draft["id"].map { [$0.text] } ?? [])
        continue
      }
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
      if findings.errorCount == before, !draft.isFaulty { sound.append(objective) }
    }
    Self.addKeyResults(&objectives)
    Self.addKeyResults(&sound)
    ObjectiveLinks(findings: findings).check(objectives, refused: refused)
    ObjectiveCascade(findings: findings).check(sound)
    ObjectiveBalance(catalogue: catalogue, findings: findings).check(objectives, sound: sound)
    ObjectiveRealism(people: people, teams: teams, findings: findings).check(objectives)
    return objectives
  }

  /// A qualitative objective is the combination of its key results (objectives.md 1.7).
  private static func addKeyResults(_ objectives: inout [Objective]) {
    let children = Dictionary(grouping: objectives.filter { $0.parent != nil }) { $0.parent ?? "" }
    for index in objectives.indices
    where objectives[index].kind == .combo && objectives[index].members.isEmpty
      && objectives[index].annotations["okr_role"] != nil
    {
      objectives[index].members = (children[objectives[index].id] ?? []).map(\.id)
    }
  }

  /// A row that names a KPI and a period and leaves the number open states that there is no
  /// objective; one that names neither is empty.
  private func statesNothing(_ draft: ObjectiveDraft) -> Bool {
    guard draft.isWithoutValue else { return false }
    guard let cell = draft["kpi"] else { return draft.label.texts.isEmpty && !draft.isDated }
    return draft.isDated && (catalogue.kpi(cell.text) != nil || !isUnknownKPI(cell.text))
  }

  /// One draft a person where the owner is "each rep" of some kind.
  private func expanded(_ draft: ObjectiveDraft) -> [ObjectiveDraft] {
    if !draft.owners.isEmpty {
      return draft.owners.map { owner in
        var own = draft
        own.fields["owner"] = owner
        if let id = draft["id"] {
          own.fields["id"] = ObjectiveDraft.Cell(
            text: "\(id.text).\(Slug.of(owner.text))", place: id.place)
        }
        return own
      }
    }
    guard let cell = draft["owner"],
      let population = draft.population
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
    let kind =
      draft.isQualitative ? .combo : choice(draft, "kind", Objective.Kind.self)
    if isVague(draft, kind) { return nil }
    splitRise(&draft)
    splitCadence(&draft)
    let kpi = kpi(draft, kind)
    let owner = owner(draft)
    let period = period(draft)
    let relative = choice(draft, "relative", Objective.Relative.self)
    let reader = TargetReader(
      currency: currency, findings: findings, nouns: kpi.map(ObjectiveWords.nouns) ?? [])
    let target = draft["target"].flatMap {
      reader.read($0, unit: targetUnit(kpi, kind, $0), draft: draft, declared: relative)
    }
    // A milestone that names what shows it must say how much of it, unless it is done.
    let isShown = kind == .milestone && draft["kpi"] != nil && draft["done_on"] == nil
    let needsTarget = kind != .milestone && kind != .combo || isShown
    if !draft.says("target"), needsTarget {
      findings.error(
        "objective-without-number", at: draft.place, "the objective has no target",
        explanation: "an objective that cannot be counted cannot be steered",
        fixes: ["give a 'target' such as 50 000 € or 25 %"])
    }
    let needsKPI = needsTarget || (kind == .milestone && draft["target"] != nil)
    guard let owner, let period, kpi != nil || !needsKPI, target != nil || !needsTarget else {
      return nil
    }
    if kind == .combo, let key = ["target", "kpi"].first(where: { draft[$0] != nil }) {
      findings.error(
        "objective-kind-mismatch", at: draft[key]?.place ?? draft.place,
        "a combination is judged by its members, and not by a '\(key)' of its own",
        fixes: ["leave '\(key)' out", "make it an objective, and that one a member"])
    }
    if let kpi, let target, let cell = draft["target"] {
      checkChange(kpi, target, declared: relative, kind, cell)
      checkSize(kpi, target, kind, cell)
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
    if checkComparator(objective, draft), let kpi { checkKind(objective, kpi, draft) }
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
      if let comparator = Objective.Comparator(rawValue: signs[cell.text] ?? cell.text)
        ?? AmountText.comparator(named: cell.text)
      {
        return comparator
      }
      findings.error(
        "objective-value-invalid", at: cell.place,
        "'\(cell.text)' is not a comparator",
        fixes: ["known: >=, >, <=, <, =, and words such as 'au moins', 'less than'"])
    }
    if let comparator = target?.comparator { return comparator }
    let judged = kind == .milestone ? proxy : kind
    return judged == .cap || (judged == .reach && direction == .down) ? .atMost : .atLeast
  }

  /// Whether the comparator goes with the kind.
  func checkComparator(_ objective: Objective, _ draft: ObjectiveDraft) -> Bool {
    let isUpper = [.atMost, .below].contains(objective.comparator)
    let isWrong =
      objective.kind == .cap
      ? !isUpper && objective.comparator != .equal
      : isUpper && [.cumul, .hold, .recur].contains(objective.kind)
    guard isWrong else { return true }
    findings.error(
      "objective-kind-mismatch", at: (draft["comparator"] ?? draft["target"])?.place ?? draft.place,
      "'\(objective.comparator.rawValue)' does not fit an objective of kind "
        + "'\(objective.kind.rawValue)'",
      fixes: [isUpper ? "use kind: cap" : "use <= or <", "leave 'kind' out"])
    return false
  }

  /// Only what adds up can be accumulated, and a level that should fall is not held above a number.
  func checkKind(_ objective: Objective, _ kpi: KPI, _ draft: ObjectiveDraft) {
    let place = (draft["kind"] ?? draft["target"])?.place ?? draft.place
    if [.cumul, .recur].contains(objective.kind), !kpi.accumulates(catalogue.measures),
      !kpi.isReading
    {
      findings.error(
        "objective-kind-mismatch", at: place,
        "'\(kpi.id)' does not add up, so it is no objective of kind '\(objective.kind.rawValue)'",
        explanation: "it is a level: it stands somewhere on each day",
        fixes: [
          kpi.direction == .down ? "use kind: cap" : "use kind: hold, or reach with a baseline",
          "leave 'kind' out",
        ])
      return
    }
    guard [.hold, .cap, .reach].contains(objective.kind), draft["direction"] == nil,
      objective.comparator != .equal, objective.relative == .none,
      kpi.direction == (objective.hasUpperBound ? .up : .down)
    else { return }
    findings.error(
      "objective-kind-mismatch", at: draft["target"]?.place ?? place,
      "'\(kpi.id)' should \(kpi.direction == .up ? "rise" : "fall"), and "
        + "'\(objective.comparator.rawValue)' asks for at "
        + "\(objective.hasUpperBound ? "most" : "least") that much",
      fixes: [
        objective.hasUpperBound ? "write >= or >" : "write <= or <",
        "or say direction: \(objective.hasUpperBound ? "down" : "up") if that is meant",
      ])
  }

  /// A part is never more than the whole, and nothing is no objective.
  func checkSize(
    _ kpi: KPI, _ target: TargetReader.Target, _ kind: Objective.Kind?, _ cell: ObjectiveDraft.Cell
  ) {
    guard target.relative == .none, !target.hasSign else { return }
    func isBeyond(_ most: Fraction) -> Bool {
      let value = Fraction(target.quantity)
      return target.comparator == .above ? value >= most : value > most
    }
    if target.quantity.unit == .rate, kpi.isShare(catalogue.measures), isBeyond(.one) {
      findings.error(
        "objective-unit-mismatch", at: cell.place,
        "'\(cell.text)' of '\(kpi.id)' is more than all there is",
        fixes: ["write 100 % or less"])
    }
    if let most = kpi.greatestScore, isBeyond(Fraction(most)) {
      findings.error(
        "objective-unit-mismatch", at: cell.place,
        "'\(cell.text)' of '\(kpi.id)' is more than the scale has",
        fixes: ["write \(most) or less"])
    }
    if target.quantity.numerator == 0, target.comparator == .below,
      ![.money, .score].contains(target.quantity.unit)
    {
      findings.error(
        "objective-negative", at: cell.place, "'\(kpi.id)' never lies below zero",
        fixes: ["write the number that is meant", "or <= 0 where none at all is meant"])
    }
    if target.quantity.numerator == 0, kpi.direction == .up, kind != .milestone,
      target.comparator == nil || target.comparator == .atLeast
    {
      findings.warning(
        "objective-target-zero", at: cell.place, "the target '\(cell.text)' asks for nothing",
        explanation: "it is met before anything is done",
        fixes: ["write the number that is meant", "leave the objective out"])
    }
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

extension Objective {
  fileprivate var hasUpperBound: Bool { comparator == .atMost || comparator == .below }
}

extension KPI {
  /// The best that a score can be; nothing for what has no scale.
  var greatestScore: Int64? {
    guard case .algorithm(let name, _, let parameters) = formula, unit == .score else { return nil }
    return name == "net_promoter_score" ? 100 : parameters["scale"]
  }

  /// Whether it is the part of a number of records that satisfies something more.
  func isShare(_ measures: [String: Measure]) -> Bool {
    switch formula {
    case .conversion: return true
    case .ratio(let part, let whole):
      guard let part = measures[part], let whole = measures[whole], part.entity == whole.entity,
        part.aggregate == .count, whole.aggregate == .count, part.date == whole.date
      else { return false }
      return whole.filter.allSatisfy { field, values in
        part.filter[field].map { $0.allSatisfy(values.contains) } ?? false
      }
    default: return false
    }
  }
}
