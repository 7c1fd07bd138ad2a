/// Where a figure is shown; it decides which no-break space groups its digits.
package enum Medium: Sendable, CaseIterable {
  /// A page in a browser, whose fonts have the narrow no-break space U+202F.
  case web
  /// The HTML part of a mail: U+00A0, because fonts of old mail programs lack U+202F.
  case mail
  /// The plain-text part of a mail: U+00A0 as well.
  case text
}

/// When a figure has a sign.
///
/// The minus is U+2212, and zero never has one: what rounds to zero is 0.
package enum SignStyle: Sendable, CaseIterable {
  /// Only a negative value has a sign.
  case negative
  /// A change or a gap: a positive value has a plus too.
  case change
}

/// How much of an amount of money is shown.
package enum MoneyStyle: Sendable, Hashable {
  /// With all digits of the currency: `1 234,56 €`.
  case full
  /// Rounded to the unit: `1 235 €`.
  case whole
  /// Rounded to thousands: `2 798 k€`.
  case thousands(decimals: Int)
  /// `whole` below ten thousand, `thousands(decimals: 0)` from there on, decided after rounding to
  /// the unit.
  case compact
}
