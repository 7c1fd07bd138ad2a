/// One step of writing a page in one syntax; runs of fixed markup are bytes already.
enum Operation: Sendable {
  case literal([UInt8])
  case text(Slot)
  case attribute(AttributePlan)
  case each(ValueSource, body: [Operation], empty: [Operation])
  case branch(ValueSource, isNegated: Bool, then: [Operation], otherwise: [Operation])
  case element(ValueSource, parent: Namespace?, Place)

  /// Where to point when a value has to be neutralised.
  struct Place: Sendable {
    var file: SourceFile
    var offset: Int
  }
}

/// Where a value is found: from the root record, or from the item of an enclosing `j:each`.
enum ValueSource: Sendable {
  /// `level` counts the enclosing loops from the outermost, 0; nil is the root.
  case path(level: Int?, [Step])
  case loop(level: Int, LoopProperty)

  struct Step: Sendable {
    var name: String
    /// The key's place in the schema, where it is looked for first.
    var hint: Int
  }
}

enum LoopProperty: String, CaseIterable, Sendable {
  case index
  case number
  case count
  case first
  case last

  var kind: TemplateKind {
    switch self {
    case .index, .number, .count: .integer
    case .first, .last: .flag
    }
  }
}

/// A value and how it is printed; a class so that rendering copies one reference.
final class Slot: Sendable {
  let source: ValueSource
  let apply: (@Sendable (TemplateValue, String?) -> String?)?
  let argument: String?
  let place: Operation.Place

  init(source: ValueSource, format: TemplateFormat?, argument: String?, place: Operation.Place) {
    self.source = source
    apply = format?.apply
    self.argument = argument
    self.place = place
  }
}

/// An attribute with slots.
final class AttributePlan: Sendable {
  enum Kind: Sendable {
    case plain
    case address
    case style
    /// One slot, present or not.
    case boolean
  }
  enum Part: Sendable {
    case literal(String)
    case slot(Slot)
  }
  let kind: Kind
  /// As this syntax spells it.
  let name: String
  let parts: [Part]
  /// The slot of an attribute that is one slot and nothing else.
  let onlySlot: Slot?
  /// ` name="`, or the whole attribute when boolean.
  let opening: [UInt8]

  init(kind: Kind, name: String, parts: [Part], opening: [UInt8]) {
    self.kind = kind
    self.name = name
    self.parts = parts
    self.opening = opening
    onlySlot = if parts.count == 1, case .slot(let slot) = parts[0] { slot } else { nil }
  }
}
