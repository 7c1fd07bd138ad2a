/// Elements: the directives that repeat, choose and replace them, then the element itself.
extension TemplateCompiler {
  private static let directives = ["each", "else", "element", "if", "include", "layout", "slot"]

  /// An element with its `j:each`, `j:if` and the `j:else` elements that follow it (`chain`).
  ///
  /// `leading` is the white space in front, which shares its fate.
  func flow(
    _ element: SourceElement, at offset: Int, chain: ArraySlice<SourceElement>, leading: String?,
    isAlternative: Bool = false, _ context: Context, _ builder: inout OperationBuilder
  ) {
    let each = element.directive("each")
    let condition = element.directive("if")
    checkDirectives(of: element, isAlternative: isAlternative, context)
    if let next = chain.first, each == nil, condition == nil {
      report(
        "template-else", context.file, next.directive("else")?.nameStart ?? next.start,
        "j:else follows an element without j:if or j:each", fix: "put j:if on the element before")
    }
    if let next = chain.first, each != nil, condition != nil {
      report(
        "template-else", context.file, next.directive("else")?.nameStart ?? next.start,
        "j:else after j:each with j:if could mean either",
        fix: "put one of them on an element around")
    }
    var otherwise = OperationBuilder()
    if let next = chain.first {
      flow(
        next, at: next.start, chain: chain.dropFirst(), leading: leading, isAlternative: true,
        context, &otherwise)
    }
    var inner = context
    var body = OperationBuilder()
    let list = each.flatMap { loop($0, &inner) }
    let test = condition.flatMap { self.condition($0, inner) }
    if let leading { body.write { $0.text(leading) } }
    self.element(element, inner, &body)
    if let test {
      var branch = OperationBuilder()
      branch.addBranch(
        test.source, isNegated: test.isNegated, then: body,
        otherwise: list == nil ? otherwise : OperationBuilder())
      body = branch
    }
    if let list {
      builder.addEach(list, body: body, empty: otherwise)
    } else {
      builder.append(body)
    }
  }

  private func checkDirectives(
    of element: SourceElement, isAlternative: Bool, _ context: Context
  ) {
    for directive in element.directives {
      if !Self.directives.contains(directive.name) {
        report(
          "template-unknown-directive", context.file, directive.nameStart,
          "unknown directive 'j:\(directive.name)'",
          fix: nearestName(to: directive.name, among: Self.directives).map {
            "did you mean 'j:\($0)'?"
          } ?? "known: " + Self.directives.map { "'j:\($0)'" }.joined(separator: ", "))
      }
      if directive.name == "else", !isAlternative {
        report(
          "template-else", context.file, directive.nameStart,
          "j:else does not follow an element with j:if or j:each",
          fix: "put it on the next element, with nothing but blanks between")
      }
      if directive.name == "layout", context.depth > 1 {
        report(
          "template-layout", context.file, directive.nameStart,
          "j:layout stands on the root of a page only", fix: "put it on the root, or take it out")
      }
    }
    if element.directive("include") != nil, let other = element.directive("element") {
      report(
        "template-syntax", context.file, other.nameStart,
        "j:element and j:include cannot both replace an element", fix: "keep one")
    }
  }

  /// `item in list`: the list, with the item added to the scope.
  private func loop(_ each: SourceAttribute, _ context: inout Context) -> ValueSource? {
    let words = each.value.split(separator: " ", omittingEmptySubsequences: true).map(String.init)
    guard words.count == 3, words[1] == "in", Vocabulary.isName(words[0]) else {
      report(
        "template-syntax", context.file, each.valueStart, "'\(each.value)' is not a repetition",
        fix: "write j:each=\"item in list\"")
      return nil
    }
    if context.scope.isRootKey(words[0]) {
      report(
        "template-syntax", context.file, each.valueStart, "'\(words[0])' is a key already",
        fix: "give the item another name")
    }
    guard let (source, schema) = resolve(words[2], in: each, context) else { return nil }
    guard case .list(let item) = schema else {
      report(
        "template-value-kind", context.file, place(of: words[2], in: each, context),
        "'\(words[2])' is \(schema.kind), j:each needs a list",
        fix: "take j:each out, or name a list")
      return nil
    }
    context.scope = context.scope.entering(words[0], item)
    return source
  }

  private func condition(_ condition: SourceAttribute, _ context: Context) -> (
    source: ValueSource, isNegated: Bool
  )? {
    let isNegated = condition.value.hasPrefix("!")
    let key = condition.value.drop(while: { $0 == "!" }).trimmingBlanks
    return resolve(key, in: condition, context).map { ($0.0, isNegated) }
  }

  private func resolve(_ key: String, in attribute: SourceAttribute, _ context: Context) -> (
    ValueSource, TemplateSchema
  )? {
    do throws(Scope.Fault) {
      return try context.scope.resolve(key)
    } catch {
      report(
        error.id, context.file, place(of: key, in: attribute, context) + error.offset,
        error.summary, fix: error.fix)
      return nil
    }
  }

  /// Where a key stands in the value of a directive: its last occurrence as written.
  private func place(of key: String, in attribute: SourceAttribute, _ context: Context) -> Int {
    let written = context.file.bytes[attribute.valueStart..<attribute.valueEnd]
    var place = attribute.valueStart
    var rest = written
    let wanted = Array(key.utf8)
    while let found = rest.firstOccurrence(of: wanted) {
      place = found.lowerBound
      rest = rest[(found.lowerBound + 1)...]
    }
    return place
  }

  // MARK: One element

  /// The element once it is decided that it is there: replaced, or written.
  private func element(
    _ element: SourceElement, _ context: Context, _ builder: inout OperationBuilder
  ) {
    guard context.depth <= TemplateLimit.depth else {
      report(
        "template-too-deep", context.file, element.start, "elements are nested more than 200 deep",
        fix: "nest them less")
      return
    }
    if let slot = element.directive("slot"), let fill = context.fills[slot.value] {
      var inner = context
      inner.file = fill.file
      inner.depth += 1
      inner.fills[slot.value] = nil
      var replacement = fill.element
      replacement.directives.removeAll { $0.name == "slot" }
      flow(
        replacement, at: replacement.start, chain: [], leading: nil, inner, &builder)
      return
    }
    if let name = element.directive("include") {
      var inner = context
      inner.depth += 1
      guard count(context) else { return }
      include(name, inner, &builder)
      return
    }
    if let key = element.directive("element") {
      guard let (source, schema) = resolve(key.value, in: key, context) else { return }
      guard case .element = schema else {
        report(
          "template-value-kind", context.file, key.valueStart,
          "'\(key.value)' is \(schema.kind), j:element needs an element",
          fix: "print it with a slot, {{ \(key.value) }}")
        return
      }
      let place = Operation.Place(file: context.file, offset: key.valueStart)
      builder.add(.element(source, parent: context.parent, place))
      return
    }
    write(element, context, &builder)
  }

  private func write(
    _ element: SourceElement, _ context: Context, _ builder: inout OperationBuilder
  ) {
    let (name, namespace) = (element.name, element.namespace)
    let isHTML = namespace == .html
    if isHTML, Vocabulary.refused.contains(name) {
      report(
        "template-element-refused", context.file, element.start,
        "element '\(name)' is refused: HTML and XML read its content differently",
        fix: "take it out")
      return
    }
    let isRaw = Vocabulary.rawText.contains(name)
    let isEmpty = element.children.isEmpty
    builder.write {
      $0.openStartTag(
        name, namespace, parent: context.parent,
        hasXLink: element.attributes.contains { $0.name.hasPrefix("xlink:") })
    }
    attributes(of: element, context, &builder)
    builder.write { $0.closeStartTag(name, namespace, isEmpty: isEmpty) }
    guard !isEmpty else { return }
    if isHTML, Vocabulary.void.contains(name) {
      report(
        "template-void-content", context.file, element.start,
        "element '\(name)' cannot have content", fix: "write <\(name)/>")
      return
    }
    if isHTML, Vocabulary.dropsFirstLineEnd.contains(name), Self.mayStartWithLineEnd(element) {
      builder.write { $0.droppedLineEnd() }
    }
    var inner = context
    inner.parent = namespace
    inner.depth += 1
    if isRaw {
      rawText(element, inner, &builder)
    } else {
      if isHTML, Vocabulary.textOnly.contains(name) { checkTextOnly(element, context) }
      children(element.children, inner, &builder)
    }
    builder.write { $0.endTag(name) }
  }

  private static func mayStartWithLineEnd(_ element: SourceElement) -> Bool {
    switch element.children.first {
    case .text(let text, _, _):
      text.hasPrefix("{{") || text.utf8.first == 0x0A || text.utf8.first == 0x0D
    case .element(let child): !child.directives.isEmpty
    case .comment: true
    case nil: false
    }
  }

  private func checkTextOnly(_ element: SourceElement, _ context: Context) {
    for case .element(let child) in element.children {
      report(
        "template-text-only", context.file, child.start,
        "element '\(element.name)' holds text only", fix: "take the element out")
    }
  }

  /// The content of `style` or `script`: fixed text that cannot end the element early.
  private func rawText(
    _ element: SourceElement, _ context: Context, _ builder: inout OperationBuilder
  ) {
    var content = ""
    for child in element.children {
      switch child {
      case .text(let text, let start, let end):
        if let braces = context.file.bytes[start..<max(start, end)]
          .firstOccurrence(of: Array("{{".utf8))
        {
          report(
            "template-slot-refused", context.file, braces.lowerBound,
            "'\(element.name)' cannot hold slots",
            fix: "put the value into an attribute (data-…, class, width)")
        }
        content += text
      case .element(let child):
        report(
          "template-raw-text", context.file, child.start, "'\(element.name)' holds text only",
          fix: "write &lt; for <, or use CDATA")
      case .comment(_, let start):
        report(
          "template-raw-text", context.file, start, "'\(element.name)' cannot hold a comment",
          fix: "write a comment of its own language")
      }
    }
    if element.namespace == .html {
      let lowered = content.lowercased()
      for refused in ["</\(element.name)", "<!--"]
      where lowered.utf8.contains(bytes: Array(refused.utf8)) {
        report(
          "template-raw-text", context.file, element.start,
          "'\(refused)' cannot stand in '\(element.name)': HTML would end or hide it there",
          fix: "split the text, for instance with a back slash in a string")
      }
      builder.write { $0.rawText(content) }
    } else {
      builder.write { $0.text(content) }
    }
  }
}
