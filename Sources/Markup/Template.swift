/// A compiled template: give it values, get a page.
///
/// # The template language
///
/// A template is a well-formed XHTML5 file that any browser opens as it is. It may begin with
/// `<!DOCTYPE html>`, or with the doctype of XHTML 1.0 Strict, which then heads the page's XHTML; its
/// root declares the two namespaces:
///
///     <html xmlns="http://www.w3.org/1999/xhtml" xmlns:j="https://jalon.example/template">
///
/// **Slots** stand in text and in attribute values, several per value, mixed with other text:
///
///     <a href="reps/{{ rep.slug }}/" title="{{ rep.name }}">{{ rep.won | money(short) }}</a>
///
/// A key is a path of names; a format is one of the program's, sometimes with a word in
/// parentheses. Values are escaped for the place where they stand:
/// - text, and attributes: nothing to think of. An attribute that is one slot and nothing else is
///   left out when the value is absent: `aria-current="{{ page.current }}"`. A boolean attribute
///   (`hidden`, `checked`…) that is one slot is there when the value is true: `hidden="{{ late }}"`.
/// - addresses (`href`, `src`, `action`…): only http, https, mailto and relative addresses pass;
///   another becomes `#` and is reported.
/// - `style`: only integers and formats declared safe there (a percentage, a colour).
/// - never: in `<style>`, `<script>`, comments, `on…`, `srcdoc`, `srcset` and the like.
///
/// **Directives** are attributes `j:…` of real elements:
/// - `j:each="rep in team.reps"` repeats the element. Inside, `rep.name` is a key, and `rep@index`
///   (from 0), `rep@number` (from 1), `rep@count`, `rep@first`, `rep@last` tell the place.
/// - `j:if="key"`, `j:if="!key"` keep or drop the element. Absent, false, empty text, an empty list
///   and the integer 0 are false. With `j:each` on the same element, each item is tested.
/// - `j:else=""` on the next element: what stands there when the condition is false, or the list of
///   a `j:each` empty. `j:else="" j:if="other"` makes a chain.
/// - `j:include="parts/card.xhtml"` replaces the element by that file: by its root element or, when
///   the root is `html`, by the content of its `body`. The name is a path from the template folder.
///   The file sees the keys that are known here, `rep` of a `j:each` included.
/// - `j:layout="frame.xhtml"` on the root of a page: the page is the frame, where each element
///   `j:slot="main"` is replaced by the element of the page with the same `j:slot`; without one, the
///   frame's stays. What the page holds outside its slots is for looking at it in a browser.
/// - `j:element="chart"` replaces the element by a tree that the program built (an SVG chart); the
///   element written there is a placeholder. Absent: nothing.
///
/// **Comments** are dropped, except Outlook's in HTML: `<!--[if mso]>…<![endif]-->`. White space is
/// kept; the line in front of a `j:each` or `j:if` element is repeated or dropped with it.
///
/// **XML traps.** `&nbsp;` does not exist: write the character. `<` and `&` are `&lt;` and `&amp;`,
/// in `<script>` too (or use CDATA). Other DTDs are refused, and those two are never read.
///
/// Each template is checked whole when it is compiled; a mistake is reported with file, line,
/// column and the nearest known name. Two writers make HTML5 and XHTML5 from one tree: void
/// elements, boolean attributes, `script` and `style`, namespaces and `xml:lang` come out right in
/// both, so `<br/>`, `hidden="hidden"` and `<p></p>` are written once.
package struct Template: Sendable {
  /// Its path in the template folder.
  package let file: String
  let html: [Operation]
  let xhtml: [Operation]

  /// Compiles pages of one folder.
  ///
  /// `pages` gives each page's keys, `formats` every format they may
  /// use. All issues of all pages are thrown together.
  package static func compile(
    _ pages: [String: TemplateSchema], in folder: TemplateFolder,
    formats: [String: TemplateFormat] = [:]
  ) throws(TemplateFailure) -> [String: Template] {
    let compiler = TemplateCompiler(folder: folder, formats: formats)
    var templates: [String: Template] = [:]
    for (file, schema) in pages.sorted(by: { $0.key < $1.key }) {
      templates[file] = compiler.page(file, schema)
    }
    let issues = compiler.sortedIssues
    guard issues.isEmpty else { throw TemplateFailure(issues: issues) }
    return templates
  }

  /// The page for these values, in one syntax.
  ///
  /// The same values give the same bytes. Any thread may render; one that renders thousands of
  /// pages beside another does well to compile its own template (0.2 ms): a shared one is counted
  /// by both, which cost two threads a third of their speed.
  package func render(_ values: TemplateRecord, as syntax: MarkupSyntax) -> RenderedMarkup {
    var renderer = Renderer(values, syntax)
    renderer.run(syntax == .html ? html : xhtml)
    return RenderedMarkup(bytes: renderer.writer.bytes, issues: renderer.issues)
  }
}

/// A page and what had to be neutralised in it.
package struct RenderedMarkup: Sendable {
  /// UTF-8 without byte order mark.
  package var bytes: [UInt8]
  /// Values that could not stand where the template puts them, at the place of the slot.
  package var issues: [TemplateIssue]

  package init(bytes: [UInt8], issues: [TemplateIssue]) {
    self.bytes = bytes
    self.issues = issues
  }

  package var text: String { String(decoding: bytes, as: UTF8.self) }
}
