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
  let managerTarget: Configuration.ManagerTarget
  let currency: Currency
  let fiscal: FiscalCalendar
  let findings: Findings
  /// By label in any language, folded; of two KPIs with one label neither.
  private let kpiOfLabel: [String: KPI?]

  init(
    catalogue: Catalogue, names: ScopeNames, people: [Person],
    managerTarget: Configuration.ManagerTarget, currency: Currency, fiscal: FiscalCalendar,
    findings: Findings
  ) {
    self.catalogue = catalogue
    self.names = names
    self.people = Dictionary(people.map { ($0.id, $0) }) { first, _ in first }
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
    for draft in drafts {
      guard let objective = objective(draft) else { continue }
      if let known = places[objective.id] {
        findings.error(
          "objective-duplicate", at: draft.place,
          "objective '\(objective.id)' is already given at \(known)",
          fixes: ["remove one of the two", "give each an 'id' of its own"])
        continue
      }
      places[objective.id] = draft.place
      objectives.append(objective)
    }
    ObjectiveLinks(findings: findings).check(objectives)
    ObjectiveBalance(catalogue: catalogue, findings: findings).check(objectives)
    return objectives
  }

  private func objective(_ draft: ObjectiveDraft) -> Objective? {
    let kind = choice(draft, "kind", Objective.Kind.self)
    let kpi = kpi(draft, kind)
    let owner = owner(draft)
    let period = period(draft)
    let relative = choice(draft, "relative", Objective.Relative.self)
    let reader = TargetReader(currency: currency, findings: findings)
    let target = draft["target"].flatMap {
      reader.read($0, unit: kpi?.unit, draft: draft, declared: relative)
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
    let resolved = kind ?? self.kind(draft, kpi, target)
    var objective = Objective(
      id: draft["id"]?.text ?? Self.identifier(kpi?.id ?? resolved.rawValue, owner, period),
      owner: owner, kpi: kpi?.id ?? "", kind: resolved, target: target?.quantity, period: period,
      place: draft.place)
    objective.label = draft.label
    objective.why = draft.why
    objective.relative = target?.relative ?? relative ?? .none
    if let direction: Direction = choice(draft, "direction", Direction.self) ?? kpi?.direction {
      objective.direction = direction
    }
    objective.comparator = comparator(draft, target, resolved, objective.direction)
    checkComparator(objective, draft)
    fillBaseline(&objective, draft, kpi, reader)
    fillFilters(&objective, draft, kpi)
    fillVersions(&objective, draft, kpi, reader)
    fillRest(&objective, draft)
    return objective
  }

  /// `<kpi>.<owner kind>-<owner>.<period>`; the company's has no second part.
  static func identifier(_ kpi: String, _ owner: ScopeID, _ period: Period) -> String {
    let name = owner.kind == .company ? owner.id : "\(owner.kind.rawValue)-\(owner.id)"
    return "\(kpi).\(name).\(period.id)"
  }

  // MARK: What, whose, when

  private func kpi(_ draft: ObjectiveDraft, _ kind: Objective.Kind?) -> KPI? {
    guard let cell = draft["kpi"] else {
      switch kind {
      case .combo: break
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
    if let kpi = kpiOfLabel[HeaderText.folded(cell.text)], let kpi { return kpi }
    findings.error(
      "objective-kpi-unknown", at: cell.place, "there is no KPI '\(cell.text)'",
      fixes: NearestName.of(cell.text, among: catalogue.kpis.map(\.id)).map {
        ["did you mean '\($0)'?"]
      } ?? ["'jalon catalog' lists them all"])
    return nil
  }

  private func owner(_ draft: ObjectiveDraft) -> ScopeID? {
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

  private func period(_ draft: ObjectiveDraft) -> Period? {
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
  private func continuous(_ draft: ObjectiveDraft, _ cell: ObjectiveDraft.Cell) -> Period? {
    if draft["review"] != nil { return Configuration.continuous }
    findings.error(
      "objective-without-deadline", at: cell.place,
      "a continuous objective needs a 'review'", fixes: ["add 'review': month, quarter or year"])
    return nil
  }

  private func date(_ cell: ObjectiveDraft.Cell, _ draft: ObjectiveDraft) -> CalendarDate? {
    if let date = SheetDate.read(cell.text, order: draft.dateOrder) { return date }
    findings.error(
      "objective-period-invalid", at: cell.place, "'\(cell.text)' is not a date",
      fixes: ["write YYYY-MM-DD, or declare 'dates: dmy' or 'mdy' for the file"])
    return nil
  }

  // MARK: How much

  /// What the KPI and the way the target is written make most likely.
  private func kind(
    _ draft: ObjectiveDraft, _ kpi: KPI?, _ target: TargetReader.Target?
  ) -> Objective.Kind {
    guard let kpi else { return .milestone }
    if draft["cadence"] != nil { return .recur }
    let isRising = draft["baseline"] != nil || draft["baseline_period"] != nil
    switch kpi.formula {
    case .simple(let measure) where catalogue.measures[measure]?.time == .event,
      .cumulative(let measure) where catalogue.measures[measure]?.time == .event:
      return kpi.direction == .down && target?.relative == Objective.Relative.none ? .cap : .cumul
    default:
      if isRising || target.map({ $0.relative != .none }) == true { return .reach }
      switch target?.comparator {
      case .below, .atMost: return .cap
      case .above, .atLeast: return .hold
      default: return kpi.direction == .down ? .cap : .hold
      }
    }
  }

  private func comparator(
    _ draft: ObjectiveDraft, _ target: TargetReader.Target?, _ kind: Objective.Kind,
    _ direction: Direction
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
    return kind == .cap || (kind == .reach && direction == .down) ? .atMost : .atLeast
  }

  private func checkComparator(_ objective: Objective, _ draft: ObjectiveDraft) {
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
  private func checkChange(
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

  private func fillBaseline(
    _ objective: inout Objective, _ draft: ObjectiveDraft, _ kpi: KPI?, _ reader: TargetReader
  ) {
    if let cell = draft["baseline"] {
      objective.baseline =
        reader.read(cell, unit: kpi?.unit, draft: draft, declared: Objective.Relative.none)?
        .quantity
    }
    if let cell = draft["baseline_period"] {
      if let period = PeriodText.parse(cell.text, fiscal: fiscal) {
        objective.baselinePeriod = period.id
      } else {
        findings.error(
          "objective-period-invalid", at: cell.place, "'\(cell.text)' is not a period",
          fixes: ["write 2025, 2025-H2, 2025-Q3 or 2025-08"])
      }
    }
    guard draft["baseline"] == nil, draft["baseline_period"] == nil else { return }
    if objective.relative != .none {
      findings.error(
        "objective-relative-without-baseline", at: draft["target"]?.place ?? draft.place,
        "a change needs the figure it starts from",
        fixes: ["give 'baseline' with the value, or 'baseline_period' such as 2025"])
    } else if objective.kind == .reach {
      findings.error(
        "objective-relative-without-baseline", at: draft.place,
        "an objective of kind 'reach' needs the level it starts from",
        fixes: ["give 'baseline' with the value, or 'baseline_period' such as 2025"])
    }
  }

  private func fillFilters(
    _ objective: inout Objective, _ draft: ObjectiveDraft, _ kpi: KPI?
  ) {
    guard !draft.filters.isEmpty, let kpi else { return }
    let entities = Set(
      kpi.formula.catalogueMeasureIDs.compactMap { catalogue.measures[$0]?.entity })
    let fields = Set(entities.flatMap(MeasureFields.names)).sorted()
    for (field, values) in draft.filters {
      if fields.contains(field.text), !values.isEmpty {
        objective.filters[field.text] = values
      } else {
        findings.error(
          "objective-filter-unknown", at: field.place,
          "KPI '\(kpi.id)' cannot be narrowed by '\(field.text)'",
          fixes: NearestName.fixes(field.text, among: fields))
      }
    }
  }

  private func fillVersions(
    _ objective: inout Objective, _ draft: ObjectiveDraft, _ kpi: KPI?, _ reader: TargetReader
  ) {
    for version in draft.versions {
      guard let from = date(version.validFrom, draft),
        let target = reader.read(
          version.target, unit: kpi?.unit, draft: draft, declared: objective.relative)
      else { continue }
      if !objective.period.contains(from) {
        findings.error(
          "objective-period-invalid", at: version.validFrom.place,
          "the version of \(from) lies outside the objective's period",
          fixes: ["give a 'valid_from' within the period"])
      }
      objective.versions.append(
        Objective.TargetVersion(
          validFrom: from, target: target.quantity, reason: version.reason,
          author: version.author))
    }
    objective.versions.sort { $0.validFrom < $1.validFrom }
    for milestone in draft.milestones {
      guard let date = date(milestone.date, draft) else { continue }
      guard let share = CompanySection.rate(milestone.share.text) else {
        invalid("share", milestone.share, "a share from 0 to 1, or 0 % to 100 %")
        continue
      }
      objective.paceMilestones.append(Objective.PaceMilestone(date: date, share: share))
    }
    objective.paceMilestones.sort { $0.date < $1.date }
    if !objective.paceMilestones.isEmpty { objective.pace = .milestones }
  }

  private func fillRest(_ objective: inout Objective, _ draft: ObjectiveDraft) {
    objective.cadence = choice(draft, "cadence", Period.Kind.self)
    if objective.kind == .recur, draft["cadence"] == nil {
      findings.error(
        "objective-without-cadence", at: draft.place,
        "an objective of kind 'recur' needs a 'cadence'",
        fixes: ["add 'cadence': week, month or quarter"])
    }
    if let pace = choice(draft, "pace", Objective.Pace.self) { objective.pace = pace }
    objective.level = choice(draft, "level", Objective.Level.self)
    objective.parent = draft["parent"]?.text
    objective.members = draft.members.map(\.text)
    if let cell = draft["priority"] {
      objective.priority = Int(cell.text).flatMap { (1...3).contains($0) ? $0 : nil }
      if objective.priority == nil { invalid("priority", cell, "1, 2 or 3") }
    }
    objective.headline = flag(draft, "headline")
    objective.targetIsEffective = flag(draft, "target_is_effective")
    objective.validatedBy = draft["validated_by"]?.text
    objective.validatedOn = draft["validated_on"].flatMap { date($0, draft) }
    for key in ObjectiveKeys.annotations {
      guard let cell = draft[key] else { continue }
      let isSMART = ObjectiveKeys.smart.contains(key)
      objective.annotations[isSMART ? "smart.\(key)" : key] = cell.text
    }
  }

  private func flag(_ draft: ObjectiveDraft, _ key: String) -> Bool {
    guard let cell = draft[key] else { return false }
    switch HeaderText.folded(cell.text) {
    case "1", "true", "yes", "oui", "vrai", "x": return true
    case "0", "false", "no", "non", "faux": return false
    default:
      invalid(key, cell, "yes or no")
      return false
    }
  }

  private func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ draft: ObjectiveDraft, _ key: String, _ type: Choice.Type
  ) -> Choice? {
    guard let cell = draft[key] else { return nil }
    if let choice = Choice(rawValue: cell.text) { return choice }
    findings.error(
      "objective-value-invalid", at: cell.place, "'\(cell.text)' is not a value of '\(key)'",
      fixes: NearestName.fixes(cell.text, among: Choice.allCases.map(\.rawValue)))
    return nil
  }

  private func invalid(_ key: String, _ cell: ObjectiveDraft.Cell, _ expected: String) {
    findings.error(
      "objective-value-invalid", at: cell.place, "'\(cell.text)' is not a value of '\(key)'",
      fixes: ["write \(expected)"])
  }
}
