import Analysis
import Markup

/// The pages about a company or a team beside its first one, each about one subject.
///
/// A rep has one page, which holds them all: it is read on a phone.
enum DetailPage: String, CaseIterable {
  case objectives
  case forecast
  case pipeline
  case activity
  case customers
  case indicators
  case quality

  /// The template that makes it.
  var template: String { rawValue + ".xhtml" }

  /// Whether a scope has the page at all, whatever is on it.
  func isMade(for scope: Scope) -> Bool {
    switch scope.id.kind {
    case .rep: false
    case .team: self != .quality
    case .company: true
    }
  }
}

/// The links between the pages of one scope.
struct PageNavigation {
  let pages: [DetailPage]
  let text: PageText

  static let schema = TemplateSchema.list(
    .record([
      TemplateKey("file", .text, "name of the page's file without its ending"),
      TemplateKey("title", .text, "what the page is about"),
      TemplateKey("current", .text, "`page` for the page that is shown, else absent"),
    ]))

  /// Nothing where there is one page only.
  func value(current: DetailPage?) -> TemplateValue {
    guard !pages.isEmpty else { return .list([]) }
    let entries: [DetailPage?] = [nil] + pages
    return .list(
      entries.map { page in
        .record([
          "file": .text(page?.rawValue ?? "index"),
          "title": .text(text["page.\(page?.rawValue ?? "index")"]),
          "current": page == current ? .text("page") : .absent,
        ])
      })
  }
}
