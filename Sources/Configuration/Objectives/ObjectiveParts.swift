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
        if period.start >= objective.period.start {
          findings.error(
            "objective-period-invalid", at: cell.place,
            "the baseline of \(period.id) is not known when \(objective.period.id) begins",
            fixes: ["name a period before \(objective.period.start)", "give its value: 'baseline'"])
        }
      } else {
        findings.error(
          "objective-period-invalid", at: cell.place, "'\(cell.text)' is not a period",
          fixes: [PeriodText.proposal(for: cell.text, fiscal: fiscal)])
      }
    }
    checkDistance(objective, draft)
    if let kpi { checkChangedLevel(objective, kpi, draft) }
    guard !draft.says("baseline"), !draft.says("baseline_period") else { return }
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

  /// A change must go the way that is good, and a share does not grow beyond the whole.
  private func checkChangedLevel(_ objective: Objective, _ kpi: KPI, _ draft: ObjectiveDraft) {
    guard objective.relative != .none, let change = objective.target, let cell = draft["target"]
    else { return }
    let isFall = change.numerator < 0
    if change.numerator != 0, objective.direction == (isFall ? .up : .down) {
      findings.warning(
        "objective-target-behind-baseline", at: cell.place,
        "'\(cell.text)' lets '\(kpi.id)' \(isFall ? "fall" : "rise"), which should "
          + "\(isFall ? "rise" : "fall")",
        fixes: [
          "write \(isFall ? "+" : "-")\(cell.text.trimmingSigns)",
          "or say direction: \(isFall ? "down" : "up") if that is meant",
        ])
    }
    guard let start = objective.baseline, kpi.isShare(catalogue.measures) else { return }
    let (from, by) = (Fraction(start), Fraction(change))
    let level = objective.relative == .points ? from + by : from * (.one + by)
    guard level > .one else { return }
    findings.error(
      "objective-unit-mismatch", at: cell.place,
      "from \(draft["baseline"]?.text ?? "") '\(cell.text)' leads to \(level.scaled(by: 100)) %, "
        + "more than all there is",
      fixes: ["lead to 100 % or less"])
  }

  /// `minimum` and `maximum` are the realistic bounds that were agreed on.
  func fillBounds(
    _ objective: Objective, _ draft: ObjectiveDraft, _ kpi: KPI?, _ reader: TargetReader
  ) {
    guard let target = objective.target, let cell = draft["target"] else { return }
    func bound(_ key: String) -> Fraction? {
      draft[key].flatMap {
        reader.read($0, unit: kpi?.unit, draft: draft, declared: objective.relative)
      }.map { Fraction($0.quantity) }
    }
    if let low = draft["minimum"], let high = draft["maximum"], let least = bound("minimum"),
      let most = bound("maximum"), least > most
    {
      findings.error(
        "objective-value-invalid", at: low.place,
        "the minimum '\(low.text)' lies above the maximum '\(high.text)'",
        fixes: ["correct one of the two"])
      return
    }
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
    guard kpi.canBeNarrowed else {
      findings.error(
        "objective-filter-unknown", at: draft.filters.first?.field.place ?? draft.place,
        "KPI '\(kpi.id)' cannot be narrowed",
        explanation: "it is worked out from figures that have no part for these records",
        fixes: ["leave the filter out", "take a KPI that counts records"])
      return
    }
    let entities = Set(
      kpi.formula.catalogueMeasureIDs.compactMap { catalogue.measures[$0]?.entity })
    // What is fed by readings alone has no table of its own to narrow.
    let tables = entities.isEmpty ? Set(Entity.allCases) : entities
    let fields = Set(tables.flatMap { MeasureFields.names($0) + $0.joinedFields }).sorted()
    for (field, values) in draft.filters {
      if fields.contains(field.text), !values.isEmpty {
        objective.filters[field.text] = values
      } else if fields.contains(field.text) {
        findings.error(
          "objective-filter-unknown", at: field.place, "the filter '\(field.text)' has no value",
          fixes: ["write \(field.text): value", "leave the filter out"])
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
    for (one, other) in zip(objective.versions, objective.versions.dropFirst())
    where one.validFrom == other.validFrom {
      findings.error(
        "objective-period-invalid", at: draft.versions.last?.validFrom.place ?? draft.place,
        "two versions of the target hold from \(one.validFrom) on",
        fixes: ["keep one of the two", "correct 'valid_from'"])
    }
    checkEnd(objective, draft)
    for milestone in draft.milestones {
      guard let date = date(milestone.date, draft) else { continue }
      guard let share = CompanySection.rate(milestone.share.text) else {
        invalid("share", milestone.share, "a share from 0 to 1, or 0 % to 100 %")
        continue
      }
      objective.paceMilestones.append(Objective.PaceMilestone(date: date, share: share))
    }
    checkMilestones(objective, draft)
    objective.paceMilestones.sort { $0.date < $1.date }
    if !objective.paceMilestones.isEmpty { objective.pace = .milestones }
  }

  /// A target that ends before its period must be followed by another.
  private func checkEnd(_ objective: Objective, _ draft: ObjectiveDraft) {
    guard let cell = draft["valid_to"], let end = date(cell, draft),
      end < objective.period.lastDay,
      !objective.versions.contains(where: { $0.validFrom <= end.adding(days: 1) })
    else { return }
    findings.error(
      "objective-period-invalid", at: cell.place,
      "the target holds until \(end), and nothing says what does afterwards",
      fixes: ["give 'versions' from \(end.adding(days: 1)) on", "leave 'valid_to' out"])
  }

  /// Shares of a pace lie within the period and never fall.
  private func checkMilestones(_ objective: Objective, _ draft: ObjectiveDraft) {
    var last: Objective.PaceMilestone?
    let isWhole = objective.paceMilestones.count == draft.milestones.count
    let pairs = isWhole ? Array(zip(objective.paceMilestones, draft.milestones)) : []
    for (milestone, written) in pairs.sorted(by: { $0.0.date < $1.0.date }) {
      if !objective.period.contains(milestone.date) {
        findings.error(
          "objective-period-invalid", at: written.date.place,
          "\(milestone.date) lies outside the objective's period",
          fixes: [
            "give a day from \(objective.period.start) to \(objective.period.lastDay)"
          ])
      } else if let last, milestone.date <= last.date {
        invalid("date", written.date, "a day after \(last.date)")
      } else if let last, Fraction(milestone.share) < Fraction(last.share) {
        invalid("share", written.share, "at least the share of \(last.date)")
      }
      last = milestone
    }
    guard let cell = draft["pace"], draft.milestones.isEmpty,
      choice(draft, "pace", Objective.Pace.self) == .milestones
    else { return }
    findings.error(
      "objective-value-invalid", at: cell.place, "the pace 'milestones' names no milestones",
      fixes: ["add 'milestones': days and the share due by each", "leave 'pace' out"])
  }

  func fillRest(_ objective: inout Objective, _ draft: ObjectiveDraft) {
    objective.cadence = choice(draft, "cadence", Period.Kind.self, among: Self.cadences)
    if let cadence = objective.cadence, let cell = draft["cadence"],
      let unit = Period.all(cadence, over: objective.period.range, fiscal: fiscal).first,
      unit.dayCount > objective.period.dayCount
    {
      findings.error(
        "objective-value-invalid", at: cell.place,
        "every \(cadence.rawValue) is longer than \(objective.period.id)",
        fixes: ["give a longer period", "name a shorter 'cadence'"])
    }
    if objective.kind == .recur, !draft.says("cadence") {
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
    checkNotes(draft)
    for key in ObjectiveKeys.annotations {
      guard let cell = draft[key] else { continue }
      let isSMART = ObjectiveKeys.smart.contains(key)
      objective.annotations[isSMART ? "smart.\(key)" : key] = cell.text
    }
    if let cell = draft["gap_cause"] {
      let cause = ObjectiveWords.value(of: "gap_cause", meantBy: cell.text) ?? cell.text
      objective.annotations["gap_cause"] = cause
      if !DiagnosisRule.recordedCauses.contains(cause) {
        invalid("gap_cause", cell, DiagnosisRule.recordedCauses.joined(separator: ", "))
      }
    }
    if let review = choice(draft, "review", Period.Kind.self, among: Self.cadences) {
      objective.annotations["review"] = review.rawValue
    }
  }

  /// How often something can fall due, or be looked at.
  private static let cadences: [Period.Kind] = [.day, .week, .month, .quarter, .half, .year]

  /// What is written for lint and pages must be of use to them.
  private func checkNotes(_ draft: ObjectiveDraft) {
    for key in ["share_of_parent", "share_of_growth", "market_growth"] {
      guard let cell = draft[key], CompanySection.rate(cell.text.trimmingSigns) == nil else {
        continue
      }
      invalid(key, cell, "a share such as 10 %")
    }
    if let cell = draft["market_size"], !cell.text.contains(where: \.isNumber) {
      invalid("market_size", cell, "the number of accounts, such as 1 200")
    }
    _ = flag(draft, "ranking")
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
    _ draft: ObjectiveDraft, _ key: String, _ type: Choice.Type, among: [Choice]? = nil
  ) -> Choice? {
    guard let cell = draft[key] else { return nil }
    let known = (among ?? Array(Choice.allCases)).map(\.rawValue)
    for text in [cell.text, ObjectiveWords.value(of: key, meantBy: cell.text)].compactMap({ $0 })
    where known.contains(text) {
      return Choice(rawValue: text)
    }
    findings.error(
      "objective-value-invalid", at: cell.place, "'\(cell.text)' is not a value of '\(key)'",
      fixes: NearestName.fixes(cell.text, among: known))
    return nil
  }

  func invalid(_ key: String, _ cell: ObjectiveDraft.Cell, _ expected: String) {
    findings.error(
      "objective-value-invalid", at: cell.place, "'\(cell.text)' is not a value of '\(key)'",
      fixes: ["write \(expected)"])
  }
}
