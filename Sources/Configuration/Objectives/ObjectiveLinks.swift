import Analysis
import Calendar
import Ingest

/// Checks of what objectives say of each other: parents and members.
struct ObjectiveLinks {
  let findings: Findings

  /// `refused` holds the identifiers of objectives that could not be made.
  func check(_ objectives: [Objective], refused: Set<String>) {
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
      } else if !refused.contains(parent) {
        findings.error(
          "objective-parent-unknown", at: objective.place,
          "objective '\(objective.id)' has the unknown parent '\(parent)'",
          fixes: NearestName.of(parent, among: ids).map { ["did you mean '\($0)'?"] }
            ?? ["write the 'id' of another objective"])
      }
    }
    reportCircles(objectives, parentOf)
    reportCircles(of: objectives.filter { $0.kind == .combo })
    for objective in objectives where objective.kind == .combo {
      if objective.members.isEmpty {
        findings.error(
          "objective-member-unknown", at: objective.place, "the combination has no 'members'",
          fixes: ["list the 'id' of each objective that it combines"])
      }
      var listed: Set<String> = []
      for member in objective.members {
        if !listed.insert(member).inserted {
          findings.warning(
            "objective-redundant", at: objective.place,
            "'\(member)' is a member of '\(objective.id)' twice", fixes: ["list it once"])
        } else if let part = byID[member], !part.period.overlaps(objective.period) {
          findings.error(
            "objective-period-invalid", at: objective.place,
            "'\(member)' is of \(part.period.id), and cannot be a part of '\(objective.id)' of "
              + "\(objective.period.id)",
            fixes: ["correct one of the periods", "take it from 'members'"])
        }
      }
      for member in objective.members where !known.contains(member) && !refused.contains(member) {
        findings.error(
          "objective-member-unknown", at: objective.place, "'\(member)' is no objective",
          fixes: NearestName.of(member, among: ids).map { ["did you mean '\($0)'?"] }
            ?? ["write the 'id' of another objective"])
      }
    }
  }

  /// One finding a circle of parents, at the objective of it that comes first.
  private func reportCircles(_ objectives: [Objective], _ parentOf: [String: String]) {
    var told: Set<String> = []
    for objective in objectives where !told.contains(objective.id) {
      var path = [objective.id]
      while let last = path.last, let parent = parentOf[last], !path.dropFirst().contains(parent) {
        path.append(parent)
        if parent == objective.id { break }
      }
      guard path.count > 1, path.last == objective.id else { continue }
      told.formUnion(path)
      findings.error(
        "objective-parent-cycle", at: objective.place,
        path.count == 2
          ? "objective '\(objective.id)' is its own parent"
          : "objectives stand above themselves: \(path.joined(separator: " under "))",
        fixes: ["take 'parent' from one objective of the circle"])
    }
  }

  /// A combination is judged by its members, so none of them may be judged by it.
  private func reportCircles(of combinations: [Objective]) {
    let members = Dictionary(combinations.map { ($0.id, $0.members) }) { first, _ in first }
    var told: Set<String> = []
    for combination in combinations where !told.contains(combination.id) {
      var reached: Set<String> = []
      var open = combination.members
      while let next = open.popLast() {
        if reached.insert(next).inserted { open += members[next] ?? [] }
      }
      guard reached.contains(combination.id) else { continue }
      told.formUnion(reached)
      findings.error(
        "objective-parent-cycle", at: combination.place,
        "the combination '\(combination.id)' is a member of itself",
        fixes: ["take it from 'members'"])
    }
  }
}
