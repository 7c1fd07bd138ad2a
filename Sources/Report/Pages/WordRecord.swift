import Markup

/// The phrases of a language as keys of templates: `table.rep` is `{{ words.table.rep }}`.
enum WordRecord {
  /// Texts without arguments, which can stand as they are.
  private static func plain(_ language: Language) -> [(path: [String], text: String)] {
    language.phrases.filter { !$0.value.contains("{") }
      .sorted { $0.key < $1.key }
      .map { ($0.key.split(separator: ".").map(String.init), $0.value) }
  }

  static func schema(_ language: Language) -> TemplateSchema {
    func tree(_ entries: ArraySlice<(path: [String], text: String)>, _ depth: Int)
      -> TemplateSchema
    {
      .record(
        groups(entries, depth).map { name, group in
          if let leaf = group.first(where: { $0.path.count == depth + 1 }) {
            return TemplateKey(name, .text, leaf.text)
          }
          return TemplateKey(name, tree(group, depth + 1), "texts about \(name)")
        })
    }
    return tree(plain(language)[...], 0)
  }

  static func value(_ language: Language) -> TemplateValue {
    func tree(_ entries: ArraySlice<(path: [String], text: String)>, _ depth: Int)
      -> TemplateValue
    {
      .record(
        TemplateRecord(
          groups(entries, depth).map { name, group in
            if let leaf = group.first(where: { $0.path.count == depth + 1 }) {
              return (name, .text(leaf.text))
            }
            return (name, tree(group, depth + 1))
          }))
    }
    return tree(plain(language)[...], 0)
  }

  /// Runs of entries that share the name at `depth`; the entries are sorted.
  private static func groups(
    _ entries: ArraySlice<(path: [String], text: String)>, _ depth: Int
  ) -> [(name: String, group: ArraySlice<(path: [String], text: String)>)] {
    var order: [String] = []
    var members: [String: [(path: [String], text: String)]] = [:]
    for entry in entries where entry.path.count > depth {
      let name = entry.path[depth]
      if members[name] == nil { order.append(name) }
      members[name, default: []].append(entry)
    }
    return order.map { ($0, (members[$0] ?? [])[...]) }
  }
}
