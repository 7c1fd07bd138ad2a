/// How the cells of a file are quoted; raw values are the words of the configuration.
enum QuoteStyle: String, Sendable, Hashable, CaseIterable {
  /// As RFC 4180 has it: a quote inside of quotes is doubled.
  case doubled
  /// A backslash stands before a quote or a backslash inside of quotes, as data frames and databases
  /// write them; a doubled quote is understood too.
  case backslash
  /// Cells stand in apostrophes, and one inside of them is doubled.
  case single
  /// Blanks may stand before the quote that opens a cell.
  case spaced
  /// A record stands in quotes as a whole, with the quotes of its cells doubled: a spreadsheet took each
  /// line for one cell. Records that need no quotes may stand without.
  case record
}
