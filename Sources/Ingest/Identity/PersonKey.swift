/// What all ways of writing one person have in common.
///
/// Names and e-mails are compared as headers are, whatever their case and accents; identifiers as
/// those of records are (exports.md B1.12 and B4.1).
package enum PersonKey {
  /// Equal texts mean one person, for an owner in an export as well as for a person's name, address,
  /// identifier or alias.
  package static func of(_ text: String) -> String {
    // Identifiers begin with a digit; nearly every owner is a name.
    if let first = text.utf8.first, (0x41...0x7A).contains(first) { return HeaderText.folded(text) }
    let cleaned = HeaderText.cleaned(text)
    return salesforceID(cleaned) ?? RecordID.withoutDecimals(Array(cleaned.utf8))
      ?? HeaderText.folded(cleaned)
  }

  /// The name before what a CRM adds to that of a user who is no longer active, `Zoé Martin (Deactivated
  /// User)`; nothing where it has added nothing (exports.md B5.2).
  package static func ofActive(_ text: String) -> String? {
    guard let last = text.unicodeScalars.last, last == ")" || last == "]",
      let start = text.lastIndex(of: last == ")" ? "(" : "[")
    else { return nil }
    let name = HeaderText.cleaned(String(text[..<start]))
    return name.isEmpty || inactive.isDisjoint(with: words(String(text[start...]))) ? nil : name
  }

  /// As `words` has them.
  private static let inactive: Set<String> = [
    "deactivated", "deleted", "disabled", "inactive", "removed", "desactive", "desactivee",
    "inactif", "supprime", "supprimee",
  ]

  /// The words of a name; in alphabetical order they are the same with the family name first.
  package static func words(_ name: String) -> [String] {
    HeaderText.folded(name).split { !$0.isLetter && !$0.isNumber }.map(String.init)
  }

  /// The 18 characters of a Salesforce user or queue, also from the 15 that reports have; nothing for
  /// any other text.
  ///
  /// Its first 15 tell people apart by case alone, so it is not folded. The last three always hold a
  /// capital letter: no folded text is taken for it.
  package static func salesforceID(_ text: String) -> String? {
    let bytes = Array(text.utf8)
    guard bytes.count == 15 || bytes.count == 18, text.hasPrefix("005") || text.hasPrefix("00G"),
      let id = RecordID.withCheckCharacters(Array(bytes.prefix(15)))
    else { return nil }
    return bytes.count == 15 || id == text ? id : nil
  }
}
