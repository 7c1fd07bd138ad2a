import Analysis
import Calendar
import Ingest

/// Warns of objectives that are sound one by one but not together, or not credible (objectives.md
/// 1.8, 1.12 and 4.7); nothing here needs a figure.
struct ObjectiveBalance {
  let catalogue: Catalogue
  let findings: Findings

  /// `sound` are those of the objectives in which nothing is wrong.
  func check(_ objectives: [Objective], sound: [Objective]) {
    checkPriorities(objectives)
    checkLevers(objectives)
    checkRedundancy(sound)
    checkResults(objectives)
    checkValidation(objectives)
    checkNoise(objectives)
    checkTiles(objectives)
  }

  /// A KPI that fails the three questions is no base for an objective (objectives.md 1.7).
  private func checkNoise(_ objectives: [Objective]) {
    for objective in objectives {
      guard let kpi = catalogue.kpi(objective.kpi), kpi.test.count(where: { $0 }) < 2 else {
        continue
      }
      findings.warning(
        "objective-on-noise", at: objective.place,
        "KPI '\(kpi.id)' passes fewer than two of the three questions",
        explanation: "actionable, anticipates, impacts results: with one of three it is noise",
        fixes: ["follow a KPI that somebody can act on"])
    }
  }

  /// Ten useful indicators rather than fifty (objectives.md 1.12).
  private func checkTiles(_ objectives: [Objective]) {
    let owners = Dictionary(grouping: objectives.filter { !$0.kpi.isEmpty }, by: \.owner)
    for (owner, group) in owners.sorted(by: { $0.key < $1.key }) {
      let kpis = Set(group.map(\.kpi))
      guard kpis.count > 10 else { continue }
      findings.warning(
        "objective-many-indicators", at: group[10].place,
        "\(owner) has objectives on \(kpis.count) indicators",
        explanation: "a first page holds ten; the others go to the annex, and out of mind",
        fixes: ["keep the ten that are acted on"])
    }
  }

  /// Two or three major priorities a cycle, for one owner (ruling 20).
  private func checkPriorities(_ objectives: [Objective]) {
    let groups = Dictionary(grouping: objectives.filter { $0.priority == 1 }) {
      "\($0.owner) \($0.period.id)"
    }
    for (_, group) in groups.sorted(by: { $0.key < $1.key }) where group.count > 3 {
      findings.warning(
        "objective-many-priorities", at: group[3].place,
        "\(group[3].owner) has \(group.count) objectives of priority 1 in \(group[3].period.id)",
        explanation: "more than three priorities are none", fixes: ["keep two or three"])
    }
  }

  /// A strategic result, or a growth of the company, that no other objective moves is only hoped for
  /// (EX 25).
  private func checkLevers(_ objectives: [Objective]) {
    let parents = Set(objectives.compactMap(\.parent))
    let hasLeading = objectives.contains { catalogue.kpi($0.kpi)?.timing == .leading }
    for objective in objectives where !parents.contains(objective.id) {
      let isTop = objective.level == .strategic || objective.level == .vision
      let isHoped =
        objective.level == nil && objective.owner == .company && objective.relative == .percent
        && !hasLeading && catalogue.kpi(objective.kpi)?.timing == .lagging
      guard isTop || isHoped else { continue }
      findings.warning(
        "objective-without-lever", at: objective.place,
        "no objective has '\(objective.id)' as its parent",
        explanation: "a result without an objective on what moves it cannot be steered",
        fixes: ["give the objectives that serve it: parent: \(objective.id)"])
    }
  }

  /// Two objectives that ask the same of the same owner at the same time.
  private func checkRedundancy(_ objectives: [Objective]) {
    var seen: [String: Objective] = [:]
    for objective in objectives where !objective.kpi.isEmpty {
      let filters = objective.filters.sorted { $0.key < $1.key }.map {
        "\($0.key)=\($0.value.sorted().joined(separator: "|"))"
      }
      let key =
        ([
          objective.owner.description, objective.kpi, objective.period.id, objective.kind.rawValue,
          objective.cadence?.rawValue ?? "",
        ] + filters).joined(separator: " ")
      if let first = seen[key] {
        findings.warning(
          "objective-redundant", at: objective.place,
          "objectives '\(first.id)' and '\(objective.id)' ask \(objective.owner) for the same",
          fixes: ["keep one", "make one a new version of the other"])
      } else {
        seen[key] = objective
      }
    }
  }

  /// Somebody with several objectives, all on results, has nothing to steer by.
  ///
  /// One quota alone is not meant.
  private func checkResults(_ objectives: [Objective]) {
    let owners = Dictionary(grouping: objectives.filter { $0.owner.kind == .rep }, by: \.owner)
    let unbalanced = owners.sorted { $0.key < $1.key }.filter { _, own in
      let kpis = Set(own.map(\.kpi))
      return kpis.count > 1 && kpis.allSatisfy { catalogue.kpi($0)?.timing == .lagging }
    }
    guard let first = unbalanced.first else { return }
    findings.warning(
      "objective-only-results", at: first.value.first?.place,
      unbalanced.count == 1
        ? "\(first.key) has objectives on results only"
        : "\(first.key) and \(unbalanced.count - 1) more have objectives on results only",
      explanation: "an objective on activity or quality says earlier what to change",
      fixes: ["add one on a leading KPI, such as meetings_held or next_step_rate"])
  }

  /// In a file where some objectives were agreed with those who carry them, the others stand out.
  private func checkValidation(_ objectives: [Objective]) {
    let files = Dictionary(grouping: objectives, by: \.place.file)
    for (_, group) in files.sorted(by: { $0.key < $1.key }) {
      let open = group.filter { $0.validatedBy == nil }
      guard let first = open.first, open.count < group.count else { continue }
      findings.warning(
        "objective-not-validated", at: first.place,
        "\(open.count) of \(group.count) objectives have no 'validated_by'; "
          + "the first is '\(first.id)'",
        explanation: "an objective set without those who carry it is seldom reached",
        fixes: ["discuss it with its owner, then add 'validated_by'"])
    }
  }
}
