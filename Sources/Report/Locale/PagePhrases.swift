/// Texts of pages and mails, kept beside the vocabulary of a language because they change with the
/// templates.
struct PagePhrases: Sendable {
  let phrases: [String: String]
  let plurals: [String: Plural]

  /// These and those of another file.
  func with(_ other: PagePhrases) -> PagePhrases {
    PagePhrases(
      phrases: phrases.merging(other.phrases) { own, _ in own },
      plurals: plurals.merging(other.plurals) { own, _ in own })
  }
}
