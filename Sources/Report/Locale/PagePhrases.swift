/// Texts of pages and mails, kept beside the vocabulary of a language because they change with the
/// templates.
struct PagePhrases: Sendable {
  let phrases: [String: String]
  let plurals: [String: Plural]
}

extension Language {
  /// This language with the texts of the pages.
  var withPages: Language {
    let pages = code == Language.english.code ? Language.englishPages : Language.frenchPages
    return Language(
      code: code, name: name, numbers: numbers, dates: dates, pluralForm: pluralForm,
      ordinal: ordinal, phrases: phrases.merging(pages.phrases) { own, _ in own },
      plurals: plurals.merging(pages.plurals) { own, _ in own })
  }
}
