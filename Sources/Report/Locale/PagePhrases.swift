/// Texts of pages and mails, kept beside the vocabulary of a language because they change with the
/// templates.
struct PagePhrases: Sendable {
  let phrases: [String: String]
  let plurals: [String: Plural]
}
