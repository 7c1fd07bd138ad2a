import CLibXML2

/// Runs once, on first use: no external entity is ever loaded by this process.
private let libraryIsReady: Void = { jalon_xml_prepare() }()

/// A document of libxml2 that frees itself.
@safe private struct ParsedDocument: ~Copyable {
  let pointer: xmlDocPtr

  deinit { unsafe xmlFreeDoc(pointer) }
}

/// Turns the bytes of a template into a `SourceElement`; the only code that calls libxml2.
///
/// The options are `XML_PARSE_NONET` (and silence): never NOENT, DTDLOAD, XINCLUDE or HUGE.
struct SourceParser {
  private let file: SourceFile
  private let events: [SourceScanner.Event]
  private var cursor = 0
  private(set) var issues: [TemplateIssue] = []

  /// The root element, or nil with the issues that say why.
  static func parse(_ file: SourceFile) -> (root: SourceElement?, issues: [TemplateIssue]) {
    if file.bytes.count > TemplateLimit.fileBytes {
      return (
        nil,
        [
          file.issue(
            "template-too-large", at: 0, "the template is larger than 512 KiB",
            fix: "split it into files joined by j:include")
        ]
      )
    }
    if String(validating: file.bytes, as: UTF8.self) == nil {
      let offset = file.firstInvalidByte
      return (
        nil,
        [
          file.issue(
            "template-not-utf8", at: offset, "the template is not UTF-8",
            fix: "save it as UTF-8")
        ]
      )
    }
    let declaration = SourceScanner.declaration(in: file.bytes)
    if case .refused(let offset) = declaration {
      return (
        nil,
        [
          file.issue(
            "template-doctype-refused", at: offset, "a document type definition is refused",
            fix: "write <!DOCTYPE html>, or that of XHTML 1.0 Strict, and no entities")
        ]
      )
    }
    // Before libxml2, which compares every attribute of a tag with every other.
    let events = SourceScanner.events(of: file.bytes)
    for case .startTag(let start, let attributes) in events
    where attributes.count > TemplateLimit.attributes {
      return (
        nil,
        [
          file.issue(
            "template-too-large", at: start, "an element has more than 200 attributes",
            fix: "take some out")
        ]
      )
    }
    _ = libraryIsReady
    guard let context = unsafe xmlNewParserCtxt() else {
      return (nil, [file.issue("template-not-well-formed", at: 0, "libxml2 has no memory left")])
    }
    defer { unsafe jalon_xml_free_parser(context) }
    unsafe jalon_xml_watch_errors(context)
    let options =
      XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue
      | XML_PARSE_NOWARNING.rawValue
    let pointer = unsafe Self.masked(file.bytes, declaration).withUnsafeBytes { bytes in
      unsafe xmlCtxtReadMemory(
        context, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count),
        nil, "UTF-8", Int32(options))
    }
    guard let pointer = unsafe pointer else {
      return (nil, [unsafe wellFormednessIssue(context, file)])
    }
    let document = unsafe ParsedDocument(pointer: pointer)
    guard let root = unsafe xmlDocGetRootElement(document.pointer) else {
      return (nil, [file.issue("template-not-well-formed", at: 0, "the template is empty")])
    }
    if let subset = unsafe xmlGetIntSubset(document.pointer),
      unsafe subset.pointee.children != nil || subset.pointee.ExternalID != nil
        || subset.pointee.SystemID != nil
    {
      return (
        nil,
        [
          file.issue(
            "template-doctype-refused", at: 0, "a DTD is refused", fix: "write <!DOCTYPE html>")
        ]
      )
    }
    var parser = SourceParser(file: file, events: events)
    let element = unsafe parser.element(root, document.pointer, depth: 1)
    return parser.issues.isEmpty ? (element, []) : (nil, parser.issues)
  }

  /// The file with every doctype as HTML5's, byte for byte as long: where libxml2 knows of an external
  /// DTD that it may not load, `&nbsp;` vanishes in silence instead of being a mistake.
  private static func masked(
    _ bytes: [UInt8], _ declaration: SourceScanner.Declaration
  ) -> [UInt8] {
    guard case .known(let doctype, let place) = declaration, doctype != .html else { return bytes }
    var masked = bytes
    let short = Array(Doctype.html.markup.utf8.dropLast())
    for (offset, position) in place.enumerated() {
      masked[position] =
        offset < short.count
        ? short[offset]
        : bytes[position] == UInt8(ascii: "\n") || position == place.upperBound - 1
          ? bytes[position] : UInt8(ascii: " ")
    }
    return masked
  }

  private init(file: SourceFile, events: [SourceScanner.Event]) {
    self.file = file
    self.events = events
  }

  private static func wellFormednessIssue(_ context: xmlParserCtxtPtr, _ file: SourceFile)
    -> TemplateIssue
  {
    guard let error = unsafe jalon_xml_first_error(context) else {
      return file.issue("template-not-well-formed", at: 0, "the template is not well-formed XML")
    }
    let message = unsafe error.pointee.message.map { unsafe String(cString: $0) } ?? ""
    let line = unsafe Int(error.pointee.line)
    let column = unsafe Int(error.pointee.int2)
    return file.issue(
      "template-not-well-formed", at: file.offset(line: line, byteColumn: column),
      "not well-formed XML: \(message.trimmingBlanks)", fix: remedy(message))
  }

  /// For the mistakes that everybody makes; undeclared entities are the first of them.
  private static func remedy(_ message: String) -> String? {
    if message.hasPrefix("Entity '") {
      return
        "write the character itself (U+00A0 for nbsp): only &amp; &lt; &gt; &quot; &apos; exist"
    }
    if message.hasPrefix("AttValue") { return "put the value in quotes" }
    return message.contains(" tag ") || message.contains("tag mismatch")
      ? "close every element" : nil
  }

  // MARK: Tree

  private mutating func element(_ node: xmlNodePtr, _ document: xmlDocPtr, depth: Int)
    -> SourceElement?
  {
    guard let (start, scanned) = nextStartTag() else { return nil }
    let name = unsafe String(cString: node.pointee.name)
    guard depth <= TemplateLimit.depth else {
      report(
        "template-too-deep", start, "elements are nested more than 200 deep", fix: "nest them less")
      return nil
    }
    let uri = unsafe node.pointee.ns.map { unsafe String(cString: $0.pointee.href) }
    guard let namespace = uri.flatMap(Namespace.init(uri:)) else {
      report(
        "template-namespace", start,
        uri == nil
          ? "element '\(name)' has no namespace" : "element '\(name)' has an unknown namespace",
        fix: "declare xmlns=\"\(Namespace.html.uri)\" on the root (SVG and MathML have their own)")
      return nil
    }
    var element = SourceElement(
      name: name, namespace: namespace, attributes: [], directives: [], children: [], start: start)
    unsafe readAttributes(of: node, document, scanned, into: &element)
    var child = unsafe node.pointee.children
    while let current = unsafe child {
      if let read = unsafe self.child(current, document, depth: depth) {
        element.children.append(read)
      }
      if issues.last?.id == "template-too-deep" { return nil }
      unsafe child = current.pointee.next
    }
    skipEndTag()
    return element
  }

  private mutating func child(_ node: xmlNodePtr, _ document: xmlDocPtr, depth: Int) -> SourceNode?
  {
    switch unsafe node.pointee.type {
    case XML_ELEMENT_NODE:
      return unsafe element(node, document, depth: depth + 1).map { .element($0) }
    case XML_TEXT_NODE, XML_CDATA_SECTION_NODE:
      let range = nextText()
      let content = unsafe node.pointee.content.map { unsafe String(cString: $0) } ?? ""
      return .text(content, start: range.lowerBound, end: range.upperBound)
    case XML_COMMENT_NODE:
      let start = nextComment()
      let content = unsafe node.pointee.content.map { unsafe String(cString: $0) } ?? ""
      return .comment(content, start: start)
    case XML_PI_NODE:
      report(
        "template-processing-instruction",
        unsafe file.offset(
          line: Int(node.pointee.line), byteColumn: 1), "processing instructions are refused",
        fix: "take it out")
      return nil
    default:
      report(
        "template-not-well-formed", unsafe file.offset(line: Int(node.pointee.line), byteColumn: 1),
        "entity references are refused", fix: "write the character itself")
      return nil
    }
  }

  private mutating func readAttributes(
    of node: xmlNodePtr, _ document: xmlDocPtr, _ scanned: [SourceScanner.Attribute],
    into element: inout SourceElement
  ) {
    var next = unsafe node.pointee.properties
    while let attribute = unsafe next {
      unsafe next = attribute.pointee.next
      let local = unsafe String(cString: attribute.pointee.name)
      let namespace = unsafe attribute.pointee.ns
      let prefix = unsafe namespace?.pointee.prefix.map { unsafe String(cString: $0) }
      let uri = unsafe namespace?.pointee.href.map { unsafe String(cString: $0) }
      let written = prefix.map { "\($0):\(local)" } ?? local
      let place = scanned.first { file.bytes[$0.name].elementsEqual(written.utf8) }
      var value = ""
      if let text = unsafe xmlNodeListGetString(document, attribute.pointee.children, 1) {
        value = unsafe String(cString: text)
        unsafe jalon_xml_free(text)
      }
      let nameStart = place?.name.lowerBound ?? element.start
      var read = SourceAttribute(
        name: local, value: value, nameStart: nameStart,
        valueStart: place?.value.lowerBound ?? nameStart,
        valueEnd: place?.value.upperBound ?? nameStart)
      switch uri {
      case nil: element.attributes.append(read)
      case templateNamespace: element.directives.append(read)
      case "http://www.w3.org/XML/1998/namespace":
        read.name = "xml:\(local)"
        element.attributes.append(read)
      case "http://www.w3.org/1999/xlink":
        read.name = "xlink:\(local)"
        element.attributes.append(read)
      default:
        report(
          "template-namespace", nameStart, "attribute '\(written)' has an unknown namespace",
          fix: "the language's own is xmlns:j=\"\(templateNamespace)\"")
      }
    }
  }

  // MARK: Places

  private mutating func nextStartTag() -> (Int, [SourceScanner.Attribute])? {
    while cursor < events.count {
      defer { cursor += 1 }
      if case .startTag(let start, let attributes) = events[cursor] { return (start, attributes) }
    }
    return nil
  }

  private mutating func skipEndTag() {
    while cursor < events.count {
      defer { cursor += 1 }
      if case .endTag = events[cursor] { return }
    }
  }

  private mutating func nextText() -> Range<Int> {
    guard cursor < events.count else { return 0..<0 }
    switch events[cursor] {
    case .text(let range), .cdata(let range):
      cursor += 1
      return range
    case .startTag(let start, _), .comment(let start): return start..<start
    case .endTag: return 0..<0
    }
  }

  private mutating func nextComment() -> Int {
    while cursor < events.count {
      if case .comment(let start) = events[cursor] {
        cursor += 1
        return start
      }
      // Empty CDATA leaves no node behind.
      guard case .cdata = events[cursor] else { break }
      cursor += 1
    }
    return 0
  }

  private mutating func report(
    _ id: String, _ offset: Int, _ summary: String, fix: String? = nil
  ) {
    guard issues.count < TemplateLimit.issues else { return }
    issues.append(file.issue(id, at: offset, summary, fix: fix))
  }
}

extension SourceFile {
  /// Where UTF-8 ends being valid; only called when it is not.
  fileprivate var firstInvalidByte: Int {
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    var offset = 0
    while case .scalarValue(let scalar) = decoder.decode(&iterator) {
      offset += UTF8.width(scalar)
    }
    return offset
  }
}
