/// The text of a cell that names a currency.
package enum CurrencyText {
  private static let codes = [
    "€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "EURO": "EUR", "EUROS": "EUR",
    "US DOLLAR": "USD", "US DOLLARS": "USD", "U.S. DOLLAR": "USD", "DOLLAR US": "USD",
    "DOLLAR AMÉRICAIN": "USD", "DOLLAR DES ÉTATS-UNIS": "USD", "UNITED STATES DOLLAR": "USD",
    "POUND STERLING": "GBP", "BRITISH POUND": "GBP", "LIVRE STERLING": "GBP",
    "SWISS FRANC": "CHF", "FRANC SUISSE": "CHF", "CANADIAN DOLLAR": "CAD",
    "DOLLAR CANADIEN": "CAD", "AUSTRALIAN DOLLAR": "AUD", "DOLLAR AUSTRALIEN": "AUD",
    "JAPANESE YEN": "JPY", "YEN": "JPY", "MOROCCAN DIRHAM": "MAD", "DIRHAM MAROCAIN": "MAD",
    "TUNISIAN DINAR": "TND", "DINAR TUNISIEN": "TND", "CFA FRANC": "XOF", "FRANC CFA": "XOF",
  ]

  /// The ISO code that a sign, a name or `USD - U.S. Dollar` stands for; other texts in capital
  /// letters.
  ///
  /// A sign that several currencies share is the most usual of them, and so is a name.
  package static func code(_ text: String) -> String {
    let text = text.uppercased()
    if let code = codes[text] { return code }
    guard let dash = text.firstRange(of: " - ") else { return text }
    let sides = [text[..<dash.lowerBound], text[dash.upperBound...]]
    return sides.first { $0.count == 3 && $0.allSatisfy(\.isLetter) }.map(String.init) ?? text
  }
}
