/// The names that are known at one place of a template.
struct Scope {
  private let root: TemplateSchema
  private var loops: [(name: String, schema: TemplateSchema)] = []

  init(root: TemplateSchema) { self.root = root }

  /// The number of enclosing `j:each`.
  var level: Int { loops.count }

  func entering(_ name: String, _ schema: TemplateSchema) -> Scope {
    var inner = self
    inner.loops.append((name, schema))
    return inner
  }

  /// A fault in a key: where in the written key, what, and the remedy.
  struct Fault: Error {
    var id = "template-unknown-key"
    var offset: Int
    var summary: String
    var fix: String?
  }

  /// True when a key of the root has that name, which a loop may then not take.
  func isRootKey(_ name: String) -> Bool {
    if case .record(let keys) = root { keys.contains { $0.name == name } } else { false }
  }

  /// Where the value of `written` (`rep.name`, `rep@last`) is found, and what it is.
  func resolve(_ written: String) throws(Fault) -> (ValueSource, TemplateSchema) {
    if let sign = written.firstIndex(of: "@") {
      return try resolveLoopProperty(written, at: sign)
    }
    let names = written.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    for name in names where !Vocabulary.isName(name) {
      throw Fault(
        id: "template-syntax", offset: 0, summary: "'\(written)' is not a key",
        fix: "a key is names joined by dots, such as rep.name")
    }
    var schema = root
    var level: Int?
    var steps: [ValueSource.Step] = []
    var offset = 0
    var parent = ""
    for (index, name) in names.enumerated() {
      if index == 0, let loop = loops.lastIndex(where: { $0.name == name }) {
        level = loop
        schema = loops[loop].schema
      } else {
        let (step, next) = try self.step(
          name, in: schema, of: parent, at: offset, written, isFirst: index == 0)
        steps.append(step)
        schema = next
      }
      offset += name.utf8.count + 1
      parent = parent.isEmpty ? name : "\(parent).\(name)"
    }
    return (.path(level: level, steps), schema)
  }

  private func step(
    _ name: String, in schema: TemplateSchema, of parent: String, at offset: Int,
    _ written: String, isFirst: Bool
  ) throws(Fault) -> (ValueSource.Step, TemplateSchema) {
    guard case .record(let keys) = schema else {
      if case .list = schema {
        throw Fault(
          offset: offset, summary: "'\(parent)' is a list, it has no key '\(name)'",
          fix: "repeat an element over it: j:each=\"item in \(parent)\"")
      }
      throw Fault(
        offset: offset, summary: "'\(parent)' is \(schema.kind), it has no key '\(name)'",
        fix: "write '\(parent)' alone")
    }
    if let index = keys.firstIndex(where: { $0.name == name }) {
      return (ValueSource.Step(name: name, hint: index), keys[index].schema)
    }
    let known = (isFirst ? loops.map(\.name) : []) + keys.map(\.name)
    let fix: String
    if let near = nearestName(to: name, among: known) {
      fix = "did you mean '\(near)'?"
    } else {
      let list = known.prefix(20).map { "'\($0)'" }.joined(separator: ", ")
      let more = known.count > 20 ? " and \(known.count - 20) more" : ""
      fix = known.isEmpty ? "no key is known here" : "known here: \(list)\(more)"
    }
    throw Fault(offset: offset, summary: "unknown key '\(written)'", fix: fix)
  }

  private func resolveLoopProperty(_ written: String, at sign: String.Index) throws(Fault)
    -> (ValueSource, TemplateSchema)
  {
    let name = String(written[..<sign])
    let wanted = String(written[written.index(after: sign)...])
    guard let level = loops.lastIndex(where: { $0.name == name }) else {
      throw Fault(
        offset: 0, summary: "'\(name)' is not the item of a j:each around here",
        fix: nearestName(to: name, among: loops.map(\.name)).map { "did you mean '\($0)'?" }
          ?? "repeat an element: j:each=\"\(name) in list\"")
    }
    guard let property = LoopProperty(rawValue: wanted) else {
      let known = LoopProperty.allCases.map(\.rawValue)
      throw Fault(
        offset: name.utf8.count + 1, summary: "unknown property '@\(wanted)'",
        fix: nearestName(to: wanted, among: known).map { "did you mean '@\($0)'?" }
          ?? "known: " + known.map { "@\($0)" }.joined(separator: ", "))
    }
    return (.loop(level: level, property), property.kind == .flag ? .flag : .integer)
  }
}
