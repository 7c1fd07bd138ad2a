/// What a template is filled with.
///
/// Only what is large and rare has a box of its own: a page holds tens of thousands of values.
package enum TemplateValue: Sendable {
  /// Nothing is known. Prints as nothing, is false for `j:if`, and drops the attribute that consists
  /// of it alone. It is never zero.
  case absent
  case text(String)
  case flag(Bool)
  case integer(Int)
  case list([TemplateValue])
  case record(TemplateRecord)
  /// A prebuilt tree, such as a chart, put in place by `j:element`.
  indirect case element(MarkupElement)
  /// A value of the caller's own (money, date, rate), which only a format of the caller can print.
  indirect case typed(any Sendable)

  /// What `j:if` sees: false for absent, `false`, empty text, the integer 0 and the empty list.
  package var isTrue: Bool {
    switch self {
    case .absent: false
    case .text(let text): !text.isEmpty
    case .flag(let flag): flag
    case .integer(let integer): integer != 0
    case .list(let items): !items.isEmpty
    case .record, .element, .typed: true
    }
  }

  /// The kind as the schema names it, for messages; nil when absent.
  var kind: TemplateKind? {
    switch self {
    case .absent: nil
    case .text: .text
    case .flag: .flag
    case .integer: .integer
    case .list: .list
    case .record: .record
    case .element: .element
    case .typed: .typed("typed")
    }
  }
}

/// Named values, in the order they were given.
///
/// Cheap to build (no hashing). Fields given in the order of the schema are found at once; any
/// other order works too, by looking through the names. A key that is missing reads as `absent`.
package struct TemplateRecord: Sendable, ExpressibleByDictionaryLiteral {
  private var names: [String]
  private var values: [TemplateValue]

  package init() {
    names = []
    values = []
  }

  package init(dictionaryLiteral elements: (String, TemplateValue)...) {
    names = elements.map(\.0)
    values = elements.map(\.1)
  }

  /// Fields in the given order; the caller sees to it that no name comes twice.
  package init(_ fields: [(String, TemplateValue)]) {
    names = fields.map(\.0)
    values = fields.map(\.1)
  }

  /// Fields whose names are shared between many records, such as the rows of a table.
  ///
  /// A name without a value is absent; values beyond the names are ignored.
  package init(names: [String], values: [TemplateValue]) {
    self.names = names
    self.values = values
    while self.values.count < names.count { self.values.append(.absent) }
  }

  /// The value of a key; setting replaces it, or adds it at the end.
  package subscript(name: String) -> TemplateValue {
    get { self[name, hint: 0] }
    set {
      if let index = names.firstIndex(of: name) {
        values[index] = newValue
      } else {
        names.append(name)
        values.append(newValue)
      }
    }
  }

  /// The keys, in order.
  package var keys: [String] { names }

  /// Looks at place `hint` first: the key's place in the schema.
  subscript(name: String, hint hint: Int) -> TemplateValue {
    if hint < names.count, names[hint] == name { return values[hint] }
    for index in names.indices where names[index] == name { return values[index] }
    return .absent
  }
}
