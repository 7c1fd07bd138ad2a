import Analysis
import Calendar
import Ingest

/// Checks between objectives: parents, members, and the limits of objectives.md 1.12.
///
/// Nothing here needs a figure.
struct ObjectiveLinks {
  let findings: Findings

  func check(_ objectives: [Objective], drafts: [ObjectiveDraft], places: [String: Place]) {
    let ids = objectives.map(\.id)
    let known = Set(ids)
    var parentOf: [String: String] = [:]
    for objective in objectives {
      guard let parent = objective.parent else { continue }
      if known.contains(parent) {
        parentOf[objective.id] = parent
      } else {
        findings.error(
          "objective-parent-unknown", at: objective.place,
          "objective '\(objective.id)' has the unknown parent '\(parent)'",
          fixes: NearestName.of(parent, among: ids).map { ["did you mean '\($0)'?"] } ?? [])
      }
    }
    for objective in objectives where isUnderItself(objective.id, parentOf) {
      findings.error(
        "objective-parent-cycle", at: objective.place,
        "objective '\(objective.id)' stands above itself")
    }
    for objective in objectives where objective.kind == .combo {
      if objective.members.isEmpty {
        findings.error(
          "objective-member-unknown", at: objective.place, "the combination has no 'members'")
      }
      for member in objective.members where !known.contains(member) || member == objective.id {
        findings.error(
          "objective-member-unknown", at: objective.place, "'\(member)' is no objective",
          fixes: NearestName.of(member, among: ids).map { ["did you mean '\($0)'?"] } ?? [])
      }
    }
    checkPriorities(objectives)
    checkLevers(objectives, parents: Set(parentOf.values))
    checkGrowth(objectives)
  }

  private func isUnderItself(_ id: String, _ parentOf: [String: String]) -> Bool {
    var current = parentOf[id]
    var steps = 0
    while let parent = current, steps <= parentOf.count {
      if parent == id { return true }
      current = parentOf[parent]
      steps += 1
    }
    return false
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
  private func checkLevers(_ objectives: [Objective], parents: Set<String>) {
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
}
