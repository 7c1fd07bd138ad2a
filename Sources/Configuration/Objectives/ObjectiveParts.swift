import Analysis
import Calendar
import Ingest

/// Everything of an objective beside what, whose, when and how much.
extension ObjectiveBuilder {
  func fillBaseline(
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
    checkDistance(objective, draft)
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

  /// A level that is to be reached must lie ahead of the one it starts from.
  private func checkDistance(_ objective: Objective, _ draft: ObjectiveDraft) {
    guard objective.kind == .reach, objective.relative == .none, let target = objective.target,
      let baseline = objective.baseline, let cell = draft["target"],
      // With a sign it may be a change, which is another finding.
      !"+-−".contains(cell.text.first ?? "?")
    else { return }
    let distance = Fraction(target) - Fraction(baseline)
    guard objective.direction == .down ? distance >= .zero : distance <= .zero else { return }
    findings.error(
      "objective-target-behind-baseline", at: cell.place,
      "the target '\(cell.text)' lies behind the level it starts from, "
        + "'\(draft["baseline"]?.text ?? "")'",
      fixes: [
        "write the level to reach",
        "add relative: points or relative: percent if a change is meant",
      ])
  }

  /// `minimum` and `maximum` are the realistic bounds that were agreed on.
  func fillBounds(
    _ objective: Objective, _ draft: ObjectiveDraft, _ kpi: KPI?, _ reader: TargetReader
  ) {
    guard let target = objective.target, let cell = draft["target"] else { return }
    for (key, isBelow) in [("minimum", true), ("maximum", false)] {
      guard let bound = draft[key],
        let limit = reader.read(
          bound, unit: kpi?.unit, draft: draft, declared: objective.relative)?.quantity
      else { continue }
      let distance = Fraction(target) - Fraction(limit)
      guard isBelow ? distance < .zero : distance > .zero else { continue }
      findings.warning(
        "objective-out-of-bounds", at: cell.place,
        "the target '\(cell.text)' lies \(isBelow ? "under" : "above") the agreed \(key) "
          + "'\(bound.text)'",
        fixes: ["set it within the bounds", "agree on other bounds, and change '\(key)'"])
    }
  }

  func fillFilters(
    _ objective: inout Objective, _ draft: ObjectiveDraft, _ kpi: KPI?
  ) {
    guard !draft.filters.isEmpty, let kpi else { return }
    let entities = Set(
      kpi.formula.catalogueMeasureIDs.compactMap { catalogue.measures[$0]?.entity })
    // What is fed by readings alone has no table of its own to narrow.
    let tables = entities.isEmpty ? Set(Entity.allCases) : entities
    let fields = Set(tables.flatMap { MeasureFields.names($0) + $0.joinedFields }).sorted()
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

  func fillVersions(
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
      if version.reason.isEmpty {
        findings.error(
          "objective-version-without-reason", at: version.validFrom.place,
          "the target changes on \(from) without a reason",
          explanation: "a target that moves in mid-period must say why",
          fixes: ["add 'reason': what changed, and 'author': who decided"])
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

  func fillRest(_ objective: inout Objective, _ draft: ObjectiveDraft) {
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
    objective.doneOn = draft["done_on"].flatMap { date($0, draft) }
    objective.population = choice(draft, "per", Objective.Population.self)
    objective.validatedBy = draft["validated_by"]?.text
    objective.validatedOn = draft["validated_on"].flatMap { date($0, draft) }
    for (key, known) in ObjectiveWords.axes {
      guard let cell = draft[key], !known.contains(HeaderText.folded(cell.text)) else { continue }
      invalid(key, cell, known.joined(separator: ", "))
    }
    for key in ObjectiveKeys.annotations {
      guard let cell = draft[key] else { continue }
      let isSMART = ObjectiveKeys.smart.contains(key)
      objective.annotations[isSMART ? "smart.\(key)" : key] = cell.text
    }
  }

  func flag(_ draft: ObjectiveDraft, _ key: String) -> Bool {
    guard let cell = draft[key] else { return false }
    switch HeaderText.folded(cell.text) {
    case "1", "true", "yes", "oui", "vrai", "x": return true
    case "0", "false", "no", "non", "faux": return false
    default:
      invalid(key, cell, "yes or no")
      return false
    }
  }

  func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ draft: ObjectiveDraft, _ key: String, _ type: Choice.Type
  ) -> Choice? {
    guard let cell = draft[key] else { return nil }
    if let choice = Choice(rawValue: cell.text) { return choice }
    findings.error(
      "objective-value-invalid", at: cell.place, "'\(cell.text)' is not a value of '\(key)'",
      fixes: NearestName.fixes(cell.text, among: Choice.allCases.map(\.rawValue)))
    return nil
  }

  func invalid(_ key: String, _ cell: ObjectiveDraft.Cell, _ expected: String) {
    findings.error(
      "objective-value-invalid", at: cell.place, "'\(cell.text)' is not a value of '\(key)'",
      fixes: ["write \(expected)"])
  }
}
