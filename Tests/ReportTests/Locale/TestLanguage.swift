import Analysis
import Calendar
import Testing

@testable import Report

extension Language {
  /// A language made in one file, of English words between brackets: what is not in brackets on a
  /// page was not said through the language.
  static let bracketed = Language(
    code: "qps", name: "[English]",
    numbers: NumberRules(
      grouping: .mark("·"), decimalMark: "⌄", percentSpace: "", currencyFirst: true,
      currencySymbols: ["EUR": "¤"]),
    dates: english.dates, pluralForm: english.pluralForm, ordinal: english.ordinal,
    phrases: english.phrases.mapValues { "[\($0)]" },
    plurals: english.plurals.mapValues { Plural("[\($0.one)]", "[\($0.other)]") },
    pages: PagePhrases(phrases: [:], plurals: [:]))
}

@Suite struct `A third language` {
  private func pages() throws -> [(path: String, text: String)] {
    var options = Fixture.options
    options.languages = ["qps"]
    let reporter = try Reporter(
      templates: Files.templates, options: options, known: Language.all + [.bracketed])
    return try reporter.documents(for: Fixture.result())
      .filter { $0.path.hasSuffix(".html") }
      .map { ($0.path, String(decoding: $0.bytes, as: UTF8.self)) }
  }

  @Test func `is one value, and every page speaks it`() throws {
    let pages = try pages()
    #expect(pages.count > 10)
    for (path, text) in pages {
      #expect(text.contains("<html lang=\"qps\""), "\(path)")
      for heading in text.matches(of: /<h2[^>]*>(.*?)<\/h2>/.dotMatchesNewlines()) {
        // Headings are words of the language, or names of KPIs, which are the customer's.
        let said = heading.1.replacing(/<[^>]*>/, with: "")
        let isKPI = Fixture.kpis.contains { $0.label["qps"].map(said.contains) ?? false }
        #expect(said.contains("[") || isKPI, "\(path): \(said)")
      }
    }
    let company = try #require(pages.first { $0.path == "company/index.html" }).text
    #expect(company.contains("¤1·169·028"))
    for word in ["Objectif", "En retard", "Target<", ">Late<"] {
      #expect(!company.contains(word), "\(word)")
    }
  }
}
