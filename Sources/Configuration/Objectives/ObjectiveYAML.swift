import Analysis
import Ingest

/// Objectives written in YAML, for everything a row of a spreadsheet cannot say.
///
/// Each key has a short form, one text, and where objectives.md 4.7 gives it parts a long one:
/// `period: 2026-Q3` or `period: {start: 2026-07-01, end: 2026-09-30}`.
struct ObjectiveYAML {
  private let section: Section
  private let findings: Findings
  private var draft: ObjectiveDraft

  static func draft(_ node: YAMLNode, findings: Findings) -> ObjectiveDraft? {
    var reader = ObjectiveYAML(node, findings)
    reader?.read()
    return reader?.draft
  }

  private init?(_ node: YAMLNode, _ findings: Findings) {
    guard
      let section = Section(
        node, "objectives",
        keys: ObjectiveKeys.scalars + ObjectiveKeys.structured
          + ObjectiveKeys.synonyms.keys.sorted(),
        findings: findings)
    else { return nil }
    self.section = section
    self.findings = findings
    draft = ObjectiveDraft(place: node.place)
  }

  private mutating func read() {
    let long: Set<String> = [
      "owner", "period", "baseline", "pace", "market_growth", "challenge",
    ]
    for key in ObjectiveKeys.scalars where !long.contains(key) || section[key]?.mapping == nil {
      draft.fields[key] = cell(section, key)
    }
    for (synonym, key) in ObjectiveKeys.synonyms {
      if let cell = cell(section, synonym) { draft.fields[key] = cell }
    }
    draft.label = LocalizedSection.decode(section, "label")
    draft.why = LocalizedSection.decode(section, "why")
    readParts(
      "owner", ["rep": "owner", "team": "owner", "company": "owner"],
      more: [
        "each", "role", "seniority",
      ])
    readParts("period", ["start": "period_start", "end": "period_end", "id": "period"])
    readParts(
      "baseline", ["value": "baseline", "period": "baseline_period", "frozen_at": "frozen_at"])
    readParts("pace", ["curve": "pace"], more: ["milestones"])
    readParts("market_growth", ["rate": "market_growth", "period": "market_growth_period"])
    readParts(
      "challenge",
      ["label": "challenge", "text": "challenge", "reward": "reward", "ranking": "ranking"])
    readFilters()
    readVersions()
    readMilestones(section)
    draft.members = section.texts("members").map {
      ObjectiveDraft.Cell(text: $0.text, place: $0.place)
    }
    if section["smart"]?.mapping != nil,
      let smart = section.section("smart", keys: ObjectiveKeys.smart)
    {
      for key in ObjectiveKeys.smart { draft.fields[key] = cell(smart, key) ?? draft.fields[key] }
    }
  }

  /// The long form of a key: its parts go into the fields that have the same meaning.
  private mutating func readParts(_ key: String, _ parts: [String: String], more: [String] = []) {
    guard section[key]?.mapping != nil,
      let part = section.section(key, keys: parts.keys.sorted() + more)
    else { return }
    for (name, field) in parts.sorted(by: { $0.key < $1.key }) {
      guard let cell = cell(part, name) else { continue }
      draft.fields[field] = cell
    }
    if key == "owner" { readOwner(part) }
    if key == "pace" { readMilestones(part) }
  }

  /// `{team: nord}` names one owner, `{each: rep, team: nord}` everybody in the team.
  private mutating func readOwner(_ part: Section) {
    draft.fields["owner"] = nil
    if let each = cell(part, "each") {
      draft.fields["owner"] = ObjectiveDraft.Cell(text: "each \(each.text)", place: each.place)
      draft.owners = OwnerPopulation(
        team: part.text("team"), role: part.text("role"), seniority: part.text("seniority"))
      return
    }
    for kind in ["rep", "team", "company"] {
      guard let cell = cell(part, kind) else { continue }
      draft.fields["owner"] = ObjectiveDraft.Cell(
        text: kind == "company" ? "company" : "\(kind):\(cell.text)", place: cell.place)
    }
  }

  private mutating func readFilters() {
    for entry in section.mapping("filters") {
      let values = (entry.value.list ?? [entry.value]).compactMap(\.text)
      draft.filters.append(
        (ObjectiveDraft.Cell(text: entry.key, place: entry.keyPlace), values))
    }
  }

  private mutating func readVersions() {
    for node in section.nodes("versions") {
      guard
        let version = Section(
          node, "objectives.versions",
          keys: [
            "version", "valid_from", "valid_to", "target", "reason", "reason_for_change", "author",
          ], findings: findings)
      else { continue }
      let reason = version.text("reason") ?? version.text("reason_for_change")
      for key in ["valid_from", "target"] { _ = version.required(key) }
      if reason == nil { _ = version.required("reason") }
      guard let from = cell(version, "valid_from"), let target = cell(version, "target"),
        let reason
      else { continue }
      draft.versions.append(
        ObjectiveDraft.Version(
          validFrom: from, target: target, reason: reason,
          author: version.text("author") ?? ""))
    }
  }

  private mutating func readMilestones(_ section: Section) {
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
  }

  private func cell(_ section: Section, _ key: String) -> ObjectiveDraft.Cell? {
    guard let text = section.text(key) else { return nil }
    return ObjectiveDraft.Cell(text: text, place: section.place(of: key))
  }
}
