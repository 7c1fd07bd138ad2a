import Analysis
import Calendar
import Ingest

/// Checks of what objectives say of each other: parents and members.
struct ObjectiveLinks {
  let findings: Findings

  func check(_ objectives: [Objective]) {
    let ids = objectives.map(\.id)
    let byID = Dictionary(objectives.map { ($0.id, $0) }) { first, _ in first }
    let known = Set(ids)
    var parentOf: [String: String] = [:]
    for objective in objectives {
      guard let parent = objective.parent else { continue }
      if known.contains(parent) {
        parentOf[objective.id] = parent
        if let above = byID[parent], above.period.end < objective.period.end {
          findings.warning(
            "objective-after-parent", at: objective.place,
            "objective '\(objective.id)' ends on \(objective.period.lastDay), after its parent "
              + "'\(parent)' on \(above.period.lastDay)",
            explanation: "what is reached later cannot serve it",
            fixes: ["let it end by \(above.period.lastDay), or give it another parent"])
        }
      } else {
        findings.error(
          "objective-parent-unknown", at: objective.place,
          "objective '\(objective.id)' has the unknown parent '\(parent)'",
          fixes: NearestName.of(parent, among: ids).map { ["did you mean '\($0)'?"] }
            ?? ["write the 'id' of another objective"])
      }
    }
    for objective in objectives where isUnderItself(objective.id, parentOf) {
      findings.error(
        "objective-parent-cycle", at: objective.place,
        "objective '\(objective.id)' stands above itself",
        fixes: ["take 'parent' from one objective of the circle"])
    }
    for objective in objectives where objective.kind == .combo {
      if objective.members.isEmpty {
        findings.error(
          "objective-member-unknown", at: objective.place, "the combination has no 'members'",
          fixes: ["list the 'id' of each objective that it combines"])
      }
      for member in objective.members where !known.contains(member) || member == objective.id {
        findings.error(
          "objective-member-unknown", at: objective.place, "'\(member)' is no objective",
          fixes: NearestName.of(member, among: ids).map { ["did you mean '\($0)'?"] }
            ?? ["write the 'id' of another objective"])
      }
    }
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
}
