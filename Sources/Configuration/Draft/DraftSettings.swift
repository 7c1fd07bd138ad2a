package import Calendar

/// What `jalon init` is told, and what it has to assume.
package struct DraftSettings: Sendable {
  /// The company's name as pages show it.
  package var company: String
  /// Language of the pages and of the comments, `fr` or `en`; nothing takes that of the exports.
  package var language: String?
  /// ISO 4217 code; nothing takes that of the exports, else the euro.
  package var currency: String?
  /// IANA name; nothing takes Europe/Paris.
  package var zone: String?
  /// The name of the configuration file, which findings name.
  package var fileName: String
  /// The name of the people file that will be written where no export lists the people.
  package var peopleFile: String

  /// Everything but the names is left to the exports.
  package init(company: String, fileName: String, peopleFile: String) {
    self.company = company
    self.fileName = fileName
    self.peopleFile = peopleFile
  }

  /// The zone's rules; nothing for a name that IANA does not have.
  package var zoneRules: TimeZoneRules? { TimeZoneRules.named(zone ?? Self.usualZone) }

  /// Whether a currency was given that is none.
  package var hasUnknownCurrency: Bool {
    currency.map { CurrencyCode.minorDigits(of: $0) == nil } ?? false
  }

  static let usualZone = "Europe/Paris"
  static let usualCurrency = "EUR"
}
