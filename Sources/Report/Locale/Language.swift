/// Everything a report needs to speak a language: rules for figures and dates, and its phrases.
///
/// A language is one file that makes one such value, and its line in `all`. A class, because
/// everything that says something holds it.
package final class Language: Sendable {
  /// `fr`, `en`: the value of the `lang` attribute and the name in the configuration.
  package let code: String
  /// The language's own name for itself.
  package let name: String
  let numbers: NumberRules
  let dates: DateRules
  /// Which form of a phrase goes with a number as it is displayed, given its digits before the
  /// decimal mark as a number and how many digits follow the mark.
  let pluralForm: @Sendable (_ integer: UInt128, _ fractionDigits: Int) -> PluralForm
  /// 1st, 2nd, 3rd for the period names.
  let ordinal: @Sendable (Int) -> String
  /// The texts by key; `{name}` is replaced by an argument.
  package let phrases: [String: String]
  /// The texts that depend on a number, which they show at `{n}`.
  package let plurals: [String: Plural]
  /// Sets a text that people typed as the language's readers expect it.
  let typeset: @Sendable (String) -> String

  /// `pages` are the texts of pages and mails, which are many enough for a file of their own.
  init(
    code: String, name: String, numbers: NumberRules, dates: DateRules,
    pluralForm: @escaping @Sendable (_ integer: UInt128, _ fractionDigits: Int) -> PluralForm,
    ordinal: @escaping @Sendable (Int) -> String, phrases: [String: String],
    plurals: [String: Plural], pages: PagePhrases,
    typeset: @escaping @Sendable (String) -> String = { $0 }
  ) {
    self.code = code
    self.name = name
    self.numbers = numbers
    self.dates = dates
    self.pluralForm = pluralForm
    self.ordinal = ordinal
    self.phrases = phrases.merging(pages.phrases) { own, _ in own }
    self.plurals = plurals.merging(pages.plurals) { own, _ in own }
    self.typeset = typeset
  }

  /// The languages a report can be written in; the first is the default.
  package static let all: [Language] = [.french, .english]

  /// The language with this code, or nothing.
  package static func named(_ code: String) -> Language? { all.first { $0.code == code } }
}

/// The two forms that the languages here need.
package enum PluralForm: Sendable {
  case one
  case other
}

/// A phrase in both forms.
package struct Plural: Sendable, Hashable {
  package let one: String
  package let other: String

  package init(_ one: String, _ other: String) {
    self.one = one
    self.other = other
  }
}

/// How a language writes numbers.
struct NumberRules: Sendable {
  /// What stands between groups of three digits.
  enum Grouping: Sendable {
    /// U+202F on the web, U+00A0 elsewhere.
    case space
    case mark(String)
  }

  let grouping: Grouping
  let decimalMark: String
  /// Between a number and the percent sign.
  let percentSpace: String
  /// Whether the currency stands before the number.
  let currencyFirst: Bool
  /// By ISO 4217 code; other currencies are written with their code.
  let currencySymbols: [String: String]
}

/// How a language writes dates.
///
/// Patterns hold `{day}`, `{month}`, `{year}`, `{weekday}`.
struct DateRules: Sendable {
  /// From January.
  let months: [String]
  let shortMonths: [String]
  /// From Monday.
  let weekdays: [String]
  /// The day number in a long date: French writes the first of a month `1er`.
  let day: @Sendable (Int) -> String
  /// May hold `{dd}`, `{mm}` (two digits), `{day}`, `{shortMonth}` and `{year}`.
  let short: String
  let long: String
  let full: String
  let dayMonth: String
  let monthYear: String
  /// `{hour}` without and `{minute}` with a leading zero.
  let time: String
}
