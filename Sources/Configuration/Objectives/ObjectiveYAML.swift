import Analysis
import Ingest

/// Objectives written in YAML, for everything a row of a spreadsheet cannot say.
enum ObjectiveYAML {
  static func draft(_ node: YAMLNode, findings: Findings) -> ObjectiveDraft? {
    guard
      let section = Section(
        node, "objectives", keys: ObjectiveKeys.scalars + ObjectiveKeys.structured,
        findings: findings)
    else { return nil }
    var draft = ObjectiveDraft(place: node.place)
    for key in ObjectiveKeys.scalars { draft.fields[key] = cell(section, key) }
    draft.label = LocalizedSection.decode(section, "label")
    draft.why = LocalizedSection.decode(section, "why")
    for entry in section.mapping("filters") {
      let values = (entry.value.list ?? [entry.value]).compactMap(\.text)
      draft.filters.append(
        (ObjectiveDraft.Cell(text: entry.key, place: entry.keyPlace), values))
    }
    for node in section.nodes("versions") {
      guard
        let version = Section(
          node, "objectives.versions", keys: ["valid_from", "target", "reason", "author"],
          findings: findings)
      else { continue }
      for key in ["valid_from", "target", "reason"] { _ = version.required(key) }
      guard let from = cell(version, "valid_from"), let target = cell(version, "target") else {
        continue
      }
      draft.versions.append(
        ObjectiveDraft.Version(
          validFrom: from, target: target, reason: version.text("reason") ?? "",
          author: version.text("author") ?? ""))
    }
    for node in section.nodes("milestones") {
      guard
        let milestone = Section(
          node, "objectives.milestones", keys: ["date", "share"], findings: findings)
      else { continue }
      for key in ["date", "share"] { _ = milestone.required(key) }
      guard let date = cell(milestone, "date"), let share = cell(milestone, "share") else {
        continue
      }
      draft.milestones.append(ObjectiveDraft.Milestone(date: date, share: share))
    }
    draft.members = section.texts("members").map {
      ObjectiveDraft.Cell(text: $0.text, place: $0.place)
    }
    if let smart = section.section("smart", keys: ObjectiveKeys.smart) {
      for key in ObjectiveKeys.smart { draft.fields[key] = cell(smart, key) ?? draft.fields[key] }
    }
    return draft
  }

  private static func cell(_ section: Section, _ key: String) -> ObjectiveDraft.Cell? {
    guard let text = section.text(key) else { return nil }
    return ObjectiveDraft.Cell(text: text, place: section.place(of: key))
  }
}
