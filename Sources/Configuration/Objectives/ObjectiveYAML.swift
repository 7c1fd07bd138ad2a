import Analysis
import Calendar
import Ingest

/// Objectives written in YAML, for everything a row of a spreadsheet cannot say.
///
/// Each key has a short form, one text, and where objectives.md 4.7 gives it parts a long one:
/// `period: 2026-Q3` or `period: {start: 2026-07-01, end: 2026-09-30}`.
struct ObjectiveYAML {
  private let section: Section
  private let findings: Findings
  private var draft: ObjectiveDraft
  /// Keys whose value ends at a comma that was meant to be part of it.
  private var cut: Set<String> = []

  /// Keys with a long form.
  private static let withParts: Set<String> = [
    "owner", "period", "baseline", "pace", "market_growth", "challenge",
  ]

  static func draft(_ node: YAMLNode, findings: Findings) -> ObjectiveDraft? {
    let before = findings.errorCount
    var reader = ObjectiveYAML(node, findings)
    reader?.read()
    var draft = reader?.draft
    draft?.isFaulty = findings.errorCount > before
    return draft
  }

  private init?(_ node: YAMLNode, _ findings: Findings) {
    let keys = ObjectiveKeys.ofYAML
    if let wish = node.text, !node.isMissing {
      // A sentence is the wish that an objective begins as.
      section = Section.empty(at: node.place, findings: findings)
      draft = ObjectiveDraft(place: node.place)
      draft.label = LocalizedText(["fr": wish, "en": wish])
      self.findings = findings
      return
    }
    let node = Self.renamed(node, keys: keys, ObjectiveKeys.meant)
    guard let section = Section(node, "objectives", keys: keys, findings: findings) else {
      return nil
    }
    self.section = section
    self.findings = findings
    draft = ObjectiveDraft(place: node.place)
    let entries = node.mapping ?? []
    cut = Set(
      entries.indices.dropFirst().filter { entries[$0].isCutByComma }
        .map { entries[$0 - 1].key })
    draft.unreadable = Self.unreadable(entries, keys: keys).union(cut)
  }

  /// Keys as people write them, in French too, become the ones that are known.
  private static func renamed(
    _ node: YAMLNode, keys: [String], _ meaning: (String) -> String?
  ) -> YAMLNode {
    guard let mapping = node.mapping else { return node }
    var taken = Set(mapping.map(\.key).filter(keys.contains))
    var node = node
    node.content = .mapping(
      mapping.map { entry in
        guard !keys.contains(entry.key), let key = meaning(entry.key), keys.contains(key),
          taken.insert(key).inserted
        else { return entry }
        var entry = entry
        entry.key = key
        return entry
      })
    return node
  }

  /// The keys that were meant by ones with a slip, or whose value is of another type: what is wrong
  /// with them is told, and they are not missing besides.
  private static func unreadable(_ entries: [YAMLNode.Entry], keys: [String]) -> Set<String> {
    var unreadable: Set<String> = []
    for entry in entries where !entry.isCutByComma {
      if !keys.contains(entry.key) {
        unreadable.formUnion(NearestName.of(entry.key, among: keys).map { [$0] } ?? [])
      } else if ObjectiveKeys.scalars.contains(entry.key), entry.value.text == nil {
        if entry.value.mapping == nil || !withParts.contains(entry.key) {
          unreadable.insert(entry.key)
        }
      }
    }
    return unreadable
  }

  private mutating func read() {
    // A wish is a label and nothing else.
    guard draft.label.texts.isEmpty else { return }
    for key in ObjectiveKeys.scalars
    where !Self.withParts.contains(key) || section[key]?.mapping == nil {
      if key == "owner", section[key]?.list != nil { continue }
      draft.fields[key] = cut.contains(key) ? nil : cell(section, key)
    }
    if section["owner"]?.list != nil {
      draft.owners = section.texts("owner").map {
        ObjectiveDraft.Cell(text: $0.text, place: $0.place)
      }
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
    for key in ["owner", "period"] {
      // Nothing in brackets is nothing, and not another way to write it.
      let node = section[key]
      if node?.list?.isEmpty == true || node?.mapping?.isEmpty == true {
        draft.unreadable.remove(key)
      }
    }
    readFilters()
    readVersions()
    readMilestones(section)
    draft.members = section.texts("members").map {
      ObjectiveDraft.Cell(text: $0.text, place: $0.place)
    }
    if section["smart"]?.mapping != nil,
      let smart = part("smart", keys: ObjectiveKeys.smart)
    {
      for key in ObjectiveKeys.smart { draft.fields[key] = cell(smart, key) ?? draft.fields[key] }
    }
  }

  /// The long form of a key: its parts go into the fields that have the same meaning.
  private mutating func readParts(_ key: String, _ parts: [String: String], more: [String] = []) {
    guard section[key]?.mapping != nil, let part = part(key, keys: parts.keys.sorted() + more)
    else { return }
    for (name, field) in parts.sorted(by: { $0.key < $1.key }) {
      guard let cell = cell(part, name) else { continue }
      draft.fields[field] = cell
    }
    if key == "owner" { readOwner(part) }
    if key == "pace" { readMilestones(part) }
    let filled = key == "period" ? ["period", "period_start", "period_end"] : [key]
    if ["owner", "period"].contains(key), filled.allSatisfy({ draft.fields[$0] == nil }) {
      draft.unreadable.insert(key)
    }
  }

  /// The section under a key, its own keys in French too.
  private func part(_ key: String, keys: [String]) -> Section? {
    section[key].flatMap { part($0, "objectives.\(key)", keys: keys) }
  }

  private func part(_ node: YAMLNode, _ name: String, keys: [String]) -> Section? {
    Section(
      Self.renamed(node, keys: keys) { ObjectiveKeys.parts[HeaderText.folded($0)] }, name,
      keys: keys, findings: findings)
  }

  /// `{team: nord}` names one owner, `{each: rep, team: nord}` everybody in the team.
  private mutating func readOwner(_ part: Section) {
    draft.fields["owner"] = nil
    if let each = cell(part, "each") {
      draft.fields["owner"] = ObjectiveDraft.Cell(text: "each \(each.text)", place: each.place)
      draft.population = OwnerPopulation(
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
        let version = part(
          node, "objectives.versions",
          keys: ["version", "valid_from", "valid_to", "target", "reason", "author"])
      else { continue }
      let reason = version.text("reason")
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

  /// A list of days and shares, or each share under its day.
  private mutating func readMilestones(_ section: Section) {
    let entries = section["milestones"]?.mapping ?? []
    if !entries.isEmpty, entries.allSatisfy({ CalendarDate(iso: $0.key) != nil }) {
      for entry in entries {
        guard let share = entry.value.text else { continue }
        draft.milestones.append(
          ObjectiveDraft.Milestone(
            date: ObjectiveDraft.Cell(text: entry.key, place: entry.keyPlace),
            share: ObjectiveDraft.Cell(text: share, place: entry.value.place)))
      }
      return
    }
    for node in section.nodes("milestones") {
      guard
        let milestone = part(node, "objectives.milestones", keys: ["date", "share"])
      else { continue }
      for key in ["date", "share"] { _ = milestone.required(key) }
      guard let date = cell(milestone, "date"), let share = cell(milestone, "share") else {
        continue
      }
      draft.milestones.append(ObjectiveDraft.Milestone(date: date, share: share))
    }
  }

  private func cell(_ section: Section, _ key: String) -> ObjectiveDraft.Cell? {
    guard let text = section.text(key), !text.trimmingSpaces.isEmpty else { return nil }
    return ObjectiveDraft.Cell(text: text, place: section.place(of: key))
  }
}
