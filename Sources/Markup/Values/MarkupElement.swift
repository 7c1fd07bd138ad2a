/// A small immutable tree of markup built in Swift, such as a chart.
///
/// `svg` and `math` open their namespaces and their descendants inherit them; the children of
/// `foreignObject` and `annotation-xml` are HTML again. Text and attribute values are escaped when
/// written, so they may hold anything. Names come from code: an element or attribute whose name is
/// malformed or can run script (`script`, `style`, `on…`, `srcdoc`) is left out and reported.
package struct MarkupElement: Sendable, Hashable {
  package var name: String
  package var attributes: [MarkupAttribute]
  package var children: [MarkupNode]

  package init(
    _ name: String, _ attributes: [MarkupAttribute] = [], _ children: [MarkupNode] = []
  ) {
    self.name = name
    self.attributes = attributes
    self.children = children
  }

  /// `<name …>text</name>`.
  package init(_ name: String, _ attributes: [MarkupAttribute] = [], text: String) {
    self.init(name, attributes, [.text(text)])
  }
}

/// A child of a `MarkupElement`.
package indirect enum MarkupNode: Sendable, Hashable {
  case element(MarkupElement)
  case text(String)
}

/// One attribute; `xlink:href` and `xml:lang` are the only prefixed names the writers know.
package struct MarkupAttribute: Sendable, Hashable {
  package var name: String
  package var value: String

  package init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}
