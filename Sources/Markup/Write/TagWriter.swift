/// Writes tags and text of one syntax; everything Markup puts out passes here.
struct TagWriter: Sendable {
  let syntax: MarkupSyntax
  var bytes: [UInt8] = []

  init(_ syntax: MarkupSyntax) { self.syntax = syntax }

  /// What comes before the root element of a page.
  ///
  /// The doctype of XHTML 1.0 Strict is for XML only: to a browser that reads HTML it says nothing.
  mutating func prologue(_ doctype: Doctype) {
    if syntax == .xhtml { write("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n") }
    write(syntax == .xhtml ? doctype.markup : Doctype.html.markup)
    write("\n")
  }

  /// `<name`, with the namespace where XML needs it: at the root and where it changes.
  mutating func openStartTag(
    _ name: String, _ namespace: Namespace, parent: Namespace?, hasXLink: Bool
  ) {
    write("<")
    write(name)
    guard syntax == .xhtml else { return }
    if namespace != parent { write(" xmlns=\"\(namespace.uri)\"") }
    if hasXLink { write(" xmlns:xlink=\"http://www.w3.org/1999/xlink\"") }
  }

  /// An attribute whose value is known.
  ///
  /// HTML has no `xml:` attributes: `xml:lang` is written as
  /// `lang` unless the element has one (`hasLang`), the others are left out.
  mutating func attribute(_ name: String, _ value: String, hasLang: Bool, _ namespace: Namespace) {
    var name = name
    if syntax == .html, name.utf8.first == UInt8(ascii: "x"), name.hasPrefix("xml:") {
      guard name == "xml:lang", !hasLang else { return }
      name = "lang"
    }
    if namespace == .html, Vocabulary.booleanAttributes.contains(name),
      value.isEmpty || value.lowercased() == name
    {
      booleanAttribute(name)
      return
    }
    write(" ")
    write(name)
    write("=\"")
    Escaping.append(value, to: &bytes, .attribute, syntax)
    write("\"")
  }

  /// An attribute that is present.
  mutating func booleanAttribute(_ name: String) {
    write(syntax == .html ? " \(name)" : " \(name)=\"\(name)\"")
  }

  /// The end of a start tag, and of the element when it is empty.
  ///
  /// HTML elements that are not void get an end tag in both syntaxes, so that a page served with
  /// the wrong media type still works; empty SVG and MathML elements are `<path/>` in XML.
  mutating func closeStartTag(_ name: String, _ namespace: Namespace, isEmpty: Bool) {
    let isVoid = namespace == .html && Vocabulary.void.contains(name)
    if isEmpty, syntax == .xhtml, isVoid || namespace != .html {
      write("/>")
    } else {
      write(">")
      if isEmpty, !isVoid { endTag(name) }
    }
  }

  mutating func endTag(_ name: String) {
    write("</")
    write(name)
    write(">")
  }

  mutating func text(_ text: String) { Escaping.append(text, to: &bytes, .text, syntax) }

  /// The content of `style` and `script`, checked before: as it is in HTML, escaped in XML.
  mutating func rawText(_ text: String) {
    if syntax == .html { write(text) } else { self.text(text) }
  }

  /// HTML drops the first line end of `pre` and `textarea`; this one is for it to drop.
  mutating func droppedLineEnd() {
    if syntax == .html { write("\n") }
  }

  /// Bytes that are markup already.
  mutating func write(_ markup: String) {
    let done: Void? = unsafe markup.utf8.withContiguousStorageIfAvailable { utf8 in
      unsafe bytes.append(contentsOf: utf8)
    }
    if done == nil { bytes.append(contentsOf: markup.utf8) }
  }
}
