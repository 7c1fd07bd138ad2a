/// The document types a template may declare; every other one is refused.
enum Doctype: Sendable, Hashable, CaseIterable {
  /// HTML5 and XHTML5.
  case html
  /// XHTML 1.0 Strict, for those who must validate against its DTD; pages only, and no charts.
  case strict

  /// As it is written at the head of a page.
  var markup: String {
    switch self {
    case .html: "<!DOCTYPE html>"
    case .strict:
      "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\" "
        + "\"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd\">"
    }
  }

  /// The one that this text is, however its words are spaced.
  init?(_ text: String) {
    func words(_ text: String) -> [Substring] {
      let spaced = text.hasSuffix(">") ? text.dropLast() + " >" : text[...]
      return spaced.split { $0 == " " || $0 == "\t" || $0.isNewline }
    }
    let written = words(text)
    guard let known = Self.allCases.first(where: { words($0.markup) == written }) else {
      return nil
    }
    self = known
  }
}
