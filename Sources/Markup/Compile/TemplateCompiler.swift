/// Compiles pages: puts layouts and includes in place, checks names, pre-writes what is fixed.
///
/// One compiler serves all pages of a call, so that each file is parsed once.
final class TemplateCompiler {
  private let folder: TemplateFolder
  let formats: [String: TemplateFormat]
  private var issues: Set<TemplateIssue> = []
  private var parsed: [String: ParsedFile?] = [:]
  private var nodeCount = 0

  init(folder: TemplateFolder, formats: [String: TemplateFormat]) {
    self.folder = folder
    self.formats = formats
  }

  struct ParsedFile {
    var file: SourceFile
    var root: SourceElement
  }

  /// What is known at one place while compiling.
  struct Context {
    var file: SourceFile
    var scope: Scope
    var parent: Namespace?
    /// What a page puts into the slots of its layout.
    var fills: [String: Fill] = [:]
    /// The files being included, outermost first.
    var includes: [String]
    var depth = 1
  }

  /// An element of a page that stands in a slot of its layout.
  struct Fill {
    var element: SourceElement
    var file: SourceFile
  }

  var sortedIssues: [TemplateIssue] {
    issues.sorted {
      ($0.file, $0.line, $0.column, $0.id, $0.summary)
        < ($1.file, $1.line, $1.column, $1.id, $1.summary)
    }
  }

  func report(
    _ id: String, _ file: SourceFile, _ offset: Int, _ summary: String, fix: String? = nil
  ) {
    guard !isFull else { return }
    report(file.issue(id, at: offset, summary, fix: fix))
  }

  func report(_ issue: TemplateIssue) {
    guard !isFull else { return }
    issues.insert(issue)
  }

  private var isFull: Bool { issues.count >= TemplateLimit.issues }

  // MARK: Files

  /// One page; what is wrong with it is in `sortedIssues`.
  func page(_ name: String, _ schema: TemplateSchema) -> Template {
    nodeCount = 0
    var builder = OperationBuilder()
    let blamed = SourceFile(name: name, bytes: [])
    if let page = parse(name, blame: blamed, at: 0) {
      var context = Context(file: page.file, scope: Scope(root: schema), includes: [name])
      var root = page.root
      if let layout = root.directive("layout") {
        if let frame = parse(layout.value, blame: page.file, at: layout.valueStart) {
          context.fills = fills(of: page, for: frame)
          context.file = frame.file
          context.includes.append(layout.value)
          root = frame.root
          if let again = root.directive("layout") {
            report(
              "template-layout", frame.file, again.nameStart, "a layout cannot have a layout",
              fix: "take the attribute out")
          }
        }
      }
      let isPage = root.namespace == .html && root.name == "html"
      if isPage {
        let doctype: Doctype =
          if case .known(let known, _) = SourceScanner.declaration(in: context.file.bytes) {
            known
          } else {
            .html
          }
        builder.write { $0.prologue(doctype) }
      }
      flow(root, at: root.start, chain: [], leading: nil, context, &builder)
      if isPage { builder.write { $0.write("\n") } }
    }
    let operations = builder.finished
    return Template(file: name, html: operations.html, xhtml: operations.xhtml)
  }

  private func parse(_ name: String, blame: SourceFile, at offset: Int) -> ParsedFile? {
    if let known = parsed[name] { return known }
    let bytes: [UInt8]
    do throws(TemplateFolder.Problem) {
      bytes = try folder.read(name)
    } catch {
      report(error.id, blame, offset, "'\(name)' \(error.reason)", fix: error.fix)
      return nil
    }
    let file = SourceFile(name: name, bytes: bytes)
    let (root, found) = SourceParser.parse(file)
    for issue in found { report(issue) }
    let result = root.map { ParsedFile(file: file, root: $0) }
    parsed.updateValue(result, forKey: name)
    return result
  }

  /// The elements of a page with `j:slot`, by slot; names that the frame lacks are reported.
  private func fills(of page: ParsedFile, for frame: ParsedFile) -> [String: Fill] {
    let known = Set(Self.slots(of: frame.root).map(\.name.value))
    var fills: [String: Fill] = [:]
    for (name, element) in Self.slots(of: page.root) {
      if !known.contains(name.value) {
        report(
          "template-unknown-slot", page.file, name.valueStart,
          "'\(frame.file.name)' has no slot '\(name.value)'",
          fix: nearestName(to: name.value, among: known.sorted()).map { "did you mean '\($0)'?" }
            ?? "its slots: \(known.sorted().map { "'\($0)'" }.joined(separator: ", "))")
      } else if fills[name.value] != nil {
        report(
          "template-unknown-slot", page.file, name.valueStart,
          "slot '\(name.value)' is filled twice", fix: "keep one")
      }
      fills[name.value] = Fill(element: element, file: page.file)
    }
    return fills
  }

  private static func slots(of element: SourceElement) -> [(
    name: SourceAttribute, element: SourceElement
  )] {
    if let name = element.directive("slot") { return [(name, element)] }
    var found: [(name: SourceAttribute, element: SourceElement)] = []
    for case .element(let child) in element.children { found += slots(of: child) }
    return found
  }

  // MARK: Children

  /// Compiles siblings: text, comments, and elements with the `j:else` that belong to them.
  func children(_ nodes: [SourceNode], _ context: Context, _ builder: inout OperationBuilder) {
    var index = 0
    var leading: String?
    while index < nodes.count {
      guard count(context) else { return }
      defer { index += 1 }
      switch nodes[index] {
      case .comment(let text, let start):
        comment(text, start, context, &builder)
      case .text(let text, let start, let end):
        if Self.isBlankLine(text), Self.isConditional(nodes, index + 1) {
          leading = text
        } else {
          self.text(text, start, end, context, &builder)
        }
      case .element(let element):
        var chain: [SourceElement] = []
        while let (next, last) = Self.alternative(nodes, after: index) {
          chain.append(next)
          index = last
        }
        if chain.count > TemplateLimit.alternatives {
          report(
            "template-too-large", context.file, element.start,
            "more than \(TemplateLimit.alternatives) j:else follow one element",
            fix: "use fewer")
          continue
        }
        flow(element, at: element.start, chain: chain[...], leading: leading, context, &builder)
        leading = nil
      }
    }
  }

  /// The `j:else` element that follows with nothing but blanks and comments between.
  private static func alternative(_ nodes: [SourceNode], after index: Int) -> (SourceElement, Int)?
  {
    for next in (index + 1)..<max(nodes.count, index + 1) {
      switch nodes[next] {
      case .element(let element):
        return element.directive("else") == nil ? nil : (element, next)
      case .text(let text, _, _):
        if !text.trimmingBlanks.isEmpty { return nil }
      case .comment(let text, _):
        if isConditionalComment(text) { return nil }
      }
    }
    return nil
  }

  private static func isBlankLine(_ text: String) -> Bool {
    text.utf8.contains(UInt8(ascii: "\n")) && text.trimmingBlanks.isEmpty
  }

  private static func isConditional(_ nodes: [SourceNode], _ index: Int) -> Bool {
    guard index < nodes.count, case .element(let element) = nodes[index] else { return false }
    return element.directive("each") != nil || element.directive("if") != nil
  }

  private func text(
    _ text: String, _ start: Int, _ end: Int, _ context: Context,
    _ builder: inout OperationBuilder
  ) {
    for part in parts(of: text, start, end, context) {
      switch part {
      case .literal(let literal): builder.write { $0.text(literal) }
      case .slot(let found):
        if found.kind == .flag, found.format == nil {
          report(
            "template-value-kind", context.file, found.slot.place.offset,
            "a flag is not text", fix: "use j:if, or a format")
        } else if isPrintable(found, context) {
          builder.add(.text(found.slot))
        }
      }
    }
  }

  func parts(of text: String, _ start: Int, _ end: Int, _ context: Context) -> [SlotParser.Part] {
    guard SlotParser.hasSlot(text) else { return text.isEmpty ? [] : [.literal(text)] }
    guard !isFull else { return [] }
    var parser = SlotParser(formats: formats, file: context.file, scope: context.scope)
    let parts = parser.parts(of: text, start: start, end: end)
    for issue in parser.issues { report(issue) }
    nodeCount += parts.count
    return parts
  }

  /// Text, integers and flags print as they are; everything else needs a format.
  func isPrintable(_ found: SlotParser.FoundSlot, _ context: Context) -> Bool {
    if found.format != nil || [.text, .integer, .flag].contains(found.kind) { return true }
    let parser = SlotParser(formats: formats, file: context.file, scope: context.scope)
    let fix: String? =
      switch found.kind {
      case .list:
        "repeat an element over it with j:each" + (formats.isEmpty ? "" : ", or name a format")
      case .element: "put it in place with j:element on an element"
      default: parser.suggestion(for: "", found.kind) ?? "name a format after '|'"
      }
    report(
      "template-value-kind", context.file, found.slot.place.offset,
      "\(found.kind) does not print without a format", fix: fix)
    return false
  }

  /// Outlook's conditional comments survive in HTML; every other comment is the author's.
  private func comment(
    _ text: String, _ start: Int, _ context: Context, _ builder: inout OperationBuilder
  ) {
    guard Self.isConditionalComment(text) else { return }
    if SlotParser.hasSlot(text) {
      report(
        "template-slot-refused", context.file, start, "a conditional comment cannot hold slots",
        fix: "put the slot into an element")
    }
    builder.write { writer in
      if writer.syntax == .html { writer.write("<!--\(text)-->") }
    }
  }

  private static func isConditionalComment(_ text: String) -> Bool {
    text.hasPrefix("[if ") && (text.hasSuffix("<![endif]") || text.hasSuffix("]><!"))
      || text == "<![endif]"
  }

  /// Counts one node; false, with an issue, when the page grows beyond its bound.
  func count(_ context: Context) -> Bool {
    nodeCount += 1
    if nodeCount == TemplateLimit.nodes {
      report(
        "template-too-large", context.file, 0,
        "the page has more than \(TemplateLimit.nodes) parts once its includes are in place",
        fix: "include less")
    }
    return nodeCount < TemplateLimit.nodes && !isFull
  }

  // MARK: Includes

  /// What an included file puts in place of the element: its root, or what its `body` holds.
  func include(
    _ name: SourceAttribute, _ context: Context, _ builder: inout OperationBuilder
  ) {
    if context.includes.contains(name.value) {
      report(
        "template-include-loop", context.file, name.valueStart,
        "'\(name.value)' includes itself: "
          + (context.includes + [name.value]).joined(separator: " > "), fix: "break the circle")
      return
    }
    guard context.includes.count <= TemplateLimit.includeDepth else {
      report(
        "template-too-deep", context.file, name.valueStart, "includes are nested more than 20 deep",
        fix: "include less deeply")
      return
    }
    guard let included = parse(name.value, blame: context.file, at: name.valueStart) else { return }
    var inner = context
    inner.file = included.file
    inner.includes.append(name.value)
    guard included.root.name == "html", included.root.namespace == .html else {
      flow(
        included.root, at: included.root.start, chain: [], leading: nil, inner, &builder)
      return
    }
    for case .element(let body) in included.root.children where body.name == "body" {
      children(body.children, inner, &builder)
    }
  }
}
