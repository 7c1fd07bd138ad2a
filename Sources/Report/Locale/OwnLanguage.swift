/// What a language of a customer's own says otherwise than the one it is based on.
package struct OwnLanguage: Sendable {
  package var code: String
  /// The language's own name for itself.
  package var name: String
  package var base: Language
  /// `grouping` (empty: a no-break space), `decimal`, `percent_space`, `currency_first`, `plural`
  /// (`above_one`, `except_one`), `ordinal` with `{n}`, `first` (the first day of a month), and the
  /// patterns of dates `short`, `long`, `full`, `day_month`, `month_year`, `time`.
  package var rules: [String: String] = [:]
  /// `months` and `short_months` from January, `weekdays` from Monday.
  package var names: [String: [String]] = [:]
  package var phrases: [String: String] = [:]
  package var plurals: [String: Plural] = [:]

  package init(code: String, name: String, base: Language) {
    self.code = code
    self.name = name
    self.base = base
  }

  /// What is wrong with a text; `other` is its second form.
  package enum Fault: Hashable, Sendable {
    /// No language has such a text; the keys there are, for a proposal.
    case unknown(known: [String])
    /// The text must hold these placeholders and no others.
    case placeholders([String])
  }

  /// Nothing where the text can stand in for that of the base.
  package func fault(key: String, text: String, other: String?) -> Fault? {
    guard let other else {
      guard let said = base.phrases[key] else {
        return .unknown(known: base.phrases.keys.sorted())
      }
      // The names of periods choose between a number and its ordinal.
      return key.hasPrefix("period.") ? nil : Self.fault(text, as: said)
    }
    guard let said = base.plurals[key] else {
      return .unknown(known: base.plurals.keys.sorted())
    }
    return Self.fault(text, as: said.one) ?? Self.fault(other, as: said.other)
  }

  private static func fault(_ text: String, as said: String) -> Fault? {
    let wanted = placeholders(said)
    return placeholders(text) == wanted ? nil : .placeholders(wanted.sorted())
  }

  private static func placeholders(_ text: String) -> Set<String> {
    Set(text.matches(of: /\{[a-z]+\}/).map { String($0.output) })
  }

  /// How many texts of the base it does not say.
  package var missingCount: Int {
    base.phrases.keys.count { phrases[$0] == nil } + base.plurals.keys.count { plurals[$0] == nil }
  }
}

extension Language {
  /// A language of a customer's own.
  package convenience init(_ own: OwnLanguage) {
    let base = own.base
    func rule(_ key: String, _ usual: String) -> String { own.rules[key] ?? usual }
    func isOn(_ key: String, _ usual: Bool) -> Bool { own.rules[key].map { $0 == "true" } ?? usual }
    let grouping: NumberRules.Grouping =
      switch own.rules["grouping"] {
      case nil: base.numbers.grouping
      case "", " ": .space
      case .some(let mark): .mark(mark)
      }
    let first = own.rules["first"]
    let ordinal = own.rules["ordinal"]
    let baseDay = base.dates.day
    let baseOrdinal = base.ordinal
    let basePlural = base.pluralForm
    let plural = own.rules["plural"]
    self.init(
      code: own.code, name: own.name,
      numbers: NumberRules(
        grouping: grouping, decimalMark: rule("decimal", base.numbers.decimalMark),
        percentSpace: isOn("percent_space", !base.numbers.percentSpace.isEmpty) ? "\u{A0}" : "",
        currencyFirst: isOn("currency_first", base.numbers.currencyFirst),
        currencySymbols: base.numbers.currencySymbols),
      dates: DateRules(
        months: own.names["months"] ?? base.dates.months,
        shortMonths: own.names["short_months"] ?? base.dates.shortMonths,
        weekdays: own.names["weekdays"] ?? base.dates.weekdays,
        day: { number in
          guard number == 1, let first else {
            return own.names["months"] == nil ? baseDay(number) : String(number)
          }
          return first
        },
        short: rule("short", base.dates.short), long: rule("long", base.dates.long),
        full: rule("full", base.dates.full), dayMonth: rule("day_month", base.dates.dayMonth),
        monthYear: rule("month_year", base.dates.monthYear),
        time: rule("time", base.dates.time)),
      pluralForm: { integer, fractionDigits in
        switch plural {
        case "above_one": integer <= 1 ? .one : .other
        case "except_one": integer == 1 && fractionDigits == 0 ? .one : .other
        default: basePlural(integer, fractionDigits)
        }
      },
      ordinal: { number in
        ordinal.map { Language.fill($0, ["n": String(number)]) } ?? baseOrdinal(number)
      },
      phrases: base.phrases.merging(own.phrases) { _, new in new },
      plurals: base.plurals.merging(own.plurals) { _, new in new },
      pages: PagePhrases(phrases: [:], plurals: [:]))
  }
}
