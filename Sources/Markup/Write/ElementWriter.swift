/// Writes a `MarkupElement` with the rules of templates, leaving out what could run script.
struct ElementWriter {
  var writer: TagWriter
  let place: Operation.Place
  private(set) var issues: [TemplateIssue] = []

  init(writer: TagWriter, place: Operation.Place) {
    self.writer = writer
    self.place = place
  }

  /// `parent` is the namespace that is declared around; `inherited` the one of an element that
  /// does not open its own, when it differs.
  mutating func write(
    _ element: MarkupElement, parent: Namespace?, inherited: Namespace? = nil, depth: Int = 1
  ) {
    let name = element.name
    let namespace: Namespace =
      switch name {
      case "svg": .svg
      case "math": .math
      default: inherited ?? parent ?? .html
      }
    guard depth <= TemplateLimit.depth, Vocabulary.isName(name), !isRefused(name, namespace) else {
      report("element '\(name.prefix(60))' is left out of a built tree")
      return
    }
    let isVoid = namespace == .html && Vocabulary.void.contains(name)
    if isVoid, !element.children.isEmpty {
      report("the content of '\(name)' is left out of a built tree")
    }
    let isEmpty = isVoid || element.children.isEmpty
    writer.openStartTag(
      name, namespace, parent: parent,
      hasXLink: element.attributes.contains { $0.name.utf8.count == 10 && $0.name == "xlink:href" })
    attributes(element.attributes, namespace)
    writer.closeStartTag(name, namespace, isEmpty: isEmpty)
    guard !isEmpty else { return }
    if namespace == .html, Vocabulary.dropsFirstLineEnd.contains(name) { writer.droppedLineEnd() }
    let isTextOnly = namespace == .html && Vocabulary.textOnly.contains(name)
    let inner = name == "foreignObject" || name == "annotation-xml" ? Namespace.html : namespace
    for child in element.children {
      switch child {
      case .text(let text): writer.text(text)
      case .element(let child):
        if isTextOnly {
          report("element '\(child.name.prefix(60))' is left out of '\(name)' in a built tree")
        } else {
          write(child, parent: namespace, inherited: inner, depth: depth + 1)
        }
      }
    }
    writer.endTag(name)
  }

  private func isRefused(_ name: String, _ namespace: Namespace) -> Bool {
    switch name.lowercasedIfNeeded {
    case "script", "style", "base", "object", "embed", "link", "meta": true
    default:
      namespace == .html
        ? Vocabulary.refused.contains(name)
        : namespace == .svg && Vocabulary.animating.contains(name)
    }
  }

  private mutating func attributes(_ attributes: [MarkupAttribute], _ namespace: Namespace) {
    for attribute in attributes {
      let name = attribute.name
      guard isWritable(name) else {
        report("attribute '\(name.prefix(60))' is left out of a built tree")
        continue
      }
      let hasLang = name == "xml:lang" && attributes.contains { $0.name == "lang" }
      let isAddress = Vocabulary.holdsAddress(name.lowercasedIfNeeded)
      if isAddress, !AddressPolicy.allows(attribute.value.utf8) {
        report("'\(attribute.value.prefix(60))' cannot stand in '\(name)' of a built tree")
        writer.attribute(name, "#", hasLang: hasLang, namespace)
      } else {
        writer.attribute(name, attribute.value, hasLang: hasLang, namespace)
      }
    }
  }

  private func isWritable(_ name: String) -> Bool {
    if Vocabulary.isScripting(name) { return false }
    return Vocabulary.isName(name) || ["xml:lang", "xml:space", "xlink:href"].contains(name)
  }

  private mutating func report(_ summary: String) {
    issues.append(
      place.file.issue("template-element-refused", at: place.offset, summary, fix: nil))
  }
}

extension String {
  /// Lower case; itself, without a copy, when no letter is a capital.
  fileprivate var lowercasedIfNeeded: String {
    utf8.contains { (0x41...0x5A).contains($0) } ? lowercased() : self
  }
}
