import Analysis
package import Ingest

/// A language of the customer's own: one YAML file with what it says otherwise than the language
/// that it is based on (`language_files`; docs/extending.md).
package struct LanguageFile: Sendable {
  /// A text with its place; `other` is the second form of one that depends on a number.
  package struct Text: Sendable {
    package var key: String
    package var text: String
    package var other: String?
    package var place: Place
  }

  /// The name of the file, for messages.
  package var file: String
  /// `es`: the value of `language` and of the `lang` attribute.
  package var code: String
  /// The language's own name for itself.
  package var name: String
  /// The built-in language that says what the file does not.
  package var base: String
  /// `numbers` and `dates` as written: `decimal`, `grouping`, `short`, `long`…
  package var rules: [String: String]
  /// `months`, `short_months` from January, `weekdays` from Monday; those of the base where empty.
  package var names: [String: [String]]
  package var texts: [Text]

  static let rootKeys = [
    "code", "name", "base", "numbers", "dates", "plural", "ordinal", "texts", "plurals", "kpis",
  ]
  private static let numberKeys = ["grouping", "decimal", "percent_space", "currency_first"]
  private static let patternKeys = [
    "first", "short", "long", "full", "day_month", "month_year", "time",
  ]
  private static let listLengths = ["months": 12, "short_months": 12, "weekdays": 7]

  /// Nothing where the file says no language; the texts of KPIs go into `kpis`, by identifier.
  init?(
    _ root: YAMLNode, file: String, kpis: inout [String: [String: LocalizedText]],
    findings: Findings
  ) {
    guard let section = Section(root, "language", keys: Self.rootKeys, findings: findings),
      let code = section.requiredText("code"), let name = section.requiredText("name")
    else { return nil }
    guard (2...3).contains(code.utf8.count), code.utf8.allSatisfy({ (0x61...0x7A).contains($0) }),
      !CompanySection.languages.contains(code)
    else {
      section.invalid(
        "code", code, section.place(of: "code"),
        "two or three small letters (ISO 639) of a language that is not built in, such as es")
      return nil
    }
    self.file = file
    self.code = code
    self.name = name
    base = section.word("base", among: CompanySection.languages) ?? "en"
    rules = [:]
    names = [:]
    if let rule = section.word("plural", among: ["above_one", "except_one"]) {
      rules["plural"] = rule
    }
    if let ordinal = section.text("ordinal") { rules["ordinal"] = ordinal }
    if let numbers = section.section("numbers", keys: Self.numberKeys) {
      for key in ["grouping", "decimal"] { rules[key] = numbers.text(key) }
      for key in ["percent_space", "currency_first"] {
        rules[key] = numbers.flag(key).map { "\($0)" }
      }
    }
    if let dates = section.section("dates", keys: Self.patternKeys + Self.listLengths.keys) {
      for key in Self.patternKeys { rules[key] = dates.text(key) }
      for (key, length) in Self.listLengths {
        let texts = dates.texts(key).map(\.text)
        guard !texts.isEmpty else { continue }
        if texts.count == length {
          names[key] = texts
        } else {
          dates.invalid(key, "\(texts.count) names", dates.place(of: key), "\(length) names")
        }
      }
    }
    texts = section.textMapping("texts").map {
      Text(key: $0.entry.key, text: $0.text, place: $0.entry.keyPlace)
    }
    for entry in section.mapping("plurals") {
      let forms = entry.value.list?.compactMap(\.text) ?? []
      if forms.count == 2 {
        texts.append(
          Text(key: entry.key, text: forms[0], other: forms[1], place: entry.keyPlace))
      } else {
        section.invalid(
          entry.key, entry.value.description, entry.value.place, "a list of two forms: one, other")
      }
    }
    for entry in section.mapping("kpis") {
      if let label = entry.value.text {
        kpis[entry.key, default: [:]]["label", default: LocalizedText()].texts[code] = label
      } else if let texts = Section(
        entry.value, "kpis.\(entry.key)", keys: ["label", "question", "definition", "why"],
        findings: findings)
      {
        for key in ["label", "question", "definition", "why"] {
          guard let text = texts.text(key) else { continue }
          kpis[entry.key, default: [:]][key, default: LocalizedText()].texts[code] = text
        }
      }
    }
  }
}

extension Catalogue {
  /// With texts of other languages beside those it has.
  func with(_ texts: [String: [String: LocalizedText]]) -> Catalogue {
    guard !texts.isEmpty else { return self }
    var catalogue = self
    for index in catalogue.kpis.indices {
      guard let own = texts[catalogue.kpis[index].id] else { continue }
      func add(_ key: String, _ path: WritableKeyPath<KPI, LocalizedText>) {
        guard let said = own[key]?.texts else { return }
        catalogue.kpis[index][keyPath: path].texts.merge(said) { _, new in new }
      }
      add("label", \.label)
      add("question", \.question)
      add("definition", \.definition)
      add("why", \.why)
    }
    return catalogue
  }
}
