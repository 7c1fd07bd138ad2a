/// The kind of a value, without what it holds.
package enum TemplateKind: Hashable, Sendable, CustomStringConvertible {
  case text
  case flag
  case integer
  case list
  case record
  case element
  /// The caller's own kind, such as `money`.
  case typed(String)

  package var description: String {
    switch self {
    case .text: "text"
    case .flag: "flag"
    case .integer: "integer"
    case .list: "list"
    case .record: "record"
    case .element: "element"
    case .typed(let name): name
    }
  }
}

/// What a template may name, known before any value is: unknown keys are found when the template
/// is compiled, not at night.
package indirect enum TemplateSchema: Sendable {
  case text
  case flag
  case integer
  case element
  /// The caller's own kind, printed by formats that accept `.typed` of the same name.
  case typed(String)
  case list(TemplateSchema)
  case record([TemplateKey])

  /// The kind of the values it describes.
  package var kind: TemplateKind {
    switch self {
    case .text: .text
    case .flag: .flag
    case .integer: .integer
    case .element: .element
    case .typed(let name): .typed(name)
    case .list: .list
    case .record: .record
    }
  }

  /// Every key an author may write, with its kind and sentence; items of lists as `reps[].name`.
  package func reference(under path: String = "") -> [(
    key: String, kind: TemplateKind, doc: String
  )] {
    switch self {
    case .list(let item): return item.reference(under: path + "[]")
    case .record(let keys):
      return keys.flatMap { key in
        let name = path.isEmpty ? key.name : "\(path).\(key.name)"
        return [(name, key.schema.kind, key.doc)] + key.schema.reference(under: name)
      }
    case .text, .flag, .integer, .element, .typed: return []
    }
  }

  /// Where `value` departs from this schema, one sentence each, for the caller's tests.
  ///
  /// Absent fits everywhere; a key that the schema lacks, and a value of another kind, do not.
  /// The kind of a `typed` value cannot be checked.
  package func mismatches(with value: TemplateValue, at path: String = "") -> [String] {
    switch (self, value) {
    case (_, .absent), (.text, .text), (.flag, .flag), (.integer, .integer),
      (.element, .element), (.typed, .typed):
      return []
    case (.list(let schema), .list(let items)):
      return items.enumerated().flatMap { index, item in
        schema.mismatches(with: item, at: "\(path)[\(index)]")
      }
    case (.record(let keys), .record(let record)):
      var found: [String] = []
      let prefix = path.isEmpty ? "" : path + "."
      for name in record.keys where !keys.contains(where: { $0.name == name }) {
        found.append("'\(prefix)\(name)' is not in the schema")
      }
      for key in keys {
        found += key.schema.mismatches(with: record[key.name], at: prefix + key.name)
      }
      return found
    default:
      return ["'\(path)' is \(value.kind?.description ?? "absent"), the schema says \(kind)"]
    }
  }
}

/// One key of a record, with the sentence that tells an author what it is.
package struct TemplateKey: Sendable {
  package var name: String
  package var schema: TemplateSchema
  package var doc: String

  package init(_ name: String, _ schema: TemplateSchema, _ doc: String) {
    self.name = name
    self.schema = schema
    self.doc = doc
  }
}
