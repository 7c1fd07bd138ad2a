import Analysis
import Calendar
import Ingest

/// Warns of objectives that are sound one by one but not together, or not credible (objectives.md
/// 1.8, 1.12 and 4.7); nothing here needs a figure.
struct ObjectiveBalance {
  let catalogue: Catalogue
  let findings: Findings

  func check(_ objectives: [Objective]) {
    checkPriorities(objectives)
    checkLevers(objectives)
    checkGrowth(objectives)
    checkRedundancy(objectives)
    checkResults(objectives)
    checkValidation(objectives)
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

  /// A strategic result that no operational objective moves is only hoped for.
  private func checkLevers(_ objectives: [Objective]) {
    let parents = Set(objectives.compactMap(\.parent))
    for objective in objectives
    where objective.level == .strategic && !parents.contains(objective.id) {
      findings.warning(
        "objective-without-lever", at: objective.place,
        "no objective has '\(objective.id)' as its parent",
        explanation: "a result without an objective on what moves it cannot be steered",
        fixes: ["give the objectives that serve it: parent: \(objective.id)"])
    }
  }

  /// Five times the market, or half as much again, without more means (objectives.md 1.8).
  private func checkGrowth(_ objectives: [Objective]) {
    for objective in objectives where objective.relative == .percent {
      guard let target = objective.target, objective.annotations["capacity_assumption"] == nil
      else { continue }
      let market = objective.annotations["market_growth"].flatMap(CompanySection.rate)
      let growth = Int128(target.numerator)
      let exceedsHalf = growth * 2 >= Int128(target.denominator)
      let exceedsMarket = market.map {
        $0.numerator > 0
          && growth * Int128($0.denominator) >= Int128($0.numerator) * 5
            * Int128(target.denominator)
      }
      if exceedsHalf || exceedsMarket == true {
        findings.warning(
          "objective-growth-unrealistic", at: objective.place,
          "objective '\(objective.id)' asks for \(exceedsHalf ? "half as much again" : "five times the market's growth") with unchanged capacity",
          fixes: ["state 'capacity_assumption': what will be added to reach it"])
      }
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
