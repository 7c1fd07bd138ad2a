/// Walks the operations of a template with values, straight into bytes.
struct Renderer {
  var writer: TagWriter
  private(set) var issues: [TemplateIssue] = []
  private let root: TemplateRecord
  private var loops: [Loop] = []

  private struct Loop {
    var item: TemplateValue
    var index: Int
    var count: Int
  }

  init(_ root: TemplateRecord, _ syntax: MarkupSyntax) {
    self.root = root
    writer = TagWriter(syntax)
    writer.bytes.reserveCapacity(1 << 16)
  }

  mutating func run(_ operations: [Operation]) {
    for operation in operations {
      switch operation {
      case .literal(let bytes): writer.bytes.append(contentsOf: bytes)
      case .text(let slot):
        switch value(of: slot) {
        case .absent: break
        case .text(let text): writer.text(text)
        case .integer(let integer): writer.write(String(integer))
        case let other: report(other, slot)
        }
      case .attribute(let plan): attribute(plan)
      case .each(let source, let body, let empty): each(source, body, empty)
      case .branch(let source, let isNegated, let then, let otherwise):
        run(value(at: source).isTrue != isNegated ? then : otherwise)
      case .element(let source, let parent, let place):
        if case .element(let element) = value(at: source) {
          var elementWriter = ElementWriter(writer: writer, place: place)
          writer.bytes = []
          elementWriter.write(element, parent: parent)
          writer = elementWriter.writer
          issues += elementWriter.issues
        }
      }
    }
  }

  private mutating func each(_ source: ValueSource, _ body: [Operation], _ empty: [Operation]) {
    guard case .list(let items) = value(at: source), !items.isEmpty else {
      run(empty)
      return
    }
    let level = loops.count
    loops.append(Loop(item: .absent, index: 0, count: items.count))
    for (index, item) in items.enumerated() {
      loops[level].item = item
      loops[level].index = index
      run(body)
    }
    loops.removeLast()
  }

  // MARK: Values

  private func value(at source: ValueSource) -> TemplateValue {
    switch source {
    case .path(let level, let steps):
      var value: TemplateValue
      var next = 0
      if let level {
        value = loops[level].item
      } else {
        guard let first = steps.first else { return .absent }
        value = root[first.name, hint: first.hint]
        next = 1
      }
      while next < steps.count {
        guard case .record(let record) = value else { return .absent }
        value = record[steps[next].name, hint: steps[next].hint]
        next += 1
      }
      return value
    case .loop(let level, let property):
      let loop = loops[level]
      return switch property {
      case .index: .integer(loop.index)
      case .number: .integer(loop.index + 1)
      case .count: .integer(loop.count)
      case .first: .flag(loop.index == 0)
      case .last: .flag(loop.index == loop.count - 1)
      }
    }
  }

  private func value(of slot: Slot) -> TemplateValue {
    let value = value(at: slot.source)
    guard let apply = slot.apply else { return value }
    return apply(value, slot.argument).map { .text($0) } ?? .absent
  }

  private mutating func report(_ value: TemplateValue, _ slot: Slot) {
    let kind = value.kind?.description ?? "absent"
    issues.append(
      slot.place.file.issue(
        "template-value-kind", at: slot.place.offset, "the value is \(kind) and cannot be printed",
        fix: "give the kind that the schema says"))
  }

  // MARK: Attributes

  private mutating func attribute(_ plan: AttributePlan) {
    if let slot = plan.onlySlot {
      let value = value(of: slot)
      if plan.kind == .boolean {
        if value.isTrue { writer.bytes.append(contentsOf: plan.opening) }
        return
      }
      if case .absent = value { return }
      if plan.kind == .plain {
        writer.bytes.append(contentsOf: plan.opening)
        escape(text(value, slot))
        writer.bytes.append(UInt8(ascii: "\""))
        return
      }
    }
    writer.bytes.append(contentsOf: plan.opening)
    switch plan.kind {
    case .plain, .boolean:
      for part in plan.parts {
        switch part {
        case .literal(let text): escape(text)
        case .slot(let slot): escape(text(of: slot))
        }
      }
    case .style: style(plan)
    case .address: address(plan)
    }
    writer.bytes.append(UInt8(ascii: "\""))
  }

  private mutating func escape(_ text: String) {
    Escaping.append(text, to: &writer.bytes, .attribute, writer.syntax)
  }

  private mutating func text(of slot: Slot) -> String { text(value(of: slot), slot) }

  private mutating func text(_ value: TemplateValue, _ slot: Slot) -> String {
    switch value {
    case .absent: return ""
    case .text(let text): return text
    case .integer(let integer): return String(integer)
    case .flag(let flag): return flag ? "true" : "false"
    case let other:
      report(other, slot)
      return ""
    }
  }

  /// A value in `style` is letters, digits and `.%#-+`, whatever its format promised; another is
  /// left out and reported.
  private mutating func style(_ plan: AttributePlan) {
    for part in plan.parts {
      switch part {
      case .literal(let text): escape(text)
      case .slot(let slot):
        let text = text(of: slot)
        let isSafe = text.utf8.allSatisfy { byte in
          switch byte {
          case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x23, 0x25, 0x2B, 0x2D, 0x2E: true
          default: false
          }
        }
        if isSafe { escape(text) } else { refuse("template-style-refused", text, "style", slot) }
      }
    }
  }

  /// The address is judged whole: `java` and `script:` in two slots are one address.
  private mutating func address(_ plan: AttributePlan) {
    var address: [UInt8] = []
    var refused: Slot?
    for part in plan.parts {
      switch part {
      case .literal(let text): address += text.utf8
      case .slot(let slot):
        refused = refused ?? slot
        AddressPolicy.append(text(of: slot), to: &address)
      }
    }
    if AddressPolicy.allows(address) {
      Escaping.append(address, to: &writer.bytes, .attribute, writer.syntax)
    } else {
      writer.bytes.append(UInt8(ascii: "#"))
      if let refused {
        refuse(
          "template-address-refused", String(decoding: address, as: UTF8.self), plan.name, refused)
      }
    }
  }

  private mutating func refuse(_ id: String, _ text: String, _ attribute: String, _ slot: Slot) {
    issues.append(
      slot.place.file.issue(
        id, at: slot.place.offset, "'\(text.prefix(60))' cannot stand in '\(attribute)'",
        fix: "only http, https, mailto and relative addresses, and plain words in style"))
  }
}
