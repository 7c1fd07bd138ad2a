import Foundation
import Testing

@testable import Report

/// Languages that are a file of a customer's, and the file that translators start from.
@Suite struct `Own languages` {
  private static let file = Files.package.appending(path: "docs/language.yaml")

  /// Every text of English, as a language file has it.
  private static func document() -> String {
    func quoted(_ text: String) -> String {
      "\""
        + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        .replacing("\u{A0}", with: "\\u00A0") + "\""
    }
    let english = Language.english
    var lines = [
      "# Every text of pages and mails, to be translated: copy this file, change `code` and `name`,",
      "# and name the copy under `language_files` in jalon.yaml. Words in braces stay as they are.",
      "# Made from the program: RECORD=1 swift test --filter 'Own languages'.", "code: xx",
      "name: English", "# The built-in language that says what the file does not: en or fr.",
      "base: en",
      "numbers: {grouping: \",\", decimal: \".\", percent_space: false, currency_first: true}",
      "# Which numbers go with the first form: above_one says that 0 and 1 do, except_one that 1 does.",
      "plural: except_one", "dates:",
      "  months: [\(english.dates.months.joined(separator: ", "))]",
      "  short_months: [\(english.dates.shortMonths.joined(separator: ", "))]",
      "  weekdays: [\(english.dates.weekdays.joined(separator: ", "))]",
      "  # Where the first of a month is special: `first: 1er`; ordinals: `ordinal: \"{n}e\"`, beside",
      "  # `plural`.",
      "  short: \(quoted(english.dates.short))", "  long: \(quoted(english.dates.long))",
      "  full: \(quoted(english.dates.full))", "  day_month: \(quoted(english.dates.dayMonth))",
      "  month_year: \(quoted(english.dates.monthYear))", "  time: \(quoted(english.dates.time))",
      "# Names of KPIs, by identifier: `revenue_won: …`, or `{label: …, question: …, definition: …,",
      "# why: …}`.", "kpis: {}", "texts:",
    ]
    for (key, text) in english.phrases.sorted(by: { $0.key < $1.key }) {
      lines.append("  \(key): \(quoted(text))")
    }
    lines += ["# One, other.", "plurals:"]
    for (key, forms) in english.plurals.sorted(by: { $0.key < $1.key }) {
      lines.append("  \(key): [\(quoted(forms.one)), \(quoted(forms.other))]")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  @Test func `the file for translators holds every text`() throws {
    let document = Self.document()
    if Files.isRecording { try Data(document.utf8).write(to: Self.file) }
    let recorded = (try? String(contentsOf: Self.file, encoding: .utf8)) ?? ""
    #expect(
      document == recorded,
      "record docs/language.yaml: RECORD=1 swift test --filter 'Own languages'")
  }

  private static func spanish() -> Language {
    var own = OwnLanguage(code: "es", name: "español", base: .english)
    own.rules = [
      "grouping": ".", "decimal": ",", "percent_space": "true", "currency_first": "false",
      "plural": "except_one", "ordinal": "{n}.º", "first": "1.º",
      "long": "{day} de {month} de {year}",
    ]
    own.names = [
      "months": [
        "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre",
        "octubre", "noviembre", "diciembre",
      ]
    ]
    own.phrases = ["table.actual": "Realizado", "period.quarter": "{ordinal} trimestre de {year}"]
    own.plurals = ["count.deals": Plural("{n} trato", "{n} tratos")]
    return Language(own)
  }

  @Test func `what the file says is said, and the rest comes from the base`() {
    let spanish = Self.spanish()
    #expect(spanish["table.actual"] == "Realizado")
    #expect(spanish["table.target"] == Language.english["table.target"])
    #expect(
      spanish.money(123_456_700, currency: "EUR", minorDigits: 2, medium: .web)
        == "1.234.567\u{A0}€")
    #expect(spanish.percent(1, over: 8, decimals: 1, medium: .web) == "12,5\u{A0}%")
    #expect(spanish.plural("count.deals", 1, medium: .web) == "1 trato")
    #expect(spanish.plural("count.deals", 0, medium: .web) == "0 tratos")
    #expect(spanish.date(Fixture.day(2026, 8, 1)) == "1.º de agosto de 2026")
    #expect(spanish.period(Fixture.quarter) == "3.º trimestre de 2026")
  }

  @Test func `pages are in it`() throws {
    var options = Fixture.options
    options.languages = ["es"]
    options.ownLanguages = [Self.spanish()]
    let documents = try Reporter(templates: Files.templates, options: options)
      .documents(for: Fixture.result())
    let page = try #require(documents.first { $0.path == "company/index.html" })
    let text = String(decoding: page.bytes, as: UTF8.self)
    #expect(text.contains("<html lang=\"es\""))
    #expect(text.contains("Realizado"))
    #expect(text.contains("3.º trimestre de 2026"))
    #expect(!text.contains("Réalisé"))
  }

  @Test(
    arguments: [
      ("table.actual", "Realizado", nil, nil),
      ("table.actuel", "Realizado", nil, "unknown"),
      ("verdict.attained", "{share} del objetivo", nil, nil),
      ("verdict.attained", "{cuota} del objetivo", nil, "placeholders"),
      ("verdict.attained", "del objetivo", nil, "placeholders"),
      ("count.deals", "{n} trato", "{n} tratos", nil),
      ("count.deals", "un trato", "{n} tratos", "placeholders"),
      ("table.actual", "Realizado", "Realizados", "unknown"),
    ] as [(String, String, String?, String?)])
  func `a text that cannot stand in is refused`(
    key: String, text: String, other: String?, fault: String?
  ) {
    let own = OwnLanguage(code: "es", name: "español", base: .english)
    let found =
      switch own.fault(key: key, text: text, other: other) {
      case .unknown: "unknown"
      case .placeholders: "placeholders"
      case nil: nil as String?
      }
    #expect(found == fault)
  }
}
