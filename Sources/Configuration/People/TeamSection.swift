import Analysis
import Calendar
import Ingest

/// `teams:` in the configuration.
enum TeamSection {
  struct Draft {
    var team: Team
    /// As written: an identifier or name of a person.
    var manager: (text: String, place: Place)?
    var parent: (text: String, place: Place)?
  }

  static func decode(_ root: Section) -> [Draft] {
    var drafts: [Draft] = []
    var ids: Set<String> = []
    for node in root.nodes("teams") {
      guard let draft = draft(node, root) else { continue }
      if ids.insert(draft.team.id).inserted {
        drafts.append(draft)
      } else {
        root.findings.error(
          "team-duplicate", at: node.place, "team '\(draft.team.id)' is given twice",
          fixes: ["keep one of the two, or give each an 'id' of its own"])
      }
    }
    let names = drafts.map(\.team.id)
    for (index, draft) in drafts.enumerated() {
      guard let parent = draft.parent else { continue }
      let folded = HeaderText.folded(parent.text)
      let found = drafts.first {
        $0.team.id == folded || HeaderText.folded($0.team.name) == folded
      }
      if let found {
        drafts[index].team.parent = found.team.id
      } else {
        root.findings.error(
          "team-parent-unknown", at: parent.place, "'\(parent.text)' is no team",
          fixes: NearestName.fixes(parent.text, among: names))
      }
    }
    return withoutCycles(drafts, root.findings)
  }

  private static func draft(_ node: YAMLNode, _ root: Section) -> Draft? {
    if let name = node.text {
      return Draft(team: Team(id: Slug.of(name), name: name), manager: nil, parent: nil)
    }
    guard
      let section = Section(
        node, "teams", keys: ["id", "name", "parent", "manager", "holidays"],
        findings: root.findings)
    else { return nil }
    guard let name = section.text("name") ?? section.requiredText("id") else { return nil }
    let id = section.text("id") ?? Slug.of(name)
    if id.isEmpty || Slug.of(id) != id {
      section.invalid(
        "id", id, section.place(of: "id"), "lower-case letters, digits and hyphens")
      return nil
    }
    var zone: String?
    if section["holidays"] != nil {
      zone = CalendarSection.holidayZone(section, "holidays")?.rawValue
    }
    return Draft(
      team: Team(id: id, name: name, holidayZone: zone),
      manager: section.text("manager").map { ($0, section.place(of: "manager")) },
      parent: section.text("parent").map { ($0, section.place(of: "parent")) })
  }

  /// A team above itself would have no company over it.
  private static func withoutCycles(_ drafts: [Draft], _ findings: Findings) -> [Draft] {
    var drafts = drafts
    for index in drafts.indices {
      var seen: Set<String> = [drafts[index].team.id]
      var parent = drafts[index].team.parent
      while let current = parent {
        if !seen.insert(current).inserted {
          findings.error(
            "team-parent-cycle", at: drafts[index].parent?.place,
            "team '\(drafts[index].team.id)' stands above itself",
            fixes: ["take 'parent' from one team of the circle"])
          drafts[index].team.parent = nil
          break
        }
        parent = drafts.first { $0.team.id == current }?.team.parent
      }
    }
    return drafts
  }
}
