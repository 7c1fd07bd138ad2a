/// What a diagnostic says, as data: the texts of a diagnostic are English, and pages may not be.
package struct DiagnosticFacts: Hashable, Sendable, Codable {
  /// One of the things that a wording is filled in with.
  package enum Value: Hashable, Sendable, Codable {
    /// A name or an identifier, the same in every language.
    case text(String)
    /// A number with its unit, one of the tokens of the figures (`money`, `rate`, `count`…).
    case figure(unit: String, numerator: Int64, denominator: Int64)
    /// The identifier of a period: `2026-Q3`.
    case period(String)
    /// A day: `2026-08-14`.
    case day(String)
  }

  /// The wording in the vocabularies: the diagnostic's identifier, with a suffix where one
  /// identifier has several.
  package var wording: String
  /// By the name that the wording has for it.
  package var values: [String: Value]

  /// A wording and what it is filled in with.
  package init(wording: String, values: [String: Value]) {
    self.wording = wording
    self.values = values
  }
}
