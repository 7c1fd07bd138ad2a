import Calendar
import Ingest

/// A mapping whose keys are known, and which values of a declared type are read from.
///
/// Everything that is not as declared is reported with its place. A missing value and a wrong one both read as nothing.
struct Section {
  /// For messages: `report`, `exports.opportunities`.
  let name: String
  let place: Place
  let findings: Findings
  private let entries: [String: YAMLNode.Entry]

  /// Reports unknown keys; nothing when the node is not a mapping.
  init?(_ node: YAMLNode, _ name: String, keys: [String], findings: Findings) {
    guard let mapping = node.mapping else {
      findings.error(
        "configuration-value-type", at: node.place,
        "\(Self.words(name)) must be a mapping of keys to values, not \(node.description)",
        fixes: NearestName.fixes("", among: keys))
      return nil
    }
    self.name = name
    self.findings = findings
    place = node.place
    var entries: [String: YAMLNode.Entry] = [:]
    for entry in mapping {
      if keys.contains(entry.key) {
        entries[entry.key] = entry
      } else {
        findings.error(
          "configuration-key-unknown", at: entry.keyPlace,
          "key '\(entry.key)' is not known in \(Self.words(name))",
          fixes: entry.isCutByComma
            ? ["put quotes around the value before it: its comma ends it between braces"]
            : NearestName.fixes(entry.key, among: keys))
      }
    }
    self.entries = entries
  }

  /// A section in which nothing is given.
  static func empty(at place: Place, findings: Findings) -> Section {
    Section(place: place, findings: findings)
  }

  private init(place: Place, findings: Findings) {
    (name, self.place, self.findings, entries) = ("", place, findings, [:])
  }

  /// The top level has no name.
  private static func words(_ name: String) -> String {
    name.isEmpty ? "the configuration" : "'\(name)'"
  }

  /// The value, or nothing when the key is absent or has none.
  subscript(key: String) -> YAMLNode? {
    guard let value = entries[key]?.value, !value.isMissing else { return nil }
    return value
  }

  func place(of key: String) -> Place { entries[key]?.value.place ?? place }

  /// The value; its absence is reported.
  func required(_ key: String) -> YAMLNode? {
    if let node = self[key] { return node }
    findings.error(
      "configuration-key-missing", at: entries[key]?.keyPlace ?? place,
      "\(Self.words(name)) needs a value for '\(key)'", fixes: ["add '\(key): …'"])
    return nil
  }

  func text(_ key: String) -> String? { self[key].flatMap { text(of: $0, key) } }

  func requiredText(_ key: String) -> String? { required(key).flatMap { text(of: $0, key) } }

  func text(of node: YAMLNode, _ key: String) -> String? {
    if let text = node.text { return text }
    findings.error(
      "configuration-value-type", at: node.place,
      "'\(key)' must be a text, not \(node.description)", fixes: ["write one value"])
    return nil
  }

  /// A whole number within bounds.
  func integer(_ key: String, in range: ClosedRange<Int>) -> Int? {
    guard let node = self[key], let text = text(of: node, key) else { return nil }
    if let value = Int(text.filter { $0 != "_" }), range.contains(value) { return value }
    invalid(key, text, node.place, "a whole number from \(range.lowerBound) to \(range.upperBound)")
    return nil
  }

  func flag(_ key: String) -> Bool? {
    guard let node = self[key], let text = text(of: node, key) else { return nil }
    switch text.lowercased() {
    case "true", "yes", "on": return true
    case "false", "no", "off": return false
    default:
      invalid(key, text, node.place, "true or false")
      return nil
    }
  }

  /// One of the raw values of an enumeration.
  func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ key: String, _ type: Choice.Type = Choice.self
  ) -> Choice? {
    guard let node = self[key], let text = text(of: node, key) else { return nil }
    return choice(text, key, at: node.place)
  }

  func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ text: String, _ key: String, at place: Place
  ) -> Choice? {
    if let choice = Choice(rawValue: text) { return choice }
    let known = Choice.allCases.map(\.rawValue)
    findings.error(
      "configuration-value-invalid", at: place, "'\(text)' is not a value of '\(key)'",
      fixes: NearestName.fixes(text, among: known))
    return nil
  }

  /// One of some texts.
  func word(_ key: String, among known: [String]) -> String? {
    self[key].flatMap { word($0, key, among: known) }
  }

  /// A list of them, or one.
  func words(_ key: String, among known: [String]) -> [String] {
    nodes(key).compactMap { word($0, key, among: known) }
  }

  private func word(_ node: YAMLNode, _ key: String, among known: [String]) -> String? {
    guard let text = text(of: node, key) else { return nil }
    if known.contains(text) { return text }
    findings.error(
      "configuration-value-invalid", at: node.place, "'\(text)' is not a value of '\(key)'",
      fixes: NearestName.fixes(text, among: known))
    return nil
  }

  /// A day `YYYY-MM-DD`.
  func date(_ key: String) -> CalendarDate? {
    guard let node = self[key], let text = text(of: node, key) else { return nil }
    if let date = CalendarDate(iso: text) { return date }
    invalid(key, text, node.place, "a date written YYYY-MM-DD")
    return nil
  }

  /// The nodes of a list; one value alone counts as a list of one.
  func nodes(_ key: String) -> [YAMLNode] {
    guard let node = self[key] else { return [] }
    return node.list ?? [node]
  }

  /// Texts with their places; one text alone counts as a list of one.
  func texts(_ key: String) -> [(text: String, place: Place)] {
    nodes(key).compactMap { node in text(of: node, key).map { ($0, node.place) } }
  }

  /// The section under a key.
  func section(_ key: String, keys: [String]) -> Section? {
    self[key].flatMap {
      Section($0, name.isEmpty ? key : "\(name).\(key)", keys: keys, findings: findings)
    }
  }

  /// A mapping from names the user chooses.
  func mapping(_ key: String) -> [YAMLNode.Entry] {
    guard let node = self[key] else { return [] }
    if let mapping = node.mapping { return mapping }
    findings.error(
      "configuration-value-type", at: node.place,
      "'\(key)' must be a mapping, not \(node.description)",
      fixes: ["write 'name: value' on lines of their own below '\(key)'"])
    return []
  }

  /// A mapping from names the user chooses to texts.
  func textMapping(_ key: String) -> [(entry: YAMLNode.Entry, text: String)] {
    mapping(key).compactMap { entry in text(of: entry.value, entry.key).map { (entry, $0) } }
  }

  func invalid(_ key: String, _ text: String, _ place: Place, _ expected: String) {
    findings.error(
      "configuration-value-invalid", at: place, "'\(text)' is not a value of '\(key)'",
      fixes: ["write \(expected)"])
  }
}
