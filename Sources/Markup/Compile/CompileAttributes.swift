/// Attributes: fixed ones are written at once, the others become plans by the kind of place.
extension TemplateCompiler {
  func attributes(
    of element: SourceElement, _ context: Context, _ builder: inout OperationBuilder
  ) {
    let hasLang = element.attributes.contains { $0.name == "lang" }
    for attribute in element.attributes {
      let isFilled = SlotParser.hasSlot(attribute.value)
      if !isFilled {
        checkFixedAddress(attribute, context)
        builder.write {
          $0.attribute(
            attribute.name, attribute.value, hasLang: hasLang, element.namespace)
        }
      } else if let reason = refusal(of: attribute, on: element) {
        report(
          "template-slot-refused", context.file, firstSlot(of: attribute, context), reason,
          fix: "write a fixed value")
      } else {
        filled(attribute, of: element, hasLang: hasLang, context, &builder)
      }
    }
  }

  private func firstSlot(of attribute: SourceAttribute, _ context: Context) -> Int {
    context.file.bytes[attribute.valueStart..<attribute.valueEnd]
      .firstOccurrence(of: Array("{{".utf8))?.lowerBound ?? attribute.valueStart
  }

  /// The template's own addresses may be anything but script.
  private func checkFixedAddress(_ attribute: SourceAttribute, _ context: Context) {
    guard Vocabulary.holdsAddress(attribute.name.lowercased()),
      !AddressPolicy.allows(attribute.value.utf8)
    else { return }
    let scheme = attribute.value.lowercased().utf8.filter { $0 > 0x20 }
    for refused in ["javascript:", "vbscript:", "data:text", "data:application"]
    where scheme.starts(with: refused.utf8) {
      report(
        "template-address-refused", context.file, attribute.valueStart,
        "address '\(attribute.value.prefix(60))' runs script", fix: "link to a page")
    }
  }

  /// Why an attribute cannot be filled; nil when it can.
  private func refusal(of attribute: SourceAttribute, on element: SourceElement) -> String? {
    let name = attribute.name.lowercased()
    let tag = element.name.lowercased()
    if Vocabulary.isScripting(name) { return "'\(attribute.name)' runs as script: no slots" }
    if Vocabulary.unfillableAttributes.contains(name) {
      return "'\(attribute.name)' cannot hold slots"
    }
    if Vocabulary.rawText.contains(tag) || ["base", "embed", "object", "param"].contains(tag) {
      return "attributes of '\(element.name)' cannot hold slots"
    }
    if element.namespace == .svg, Vocabulary.animating.contains(tag) {
      return "'\(element.name)' can change addresses: no slots"
    }
    if tag == "meta", name == "content",
      element.attributes.contains(where: { $0.name == "http-equiv" })
    {
      return "'content' of an http-equiv cannot hold slots"
    }
    return nil
  }

  private func filled(
    _ attribute: SourceAttribute, of element: SourceElement, hasLang: Bool, _ context: Context,
    _ builder: inout OperationBuilder
  ) {
    let name = attribute.name.lowercased()
    let kind: AttributePlan.Kind =
      if element.namespace == .html, Vocabulary.booleanAttributes.contains(name) {
        .boolean
      } else if name == "style" {
        .style
      } else if Vocabulary.holdsAddress(name) {
        .address
      } else {
        .plain
      }
    let found = parts(of: attribute.value, attribute.valueStart, attribute.valueEnd, context)
    guard check(found, of: attribute, kind, context) else { return }
    let parts = found.map { part -> AttributePlan.Part in
      switch part {
      case .literal(let text): .literal(text)
      case .slot(let found): .slot(found.slot)
      }
    }
    builder.add { syntax in
      var name = attribute.name
      if syntax == .html, name.hasPrefix("xml:") {
        guard name == "xml:lang", !hasLang else { return nil }
        name = "lang"
      }
      var writer = TagWriter(syntax)
      if kind == .boolean { writer.booleanAttribute(name) } else { writer.write(" \(name)=\"") }
      return AttributePlan(kind: kind, name: name, parts: parts, opening: writer.bytes)
    }
  }

  /// True when each slot may stand in such an attribute.
  private func check(
    _ parts: [SlotParser.Part], of attribute: SourceAttribute, _ kind: AttributePlan.Kind,
    _ context: Context
  ) -> Bool {
    var isFine = true
    for case .slot(let found) in parts {
      let offset = found.slot.place.offset
      switch kind {
      case .boolean:
        if parts.count > 1 || found.format != nil {
          report(
            "template-syntax", context.file, offset,
            "'\(attribute.name)' is there or not: it takes one slot without format",
            fix: "write \(attribute.name)=\"{{ key }}\"")
          isFine = false
        }
      case .style where found.format?.isStyleSafe != true && !isPlainInteger(found):
        report(
          "template-slot-refused", context.file, offset,
          "'style' takes integers and formats that are safe there only",
          fix: safeFormats.isEmpty
            ? "use class, or an attribute such as width"
            : "formats safe there: " + safeFormats.map { "'\($0)'" }.joined(separator: ", "))
        isFine = false
      case .style, .address, .plain:
        if !isPrintable(found, context) { isFine = false }
      }
    }
    return isFine
  }

  private func isPlainInteger(_ found: SlotParser.FoundSlot) -> Bool {
    found.format == nil && found.kind == .integer
  }

  private var safeFormats: [String] {
    formats.filter { $0.value.isStyleSafe }.map(\.key).sorted()
  }
}
