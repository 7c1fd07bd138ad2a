import Yams

/// The nodes of a YAML document as text that is read without looking for anything.
///
/// A node is a line `KIND LINE COLUMN COUNT`, then what it holds:
///
/// | kind | count | then |
/// |---|---|---|
/// | `p`, `q` | bytes of a plain or a quoted text | the text and a line feed |
/// | `l` | items of a list | the nodes of the items |
/// | `m` | entries of a mapping | for each a key as a text, and the node of its value |
///
/// Lines and columns count from 1, columns in characters. `NodeReader` of `Configuration` reads it.
struct NodeText {
  private let lines: [Substring]
  private var text = ""

  static func make(_ source: String) throws -> String {
    var nodes = NodeText(lines: source.split(separator: "\n", omittingEmptySubsequences: false))
    guard let root = try Parser(yaml: source, resolver: .basic).singleRoot() else { return "" }
    nodes.add(root)
    return nodes.text
  }

  private init(lines: [Substring]) { self.lines = lines }

  private mutating func add(_ node: Node) {
    switch node {
    case .scalar(let scalar):
      let isPlain = scalar.style == .plain || scalar.style == .any
      begin(isPlain ? "p" : "q", node, count: scalar.string.utf8.count)
      text += scalar.string + "\n"
    case .sequence(let items):
      begin("l", node, count: items.count)
      for item in items { add(item) }
    case .mapping(let entries):
      begin("m", node, count: entries.count)
      for (key, value) in entries {
        add(key)
        add(value)
      }
    case .alias: fatalError("data files have no aliases")
    }
  }

  private mutating func begin(_ kind: String, _ node: Node, count: Int) {
    let (line, column) = (node.mark?.line ?? 1, node.mark?.column ?? 1)
    // libyaml counts code points, people count characters.
    let scalars = lines[line - 1].unicodeScalars.prefix(column - 1)
    let before = String(String.UnicodeScalarView(scalars))
    text += "\(kind) \(line) \(before.count + 1) \(count)\n"
  }
}
