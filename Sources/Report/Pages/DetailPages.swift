import Analysis
import Markup

/// The pages about a company or a team beside its first one, each about one subject.
///
/// A rep has two: the first holds all that is acted on, because it is read on a phone, and the other
/// every indicator.
enum DetailPage: String, CaseIterable {
  case objectives
  case forecast
  case pipeline
  case activity
  case customers
  case indicators
  case quality
  case health

  /// The template that makes it.
  var template: String { rawValue + ".xhtml" }

  /// Whether a scope has the page at all, whatever is on it.
  func isMade(for scope: Scope) -> Bool {
    switch scope.id.kind {
    case .rep: self == .indicators
    case .team: self != .quality && self != .health
    case .company: true
    }
  }
}

/// The links between the pages of one scope.
struct PageNavigation {
  let pages: [DetailPage]
  let text: PageText
  /// The page with the definitions, from the folder of the scope and without ending.
  var dictionary: String?

  static let schema = TemplateSchema.list(
    .record([
      TemplateKey("file", .text, "name of the page's file without its ending"),
      TemplateKey("title", .text, "what the page is about"),
      TemplateKey("current", .text, "`page` for the page that is shown, else absent"),
    ]))

  /// Nothing where there is one page only.
  func value(current: DetailPage?) -> TemplateValue {
    guard !pages.isEmpty || dictionary != nil else { return .list([]) }
    let pages: [DetailPage?] = [nil] + pages
    let entries = pages.map { page in
      Self.entry(
        file: page?.rawValue ?? "index", title: text["page.\(page?.rawValue ?? "index")"],
        isCurrent: page == current)
    }
    let definitions = dictionary.map { file in
      Self.entry(file: file, title: text["page.\(DictionaryPage.file)"], isCurrent: false)
    }
    return .list(entries + [definitions].compactMap { $0 })
  }

  static func entry(file: String, title: String, isCurrent: Bool) -> TemplateValue {
    .record([
      "file": .text(file), "title": .text(title),
      "current": isCurrent ? .text("page") : .absent,
    ])
  }
}
