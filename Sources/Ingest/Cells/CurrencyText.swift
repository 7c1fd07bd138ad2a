/// The text of a cell that names a currency.
package enum CurrencyText {
  private static let codes = [
    "€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "EURO": "EUR", "EUROS": "EUR",
  ]

  /// The ISO code that a sign or a word stands for; other texts in capital letters.
  ///
  /// A sign that several currencies share is the most usual of them.
  package static func code(_ text: String) -> String {
    let text = text.uppercased()
    return codes[text] ?? text
  }
}
